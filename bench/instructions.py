"""`./parlor bench --instructions`: instructions of our server per delivered message, counted by callgrind, and beside them the
share of its CPU time that the kernel takes.

Other than CPU time they hardly depend on what else the machine does. Only the server's own are counted, not the
kernel's: a technique that saves system calls shows in CPU time. Two runs differ in nothing but their length, so that
starting, coming in and ending cancel out.
"""
import json
import os
import re
import subprocess
import tempfile
from pathlib import Path

from scenarios import Scenario
from servers import BIN, NO_RATE_LIMITS, Server, cores_for

#: Seconds that messages flow in each of the two runs.
SHORT, LONG = 1.0, 4.0


def counted(folder: Path) -> int:
    """The sum of what callgrind wrote there."""
    total = 0
    for file in folder.glob("callgrind.out.*"):
        if found := re.search(r"^(?:totals|summary): (\d+)", file.read_text(encoding="utf-8"), re.MULTILINE):
            total += int(found[1])
    return total


def run(scenario: Scenario, seconds: float, folder: Path) -> tuple[int, int]:
    """Instructions of the whole run, and its deliveries."""
    tool = ["valgrind", "--quiet", "--tool=callgrind", f"--callgrind-out-file={folder}/callgrind.out.%p"]
    # callgrind writes its file as whom it was started by, so the server may not become somebody else.
    limits = [*NO_RATE_LIMITS, *(["--server.user=root"] if os.geteuid() == 0 else [])]
    with Server("parlor", limits=limits, under=tool) as server:
        command = [str(BIN / "parlor-load"), *scenario.load, "--warm-up=0", f"--seconds={seconds}",
                   f"--port={server.port}", f"--pid={server.process.pid}"]
        done = subprocess.run(command, stdout=subprocess.PIPE, check=True, timeout=120)
    return counted(folder), int(json.loads(done.stdout)["deliveries_in_all"])


def measure(scenario: Scenario) -> float:
    counts = []
    for seconds in (SHORT, LONG):
        with tempfile.TemporaryDirectory() as folder:
            counts.append(run(scenario, seconds, Path(folder)))
    return per_delivery(*counts)


def ticks(stat: str) -> tuple[int, int]:
    """A process's time in its own code and in the kernel, from /proc/PID/stat."""
    fields = stat.rpartition(")")[2].split()
    return int(fields[11]), int(fields[12])


def kernel_share(scenario: Scenario) -> float:
    """Which part of the server's CPU time the kernel takes: what no code of ours makes faster, unless it asks for less."""
    with Server("parlor", True, limits=NO_RATE_LIMITS) as server:
        stat = Path(f"/proc/{server.process.pid}/stat")
        own_before, kernel_before = ticks(stat.read_text(encoding="ascii"))
        command = [str(BIN / "parlor-load"), *scenario.load, "--warm-up=0.2", f"--seconds={LONG}", f"--port={server.port}",
                   f"--pid={server.process.pid}"]
        subprocess.run(command, stdout=subprocess.PIPE, check=True, timeout=120,
                       preexec_fn=lambda: os.sched_setaffinity(0, cores_for(False, True)))
        own, kernel = ticks(stat.read_text(encoding="ascii"))
    own, kernel = own - own_before, kernel - kernel_before
    return kernel / (own + kernel)


def per_delivery(short: tuple[int, int], long: tuple[int, int]) -> float:
    """From the instructions and deliveries of both runs."""
    return (long[0] - short[0]) / (long[1] - short[1])
