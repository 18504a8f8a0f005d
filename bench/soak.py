#!/usr/bin/env python3
"""`./parlor soak MINUTES`: keeps a server busy with everything at once, and tells whether it stays as it is.

People come, chat, relay and go, by the load generator; bots of the example provider are started and stopped; administrators read
their lists. Every second memory, descriptors, threads, sockets and the time of event-loop turns are noted. After
warming up (a quarter of the time) what the server holds must be flat: the median of the last quarter over that of the second.
Plots go to .parlor/soak.
"""
import argparse
import json
import os
import random
import re
import secrets
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import plot
import report
from instructions import ticks
from run import load_average, machine
from servers import BIN, NO_RATE_LIMITS, ROOT, Server, raise_descriptors

PLOTS = ROOT / ".parlor/soak"
ADMIN = secrets.token_urlsafe(32)
PROVIDER = secrets.token_urlsafe(32)
#: What makes minutes show what months would: empty lobbies end soon, sessions too, and what is kept of the database in memory is
#: soon as much as it may be.
SHORT_LIVES = ["--lobby.idle_end=2s", "--lobby.grace=1s", "--session.lifetime=1m", "--session.sweep=10s", f"--admin.token={ADMIN}",
               f"--bots.providers=name=soak key={PROVIDER}", "--store.page_cache=1MiB"]
#: One after the other, each for a few seconds; none takes the whole of a core.
TRAFFIC = [
    ["chat", "--lobbies=4", "--members=10", "--window=1"],
    ["relay-one", "--lobbies=10", "--members=2", "--window=1"],
    ["relay-all", "--lobbies=2", "--members=20", "--window=1"],
    ["connect", "--lobbies=30", "--members=10", "--warm-up=10"],
]
#: How much more at the end than after warming up is still flat, and the longest turn of 99 in 100.
FLAT, LONGEST_TURN_MS = 0.01, 5.0


@dataclass
class Samples:
    """What was noted, second by second, by name."""

    seconds: list[float] = field(default_factory=list)
    values: dict[str, list[float]] = field(default_factory=dict)

    def add(self, at: float, figures: dict[str, float]) -> None:
        self.seconds.append(at)
        for name, value in figures.items():
            self.values.setdefault(name, []).append(value)

    def quarters(self, name: str) -> tuple[float, float]:
        """The medians of the second and of the last quarter."""
        values = self.values[name]
        size = max(1, len(values) // 4)
        return median(values[size:2 * size]), median(values[-size:])


def call(port: int, path: str, token: str = ADMIN, method: str = "GET", body: object = None) -> dict:
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", method=method,
                                     data=None if body is None else json.dumps(body).encode(),
                                     headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.loads(answer.read() or b"{}")


def metric(text: str, name: str) -> float:
    found = re.search(rf"^{re.escape(name)} (\S+)$", text, re.MULTILINE)
    return float(found[1]) if found else 0.0


def look(server: Server) -> dict[str, float]:
    process = Path(f"/proc/{server.process.pid}")
    status = (process / "status").read_text(encoding="ascii")
    with urllib.request.urlopen(f"http://127.0.0.1:{server.port}/metrics", timeout=10) as answer:
        text = answer.read().decode()
    descriptors = len(list((process / "fd").iterdir()))
    return {
        "resident memory, MiB": int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024,
        "threads": int(re.search(r"Threads:\s+(\d+)", status)[1]),
        "descriptors": descriptors,
        "descriptors without sockets of clients": descriptors - metric(text, "parlor_sockets"),
        "WebSockets": metric(text, "parlor_websockets"),
        "turn of an event loop, p99, ms": metric(text, 'parlor_turn_microseconds{quantile="0.99"}') / 1000,
        "CPU seconds": sum(ticks((process / "stat").read_text(encoding="ascii"))) / os.sysconf("SC_CLK_TCK"),
    }


class Churn:
    """All that goes on, each kind on a thread, until it is told to stop."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.over = threading.Event()
        self.done = {"phases of traffic": 0, "bots": 0, "looks of administrators": 0}
        self.faults: list[str] = []
        self.threads = [threading.Thread(target=self.until_over, args=(one,), daemon=True)
                        for one in (self.traffic, self.bots, self.administrators)]

    def __enter__(self) -> "Churn":
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        for thread in self.threads:
            thread.join(60)

    def until_over(self, work: Callable[[], None]) -> None:
        while not self.over.is_set():
            try:
                work()
            except (OSError, subprocess.SubprocessError, KeyError, ValueError) as fault:
                detail = fault.read().decode() if isinstance(fault, urllib.error.HTTPError) else ""
                self.faults.append(f"{work.__name__}: {fault} {detail}".strip())
                self.over.wait(1)

    def traffic(self) -> None:
        words = random.choice(TRAFFIC)
        timed = [] if words[0] == "connect" else ["--warm-up=0.1", "--seconds=3"]
        done = subprocess.run([BIN / "parlor-load", *words, *timed, f"--port={self.server.port}",
                               f"--pid={self.server.process.pid}"], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                              text=True, check=False, timeout=60)
        if done.returncode != 0:
            raise ValueError(done.stderr.strip())
        self.done["phases of traffic"] += 1

    def bots(self) -> None:
        port = self.server.port
        kind = call(port, "/api/v1/bots/types", token="none")["types"][0]["type"]
        token = call(port, "/api/v1/sessions", token="none", method="POST", body={})["token"]
        lobby = call(port, "/api/v1/lobbies", token, "POST", {"name": "Soak", "media": "none"})["lobby"]["id"]
        for _ in range(5):
            bot = call(port, f"/api/v1/lobbies/{lobby}/bots", token, "POST", {"type": kind})["bot"]["id"]
            call(port, f"/api/v1/lobbies/{lobby}/bots/{bot}", token, "DELETE")
            self.done["bots"] += 1
        call(port, f"/api/v1/lobbies/{lobby}", token, "DELETE")
        self.over.wait(0.5)

    def administrators(self) -> None:
        for what in ("stats", "sessions", "lobbies", "names", "bots", "audit"):
            call(self.server.port, f"/api/v1/admin/{what}")
        self.done["looks of administrators"] += 1
        self.over.wait(1)


def await_provider(server: Server) -> None:
    deadline = time.monotonic() + 10
    while not call(server.port, "/api/v1/bots/types", token="none")["types"]:
        if time.monotonic() > deadline:
            raise TimeoutError("no bot provider has come")
        time.sleep(0.05)


def flat(before: float, after: float) -> bool:
    """Single descriptors and threads are no trend."""
    return after <= before * (1 + FLAT) or (before * 2 == int(before * 2) and before < 100 and after <= before + 2)


#: What must hold of the second and the last quarter of a figure.
BARS: dict[str, Callable[[float, float], bool]] = {
    "resident memory, MiB": flat, "threads": flat, "descriptors without sockets of clients": flat,
    "turn of an event loop, p99, ms": lambda _, after: after <= LONGEST_TURN_MS}


def soak(minutes: float) -> tuple[Samples, Churn]:
    samples = Samples()
    with Server("parlor", limits=[*NO_RATE_LIMITS, *SHORT_LIVES]) as server:
        environment = {"PARLOR_URL": f"http://127.0.0.1:{server.port}", "PARLOR_PROVIDER_KEY": PROVIDER, "PATH": "/usr/bin"}
        provider = subprocess.Popen([BIN / "parlor-example-provider"], env=environment, stdin=subprocess.DEVNULL)
        try:
            await_provider(server)
            with Churn(server) as churn:
                began = time.monotonic()
                while (passed := time.monotonic() - began) < minutes * 60:
                    samples.add(passed, look(server))
                    if len(samples.seconds) % 60 == 0:
                        print(f"{passed / 60:.0f} of {minutes:g} minutes: "
                              f"{samples.values['resident memory, MiB'][-1]:.1f} MiB", file=sys.stderr, flush=True)
                    time.sleep(1)
        finally:
            provider.terminate()
            provider.wait(10)
    return samples, churn


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./parlor soak", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("minutes", type=float, nargs="?", default=30.0, help="how long (30)")
    asked = parser.parse_args(arguments)
    if asked.minutes <= 0:
        parser.error("MINUTES must be above 0")
    raise_descriptors()
    load = load_average()
    samples, churn = soak(asked.minutes)

    PLOTS.mkdir(parents=True, exist_ok=True)
    rows, missed = [], []
    cpu = samples.values.pop("CPU seconds")
    for name, values in samples.values.items():
        slug = re.sub(r"\W+", "-", name).strip("-").lower()
        (PLOTS / f"{slug}.svg").write_text(plot.line_plot(name, samples.seconds, values), encoding="utf-8")
        before, after = samples.quarters(name)
        holds = BARS[name](before, after) if name in BARS else None
        if holds is False:
            missed.append(name)
        rows.append([name, f"{before:.4g}", f"{after:.4g}", f"{max(values):.4g}", {True: "yes", False: "NO", None: ""}[holds]])
    share = (cpu[-1] - cpu[0]) / (samples.seconds[-1] - samples.seconds[0])
    print(f"{machine(f'./parlor soak {asked.minutes:g}', load)}\n")
    print(", ".join(f"{count:,} {what}" for what, count in churn.done.items()) +
          f"; the server took {share:.0%} of its core; {len(churn.faults)} faults.\n")
    print(report.table(["what", "second quarter", "last quarter", "most", "holds"], rows))
    for fault in churn.faults[:10]:
        print(f"fault: {fault}", file=sys.stderr)
    return 1 if missed or churn.faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
