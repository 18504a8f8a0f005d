import tempfile
import unittest
from pathlib import Path

import check_sizes


class Sizes(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)

    def write(self, file: str, lines: int) -> None:
        path = self.root / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x\n" * lines)

    def test_a_file_past_the_most_is_named(self) -> None:
        self.write("src/a.cpp", 500)
        self.write("web/src/b.tsx", 501)
        for i in range(40):
            self.write(f"src/small{i}.cpp", 10)

        self.assertEqual(check_sizes.check(self.root), ["web/src/b.tsx: 501 lines, more than 500"])

    def test_long_files_must_be_rare(self) -> None:
        self.write("src/a.cpp", 301)
        self.write("src/b.cpp", 400)
        for i in range(10):
            self.write(f"src/small{i}.cpp", 300)

        self.assertEqual(check_sizes.check(self.root)[0], "2 of 12 files have more than 300 lines; at most one in 20 may:")

    def test_generated_and_foreign_files_do_not_count(self) -> None:
        self.write("web/src/protocol/generated.ts", 5000)
        self.write("web/node_modules/x/index.ts", 5000)
        self.write("build/release/y.cpp", 5000)

        self.assertEqual(check_sizes.check(self.root), [])


if __name__ == "__main__":
    unittest.main()
