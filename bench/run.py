#!/usr/bin/env python3
"""`./parlor bench`: measures this server beside others in the same run, and writes docs/benchmarks.md.

All servers of a scenario are up at the same time and idle but for the one whose turn it is; turns alternate, round by
round, so that whatever else the machine does hits them alike. What is compared is CPU time per message.
"""
import argparse
import datetime
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import instructions
import loopback
import memory
import own_kernel
import report
import scale
import servers
from report import Measured
from scenarios import FULL, QUICK, TINY, Profile, Scenario, all_scenarios, chosen, load_arguments
from servers import BIN, OVER_TLS, PEERS, ROOT, STATE, TITLES, Server, cores_for, raise_descriptors

DOCUMENT = ROOT / "docs/benchmarks.md"


#: What is measured with TLS: large and small fan-out, one to one, and how members come in.
WITH_TLS = ["data-10-w1", "data-10-w8", "data-100-w8", "chat-10-w1", "relay-w1", "relay-w8", "idle"]


#: What is measured with --deflate: messages long enough to be compressed, and short ones, which are not.
COMPRESSED = ["long", "data-10-w8", "relay-w8"]


#: What is measured with --clients-apart: what is relayed, which waits for no disk.
CLIENTS_APART = ["data", "relay"]


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def measure_once(server: Server, scenario: Scenario, profile: Profile) -> report.Figures:
    command = [BIN / "parlor-load", *load_arguments(scenario, profile), f"--port={server.port}",
               f"--pid={server.process.pid}"]
    if server.tls_port:
        command.append(f"--tls-port={server.tls_port}")
    if server.kind == "deflate":
        command.append("--deflate=1")
    if server.kind == "socket.io":
        command.append("--socket-io=1")
    cores = cores_for(False, scenario.pinned)
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False, timeout=300,
                          preexec_fn=lambda: os.sched_setaffinity(0, cores))
    if done.returncode != 0:
        raise RuntimeError(f"{scenario.name} on {server.kind}: {done.stderr.strip()}")
    return json.loads(done.stdout)


def measure(scenario: Scenario, profile: Profile, kinds: list[str]) -> Measured:
    mine = [kind for kind in kinds if scenario.peers or kind not in PEERS]
    # The kind of key matters at the beginning of a connection alone.
    mine = [kind for kind in mine if kind != "tls-rsa" or scenario.unit == "member"]
    measured = Measured(scenario, {kind: [] for kind in mine})
    if scenario.unit == "member":
        # Memory is only told by a server that has done nothing before.
        for kind in mine:
            with Server(kind) as server:
                measured.rounds[kind].append(measure_once(server, scenario, profile))
        return measured
    with ExitStack() as stack:
        running = [stack.enter_context(Server(kind, scenario.pinned)) for kind in mine]
        for _ in range(profile.rounds):
            for server in running:
                measured.rounds[server.kind].append(measure_once(server, scenario, profile))
    return measured


def progress(one: Measured) -> str:
    parts = [f"{one.scenario.title}:"]
    for kind in one.rounds:
        cpu = one.cpu(kind)
        beside = "" if kind == "parlor" else f" ({report.ratio_text(one.ratio(kind))})"
        parts.append(f"{TITLES[kind]} {report.micro(report.median(cpu))}{beside}")
    if "ack_ms" in one.rounds["parlor"][0] and not one.scenario.peers:
        parts.append(f"{one.figure('parlor', 'messages_per_second'):,.0f}/s, "
                     f"p99 {one.figure('parlor', 'ack_ms', 'p99'):.1f} ms")
    return "  ".join(parts)


def sync_times() -> str:
    """What the disk takes for a synced write of 4 KiB: the floor under every durable append."""
    times = []
    STATE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=STATE) as file:
        for _ in range(200):
            os.write(file.fileno(), b"x" * 4096)
            start = time.perf_counter()
            os.fdatasync(file.fileno())
            times.append(time.perf_counter() - start)
    times.sort()
    return f"{times[100] * 1000:.2f} ms (p99 {times[197] * 1000:.2f} ms)"


def processor() -> str:
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.split(":")[1].strip()
    return platform.machine()


def load_average() -> str:
    return f"{os.getloadavg()[0]:.1f}"


def machine(command: str, load_before: str) -> str:
    return (f"{datetime.date.today().isoformat()}, `{command}`, on {len(os.sched_getaffinity(0))} cores of {processor()}, "
            f"Linux {platform.release()}. A synced write of 4 KiB took {sync_times()}. Load average before {load_before}, "
            f"after {load_average()}.")


def circumstances(profile: Profile, command: str, load_before: str) -> str:
    today = datetime.date.today().isoformat()
    node = subprocess.run(["node", "--version"], stdout=subprocess.PIPE, text=True, check=False).stdout.strip()
    python = subprocess.run(["/usr/bin/python3", "--version"], stdout=subprocess.PIPE, text=True,
                            check=False).stdout.strip()
    return (f"{today}, `{command}` (profile {profile.name}: {profile.rounds} rounds of {profile.seconds:g} s), on "
            f"{len(os.sched_getaffinity(0))} cores of {processor()}, Linux {platform.release()}, Node {node}, {python}. "
            f"A synced write of 4 KiB took {sync_times()}. Load average before {load_before}, after {load_average()}.")


def options(arguments: list[str]) -> argparse.Namespace:
    names = ", ".join(scenario.name for scenario in all_scenarios())
    parser = argparse.ArgumentParser(prog="./parlor bench", description=__doc__, epilog=f"Scenarios: {names}",
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--full", action="store_true", help="all scenarios, longer and more rounds: half an hour")
    parser.add_argument("--only", metavar="NAME", action="append", default=[],
                        help="only scenarios whose name begins so; writes nothing; may be repeated")
    parser.add_argument("--alone", action="store_true", help="without the other servers; writes nothing")
    parser.add_argument("--against", metavar="FILE",
                        help="beside another build of parlor-server instead of the other servers; writes nothing")
    parser.add_argument("--beside", metavar="FLAG", action="append", default=[],
                        help="beside our own server with this flag, e.g. --beside=--net.io_uring=off, instead of the other "
                             "servers; writes nothing; may be repeated")
    parser.add_argument("--both-cores", action="store_true",
                        help="servers and generator on all cores; ours has one event loop, unless --beside says otherwise")
    parser.add_argument("--clients-apart", action="store_true",
                        help="the receiving half of the loopback's work on the generator's core, as in life it is another "
                             "machine's; root only")
    parser.add_argument("--tls", action="store_true",
                        help="beside itself with clients that speak TLS, instead of the other servers")
    parser.add_argument("--deflate", action="store_true",
                        help="beside itself with clients that take compressed messages, instead of the other servers")
    parser.add_argument("--instructions", action="store_true",
                        help="instructions of our server per delivery, by callgrind, instead; writes nothing")
    parser.add_argument("--scale", action="store_true",
                        help="as many members as the machine holds, and how they come back after a restart, instead")
    parser.add_argument("--memory", action="store_true",
                        help="what a session, a lobby, a WebSocket and a participant take of memory, instead")
    parser.add_argument("--members", metavar="N", type=int, default=100_000, help="of --scale: this many at most")
    parser.add_argument("--lines", metavar="N", type=float, default=100, help="of --scale: chat lines a second (100)")
    parser.add_argument("--patience", metavar="SECONDS", type=float, default=240,
                        help="of --scale: in which all must be back after the restart, and all be answered (240)")
    parser.add_argument("--give-up", metavar="SECONDS", type=float,
                        help=f"of --scale: after which a member that has no WebSocket starts anew ({scale.GIVE_UP_S:.0f}, under a "
                             f"kernel of its own {own_kernel.GIVE_UP_S:.0f})")
    parser.add_argument("--flag", metavar="FLAG", action="append", default=[],
                        help="of --scale: of our server besides, e.g. --flag=--net.heartbeat=1m; may be repeated")
    parser.add_argument("--own-kernel", action="store_true",
                        help="of --scale: under a kernel of its own (User-Mode Linux), where this one lets a process have too "
                             "few descriptors; a system call takes some 50 µs there")
    parser.add_argument("--tiny", action="store_true", help="a tenth of a second each: does it all run?")
    parser.add_argument("--json", metavar="FILE", help="every single measurement, as JSON")
    parser.add_argument("--no-write", action="store_true", help="leave docs/benchmarks.md alone")
    return parser.parse_args(arguments)


def kinds_of(asked: argparse.Namespace) -> list[str]:
    if asked.both_cores:
        servers.extra["parlor"] = ["--server.shards=1"]
    if asked.against or asked.beside:
        servers.builds["other"] = asked.against or servers.builds["parlor"]
        servers.extra["other"] = [*servers.extra.get("parlor", []), *asked.beside]
        return ["parlor", "other"]
    if asked.tls:
        return ["parlor", *OVER_TLS]
    if asked.deflate:
        return ["parlor", "deflate"]
    return ["parlor"] if asked.alone else ["parlor", *PEERS]


#: What is counted by --instructions, unless --only says otherwise.
COUNTED = ["chat-10-w1", "data-10-w1", "data-10-w8", "chat-100-w8", "data-100-w1", "data-100-w8", "relay-w1", "relay-w8"]


def count_instructions(only: list[str]) -> int:
    print(report.table(["scenario", "instructions per delivery", "the kernel's share of CPU time"],
                       [[scenario.title, f"{instructions.measure(scenario):,.0f}", f"{instructions.kernel_share(scenario):.0%}"]
                        for scenario in chosen(FULL, only or COUNTED) if scenario.unit == "delivery"]))
    return 0


def publish(asked: argparse.Namespace, figures: dict | list, text: str, marks: tuple[str, str]) -> int:
    """Shows a block of the document, and puts it there unless it is a trial."""
    if asked.json:
        Path(asked.json).write_text(json.dumps(figures, indent=1))
    print(text)
    if not (asked.tiny or asked.no_write):
        DOCUMENT.write_text(report.put_into(DOCUMENT.read_text(encoding="utf-8"), text, marks), encoding="utf-8")
        say("Written: docs/benchmarks.md")
    return 0


def given_up_after(asked: argparse.Namespace) -> float:
    if asked.give_up is not None:
        return asked.give_up
    return own_kernel.GIVE_UP_S if asked.own_kernel else scale.GIVE_UP_S


def hold_many_under_own_kernel(asked: argparse.Namespace, command: str) -> int:
    inside = ["/usr/bin/python3", "bench/run.py", "--scale", f"--members={asked.members}", f"--lines={asked.lines}",
              f"--patience={asked.patience}", f"--give-up={given_up_after(asked)}",
              *(["--tiny"] if asked.tiny else []), "--no-write",
              *(f"--flag={flag}" for flag in [*own_kernel.PATIENCE, *asked.flag]), "--json"]
    try:
        figures = json.loads(own_kernel.run(inside))
    except RuntimeError as fault:
        say(f"--own-kernel: {fault}")
        return 1
    where = (f"{datetime.date.today().isoformat()}, `{command}`, by User-Mode Linux {figures['linux']} with one core, on "
             f"{len(os.sched_getaffinity(0))} cores of {processor()}, Linux {platform.release()}. A system call takes some 50 µs "
             f"there, so read times as upper bounds. The server was more patient ({' '.join(own_kernel.PATIENCE)}): at the usual "
             f"pace the pings of so many would take that core whole. Members waited {given_up_after(asked):.0f} s for "
             "a WebSocket.")
    return publish(asked, figures, scale.report(figures, where), scale.OWN_KERNEL_MARKS)


def hold_many(asked: argparse.Namespace, command: str) -> int:
    load_before = load_average()
    members = min(asked.members, scale.most_members())
    size = scale.size_for(members)
    say(f"{size.members:,} members")
    figures = scale.Run(size, 1 if asked.tiny else 10, asked.lines, asked.patience, given_up_after(asked),
                        asked.flag).measure()
    limited = "" if members == asked.members else (
        f" No more than {members:,} members, not {asked.members:,}: a process may have {scale.most_members() + scale.SPARE_DESCRIPTORS:,} descriptors here.")
    text = scale.report(figures, machine(command, load_before) + limited)
    return publish(asked, figures, text, scale.MARKS)


def weigh(asked: argparse.Namespace, command: str) -> int:
    load_before = load_average()
    people = 100 if asked.tiny else memory.most_people()
    if people == 0:
        say("A process may have too few descriptors here (ulimit -n).")
        return 2
    grown = memory.Run(people).measure()
    text = memory.report(grown, machine(command, load_before))
    return publish(asked, [vars(one) for one in grown], text, memory.MARKS)


def usual(asked: argparse.Namespace) -> list[str]:
    """What is measured where --only does not say it; [] for all of the profile."""
    if asked.tls:
        return WITH_TLS
    if asked.deflate:
        return COMPRESSED
    return CLIENTS_APART if asked.clients_apart else []


def main(arguments: list[str]) -> int:
    asked = options(arguments)
    if asked.own_kernel and not asked.scale:
        say("--own-kernel is for --scale.")
        return 2
    profile = TINY if asked.tiny else FULL if asked.full else QUICK
    scenarios = chosen(profile, asked.only or usual(asked))
    if asked.both_cores:
        scenarios = [replace(scenario, pinned=False) for scenario in scenarios]
    if not scenarios:
        say("There is no such scenario; ./parlor bench --help lists them.")
        return 2
    command = " ".join(["./parlor bench", *arguments])
    raise_descriptors()
    if asked.instructions:
        return count_instructions(asked.only)
    if asked.scale and asked.own_kernel:
        return hold_many_under_own_kernel(asked, command)
    if asked.scale:
        return hold_many(asked, command)
    if asked.memory:
        return weigh(asked, command)
    with ExitStack() as stack:
        if asked.clients_apart:
            try:
                stack.enter_context(loopback.received_on(cores_for(False, pinned=True)))
            except OSError as fault:
                say(f"--clients-apart: {fault}")
                return 1
        return compare(asked, profile, scenarios, command)


def compare(asked: argparse.Namespace, profile: Profile, scenarios: list[Scenario], command: str) -> int:
    load_before = load_average()
    measured = []
    for scenario in scenarios:
        measured.append(measure(scenario, profile, kinds_of(asked)))
        say(progress(measured[-1]))
    if asked.only or asked.alone or asked.against or asked.beside or asked.both_cores:
        asked.no_write = True
    text = report.report(measured, circumstances(profile, command, load_before),
                         loops=any(flag.startswith("--server.shards=") for flag in asked.beside))
    marks = (report.TLS_MARKS if asked.tls else report.DEFLATE_MARKS if asked.deflate else
             report.APART_MARKS if asked.clients_apart else report.MARKS)
    return publish(asked, {one.scenario.name: one.rounds for one in measured}, text, marks)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
