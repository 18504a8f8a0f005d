"""The conformance run passes the example providers, and finds what is wrong with providers that were broken on purpose."""
import os
import socket
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

TREE = Path(os.environ["PARLOR_TREE"])
TSC = TREE / "web/node_modules/.bin/tsc"


def conformance(provider: list[str], *options: str,
                environment: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-B", str(TREE / "tools/conformance/provider.py"), "--server", os.environ["PARLOR_SERVER"],
               *options, *(["--", *provider] if provider else [])]
    return subprocess.run(command, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=240, check=False,
                          env=environment)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def by_node(provider: Path) -> list[str]:
    return ["node", "--experimental-websocket", str(provider)]


class ByTypeScript(unittest.TestCase):
    """With the example for Node, compiled."""

    folder: tempfile.TemporaryDirectory[str]
    example: Path

    @classmethod
    def setUpClass(cls) -> None:
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        subprocess.run([TSC, "-p", TREE / "examples", "--outDir", cls.folder.name], check=True)
        cls.example = Path(cls.folder.name) / "provider.js"


class Examples(ByTypeScript):
    def test_the_one_in_typescript_conforms(self) -> None:
        run = conformance(by_node(self.example))

        self.assertEqual(run.returncode, 0, run.stdout)
        self.assertIn("ok      parrot: leaves when it is stopped", run.stdout)
        self.assertNotIn("FAILED", run.stdout)

    def test_the_one_in_cpp_conforms(self) -> None:
        run = conformance([os.environ["PARLOR_EXAMPLE"]])

        self.assertEqual(run.returncode, 0, run.stdout)
        self.assertNotIn("FAILED", run.stdout)


    def test_one_that_is_started_by_hand_finds_the_server_at_the_address_that_was_named(self) -> None:
        url, key = f"http://127.0.0.1:{free_port()}", "the-key-of-this-test-0123456789-abcdef"
        environment = os.environ | {"PARLOR_URL": url, "PARLOR_PROVIDER_KEY": key}
        provider = subprocess.Popen([os.environ["PARLOR_EXAMPLE"]], env=environment, stderr=subprocess.DEVNULL)
        self.addCleanup(provider.wait)
        self.addCleanup(provider.kill)

        run = conformance([], url, environment=environment)

        self.assertEqual(run.returncode, 0, run.stdout)
        self.assertIn(f"PARLOR_URL={url}", run.stdout)


class Broken(ByTypeScript):
    def outcome(self, right: str, wrong: str, *options: str) -> str:
        """What is said of the example with one thing of it changed."""
        source = self.example.read_text(encoding="utf-8")
        self.assertEqual(source.count(right), 1, right)
        with tempfile.TemporaryDirectory() as folder:
            provider = Path(folder) / "provider.js"
            provider.write_text(source.replace(right, wrong), encoding="utf-8")
            run = conformance(by_node(provider), *options)
        self.assertEqual(run.returncode, 1, run.stdout)
        return run.stdout

    def test_one_without_the_right_key_is_found(self) -> None:
        said = self.outcome("process.env.PARLOR_PROVIDER_KEY ??", "'wrong' ??", "--wait", "1")

        self.assertIn("FAILED  connects with its key and registers", said)

    def test_one_that_does_not_answer_is_found(self) -> None:
        said = self.outcome("connection.answer(id);", "if (type !== 'configure_bot') connection.answer(id);")

        self.assertIn("FAILED  parrot: takes a new configuration while it runs", said)
        self.assertIn("did not answer within", said)

    def test_one_that_says_what_is_not_allowed_is_found(self) -> None:
        said = self.outcome("load: bots.size / maxInstances", "load: 100")

        self.assertIn("FAILED  says nothing that the server refuses", said)
        self.assertIn("path=data.load", said)


if __name__ == "__main__":
    unittest.main()
