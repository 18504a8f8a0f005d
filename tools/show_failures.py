#!/usr/bin/env python3
"""Shows what failed: `show_failures.py LOG` prints, for each failed test in the log of a part, what its runner said.

A run of everything is thousands of lines, of which a reader (and a record of continuous integration) sees the last: so the
failures are told once more at its end, at most MOST_FAILURES of them with MOST_LINES lines each.
"""
import re
import sys

MOST_FAILURES = 6
MOST_LINES = 40

# Where a runner begins to tell of one failed test.
PLAYWRIGHT = re.compile(r"^  \d+\) \[")
VITEST = re.compile(r"^ FAIL  ")
PYTHON = re.compile(r"^(?:FAIL|ERROR): \w+ \(")
GTEST_BEGIN = re.compile(r"^\[ RUN      \] (\S+)")
GTEST_END = re.compile(r"^\[  FAILED  \] (\S+?),? .*\(\d+ ms\)$")
FUZZ = re.compile(r"^\[  FAILED  \] fuzz ")
# Where its report is over, if no other failure follows.
CLOSING = re.compile(r"^ +\d+ (?:failed|passed|skipped|flaky)\b|^⎯{8}|^-{70}$|^Ran \d+ tests? in ")


def failures(text: str) -> list[list[str]]:
    """The lines about each failed test, in the log's order; the log's last lines if no runner named one."""
    lines = re.sub(r"\x1b\[[0-9;]*m", "", text).splitlines()
    found: list[list[str]] = []
    open_report = False
    gtest_began: dict[str, int] = {}
    for number, line in enumerate(lines):
        if begun := GTEST_BEGIN.match(line):
            gtest_began[begun[1]] = number
        if PLAYWRIGHT.match(line) or VITEST.match(line) or PYTHON.match(line):
            found.append([line])
            open_report = True
        elif ended := GTEST_END.match(line):
            # The program's words stand before its verdict; of very many, those next to it.
            began = max(gtest_began.get(ended[1], number), number - MOST_LINES + 1)
            found.append(lines[began:number + 1])
            open_report = False
        elif FUZZ.match(line):
            found.append([line])
            open_report = True
        elif CLOSING.match(line) and len(found[-1] if found else []) > 1:
            open_report = False
        elif open_report:
            found[-1].append(line)
    return found or [lines[-MOST_LINES:]]


def shown(text: str) -> list[str]:
    """What is printed: the failures, shortened."""
    reports = failures(text)
    out: list[str] = []
    for report in reports[:MOST_FAILURES]:
        while report and not report[-1].strip():
            report.pop()
        out += report[:MOST_LINES]
        if len(report) > MOST_LINES:
            out.append(f"  … {len(report) - MOST_LINES} more lines")
        out.append("")
    if len(reports) > MOST_FAILURES:
        out += [f"… {len(reports) - MOST_FAILURES} more failures", ""]
    return out


def main() -> None:
    with open(sys.argv[1], encoding="utf-8", errors="replace") as log:
        print("\n".join(shown(log.read())))


if __name__ == "__main__":
    main()
