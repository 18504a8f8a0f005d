"""A tiny run of the benchmark against our own server, so that it can't rot."""
import json
import os
import platform
import shutil
import signal
import subprocess
import sys
import tempfile
import unittest
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import loopback
import servers

BENCH = Path(__file__).resolve().parents[2] / "bench/run.py"
SCENARIOS = ["chat-10-w8", "data-100-w1", "relay-w8", "appends-1-lobby", "idle"]


def figures_of(test: unittest.TestCase, *words: str) -> Any:
    """Runs the benchmark with these words; what it measured."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "figures.json"
        ran = subprocess.run([sys.executable, BENCH, *words, "--json", file], stdout=subprocess.PIPE,
                             stderr=subprocess.STDOUT, text=True, timeout=110, check=False)
        test.assertEqual(ran.returncode, 0, ran.stdout)
        return json.loads(file.read_text(encoding="utf-8"))


def lines_before(phase: str, lines: Iterable[str]) -> Iterator[str]:
    """The lines before the one that tells of this phase."""
    for line in lines:
        if json.loads(line).get("phase") == phase:
            return
        yield line


class Scale(unittest.TestCase):
    def test_holds_members_who_come_back_after_the_server_was_killed_and_find_every_line(self) -> None:
        figures = figures_of(self, "--scale", "--members", "500", "--tiny")

        self.assertEqual(figures["held"]["members"], 500)
        self.assertGreaterEqual(figures["return"]["tries"], 500)
        self.assertGreater(figures["log"]["acknowledged"], 0)
        self.assertEqual(figures["log"]["missing"], 0)

    def test_members_who_hear_nothing_any_more_come_back(self) -> None:
        with servers.Server("parlor", pinned=False, limits=["--net.heartbeat=2s"]) as server:
            command = [servers.BIN / "parlor-load", "scale", f"--port={server.port}", f"--pid={server.process.pid}",
                       "--small-lobbies=5", "--large-lobbies=1", "--large-members=20", "--seconds=0.1", "--lines-per-second=10"]
            with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as load:
                assert load.stdout
                try:
                    said = [json.loads(line) for line in lines_before("restart", load.stdout)]
                    self.assertEqual([one["members"] for one in said if one["phase"] == "held"], [70])
                    # It answers nothing, and ends no connection either, until all have noticed.
                    server.process.send_signal(signal.SIGSTOP)
                    noticed = any(json.loads(line).get("silent", 0) >= 70 for line in load.stdout)
                    server.process.send_signal(signal.SIGCONT)
                    last = json.loads(load.stdout.read().splitlines()[-1])
                finally:
                    load.kill()

        self.assertTrue(noticed)
        self.assertEqual(last["log"]["missing"], 0)

    @unittest.skipUnless(shutil.which("linux.uml"), "User-Mode Linux is not installed")
    def test_does_the_same_under_a_kernel_of_its_own(self) -> None:
        figures = figures_of(self, "--scale", "--own-kernel", "--members", "200", "--tiny")

        self.assertNotEqual(figures["linux"], platform.release())
        self.assertEqual(figures["held"]["members"], 200)
        self.assertGreater(figures["log"]["acknowledged"], 0)
        self.assertEqual(figures["log"]["missing"], 0)


class Memory(unittest.TestCase):
    def test_tells_what_each_thing_takes(self) -> None:
        grown = figures_of(self, "--memory", "--tiny")

        self.assertEqual([one["count"] for one in grown], [100, 10, 100, 100])


class Bare(unittest.TestCase):
    def test_serves_the_generator(self) -> None:
        with servers.Server("bare") as server:
            for traffic in ("chat", "relay-all", "relay-one"):
                with self.subTest(traffic):
                    ran = subprocess.run([servers.BIN / "parlor-load", traffic, f"--port={server.port}", f"--pid={server.process.pid}",
                                          "--lobbies=3", "--members=4", "--window=8", "--bytes=3000", "--seconds=0.1"],
                                         stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=60, check=False)
                    self.assertEqual(ran.returncode, 0, ran.stdout)
                    self.assertGreater(json.loads(ran.stdout)["deliveries"], 100)


class Smoke(unittest.TestCase):
    def test_measures_every_kind_of_scenario_and_leaves_the_document_alone(self) -> None:
        document = BENCH.parent.parent / "docs/benchmarks.md"
        before = document.read_bytes()
        words = [word for name in SCENARIOS for word in ("--only", name)]
        figures = figures_of(self, "--tiny", "--alone", *words)

        self.assertEqual(sorted(figures), sorted(SCENARIOS))
        for name, rounds in figures.items():
            with self.subTest(name):
                one = rounds["parlor"][0]
                unit = "member" if name == "idle" else "delivery"
                self.assertGreater(one[f"server_cpu_ns_per_{unit}"], 0)
                if name == "idle":
                    self.assertEqual(one["members"], 90)
                else:
                    self.assertGreater(one["deliveries"], 100)
                    self.assertGreaterEqual(one["delivery_ms"]["p99"], one["delivery_ms"]["p50"])
        self.assertEqual(document.read_bytes(), before)

    @unittest.skipUnless(os.access(loopback.RPS, os.W_OK), "only root may steer packets, where the kernel can")
    def test_has_the_clients_half_of_the_work_done_elsewhere_and_puts_that_back(self) -> None:
        before = loopback.RPS.read_text(encoding="ascii")
        ran = subprocess.run([sys.executable, BENCH, "--tiny", "--alone", "--clients-apart", "--only", "data-10-w8"],
                             stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=110, check=False)

        self.assertEqual(ran.returncode, 0, ran.stdout)
        self.assertIn("data to 10, window 8", ran.stdout)
        self.assertEqual(loopback.RPS.read_text(encoding="ascii"), before)

    def test_measures_what_compression_saves(self) -> None:
        words = ["--only", "long-relay-8192", "--only", "data-10-w8"]
        figures = figures_of(self, "--tiny", "--deflate", *words)

        def share(name: str) -> float:
            """Of the bytes on the wire without compression."""
            return figures[name]["deflate"][0]["bytes_per_delivery"] / figures[name]["parlor"][0]["bytes_per_delivery"]

        self.assertLess(share("long-relay-8192"), 0.6)
        self.assertGreater(share("long-relay-8192"), 0.1)
        # Short ones are left as they are.
        self.assertAlmostEqual(share("data-10-w8"), 1, delta=0.02)

    def test_measures_what_tls_costs(self) -> None:
        words = ["--only", "data-10-w8", "--only", "idle"]
        figures = figures_of(self, "--tiny", "--tls", *words)

        self.assertGreater(figures["data-10-w8"]["tls"][0]["deliveries"], 100)
        self.assertEqual(sorted(figures["idle"]), ["parlor", "tls", "tls-rsa"])
        # A handshake is far more than what comes after it.
        self.assertGreater(figures["idle"]["tls"][0]["server_cpu_ns_per_member"],
                           1.5 * figures["idle"]["parlor"][0]["server_cpu_ns_per_member"])
