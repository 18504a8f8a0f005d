#!/usr/bin/env python3
"""Says what a bot provider gets wrong: `./parlor conformance provider [URL] [COMMAND…]`.

Starts a server of its own with an empty database at URL (by default at a free port of this machine), lets COMMAND connect to
it (PARLOR_URL and PARLOR_PROVIDER_KEY are in its environment; without a COMMAND they are printed, for a provider that is
started by hand), and then does to its bots what people do: adds, configures and removes them, several at a time, and restarts
the server under them. The key is PARLOR_PROVIDER_KEY where that is set, else a new one. One line per expectation; the exit
code is 0 where all were met.
"""
import argparse
import json
import os
import re
import secrets
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
SERVER = ROOT / "build/release/bin/parlor-server"


class Unmet(Exception):
    """An expectation that was not met, with what was seen instead."""


class Server:
    """parlor-server as a child, on the same port and data over restarts."""

    def __init__(self, binary: Path, folder: Path, key: str, address: str) -> None:
        self.binary, self.folder, self.key = binary, folder, key
        self.address = address
        self.log = folder / "server.log"
        self.start()

    def start(self) -> None:
        flags = ["--listen", self.address, "--data", str(self.folder / "data"), "--log.level=info",
                 f"--bots.providers=name=under-test key={self.key}", "--session.per_address_per_minute=10000"]
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PARLOR_")}
        with self.log.open("ab") as log:
            self.process = subprocess.Popen([str(self.binary), *flags], stdout=subprocess.PIPE, stderr=log, text=True,
                                            env=environment)
        line = self.process.stdout.readline() if self.process.stdout else ""
        if not line:
            sys.exit("The server does not start:\n" + self.log.read_text())
        self.address = line.strip().removeprefix("parlor: listening on http://")

    @property
    def url(self) -> str:
        return f"http://{self.address}"

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(30)

    def refusals(self) -> list[str]:
        """What the server had to refuse to the provider."""
        lines = self.log.read_text().splitlines()
        return [line.split(" ", 2)[2] for line in lines if " refused to=under-test" in line]


class Person:
    """A session that owns a lobby, over HTTP."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.token = self.call("POST", "/sessions", {})["token"]
        self.lobby = self.call("POST", "/lobbies", {"name": "Conformance", "media": "none"})["lobby"]["id"]

    def call(self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None) -> Any:
        request = urllib.request.Request(self.server.url + "/api/v1" + path, method=method)
        request.add_header("Content-Type", "application/json")
        if hasattr(self, "token"):
            request.add_header("Authorization", "Bearer " + self.token)
        try:
            with urllib.request.urlopen(request, json.dumps(body).encode() if body is not None else None, 30) as answer:
                return json.loads(answer.read() or b"null")
        except urllib.error.HTTPError as refusal:
            raise Unmet(f"{method} {path}: {refusal.code} {refusal.read().decode()}") from None

    @property
    def bots(self) -> str:
        return f"/lobbies/{self.lobby}/bots"

    def add(self, bot_type: str, config: Any) -> str:
        return str(self.call("POST", self.bots, {"type": bot_type, "config": config})["bot"]["id"])

    def bot(self, bot_id: str) -> dict[str, Any]:
        for bot in self.call("GET", self.bots)["bots"]:
            if bot["id"] == bot_id:
                return dict(bot)
        return {"state": "gone", "detail": ""}

    def wait_for(self, bot_id: str, state: str, seconds: float) -> dict[str, Any]:
        """Waits for a state; another one that is final ends the wait."""
        def look() -> dict[str, Any] | None:
            bot = self.bot(bot_id)
            if bot["state"] in ("failed", "gone") and bot["state"] != state:
                raise Unmet(f"it is {bot['state']} instead of {state}: {bot['detail']}")
            return bot if bot["state"] == state else None

        try:
            return wait(look, seconds)
        except TimeoutError:
            bot = self.bot(bot_id)
            raise Unmet(f"it is {bot['state']} and not {state} after {seconds} s: {bot['detail']}") from None


def wait(look: Callable[[], Any], seconds: float) -> Any:
    end = time.monotonic() + seconds
    while True:
        if found := look():
            return found
        if time.monotonic() > end:
            raise TimeoutError
        time.sleep(0.02)


def sample(schema: dict[str, Any]) -> Any:
    """A value that the schema allows, with what it requires and nothing else."""
    if "default" in schema:
        return schema["default"]
    if schema["type"] == "object":
        required = schema.get("required", [])
        return {name: sample(one) for name, one in schema.get("properties", {}).items() if name in required}
    if schema["type"] == "string":
        return schema["enum"][0] if "enum" in schema else "a"
    if schema["type"] in ("integer", "number"):
        return schema.get("minimum", schema.get("maximum", 1))
    return [] if schema["type"] == "array" else True


class Run:
    """The expectations, one after the other."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.types: list[dict[str, Any]] = []
        self.failed = 0

    def expect(self, what: str, check: Callable[[], Any]) -> bool:
        try:
            seen = check()
        except Unmet as unmet:
            self.failed += 1
            print(f"  FAILED  {what}\n            {unmet}", flush=True)
            return False
        print(f"  ok      {what}" + (f" ({seen})" if isinstance(seen, str) else ""), flush=True)
        return True

    def registers(self, seconds: float) -> str:
        person = Person(self.server)

        def available() -> list[dict[str, Any]]:
            return [one for one in person.call("GET", "/bots/types")["types"] if one["available"]]

        try:
            self.types = wait(available, seconds)
        except TimeoutError:
            raise Unmet("no type of bot can be added") from None
        return ", ".join(one["type"] for one in self.types)

    def tells_its_load(self) -> None:
        def told() -> bool:
            metrics = urllib.request.urlopen(self.server.url + "/metrics").read().decode()
            reported = re.search(r"^parlor_bot_provider_loads_total (\d+)$", metrics, re.M)
            return bool(reported) and int(reported[1]) >= 2

        try:
            wait(told, 6)
        except TimeoutError:
            raise Unmet("fewer than two `load` messages in 6 s") from None

    def starts(self, bot_type: dict[str, Any]) -> str:
        person = Person(self.server)
        began = time.monotonic()
        bot_id = person.add(bot_type["type"], sample(bot_type["config_schema"]))
        bot = person.wait_for(bot_id, "active", 10)
        took = round((time.monotonic() - began) * 1000)
        people = person.call("GET", f"/lobbies/{person.lobby}")["lobby"]["participant_count"]
        if people != 1:
            raise Unmet(f"there are {people} participants in the lobby")
        return f"{took} ms"

    def takes_configurations(self, bot_type: dict[str, Any]) -> None:
        person = Person(self.server)
        bot_id = person.add(bot_type["type"], sample(bot_type["config_schema"]))
        person.wait_for(bot_id, "active", 10)
        person.call("PATCH", f"{person.bots}/{bot_id}", {"config": {}})
        if person.bot(bot_id)["state"] != "active":
            raise Unmet("it is not active any more")

    def leaves(self, bot_type: dict[str, Any]) -> str:
        person = Person(self.server)
        bot_id = person.add(bot_type["type"], sample(bot_type["config_schema"]))
        person.wait_for(bot_id, "active", 10)
        began = time.monotonic()
        person.call("DELETE", f"{person.bots}/{bot_id}")
        person.wait_for(bot_id, "gone", 10)
        took = time.monotonic() - began
        # bots.stop_timeout: past it the server puts the bot out by itself.
        if took >= 4.9:
            raise Unmet("it did not leave by itself, and was put out")
        return f"{round(took * 1000)} ms"

    def runs_many(self, bot_type: dict[str, Any]) -> None:
        people = [Person(self.server) for _ in range(3)]
        bots = [(person, person.add(bot_type["type"], sample(bot_type["config_schema"]))) for person in people]
        for person, bot_id in bots:
            person.wait_for(bot_id, "active", 10)
        for person, bot_id in bots:
            person.call("DELETE", f"{person.bots}/{bot_id}")
        for person, bot_id in bots:
            person.wait_for(bot_id, "gone", 10)

    def comes_back(self, bot_type: dict[str, Any]) -> str:
        person = Person(self.server)
        bot_id = person.add(bot_type["type"], sample(bot_type["config_schema"]))
        before = person.wait_for(bot_id, "active", 10)
        self.server.kill()
        self.server.start()
        began = time.monotonic()
        after = person.wait_for(bot_id, "active", 20)
        if after["participant_id"] != before["participant_id"]:
            raise Unmet("it is another participant")
        return f"{round(time.monotonic() - began, 1)} s after the restart"

    def was_refused_nothing(self) -> None:
        if refusals := self.server.refusals():
            raise Unmet("\n            ".join(refusals[:10]))

    def everything(self, seconds: float) -> None:
        if not self.expect("connects with its key and registers", lambda: self.registers(seconds)):
            return
        self.expect("tells its load every second or two", self.tells_its_load)
        for one in self.types:
            name = one["type"]
            if not self.expect(f"{name}: starts and joins its lobby", lambda: self.starts(one)):
                continue
            self.expect(f"{name}: takes a new configuration while it runs", lambda: self.takes_configurations(one))
            self.expect(f"{name}: leaves when it is stopped", lambda: self.leaves(one))
            self.expect(f"{name}: runs in three lobbies at once", lambda: self.runs_many(one))
        self.expect("comes back to a server that was killed, and its bots with it", lambda: self.comes_back(self.types[0]))
        self.expect("says nothing that the server refuses", self.was_refused_nothing)


def read_words(words: list[str]) -> tuple[str, list[str]]:
    """The address to listen at, and the command."""
    words = words[1:] if words[:1] == ["--"] else words
    if words and (url := re.fullmatch(r"(?:http|ws)://([^/]+)/?", words[0])):
        return url[1], words[2:] if words[1:2] == ["--"] else words[1:]
    return "127.0.0.1:0", words


def main() -> int:
    parser = argparse.ArgumentParser(prog="./parlor conformance provider", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--wait", type=float, default=30, help="seconds that the provider may take to register")
    parser.add_argument("--server", type=Path, default=SERVER, help="the server's program")
    parser.add_argument("words", nargs=argparse.REMAINDER, metavar="[URL] [COMMAND…]",
                        help="where the server listens, e.g. http://127.0.0.1:8090, and what starts the provider")
    options = parser.parse_args()
    address, command = read_words(options.words)
    key = os.environ.get("PARLOR_PROVIDER_KEY") or secrets.token_urlsafe(32)
    with tempfile.TemporaryDirectory(prefix="parlor-conformance-") as folder:
        server = Server(options.server, Path(folder), key, address)
        environment = {"PARLOR_URL": server.url, "PARLOR_PROVIDER_KEY": key}
        provider = None
        if command:
            log = (Path(folder) / "provider.log").open("wb")
            provider = subprocess.Popen(command, env=os.environ | environment, stdout=log, stderr=log)
        else:
            print("Start your provider with\n" + "".join(f"  {name}={value}\n" for name, value in environment.items()),
                  flush=True)
        run = Run(server)
        try:
            run.everything(options.wait if command else 600)
        finally:
            if provider:
                provider.send_signal(signal.SIGTERM)
                try:
                    provider.wait(10)
                except subprocess.TimeoutExpired:
                    provider.kill()
            server.stop()
        if run.failed and provider:
            tail = (Path(folder) / "provider.log").read_text(errors="replace").splitlines()[-20:]
            print("\nWhat the provider wrote last:\n  " + "\n  ".join(tail))
    print(f"\n{'The provider conforms.' if run.failed == 0 else f'{run.failed} expectations were not met.'}")
    return 0 if run.failed == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
