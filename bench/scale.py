"""`./parlor bench --scale`: how many members this machine holds, what each costs in memory, and how they come back when
the server is killed and started again on the same data and port. Both ends are on this machine.
"""
import json
import os
import platform
import resource
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from servers import BIN, Server

#: Half of the members are in lobbies of 10, half in lobbies of this many.
LARGE = 1_000
#: What a process needs beside the sockets of its members.
SPARE_DESCRIPTORS = 400
#: Who shares an address: below what a server takes from one by default, sessions in a minute included.
PER_ADDRESS = 100
#: In which somebody who comes back must have a WebSocket, else it starts anew: as our clients.
GIVE_UP_S = 10.0
EXTRAPOLATED_MEMBERS = 1_000_000
EXTRAPOLATED_MEMORY = 24 << 30

OWN_KERNEL_MARKS = ("<!-- measured by ./parlor bench --scale --own-kernel: begin -->",
                    "<!-- measured by ./parlor bench --scale --own-kernel: end -->")
MARKS = ("<!-- measured by ./parlor bench --scale: begin -->", "<!-- measured by ./parlor bench --scale: end -->")


@dataclass(frozen=True)
class Size:
    """How many lobbies of which size."""

    small_lobbies: int
    large_lobbies: int
    large_members: int

    @property
    def members(self) -> int:
        return 10 * self.small_lobbies + self.large_lobbies * self.large_members


def size_for(members: int) -> Size:
    """Half in lobbies of 10, half in large ones; of fewer than 2,000 the large one is smaller."""
    large = min(LARGE, max(10, members // 2))
    lobbies = members // 2 // large
    return Size((members - lobbies * large) // 10, lobbies, large)


def most_members() -> int:
    """As many as one process may have sockets."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    return max(0, hard - SPARE_DESCRIPTORS)


@dataclass(frozen=True)
class Memory:
    """Bytes that the server's process holds, and the kernel for everybody."""

    resident: int
    slab: int
    sockets: int


def memory_of(pid: int) -> Memory:
    def kibibytes(file: str, name: str) -> int:
        for line in Path(file).read_text(encoding="utf-8").splitlines():
            if line.startswith(name + ":"):
                return int(line.split()[1]) * 1024
        raise RuntimeError(f"{file} does not tell {name}")

    return Memory(kibibytes(f"/proc/{pid}/status", "VmRSS"), kibibytes("/proc/meminfo", "Slab"), buffer_bytes())


def buffer_bytes() -> int:
    """What the buffers of all TCP sockets hold (proc(5), sockstat: pages)."""
    for line in Path("/proc/net/sockstat").read_text(encoding="utf-8").splitlines():
        if line.startswith("TCP:"):
            words = line.split()
            return int(words[words.index("mem") + 1]) * os.sysconf("SC_PAGE_SIZE")
    return 0


def longest_queue() -> str:
    return Path("/proc/sys/net/core/somaxconn").read_text(encoding="utf-8").strip()


def overflows() -> int:
    """Connections that found the listen queue full, so far."""
    lines = Path("/proc/net/netstat").read_text(encoding="utf-8").splitlines()
    for names, values in zip(lines[::2], lines[1::2]):
        if names.startswith("TcpExt:"):
            return int(dict(zip(names.split(), values.split()))["ListenOverflows"])
    return 0


class Run:
    """One run: the server, the generator, and what happens between them."""

    def __init__(self, size: Size, seconds: float, lines_per_second: float, patience: float, give_up: float,
                 flags: list[str]) -> None:
        self.size = size
        self.flags = flags
        self.load = [f"--small-lobbies={size.small_lobbies}", f"--large-lobbies={size.large_lobbies}",
                     f"--large-members={size.large_members}", f"--per-address={PER_ADDRESS}", f"--seconds={seconds}",
                     f"--lines-per-second={lines_per_second}", f"--patience={patience}", f"--give-up={give_up}"]
        self.figures: dict = {"size": vars(size), "linux": platform.release(), "somaxconn": longest_queue()}

    def measure(self) -> dict:
        # The server's own limits are in force, but for the number of all sockets, and for how long a lobby waits for its first
        # member: letting in so many takes longer in a slow machine.
        flags = [f"--net.connections={max(50_000, self.size.members + 100)}", "--lobby.idle_end=1d", *self.flags]
        with Server("parlor", pinned=False, limits=flags) as server:
            before = memory_of(server.process.pid)
            command = [str(BIN / "parlor-load"), "scale", f"--port={server.port}", f"--pid={server.process.pid}",
                       *self.load]
            with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as generator:
                try:
                    self._follow(generator, server, before)
                finally:
                    generator.kill()
        return self.figures

    def _follow(self, generator: subprocess.Popen, server: Server, before: Memory) -> None:
        assert generator.stdout and generator.stderr
        for line in generator.stdout:
            told = json.loads(line)
            phase = told.pop("phase", "end")
            print(f"{phase}: {json.dumps(told)}", file=sys.stderr, flush=True)
            if phase in ("progress", "slow"):
                continue
            if phase == "held":
                self.figures["held"] = told
                self._tell_memory(before, memory_of(server.process.pid))
            elif phase == "restart":
                full = overflows()
                start = time.monotonic()
                server.kill()
                print(f"gone after {time.monotonic() - start:.1f} s", file=sys.stderr, flush=True)
                server.restart()
                self.figures["down_seconds"] = time.monotonic() - start
                print(f"listens again after {self.figures['down_seconds']:.1f} s", file=sys.stderr, flush=True)
                self.figures["listen_overflows_before"] = full
            else:
                self.figures |= told
                self.figures["listen_overflows"] = overflows() - self.figures.pop("listen_overflows_before")
        if generator.wait() != 0:
            raise RuntimeError(generator.stderr.read().strip())

    def _tell_memory(self, before: Memory, after: Memory) -> None:
        members = self.size.members
        self.figures["memory"] = {"empty_resident": before.resident,
                                  "resident": (after.resident - before.resident) / members,
                                  "slab": (after.slab - before.slab) / members,
                                  "sockets": (after.sockets - before.sockets) / members}


def kibi(size: float) -> str:
    # Adding 0 makes -0.0 positive.
    return f"{round(size / 1024, 1) + 0:.1f} KiB"


def report(figures: dict, circumstances: str) -> str:
    """The block of docs/benchmarks.md."""
    size = Size(**figures["size"])
    held, chat, back, log = figures["held"], figures["chat"], figures["return"], figures["log"]
    rows = [
        ("members held", f"{size.members:,}: {size.small_lobbies:,} lobbies of 10, "
                         f"{size.large_lobbies:,} of {size.large_members:,}"),
        ("coming in, one after the other's answer, 256 on their way",
         f"{held['members_per_second']:,.0f} members/s ({held['seconds']:.1f} s, p99 {held['join_ms_p99']:.0f} ms, "
         f"{held['server_cpu_ns_per_member'] / 1e6:.2f} ms of server CPU each)"),
        ("the server's memory per idle member", kibi(figures["memory"]["resident"])),
        ("the kernel's per member, both ends", f"{kibi(figures['memory']['slab'])} of slab, "
                                               f"{kibi(figures['memory']['sockets'])} of socket buffers"),
        ("chat meanwhile", f"{chat['lines_per_second']:.0f} lines/s, {chat['deliveries_per_second']:,.0f} deliveries/s, "
                           f"ack p50 {chat['ack_ms_p50']:.1f} ms, p99 {chat['ack_ms_p99']:.1f} ms, "
                           f"{chat['server_cpu_share']:.2f} cores of the server"),
        ("killed (SIGKILL) until it listened again", f"{figures['down_seconds']:.2f} s"),
        ("killed until members were back and resumed (the run fails unless all are)", f"half {back['seconds_half']:.1f} s, "
         f"**99 % {back['seconds_99']:.1f} s**, all {back['seconds_all']:.1f} s"),
        ("tries to come back",
         f"{back['tries']:,}, up to {back['set_out_late_s']:.1f} s later than drawn; turned away {back['turned_away']:,}, without an "
         f"answer in time {back['given_up']:,}, lost again {back['lost_again']:,}; a listen queue (net.core.somaxconn "
         f"{figures['somaxconn']}) full {figures['listen_overflows']:,} times"),
        ("connections whose end was told by silence alone", f"{back['silent']:,}"),
        ("acknowledged lines", f"{log['acknowledged']:,}, each found once in the log afterwards; missing {log['missing']}"),
    ]
    lines = ["| what | measured |", "| --- | --- |", *(f"| {what} | {value} |" for what, value in rows)]
    return "\n\n".join([circumstances, "\n".join(lines), extrapolation(figures["memory"])]) + "\n"


def extrapolation(memory: dict) -> str:
    """What a million would take, if each cost what each did here."""
    kernel = (memory["slab"] + memory["sockets"]) / 2
    server = memory["empty_resident"] + EXTRAPOLATED_MEMBERS * memory["resident"]
    whole = server + EXTRAPOLATED_MEMBERS * kernel
    fits = "fits" if whole <= EXTRAPOLATED_MEMORY else "does not fit"
    most = (EXTRAPOLATED_MEMORY - memory["empty_resident"]) / (memory["resident"] + kernel)
    return (f"Extrapolated, not measured: {EXTRAPOLATED_MEMBERS:,} idle members would take {server / 2**30:.1f} GiB in the "
            f"server ({kibi(memory['empty_resident'])} when empty + {EXTRAPOLATED_MEMBERS:,} × {kibi(memory['resident'])}) and "
            f"{EXTRAPOLATED_MEMBERS * kernel / 2**30:.1f} GiB in the kernel of the server's machine (half of what both ends "
            f"took here: {kibi(kernel)} each): {whole / 2**30:.1f} GiB, which {fits} into 24 GiB. By this memory alone 24 GiB "
            f"would hold {most:,.0f}. It leaves out buffers of members who are being sent to, and lobbies' logs in memory.")
