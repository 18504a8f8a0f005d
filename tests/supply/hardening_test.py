"""How the programs are built: each line of the table in SECURITY.md, looked up in the programs themselves."""
import os
import subprocess
import unittest
from pathlib import Path

BIN = Path(os.environ["PARLOR_BIN_DIR"])
PROGRAMS = ["parlor-server", "parlor-voicebot", "parlorctl"]


def readelf(option: str, program: str) -> str:
    return subprocess.run(["readelf", "--wide", option, BIN / program], stdout=subprocess.PIPE, text=True, check=True).stdout


class Programs(unittest.TestCase):
    def each(self, option: str, *wanted: str) -> None:
        for program in PROGRAMS:
            with self.subTest(program):
                told = readelf(option, program)
                for text in wanted:
                    self.assertIn(text, told)

    def test_lie_at_another_address_each_time(self) -> None:
        self.each("--file-header", "DYN (Position-Independent Executable file)")

    def test_have_relocations_that_are_read_only_from_the_start(self) -> None:
        self.each("--program-headers", "GNU_RELRO")
        self.each("--dynamic", "NOW")

    def test_have_no_stack_that_can_be_executed(self) -> None:
        for program in PROGRAMS:
            stack = [line for line in readelf("--program-headers", program).splitlines() if "GNU_STACK" in line]
            self.assertEqual(len(stack), 1)
            self.assertNotIn("E", stack[0].split()[-2], stack[0])

    def test_guard_their_stack_frames(self) -> None:
        self.each("--dyn-syms", "__stack_chk_fail")
