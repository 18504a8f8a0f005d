"""How instructions per delivery are worked out."""
import tempfile
import unittest
from pathlib import Path

import instructions


class Counted(unittest.TestCase):
    def test_adds_up_what_callgrind_wrote(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "callgrind.out.1").write_text("events: Ir\nfn=(1)\n1 5\ntotals: 500\n", encoding="utf-8")
            Path(folder, "callgrind.out.2").write_text("events: Ir\nsummary: 70\n", encoding="utf-8")
            Path(folder, "other").write_text("totals: 9\n", encoding="utf-8")

            self.assertEqual(instructions.counted(Path(folder)), 570)


class Ticks(unittest.TestCase):
    def test_are_found_behind_a_name_with_spaces(self) -> None:
        stat = "7 (parlor (x) y) S 1 7 7 0 -1 4194304 100 0 0 0 250 750 0 0 20 0 4 0"

        self.assertEqual(instructions.ticks(stat), (250, 750))


class PerDelivery(unittest.TestCase):
    def test_leaves_out_what_both_runs_have_in_common(self) -> None:
        self.assertEqual(instructions.per_delivery((1_000_000 + 50 * 10, 10), (1_000_000 + 50 * 400, 400)), 50)


if __name__ == "__main__":
    unittest.main()
