"""What becomes of measurements: pairs, ratios, tables, the block in docs/benchmarks.md."""
import unittest

import report
import servers
from report import Measured
from scenarios import FULL, QUICK, Scenario, all_scenarios, chosen, load_arguments


def round_of(cpu: float) -> report.Figures:
    return {"server_cpu_ns_per_delivery": cpu, "deliveries_per_second": 1000.0, "delivery_ms": {"p99": 2.0}}


SCENARIO = Scenario("chat-10-w1", "chat to 10", ("chat",))


class Ratios(unittest.TestCase):
    def test_are_medians_of_the_pairs_of_a_round(self) -> None:
        measured = Measured(SCENARIO, {"parlor": [round_of(1.0), round_of(10.0), round_of(1.0)],
                                       "ws": [round_of(3.0), round_of(40.0), round_of(9.0)]})

        self.assertEqual(measured.ratio("ws"), 4.0)

    def test_stand_in_the_table_beside_what_was_measured(self) -> None:
        one = Measured(SCENARIO, {"parlor": [round_of(1500.0)], "ws": [round_of(3750.0)]})

        self.assertIn("| chat to 10 | 1.50 µs | 3.75 µs | 2.5× | 1,000 | 2.0 ms |", report.cpu_table([one]))


class Loops(unittest.TestCase):
    def test_are_compared_by_their_busiest_threads_in_pairs(self) -> None:
        one = Measured(SCENARIO, {kind: [round_of(1.0) | {"busiest_thread_ns_per_delivery": value} for value in values]
                                  for kind, values in {"parlor": [1000.0, 3000.0, 1000.0], "other": [500.0, 1000.0, 800.0]}.items()})

        self.assertIn("| chat to 10 | 1.00 µs | 0.80 µs | 2.00 |", report.report([one], "here", loops=True))
        self.assertNotIn("busiest", report.report([one], "here"))

    def test_have_no_table_where_nothing_is_delivered(self) -> None:
        idle = Measured(Scenario("appends", "appends", (), unit="message", peers=False), {})

        self.assertNotIn("busiest", report.report([idle], "here", loops=True))


class Block(unittest.TestCase):
    def test_replaces_what_stands_between_the_markers_and_nothing_else(self) -> None:
        document = f"before\n{report.MARKS[0]}\nold\n{report.MARKS[1]}\nafter\n"

        once = report.put_into(document, "new\n")
        twice = report.put_into(once, "new\n")

        self.assertEqual(once, f"before\n{report.MARKS[0]}\n\nnew\n\n{report.MARKS[1]}\nafter\n")
        self.assertEqual(twice, once)


class Flags(unittest.TestCase):
    def test_that_come_last_overrule(self) -> None:
        command = servers.by_last_word(["parlor-server", "--server.shards=1", "--log.level=error", "--server.shards=2"])

        self.assertEqual(command, ["parlor-server", "--server.shards=2", "--log.level=error"])


class Scenarios(unittest.TestCase):
    def test_have_names_of_their_own(self) -> None:
        names = [scenario.name for scenario in all_scenarios()]

        self.assertEqual(len(names), len(set(names)))

    def test_are_chosen_by_how_their_names_begin(self) -> None:
        self.assertEqual([scenario.name for scenario in chosen(QUICK, ["relay"])], ["relay-w1", "relay-w8"])
        self.assertEqual(chosen(QUICK, ["nothing"]), [])
        self.assertLess(len(chosen(QUICK, [])), len(chosen(FULL, [])))

    def test_send_about_as_much_in_small_lobbies_as_in_large_ones(self) -> None:
        two, thousand = chosen(QUICK, ["chat-2-w1"])[0], chosen(QUICK, ["chat-1000-w1"])[0]

        self.assertIn("--lobbies=50", load_arguments(two, QUICK))
        self.assertIn("--lobbies=1", load_arguments(thousand, QUICK))
