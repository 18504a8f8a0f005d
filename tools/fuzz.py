#!/usr/bin/env python3
"""`./parlor fuzz`: runs the fuzz targets, and says what each did.

    ./parlor fuzz [--minutes N] [--seed N] [TARGET…]

Each target gets N minutes (1), two at a time on two cores. What it learns stays in .parlor/fuzz/TARGET/corpus and is where the
next run begins. A case that ends a target stands in .parlor/fuzz/TARGET; once it is mended, move it to
tests/fuzz/seeds/TARGET, from where it is played in every test run. It is printed as well, in base64, for who can't reach the
machine. The same seed tries the same from the same beginning: the test run gives one, so that it says the same of the same
commit wherever it runs.
"""
import argparse
import json
import os
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / "build/fuzz/bin"
SEEDS = ROOT / "tests/fuzz/seeds"
STATE = ROOT / ".parlor/fuzz"
#: The longest input: what a message may have, and a little more.
LONGEST = 70_000


@dataclass(frozen=True)
class Outcome:
    """What one target did; `found` is the case that ended it."""

    target: str
    executions: int
    seconds: int
    edges: int
    found: str | None
    #: What is known of it, line by line.
    why: tuple[str, ...] = ()

    def line(self) -> str:
        verdict = "FOUND   " if self.found else "      OK"
        case = f"  {self.found}" if self.found else ""
        return (f"[ {verdict} ] fuzz {self.target}: {self.executions:,} executions in {self.seconds} s, "
                f"{self.edges:,} edges{case}" + "".join(f"\n    {line}" for line in self.why))


def targets() -> list[str]:
    return sorted(path.name for path in SEEDS.iterdir() if path.is_dir())


def message_seeds(folder: Path) -> None:
    """The protocol's shared vectors are seeds too."""
    vectors = json.loads((ROOT / "tests/vectors/messages.json").read_text(encoding="utf-8"))
    for group in ("accepted", "refused", "server"):
        for index, one in enumerate(vectors[group]):
            (folder / f"{group}-{index}").write_text(json.dumps(one["message"], ensure_ascii=False), encoding="utf-8")


def number(pattern: str, text: str) -> int:
    found = re.findall(pattern, text)
    return int(found[-1]) if found else 0


def reasons(log: str) -> tuple[str, ...]:
    """The lines of a run's log that say what went wrong and with which input."""
    telling = re.compile(r"does not hold|runtime error|^SUMMARY|^Base64|ERROR: ", re.MULTILINE)
    return tuple(line.strip()[:4_000] for line in log.splitlines() if telling.search(line))[:8]


def run(target: str, seconds: int, seed: int) -> Outcome:
    place = STATE / target
    learned, extra = place / "corpus", place / "seeds"
    shutil.rmtree(extra, ignore_errors=True)
    for folder in (learned, extra):
        folder.mkdir(parents=True, exist_ok=True)
    if target == "messages":
        message_seeds(extra)
    # GLib keeps what it has once made; leaks of ours would show in every other target as well.
    environment = dict(os.environ, ASAN_OPTIONS="detect_leaks=0" if target == "sdp" else "")
    ended = subprocess.run(
        [BIN / f"fuzz_{target}", f"-max_total_time={seconds}", f"-seed={seed}", f"-max_len={LONGEST}", "-timeout=10",
         "-rss_limit_mb=2048", "-print_final_stats=1", f"-artifact_prefix={place}/", learned, extra, SEEDS / target],
        env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", check=False,
        timeout=seconds + 300)
    (place / "log").write_text(ended.stdout, encoding="utf-8")
    found = None
    if ended.returncode != 0:
        case = re.search(r"Test unit written to (\S+)", ended.stdout)
        found = os.path.relpath(case[1], ROOT) if case else f"see {os.path.relpath(place / 'log', ROOT)}"
    return Outcome(target, number(r"stat::number_of_executed_units: (\d+)", ended.stdout) or
                   number(r"#(\d+)\s", ended.stdout), seconds, number(r"cov: (\d+)", ended.stdout), found,
                   reasons(ended.stdout) if found else ())


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./parlor fuzz", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=1.0, help="for each target (1)")
    parser.add_argument("--seed", type=int, default=0, help="of libFuzzer's random numbers (0: another one each time)")
    parser.add_argument("target", nargs="*", help=f"one or more of: {', '.join(targets())}; all without a word")
    asked = parser.parse_args(arguments)
    unknown = sorted(set(asked.target) - set(targets()))
    if unknown or asked.minutes <= 0:
        parser.error(f"there is no target {', '.join(unknown)}" if unknown else "--minutes must be above 0")
    seconds = max(1, round(asked.minutes * 60))
    outcomes = []
    with ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        for outcome in pool.map(lambda target: run(target, seconds, asked.seed), asked.target or targets()):
            print(outcome.line(), flush=True)
            outcomes.append(outcome)
    failed = sum(1 for outcome in outcomes if outcome.found)
    print(f"{len(outcomes) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
