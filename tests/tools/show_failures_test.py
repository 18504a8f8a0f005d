import unittest

import show_failures

PLAYWRIGHT = """  ✓  1 [states] › states.spec.ts:3:1 › home (1.0s)
  ✘  2 [journeys] › journeys/call.spec.ts:7:1 › a call (2.0s)


  1) [journeys] › journeys/call.spec.ts:7:1 › a call ────────

    Error: expect(received).toBe(expected)

    Expected: 2

  2) [journeys] › journeys/chat.spec.ts:9:1 › a line ────────

    Test timeout of 60000ms exceeded.

  2 failed
    [journeys] › journeys/call.spec.ts:7:1 › a call
  40 passed (30.1s)
"""

GTEST = """[ RUN      ] A.works
[       OK ] A.works (0 ms)
[ RUN      ] A.breaks
a_test.cpp:5: Failure
Value of: false
[  FAILED  ] A.breaks (3 ms)
[ RUN      ] Many/B.breaks/0
b_test.cpp:6: Failure
[  FAILED  ] Many/B.breaks/0, where GetParam() = 3 (4 ms)
[  FAILED  ] 2 tests, listed below:
[  FAILED  ] A.breaks
"""


class Failures(unittest.TestCase):
    def test_playwright_reports_each_by_itself(self) -> None:
        call, line = show_failures.failures(PLAYWRIGHT)
        self.assertIn("    Expected: 2", call)
        self.assertNotIn("    Expected: 2", line)
        self.assertIn("    Test timeout of 60000ms exceeded.", line)
        self.assertNotIn("  40 passed (30.1s)", line)

    def test_googletest_from_its_begin_to_its_verdict(self) -> None:
        plain, with_parameter = show_failures.failures(GTEST)
        self.assertEqual(plain[0], "[ RUN      ] A.breaks")
        self.assertEqual(plain[-1], "[  FAILED  ] A.breaks (3 ms)")
        self.assertIn("b_test.cpp:6: Failure", with_parameter)

    def test_pythons_unittest(self) -> None:
        text = "======\nFAIL: test_x (m.T.test_x)\n" + "-" * 70 + "\nTraceback\n" + "-" * 70 + "\nRan 1 test in 0.1s\n"
        (report,) = show_failures.failures(text)
        self.assertEqual(report[0], "FAIL: test_x (m.T.test_x)")
        self.assertIn("Traceback", report)

    def test_a_part_that_named_no_test_shows_its_end(self) -> None:
        text = "\n".join(f"line {n}" for n in range(100)) + "\nerror: no such file\n"
        (report,) = show_failures.failures(text)
        self.assertEqual(len(report), show_failures.MOST_LINES)
        self.assertEqual(report[-1], "error: no such file")

    def test_many_and_long_ones_are_shortened(self) -> None:
        one = "[ RUN      ] A.breaks\nwhy\n[  FAILED  ] A.breaks (3 ms)\n"
        self.assertIn("… 2 more failures", show_failures.shown(one * (show_failures.MOST_FAILURES + 2)))
        long = PLAYWRIGHT.replace("    Expected: 2\n", "    Expected: 2\n" * 100)
        self.assertTrue(any("more lines" in line for line in show_failures.shown(long)))


if __name__ == "__main__":
    unittest.main()
