"""A machine of our own, emulated by QEMU, for what this one does not let a process do: have 200,000 descriptors, say.

Debian's kernel, two emulated cores, a disk of its own; its files are this machine's, read only. Nothing is asked of this
machine's kernel, hardware virtualization included: what is emulated is some eighty times slower, and times say little. What is
held, what it takes of memory, and whether anything is lost, is as it would be elsewhere.
"""
import os
import re
import shlex
import shutil
import subprocess
import sys
import time
from pathlib import Path

from servers import BIN, ROOT, STATE

HOME = STATE / "machine"
#: The folder that both machines share, as the emulated one knows it.
SHARED = STATE / "shared"
CORES = 2
MEMORY = "12G"
DISK = "8G"
DESCRIPTORS = 1 << 20
MODULES = ["virtio_pci", "virtio_blk", "9pnet_virtio", "9p", "crc32c_generic", "ext4"]
LONGEST_S = 3 * 3600

#: The first program. What it is to run stands in `job`, in the folder that both machines share.
INIT = """#!/bin/busybox sh
/bin/busybox --install -s /bin
export PATH=/bin
trap 'poweroff -f' EXIT
set -e
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev
for module in {modules}; do modprobe $module; done
mount -t 9p -o trans=virtio,version=9p2000.L,ro,cache=loose,msize=524288 files /files
for folder in proc sys dev; do mount --bind /$folder /files/$folder; done
mount -t ext4 /dev/vda /files{state}
mkdir -p /files{shared}
mount -t 9p -o trans=virtio,version=9p2000.L shared /files{shared}
ip link set lo up
ulimit -n {descriptors}
chroot /files /bin/sh {shared}/job > /files{shared}/log 2>&1 || true
sync
"""

JOB = """cd {root}
export PATH=/usr/bin:/bin:/usr/sbin:/sbin HOME=/ LC_ALL=C.UTF-8 TMPDIR={state} BENCH_BIN_DIR={binaries}
{command}
echo $? > {shared}/status
"""


def call(*command: str | Path, **more) -> str:
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, **more).stdout


def kernel() -> tuple[Path, str]:
    """Debian's, unpacked beside everything else; the folder and its version."""
    names = re.findall(r"Depends: (linux-image-\S+)", call("apt-cache", "depends", "linux-image-amd64"))
    if not names:
        raise RuntimeError("there is no package linux-image-amd64: Debian on x86-64 is needed")
    version = names[0].removeprefix("linux-image-")
    folder = HOME / names[0]
    if not (folder / f"boot/vmlinuz-{version}").exists():
        call("apt-get", "download", "-q", names[0], cwd=HOME, stderr=subprocess.DEVNULL)
        package = next(HOME.glob(f"{names[0]}_*.deb"))
        call("dpkg-deb", "-x", package, folder)
        package.unlink()
        call("/sbin/depmod", "-b", folder, version)
    return folder, version


def first_files(kernel_folder: Path, version: str) -> Path:
    """The initial file system: busybox, the modules, and INIT."""
    tree = HOME / "first"
    shutil.rmtree(tree, ignore_errors=True)
    for name in ("bin", "proc", "sys", "dev", "files"):
        (tree / name).mkdir(parents=True)
    shutil.copy("/bin/busybox", tree / "bin")
    modules = tree / "lib/modules" / version
    modules.mkdir(parents=True)
    wanted = call("/sbin/modprobe", "-d", kernel_folder, "-S", version, "--show-depends", "-a", *MODULES)
    for file in {line.split()[1] for line in wanted.splitlines() if line.startswith("insmod ")}:
        shutil.copy(file, modules)
    call("/sbin/depmod", "-b", tree, version, stderr=subprocess.DEVNULL)
    init = tree / "init"
    init.write_text(INIT.format(modules=" ".join(MODULES), state=shlex.quote(str(STATE)),
                                shared=shlex.quote(str(SHARED)), descriptors=DESCRIPTORS), encoding="utf-8")
    init.chmod(0o755)
    names = "\n".join(str(path.relative_to(tree)) for path in [tree, *sorted(tree.rglob("*"))])
    packed = HOME / "first.cpio"
    with packed.open("wb") as out:
        subprocess.run(["cpio", "--quiet", "-o", "-H", "newc"], input=names.encode(), stdout=out, cwd=tree, check=True)
    return packed


def name() -> str:
    return call("qemu-system-x86_64", "--version").splitlines()[0].split("(")[0].replace("emulator version ", "").strip()


def run(command: list[str]) -> Path:
    """Runs a command in such a machine, in the root of the project; gives the folder that it knows as SHARED. Throws
    RuntimeError with what it said where it fails."""
    if os.geteuid() != 0:
        raise RuntimeError("only root can share this machine's files with an emulated one")
    shared = HOME / "shared"
    shutil.rmtree(shared, ignore_errors=True)
    shared.mkdir(parents=True)
    places = {name: shlex.quote(str(place)) for name, place in
              {"root": ROOT, "state": STATE, "shared": SHARED, "binaries": BIN}.items()}
    (shared / "job").write_text(JOB.format(command=shlex.join(command), **places), encoding="utf-8")
    folder, version = kernel()
    disk = HOME / "disk"
    disk.unlink(missing_ok=True)
    call("truncate", "-s", DISK, disk)
    call("/sbin/mkfs.ext4", "-q", disk)
    share = "local,security_model=none,path="
    with subprocess.Popen(
            ["qemu-system-x86_64", "-accel", "tcg,thread=multi", "-cpu", "max", "-smp", str(CORES), "-m", MEMORY,
             "-display", "none", "-monitor", "none", "-serial", f"file:{HOME / 'console'}", "-nic", "none", "-no-reboot",
             "-kernel", folder / f"boot/vmlinuz-{version}", "-initrd", first_files(folder, version),
             "-append", "console=ttyS0 quiet panic=-1 mitigations=off",
             "-drive", f"file={disk},if=virtio,format=raw,cache=none",
             "-virtfs", f"{share}/,mount_tag=files,readonly=on,multidevs=remap",
             "-virtfs", f"{share}{shared},mount_tag=shared"]) as machine:
        try:
            wait(machine, shared / "log")
        finally:
            machine.kill()
            disk.unlink()
    status = shared / "status"
    if not status.exists() or status.read_text(encoding="utf-8").strip() != "0":
        raise RuntimeError("the emulated machine failed:\n" + (text_of(shared / "log") or text_of(HOME / "console"))[-4000:])
    return shared


def text_of(file: Path) -> str:
    return file.read_text(encoding="utf-8", errors="replace") if file.exists() else ""


def wait(machine: subprocess.Popen, log: Path) -> None:
    """Tells every minute what the machine has said last."""
    start = time.monotonic()
    while time.monotonic() - start < LONGEST_S:
        try:
            machine.wait(60)
            return
        except subprocess.TimeoutExpired:
            said = text_of(log).splitlines()
            print(f"{(time.monotonic() - start) / 60:.0f} minutes: {said[-1] if said else 'starting'}", file=sys.stderr,
                  flush=True)
    raise RuntimeError(f"the emulated machine did not end within {LONGEST_S / 3600:.0f} hours")
