"""Plants what must not pass into a copy of the tree, and sees the gates close."""
import json
import os
import re
import shlex
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

TREE = Path(os.environ["PARLOR_TREE"])
BUILD = Path(os.environ["PARLOR_BUILD"])
LEFT_OUT = shutil.ignore_patterns("build", "node_modules", ".git", ".parlor", "dist", "test-results")


class Copy(unittest.TestCase):
    """A copy of the tree that borrows what was built and fetched for the real one."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name) / "parlor"
        shutil.copytree(TREE, self.root, ignore=LEFT_OUT)
        (self.root / "build").mkdir()
        (self.root / "build/release").symlink_to(BUILD)
        if (TREE / "web/node_modules").exists():
            (self.root / "web/node_modules").symlink_to(TREE / "web/node_modules")
        if (TREE / ".parlor").exists():
            (self.root / ".parlor").mkdir()
            for name in ("stamps", "node"):
                if (TREE / ".parlor" / name).exists():
                    (self.root / ".parlor" / name).symlink_to(TREE / ".parlor" / name)

    def append(self, file: str, text: str) -> None:
        with open(self.root / file, "a", encoding="utf-8") as out:
            out.write(text)

    def check(self, part: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([self.root / "parlor", "check", part], text=True, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, timeout=240, check=False)


class Includes(Copy):
    def test_the_tree_passes_and_an_include_upwards_does_not(self) -> None:
        before = self.check("includes")
        self.append("src/base/errc.hpp", '#include "service/settings.hpp"\n')

        after = self.check("includes")

        self.assertEqual(before.returncode, 0, before.stdout)
        self.assertEqual(after.returncode, 1, after.stdout)
        self.assertIn("base/ must not include service/", after.stdout)


class Drift(Copy):
    def test_the_tree_passes(self) -> None:
        outcome = self.check("generated")

        self.assertEqual(outcome.returncode, 0, outcome.stdout)

    def test_drift_of_the_schema_does_not(self) -> None:
        schema = self.root / "schema/schema.json"
        schema.write_text(schema.read_text(encoding="utf-8").replace('"lobby_id"', '"room_id"', 1), encoding="utf-8")

        outcome = self.check("generated")

        self.assertEqual(outcome.returncode, 1, outcome.stdout)
        self.assertIn("schema/schema.json is not what its source makes", outcome.stdout)

    def test_drift_of_the_typescript_types_does_not(self) -> None:
        self.append("web/src/core/ws/protocol.generated.ts", "export type Planted = string;\n")

        outcome = self.check("generated")

        self.assertEqual(outcome.returncode, 1, outcome.stdout)

    def test_drift_of_the_configuration_document_does_not(self) -> None:
        self.append("docs/configuration.md", "More.\n")

        outcome = self.check("generated")

        self.assertEqual(outcome.returncode, 1, outcome.stdout)
        self.assertIn("docs/configuration.md is not what its source makes", outcome.stdout)


class Catalogue(unittest.TestCase):
    """What instantiates the routers is compiled with its real flags against a catalogue from an overlay folder."""

    def compile_router(self, catalogue: str) -> subprocess.CompletedProcess[str]:
        commands = json.loads((BUILD / "compile_commands.json").read_text(encoding="utf-8"))
        router = next(entry for entry in commands if entry["file"].endswith("src/ws/endpoint.cpp"))
        arguments = shlex.split(router["command"])
        output = arguments.index("-o")
        del arguments[output:output + 2]
        with tempfile.TemporaryDirectory() as overlay:
            (Path(overlay) / "protocol").mkdir()
            (Path(overlay) / "protocol/catalogue.hpp").write_text(catalogue, encoding="utf-8")
            return subprocess.run([*arguments, "-iquote", overlay, "-fsyntax-only"], cwd=router["directory"], text=True,
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=240, check=False)

    def test_a_message_without_handler_does_not_compile(self) -> None:
        catalogue = (TREE / "src/protocol/catalogue.hpp").read_text(encoding="utf-8")
        message = ('struct Wave {\n    static constexpr std::string_view type = "wave";\n    using Result = Empty;\n'
                   "    Id lobby_id;\n};\nBOOST_DESCRIBE_STRUCT(Wave, (), (lobby_id))\n")
        planted, count = re.subn(r"using SessionMessages = boost::mp11::mp_list<", lambda m: message + m[0] + "Wave, ",
                                 catalogue)

        before = self.compile_router(catalogue)
        after = self.compile_router(planted)

        self.assertEqual(count, 1)
        self.assertEqual(before.returncode, 0, before.stdout)
        self.assertNotEqual(after.returncode, 0)
        self.assertIn("has no handler", after.stdout)


if __name__ == "__main__":
    unittest.main()
