"""The systemd unit: that systemd takes it, and how far it shuts the server in."""
import re
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

UNIT = Path(__file__).resolve().parents[2] / "packaging/parlor.service"


def analyze(*words: str | Path) -> subprocess.CompletedProcess:
    return subprocess.run(["systemd-analyze", *words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          check=False)


@unittest.skipUnless(shutil.which("systemd-analyze"), "systemd-analyze is not installed")
class Unit(unittest.TestCase):
    def test_is_understood_to_the_last_line(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            # systemd wants the program to be there.
            copy = Path(folder) / "parlor.service"
            copy.write_text(UNIT.read_text(encoding="utf-8").replace("/usr/bin/parlor-server", "/bin/true"), encoding="utf-8")
            told = analyze("verify", copy)

        self.assertEqual([line for line in told.stdout.splitlines() if "parlor.service" in line], [])

    def test_leaves_little_that_the_server_could_do(self) -> None:
        told = analyze("security", "--offline=true", "--no-pager", UNIT).stdout

        level = re.search(r"Overall exposure level for \S+: ([0-9.]+)", told)
        self.assertIsNotNone(level, told)
        self.assertLessEqual(float(level[1]), 2.0)
