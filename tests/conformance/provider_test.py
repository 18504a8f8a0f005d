"""The conformance run passes the example providers, and finds what is wrong with providers that were broken on purpose."""
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

TREE = Path(os.environ["PARLOR_TREE"])
EXAMPLE = TREE / "examples/provider.mjs"


def conformance(provider: list[str], *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-B", str(TREE / "tools/conformance/provider.py"), "--server", os.environ["PARLOR_SERVER"],
               *options, "--", *provider]
    return subprocess.run(command, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=240, check=False)


def by_node(provider: Path) -> list[str]:
    return ["node", "--experimental-websocket", str(provider)]


class Examples(unittest.TestCase):
    def test_the_one_for_node_conforms(self) -> None:
        run = conformance(by_node(EXAMPLE))

        self.assertEqual(run.returncode, 0, run.stdout)
        self.assertIn("ok      parrot: leaves when it is stopped", run.stdout)
        self.assertNotIn("FAILED", run.stdout)

    def test_the_one_in_cpp_conforms(self) -> None:
        run = conformance([os.environ["PARLOR_EXAMPLE"]])

        self.assertEqual(run.returncode, 0, run.stdout)
        self.assertNotIn("FAILED", run.stdout)


class Broken(unittest.TestCase):
    def outcome(self, right: str, wrong: str, *options: str) -> str:
        """What is said of the example with one thing of it changed."""
        source = EXAMPLE.read_text(encoding="utf-8")
        self.assertEqual(source.count(right), 1, right)
        with tempfile.TemporaryDirectory() as folder:
            provider = Path(folder) / "provider.mjs"
            provider.write_text(source.replace(right, wrong), encoding="utf-8")
            run = conformance(by_node(provider), *options)
        self.assertEqual(run.returncode, 1, run.stdout)
        return run.stdout

    def test_one_without_the_right_key_is_found(self) -> None:
        said = self.outcome("process.env.PARLOR_PROVIDER_KEY ??", "'wrong' ??", "--wait", "1")

        self.assertIn("FAILED  connects with its key and registers", said)

    def test_one_that_does_not_answer_is_found(self) -> None:
        said = self.outcome("if (id) connection.send({ type: \"ack\"", "if (id && type !== 'configure_bot') connection.send({ type: \"ack\"")

        self.assertIn("FAILED  parrot: takes a new configuration while it runs", said)
        self.assertIn("did not answer within", said)

    def test_one_that_says_what_is_not_allowed_is_found(self) -> None:
        said = self.outcome("load: bots.size / maxInstances", "load: 100")

        self.assertIn("FAILED  says nothing that the server refuses", said)
        self.assertIn("path=data.load", said)


if __name__ == "__main__":
    unittest.main()
