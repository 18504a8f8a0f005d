"""The servers under test: how each is started on a free port, and stopped."""
import os
import re
import resource
import selectors
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from types import TracebackType

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(os.environ.get("BENCH_BIN_DIR", ROOT / "build/release/bin"))
STATE = ROOT / ".parlor/bench"

#: What a user never sends so fast must not stop the generator, which does.
NO_RATE_LIMITS = [
    "--net.messages_per_second=1000000", "--net.message_burst=1000000", "--net.bytes_per_second=1024MiB",
    "--relay.bytes_per_second=1024MiB", "--session.per_address_per_minute=10000000",
    "--lobby.per_session_per_minute=1000000", "--net.connections_per_address=50000",
]

TITLES = {"parlor": "Parlor", "tls": "Parlor, TLS (ECDSA P-256)", "tls-rsa": "Parlor, TLS (RSA 2048)", "deflate": "Parlor, compressing", "bare": "bare epoll", "ws": "Node ws", "socket.io": "socket.io", "fastapi": "FastAPI + uvicorn", "other": "other build"}
PEERS = ["bare", "ws", "socket.io", "fastapi"]
#: Our own server with clients that speak TLS, by the certificate's kind of key, as openssl names it.
OVER_TLS = {"tls": ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"], "tls-rsa": ["-newkey", "rsa:2048"]}

#: Where each build of our own server lies.
builds = {"parlor": str(BIN / "parlor-server")}
#: What each of them is told besides; it overrules what all are told.
extra: dict[str, list[str]] = {}


def command_of(kind: str, data: str, pinned: bool, limits: list[str]) -> list[str]:
    if kind == "bare":
        return [str(BIN / "parlor-bench-bare")]
    if kind == "ws":
        return ["node", str(ROOT / "bench/peers/ws_peer.mjs")]
    if kind == "socket.io":
        return ["node", str(ROOT / "bench/peers/socket_io_peer.mjs")]
    if kind == "fastapi":
        # Debian's Python has Debian's packages; another one that comes first in PATH has not.
        return ["/usr/bin/python3", str(ROOT / "bench/peers/fastapi_peer.py")]
    if kind == "deflate":
        return [*command_of("parlor", data, pinned, limits), "--net.compression=true"]
    if kind in OVER_TLS:
        return [*command_of("parlor", data, pinned, limits), "--tls.listen=127.0.0.1:0", *certificate(kind, data)]
    shards = ["--server.shards=1"] if pinned else []
    command = [builds[kind], "--listen=127.0.0.1:0", f"--data={data}", "--log.level=error", *shards,
            *limits]
    return by_last_word([*command, *extra.get(kind, [])])


def by_last_word(command: list[str]) -> list[str]:
    """Of the flags with one name the last."""
    return list({word.split("=")[0]: word for word in command}.values())


def certificate(kind: str, folder: str) -> list[str]:
    """Makes one that nobody vouches for; the flags that name it."""
    key, file = f"{folder}/bench.key", f"{folder}/bench.crt"
    subprocess.run(["openssl", "req", "-x509", "-nodes", *OVER_TLS[kind], "-subj", "/CN=localhost", "-days", "1",
                    "-keyout", key, "-out", file], check=True, stderr=subprocess.DEVNULL)
    return [f"--tls.certificate={file}", f"--tls.key={key}"]


def raise_descriptors() -> None:
    """As many sockets as the system allows; children inherit it."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def cores_for(server: bool, pinned: bool) -> set[int]:
    cores = sorted(os.sched_getaffinity(0))
    if not pinned or len(cores) < 2:
        return set(cores)
    return {cores[0]} if server else set(cores[1:])


class Server:
    """A running server; `with Server(kind) as server:` waits until it listens, and stops it in the end."""

    def __init__(self, kind: str, pinned: bool = True, limits: list[str] | None = None,
                 under: list[str] | None = None) -> None:
        self.kind = kind
        STATE.mkdir(parents=True, exist_ok=True)
        # On the disk of the checkout, not in a folder that may lie in memory: appends are synced.
        self.data = tempfile.mkdtemp(prefix=kind + "-", dir=STATE)
        self.pinned = pinned
        command = command_of(kind, self.data, pinned, NO_RATE_LIMITS if limits is None else limits)
        self.process = self._launch([*(under or []), *command])
        self.port = 0
        #: Of a server that also speaks TLS.
        self.tls_port = 0

    def _launch(self, command: list[str]) -> subprocess.Popen:
        # What somebody has set for a server of their own is not measured.
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PARLOR_")}
        self.command = command
        process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
        os.sched_setaffinity(process.pid, cores_for(True, self.pinned))
        return process

    def kill(self) -> None:
        """Without a chance to say goodbye."""
        self.process.kill()
        self.process.wait()
        if self.process.stdout:
            self.process.stdout.close()

    def restart(self) -> None:
        """On the same data and port."""
        self.process = self._launch([word if not word.startswith("--listen=") else f"--listen=127.0.0.1:{self.port}"
                                     for word in self.command])
        self._wait_for_port(time.monotonic() + 120)

    def __enter__(self) -> "Server":
        try:
            self.port = self._wait_for_port(time.monotonic() + 30)
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None,
                 trace: TracebackType | None) -> None:
        self.stop()

    def _wait_for_port(self, deadline: float) -> int:
        assert self.process.stdout
        with selectors.DefaultSelector() as selector:
            selector.register(self.process.stdout, selectors.EVENT_READ)
            while selector.select(max(0.0, deadline - time.monotonic())):
                line = self.process.stdout.readline()
                if found := re.search(r"listening on http://\S+:(\d+)", line):
                    if secure := re.search(r"https://\S+:(\d+)", line):
                        self.tls_port = int(secure[1])
                    return int(found[1])
                if not line:
                    raise RuntimeError(f"{self.kind} ended before it listened")
        raise RuntimeError(f"{self.kind} did not listen in time")

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        if self.process.stdout:
            self.process.stdout.close()
        shutil.rmtree(self.data, ignore_errors=True)
