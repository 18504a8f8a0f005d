"""Other people's WebSocket clients, held against the product's code: Debian's python3-websockets and Node's `ws`."""
import os
import subprocess
import unittest
from pathlib import Path

from wire import EchoServer

HERE = Path(__file__).parent


class Clients(unittest.TestCase):
    deflate = 0

    def setUp(self) -> None:
        self.server = self.enterContext(EchoServer(f"message_bytes={1 << 24}", f"deflate={self.deflate}"))

    def talk(self, *command: str) -> None:
        run = subprocess.run([*command, f"ws://127.0.0.1:{self.server.port}/"], text=True, stdout=subprocess.PIPE,
                             stderr=subprocess.STDOUT, timeout=60, check=False)
        self.assertEqual(run.returncode, 0, run.stdout)
        self.assertIn(f"compressed: {self.deflate}", run.stdout)
        self.assertIn("done: 4 sizes of text and bytes, fragments, ping, 200 at once, close 4000", run.stdout)

    def test_python_websockets(self) -> None:
        self.talk("/usr/bin/python3", "-B", str(HERE / "websockets_client.py"))

    def test_node_ws(self) -> None:
        self.talk("node", str(HERE / "ws_client.mjs"), os.environ["PARLOR_TREE"] + "/web/package.json")


class ClientsCompressed(Clients):
    """The same with permessage-deflate, which both offer by themselves."""

    deflate = 1


if __name__ == "__main__":
    unittest.main()
