#!/usr/bin/env python3
"""`./parlor bench voice`: measures the voice bots against their bars, and writes the table in docs/benchmarks.md.

Everything is real: server, host, WebRTC over the loopback, recognisers, voices, Chromium, and aiortc beside in the same run. What
tests note as figures is gathered here; whatever they demand besides holds, or there is no report.
"""
import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import report
from run import DOCUMENT, load_average, machine
from servers import BIN, ROOT

MARKS = ("<!-- measured by ./parlor bench voice: begin -->", "<!-- measured by ./parlor bench voice: end -->")


@dataclass(frozen=True)
class Bar:
    """A figure by its name in the tests, what it is, and what it must keep to: `least` or `most`, as it is shown."""

    name: str
    title: str
    unit: str = "ms"
    most: float | None = None
    least: float | None = None

    def row(self, figures: dict[str, float]) -> list[str]:
        value = figures[self.name]
        digits = f"{value:.0f}" if value >= 100 else f"{value:.3g}"
        shown = f"{value * 100:.1f} %" if self.unit == "%" else f"{digits} {self.unit}".strip()
        return [self.title, shown, self.text(), "" if not self.text() else "yes" if self.holds(value) else "NO"]

    def holds(self, value: float) -> bool:
        return (self.most is None or value <= self.most) and (self.least is None or value >= self.least)

    def text(self) -> str:
        bound = self.most if self.most is not None else self.least
        if bound is None:
            return ""
        shown = f"{bound * 100:g} %" if self.unit == "%" else f"{bound:g} {self.unit}"
        return ("≤ " if self.most is not None else "≥ ") + shown


BARS = [
    Bar("answer_built_in_at_bot_ms", "end of speech → first sound of the answer, at the bot: built-in engines", most=350),
    Bar("answer_built_in_ms", "the same, heard by the person: two jitter buffers of 60 ms more, and the way"),
    Bar("answer_built_in_missed", "questions of these that got no answer", ""),
    Bar("answer_http_at_bot_ms", "the same at the bot: engines over HTTP that take no time", most=400),
    Bar("answer_http_ms", "the same, heard by the person"),
    Bar("answer_http_missed", "questions of these that got no answer", ""),
    Bar("line_dictated_ms", "end of speech → the scribe's line, at the person", most=700),
    Bar("barge_in_ms", "a person speaks → the answer is silent, heard by the person", most=250),
    Bar("barge_in_ms_p99", "the same, p99", most=250),
    Bar("start_ms_p99", "bot asked for → in the lobby, p99", most=150),
    Bar("join_to_sound_ms", "in the lobby → first sound, between the host's peers", most=300),
    Bar("enter_to_sound_ms", "“enter” pressed → first sound of a bot, Chromium", most=500),
    Bar("concealed_share", "samples that Chromium made up in a long answer", "%", most=0.01),
    Bar("peers_per_core", "people that a core hears and speaks to", "peers", least=25),
    Bar("aiortc_peers_per_core", "the same by aiortc, in turns with ours", "peers"),
    Bar("memory_per_bot_mib", "resident memory of a further assistant with a person to talk to", "MiB", most=5),
    Bar("grown_kb", "1,000 joins and leaves: memory that is not given back", "kB", most=5 * 1024),
    Bar("grammar_understood", "commands understood, four synthetic voices", "%", least=0.98),
    Bar("out_of_grammar_accepted", "other sentences taken for commands, synthetic and human", "%", most=0.10),
    Bar("synthetic_word_error_rate", "words mistaken in dictation, synthetic voices", "%", most=0.10),
    Bar("human_word_error_rate", "words mistaken in dictation, people who read aloud", "%", most=0.30),
]


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def measured_by(program: str, tests: str, rounds: int) -> dict[str, float]:
    """The figures that tests of a GoogleTest program note as properties; ends with their output where one fails."""
    with tempfile.TemporaryDirectory() as folder:
        result = Path(folder) / "result.json"
        done = subprocess.run([BIN / program, f"--gtest_filter={tests}", f"--gtest_output=json:{result}"], check=False,
                              env=dict(os.environ, PARLOR_ROUNDS=str(rounds)), stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, errors="replace")
        if done.returncode != 0:
            sys.exit(f"{done.stdout[-4000:]}\n{program} {tests} failed.")
        cases = [case for suite in json.loads(result.read_text(encoding="utf-8"))["testsuites"] for case in suite["testsuite"]]
    if not cases:
        sys.exit(f"{program} has no test {tests}.")
    return {name: float(value) for case in cases for name, value in case.items()
            if isinstance(value, str) and re.fullmatch(r"-?\d+(\.\d+)?", value)}


def measured_by_pages(rounds: int) -> dict[str, float]:
    done = subprocess.run(["npm", "run", "--silent", "voice-bars"], cwd=ROOT / "web", check=False, text=True, errors="replace",
                          env=dict(os.environ, PARLOR_ROUNDS=str(rounds)), stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode != 0:
        sys.exit(f"{done.stdout[-4000:]}\nThe pages' measurements failed.")
    return {name: float(value) for name, value in re.findall(r"^figure (\w+) (\S+)$", done.stdout, re.MULTILINE)}


def measure(rounds: int, many: int) -> dict[str, float]:
    figures: dict[str, float] = {}
    for tests in ("TalkBars.*", "CrowdBars.*"):
        say(f"{tests[:-2]}: {rounds} of each")
        figures |= measured_by("test_voicebot_bars", tests, rounds)
    say("Chromium")
    figures |= measured_by_pages(rounds)
    say("Recognisers")
    figures |= measured_by("test_voicebot_speech", "Decoder.understands_the_sentences*:Decoder.rejects*", 1)
    for who, test in (("synthetic", "synthetic_voices_say"), ("human", "people_read")):
        rates = measured_by("test_voicebot_dictation", f"Dictation.*{test}", 1)
        figures[f"{who}_word_error_rate"] = rates["word_error_rate"]
    say(f"{many:,} joins and leaves")
    return figures | measured_by("test_voicebot_peers", "JoinsAndLeaves.*", many)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./parlor bench voice", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=20, help="how often each time is taken (20)")
    parser.add_argument("--joins", type=int, default=1_000, help="joins and leaves (1000)")
    parser.add_argument("--no-write", action="store_true", help="leave docs/benchmarks.md alone")
    asked = parser.parse_args(arguments)
    if asked.rounds < 2 or asked.joins < 1:
        parser.error("--rounds is 2 or more, --joins 1 or more")

    load = load_average()
    figures = measure(asked.rounds, asked.joins)
    table = report.table(["what", "measured", "bar", "holds"], [bar.row(figures) for bar in BARS])
    text = f"{machine('./parlor bench voice ' + ' '.join(arguments), load)}\n\n{table}\n"
    print(text)
    missed = [bar.title for bar in BARS if not bar.holds(figures[bar.name])]
    if not asked.no_write:
        DOCUMENT.write_text(report.put_into(DOCUMENT.read_text(encoding="utf-8"), text, MARKS), encoding="utf-8")
    for title in missed:
        say(f"missed: {title}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
