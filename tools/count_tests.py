#!/usr/bin/env python3
"""Counts tests: `count_tests.py LOG [JUNIT…]` prints `PASSED FAILED SKIPPED`.

JUNIT files are ctest's, one entry per test program; the programs' own output inside tells how many tests each ran
(GoogleTest, Python's unittest). Without one, LOG is read for the closing lines of vitest, Playwright and `./parlor check`.
"""
import re
import sys
import xml.etree.ElementTree as xml

Counts = tuple[int, int, int]


def count_program(output: str, failed: bool) -> Counts:
    """One test program; a crash counts as a failure although the program could not say so."""
    passed_tests = len(re.findall(r"^\[       OK \] ", output, re.M))
    failed_tests = len(re.findall(r"^\[  FAILED  \] \S+.* \(\d+ ms\)$", output, re.M))
    skipped_tests = len(re.findall(r"^\[  SKIPPED \] \S+.* \(\d+ ms\)$", output, re.M))
    for ran, verdict in re.findall(r"^Ran (\d+) tests? in .*\n\n(OK|FAILED.*)", output, re.M):
        broken = sum(int(n) for n in re.findall(r"(?:failures|errors)=(\d+)", verdict))
        passed_tests += int(ran) - broken
        failed_tests += broken
    if failed and not failed_tests:
        failed_tests = 1
    if not failed and not (passed_tests or failed_tests or skipped_tests):
        passed_tests = 1
    return passed_tests, failed_tests, skipped_tests


def count_junit(path: str) -> Counts:
    total = [0, 0, 0]
    for case in xml.parse(path).getroot().iter("testcase"):
        output = case.findtext("system-out") or ""
        counts = count_program(output, case.get("status") != "run")
        total = [a + b for a, b in zip(total, counts)]
    return total[0], total[1], total[2]


def count_log(text: str) -> Counts:
    text = re.sub(r"\x1b\[[0-9;]*m", "", text)
    # vitest's "Tests  1 failed | 12 passed | 2 skipped (15)".
    lines = re.findall(r"^\s*Tests\s+(.*\(\d+\))$", text, re.M)
    # Playwright's "  12 passed (30.1s)", "  1 failed", "  2 skipped"; ./parlor check's "6 passed, 0 failed".
    lines += re.findall(r"^ +(\d+ (?:passed|failed|skipped|flaky|did not run).*)$", text, re.M)
    lines += re.findall(r"^(\d+ passed, \d+ failed.*)$", text, re.M)

    def total(word: str) -> int:
        return sum(int(n) for line in lines for n in re.findall(rf"(\d+) {word}\b", line))

    return total("passed") + total("flaky"), total("failed"), total("skipped") + total("did not run")


def main() -> None:
    log, *junit = [argument for argument in sys.argv[1:] if "*" not in argument]
    if junit:
        counts = [count_junit(path) for path in junit]
        print(*(sum(column) for column in zip(*counts)))
    else:
        with open(log, encoding="utf-8", errors="replace") as text:
            print(*count_log(text.read()))


if __name__ == "__main__":
    main()
