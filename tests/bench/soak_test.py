"""The soak: that everything it does is done, and how its figures are judged."""
import contextlib
import io
import os
import tempfile
import unittest
import xml.etree.ElementTree
from pathlib import Path
from unittest import mock

import plot
import soak


class Quarters(unittest.TestCase):
    def test_are_medians_after_warming_up_and_at_the_end(self) -> None:
        samples = soak.Samples()
        for second, value in enumerate([9, 9, 5, 6, 7, 7, 8, 100]):
            samples.add(second, {"memory": value})

        self.assertEqual(samples.quarters("memory"), (5.5, 54))


class Flat(unittest.TestCase):
    def test_is_a_hundredth_more_or_two_threads(self) -> None:
        self.assertTrue(soak.flat(200.4, 202.0))
        self.assertFalse(soak.flat(200.4, 203.0))
        self.assertTrue(soak.flat(16, 18))
        self.assertFalse(soak.flat(16, 19))


class LinePlot(unittest.TestCase):
    def test_is_a_picture_with_a_point_for_each_second(self) -> None:
        picture = xml.etree.ElementTree.fromstring(plot.line_plot("memory, MiB", [0, 1, 2], [10, 20, 15]))

        line = next(part for part in picture if part.tag.endswith("polyline"))
        self.assertEqual(len(line.attrib["points"].split()), 3)


class Soak(unittest.TestCase):
    def test_does_everything_without_a_fault(self) -> None:
        ran: list = []
        real = soak.soak

        def kept(minutes: float) -> tuple:
            ran.append(real(minutes))
            return ran[0]

        # So short a run has not warmed up; what it says of that is not asked for.
        with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()) as said, \
                mock.patch.object(soak, "soak", kept), mock.patch.object(soak, "PLOTS", Path(folder)):
            soak.main(["0.15"])
            self.assertIn("resident-memory-mib.svg", os.listdir(folder))

        self.assertIn("| resident memory, MiB |", said.getvalue())
        samples, churn = ran[0]
        self.assertEqual(churn.faults, [])
        for what, count in churn.done.items():
            self.assertGreater(count, 0, what)
        self.assertGreater(len(samples.seconds), 3)
        self.assertGreater(min(samples.values["resident memory, MiB"]), 5)
