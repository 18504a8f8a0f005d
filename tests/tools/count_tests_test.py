import unittest

import count_tests

GTEST = """[ RUN      ] A.works
[       OK ] A.works (0 ms)
[ RUN      ] A.breaks
[  FAILED  ] A.breaks (1 ms)
[  FAILED  ] 1 test, listed below:
[  FAILED  ] A.breaks
"""


class Programs(unittest.TestCase):
    def test_googletest_is_counted_test_by_test_and_not_by_its_summary(self) -> None:
        self.assertEqual(count_tests.count_program(GTEST, failed=True), (1, 1, 0))

    def test_a_crash_is_a_failure_although_nothing_says_so(self) -> None:
        self.assertEqual(count_tests.count_program("[       OK ] A.works (0 ms)\n", failed=True), (1, 1, 0))

    def test_unittest_is_counted_by_its_closing_lines(self) -> None:
        output = "Ran 5 tests in 0.1s\n\nFAILED (failures=1, errors=2)\n"

        self.assertEqual(count_tests.count_program(output, failed=True), (2, 3, 0))
        self.assertEqual(count_tests.count_program("Ran 1 test in 0.1s\n\nOK\n", failed=False), (1, 0, 0))

    def test_a_program_of_no_known_kind_is_one_test(self) -> None:
        self.assertEqual(count_tests.count_program("fine\n", failed=False), (1, 0, 0))


class Logs(unittest.TestCase):
    def test_vitest_is_counted_by_tests_and_not_by_files(self) -> None:
        text = " Test Files  1 failed | 4 passed (5)\n      Tests  2 failed | 40 passed | 1 skipped (43)\n"

        self.assertEqual(count_tests.count_log(text), (40, 2, 1))

    def test_playwright_and_a_second_runner_add_up(self) -> None:
        text = "  1 failed\n    [chromium] › a.spec.ts:3:1 › 5 passed over\n  12 passed (30.1s)\n\n     Tests  3 passed (3)\n"

        self.assertEqual(count_tests.count_log(text), (15, 1, 0))

    def test_colours_do_not_matter(self) -> None:
        self.assertEqual(count_tests.count_log("\x1b[2m      Tests \x1b[22m \x1b[32m3 passed\x1b[39m (3)\n"), (3, 0, 0))

    def test_the_checks_are_counted(self) -> None:
        self.assertEqual(count_tests.count_log("  ok      sizes\n5 passed, 1 failed\n"), (5, 1, 0))


if __name__ == "__main__":
    unittest.main()
