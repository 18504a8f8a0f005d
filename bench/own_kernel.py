"""A Linux kernel of our own, for what this machine's does not let a process do: have 200,000 descriptors, say.

It is Debian's User-Mode Linux: a kernel that is a process of this machine, sees this machine's files, may write none of them
but one folder, and has a disk of its own. Programs run in it at their usual speed, on one core; a system call takes some 50 µs,
since it is caught by ptrace(2). So times say little. What is held, what it takes of memory, and whether anything is lost, is as
elsewhere.
Nothing of this needs root, but for many members: each page that lies by itself is a mapping of its own here, and a process may
have no more than vm.max_map_count.
"""
import ctypes
import os
import re
import shlex
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from servers import BIN, ROOT, STATE

#: Where each run has a folder of its own.
HOME = ROOT / ".parlor"
DISK_SIZE = "8G"
MOST_MEMORY_GIB = 8
DESCRIPTORS = 1 << 20
MAPPINGS = Path("/proc/sys/vm/max_map_count")
WANTED_MAPPINGS = 1 << 20
#: Of a server there, whose usual time-outs are for machines with quicker system calls.
PATIENCE = ["--net.heartbeat=3m", "--http.request_timeout=5m", "--net.blocked_time=5m"]
#: Of members there, for the same reason.
GIVE_UP_S = 60.0
LONGEST_S = 2 * 3600

#: The first program. It ends with reboot(2), RB_POWER_OFF: nothing else has to be installed for that.
FIRST = """#!/bin/sh
export PATH=/usr/bin:/bin:/usr/sbin:/sbin HOME=/ LC_ALL=C.UTF-8 TMPDIR={state} BENCH_BIN_DIR={binaries}
job()
{{
    set -e
    mount -t proc proc /proc
    mount -t sysfs sys /sys
    mount -t devtmpfs dev /dev 2> /dev/null || true
    mount -t ext4 /dev/ubda {state}
    mount -t hostfs shared {shared} -o {shared}
    ip link set lo up
    ulimit -n {descriptors}
    cd {root}
    {command} > {shared}/log 2>&1
    echo done > {shared}/status
}}
(job)
sync
exec /usr/bin/python3 -c 'import ctypes; ctypes.CDLL(None).reboot(0x4321fedc)'
"""


def call(*command: str | Path) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def memory_gib() -> int:
    """Three quarters of this machine's, up to a bound; what is not used is not taken."""
    found = re.search(r"MemTotal:\s+(\d+) kB", Path("/proc/meminfo").read_text(encoding="utf-8"))
    assert found
    return max(1, min(MOST_MEMORY_GIB, int(found[1]) * 3 // 4 >> 20))


@contextmanager
def many_mappings() -> Iterator[None]:
    """Allows them for so long, where that can be done."""
    before = MAPPINGS.read_text(encoding="ascii")
    try:
        if int(before) < WANTED_MAPPINGS:
            MAPPINGS.write_text(str(WANTED_MAPPINGS), encoding="ascii")
    except OSError:
        # Not root, or a container: the usual number is enough for some ten thousand members.
        yield
        return
    try:
        yield
    finally:
        MAPPINGS.write_text(before, encoding="ascii")


def die_with_us() -> None:
    ctypes.CDLL(None).prctl(1, 9)  # PR_SET_PDEATHSIG, SIGKILL


def run(command: list[str]) -> str:
    """Runs a command under such a kernel, in the root of the project, with the path of a file as its last word; gives what it
    has written there. Throws RuntimeError with what it said where it fails."""
    HOME.mkdir(exist_ok=True)
    STATE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="own-kernel-", dir=HOME) as folder, many_mappings():
        shared, disk, result = Path(folder) / "shared", Path(folder) / "disk", Path(folder) / "shared/result"
        shared.mkdir()
        try:
            call("truncate", "-s", DISK_SIZE, disk)
            call("/sbin/mkfs.ext4", "-q", disk)
            boot(disk, shared, [*command, str(result)])
        except (OSError, subprocess.CalledProcessError) as fault:
            raise RuntimeError(str(fault)) from fault
        if not (shared / "status").exists():
            raise RuntimeError("the command failed:\n" + (text_of(shared / "log") or text_of(shared / "console"))[-4000:])
        return text_of(result)


def boot(disk: Path, shared: Path, command: list[str]) -> None:
    """Waits until the kernel has ended."""
    places = {name: shlex.quote(str(place)) for name, place in
              {"root": ROOT, "state": STATE, "shared": shared, "binaries": BIN}.items()}
    first = shared / "first"
    first.write_text(FIRST.format(descriptors=DESCRIPTORS, command=shlex.join(command), **places), encoding="utf-8")
    first.chmod(0o755)
    # Its memory is a file in TMPDIR.
    environment = os.environ | ({"TMPDIR": "/dev/shm"} if Path("/dev/shm").is_dir() else {})
    with (shared / "console").open("wb") as console, subprocess.Popen(
            ["linux.uml", f"mem={memory_gib()}G", f"ubd0={disk}", "root=/dev/root", "rootfstype=hostfs", "rootflags=/", "ro",
             f"init={first}", "con=null", "con0=null,fd:1", "quiet"],
            stdin=subprocess.DEVNULL, stdout=console, stderr=console, env=environment, start_new_session=True,
            preexec_fn=die_with_us) as kernel:
        try:
            wait(kernel, shared / "log")
        finally:
            if kernel.poll() is None:
                os.killpg(kernel.pid, 9)


def text_of(file: Path) -> str:
    return file.read_text(encoding="utf-8", errors="replace") if file.exists() else ""


def wait(kernel: subprocess.Popen, log: Path) -> None:
    """Tells every minute what was said last."""
    start = time.monotonic()
    while time.monotonic() - start < LONGEST_S:
        try:
            kernel.wait(60)
            return
        except subprocess.TimeoutExpired:
            said = text_of(log).splitlines()
            print(f"{(time.monotonic() - start) / 60:.0f} minutes: {said[-1] if said else 'starting'}", file=sys.stderr,
                  flush=True)
    raise RuntimeError(f"it did not end within {LONGEST_S / 3600:.0f} hours")
