import tempfile
import unittest
from pathlib import Path

import check_links


class Links(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name).resolve()
        (self.root / "docs").mkdir()

    def faults(self, text: str) -> list[str]:
        (self.root / "README.md").write_text(text)
        return check_links.check_file(self.root / "README.md", self.root)

    def test_files_folders_headings_and_the_web_are_fine(self) -> None:
        (self.root / "docs/a.md").write_text("# One: the `first` part\n\n## Two\n")

        faults = self.faults("# Top\n[a](docs/a.md) [b](docs) [c](docs/a.md#one-the-first-part) [d](#top) [e](https://x.example/y)")

        self.assertEqual(faults, [])

    def test_missing_files_and_headings_are_named(self) -> None:
        (self.root / "docs/a.md").write_text("# One\n")

        faults = self.faults("[a](docs/b.md) [b](docs/a.md#two)")

        self.assertEqual(faults, ["README.md: docs/b.md: there is no such file",
                                  "README.md: docs/a.md#two: there is no such heading"])

    def test_code_is_not_searched_for_links(self) -> None:
        self.assertEqual(self.faults("`[a](nowhere)`\n```\n[b](nowhere)\n# [c](x)\n```\n"), [])


if __name__ == "__main__":
    unittest.main()
