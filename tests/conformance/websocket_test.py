"""RFC 6455, case by case, over real sockets: the product's WebSocket code in an echo server of the tests."""
import socket
import unittest

from cases import LIMIT, Case, all_cases, closing_payload, compressed_cases
from wire import BINARY, CLOSE, PING, PONG, TEXT, Client, EchoServer, close_frame, frame


class Suite(unittest.TestCase):
    """Every case three times: its bytes in one piece, in small and odd ones, and byte by byte where that is no eternity."""

    batch = "1"
    extensions = ""

    @classmethod
    def setUpClass(cls) -> None:
        cls.server = cls.enterClassContext(
            EchoServer(f"message_bytes={LIMIT}", f"batch={cls.batch}", f"deflate={int(bool(cls.extensions))}"))

    def cases(self) -> list[Case]:
        return all_cases()

    def check(self, case: Case, piece: int) -> None:
        with Client(self.server.port) as client:
            client.shake_hands(self.extensions)
            self.assertEqual(client.deflates, bool(self.extensions))
            client.send(case.sent, piece)
            for expected in case.answers:
                received = client.receive()
                self.assertTrue(received == expected, f"{received}, not {expected}")
            if case.closes is None:
                # It goes on, and nothing else has come.
                client.send(frame(PING, b"alive") + close_frame(1000))
                received = client.receive()
                self.assertEqual((received.opcode, received.payload), (PONG, b"alive"))
            received = client.receive()
            self.assertEqual(received.opcode, CLOSE, str(received))
            self.assertEqual(received.payload[:2], closing_payload(case.closes or 1000), str(received))
            self.assertLessEqual(len(received.payload), 125)
            received.payload[2:].decode()
            self.assertTrue(client.ends(), "more than a close frame")

    def test_every_case(self) -> None:
        cases = self.cases()
        self.assertEqual(len({case.name for case in cases}), len(cases), "names are unique")
        for case in cases:
            for piece in (0, 997) if case.long else (0, 1, 7):
                with self.subTest(case=case.name, piece=piece):
                    self.check(case, piece)
        print(f"{len(cases)} cases, batch={self.batch}, extensions: {self.extensions or 'none'}", flush=True)


class SuiteWithoutBatches(Suite):
    """The same where each write is a system call of its own."""

    batch = "0"


class SuiteCompressed(Suite):
    """The same, and RFC 7692's, on connections that may compress."""

    extensions = "permessage-deflate"

    def cases(self) -> list[Case]:
        # The first reserved bit is no longer one on the first frame of a message.
        taken = {f"5.2_reserved_bits_4_on_{opcode}" for opcode in (TEXT, BINARY)}
        return [case for case in all_cases() if case.name not in taken] + compressed_cases()

    def test_long_texts_come_back_compressed(self) -> None:
        with Client(self.server.port) as client:
            client.shake_hands(self.extensions)
            for message in (b"*" * 63, b"*" * 64, b"*" * 60_000):
                client.send(frame(TEXT, message))
                self.assertEqual(client.receive().payload, message)
            self.assertEqual(client.inflated, 2)


class Offers(unittest.TestCase):
    """RFC 7692 §5 and §7.1: what becomes of offers."""

    plain = "permessage-deflate; server_no_context_takeover; client_no_context_takeover"

    @classmethod
    def setUpClass(cls) -> None:
        cls.server = cls.enterClassContext(EchoServer("deflate=1"))

    def test_every_offer(self) -> None:
        window = self.plain + "; server_max_window_bits=15"
        for offer, expected in (
            ("permessage-deflate", self.plain),
            ("Permessage-Deflate", self.plain),
            ("permessage-deflate; client_max_window_bits", self.plain),
            ("permessage-deflate;client_max_window_bits=8", self.plain),
            ('permessage-deflate; client_max_window_bits="10"', self.plain),
            ("permessage-deflate; server_no_context_takeover; client_no_context_takeover", self.plain),
            ("permessage-deflate; server_max_window_bits=15", window),
            ("permessage-deflate; server_max_window_bits=10, permessage-deflate", self.plain),
            ("x-webkit-deflate-frame, permessage-deflate", self.plain),
            ("permessage-deflate\r\nSec-WebSocket-Extensions: other", self.plain),
            ("permessage-deflate; server_max_window_bits=10", None),
            ("permessage-deflate; server_max_window_bits", None),
            ("permessage-deflate; server_max_window_bits=16", None),
            ("permessage-deflate; client_max_window_bits=7", None),
            ("permessage-deflate; client_max_window_bits=08", None),
            ("permessage-deflate; client_max_window_bits=", None),
            ("permessage-deflate; server_no_context_takeover=1", None),
            ("permessage-deflate; server_no_context_takeover; server_no_context_takeover", None),
            ("permessage-deflate; unheard_of", None),
            ("permessage-deflate;", None),
            ("permessage-bzip", None),
            (";,=", None),
        ):
            with self.subTest(offer), Client(self.server.port) as client:
                lines = [line for line in client.shake_hands(offer).split("\r\n")
                         if line.lower().startswith("sec-websocket-extensions:")]
                self.assertEqual([line.split(": ", 1)[1] for line in lines], [expected] if expected else [])


class Handshakes(unittest.TestCase):
    """RFC 6455 §4.2."""

    @classmethod
    def setUpClass(cls) -> None:
        cls.server = cls.enterClassContext(EchoServer())

    def status(self, request: str) -> tuple[int, str]:
        with Client(self.server.port) as client:
            head = client.ask(request + "\r\n\r\n")
            return int(head.split(" ")[1]), head

    def request(self, **changed: str | None) -> str:
        """A right one, with some lines changed or (None) left out."""
        lines: dict[str, str | None] = {
            "start": "GET / HTTP/1.1", "host": "Host: x", "connection": "Connection: Upgrade", "upgrade": "Upgrade: websocket",
            "version": "Sec-WebSocket-Version: 13", "key": "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="}
        lines.update(changed)
        return "\r\n".join(line for line in lines.values() if line is not None)

    def test_the_rfcs_own_example(self) -> None:
        status, head = self.status(self.request())
        self.assertEqual(status, 101)
        self.assertIn("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", head)
        self.assertNotIn("Sec-WebSocket-Protocol", head)
        self.assertNotIn("Sec-WebSocket-Extensions", head)

    def test_right_ones_in_other_words(self) -> None:
        for name, request in {
            "lower case": self.request(connection="connection:upgrade", upgrade="upgrade:WEBSOCKET"),
            "a list": self.request(connection="Connection: keep-alive, Upgrade"),
            "two lines": self.request(connection="Connection: keep-alive\r\nConnection: Upgrade"),
            "white space": self.request(key="Sec-WebSocket-Key: \t dGhlIHNhbXBsZSBub25jZQ== "),
            "an origin": self.request(key="Origin: http://x\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="),
            "extensions that are not taken": self.request(
                key="Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n"
                    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="),
        }.items():
            with self.subTest(name):
                self.assertEqual(self.status(request)[0], 101)

    def test_wrong_ones(self) -> None:
        for name, request, expected in (
            ("no key", self.request(key=None), 400),
            ("an empty key", self.request(key="Sec-WebSocket-Key:"), 400),
            ("a short key", self.request(key="Sec-WebSocket-Key: c2hvcnQ="), 400),
            ("two keys", self.request(key="Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                                          "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="), 400),
            ("no version", self.request(version=None), 426),
            ("another version", self.request(version="Sec-WebSocket-Version: 12"), 426),
            ("no host", self.request(host=None), 400),
            ("another method", self.request(start="POST / HTTP/1.1"), 200),
            ("HTTP/1.0", self.request(start="GET / HTTP/1.0"), 200),
            ("no Upgrade", self.request(upgrade=None), 200),
            ("another Upgrade", self.request(upgrade="Upgrade: h2c"), 200),
            ("no Connection: Upgrade", self.request(connection="Connection: keep-alive"), 200),
        ):
            with self.subTest(name):
                status, head = self.status(request)
                self.assertEqual(status, expected)
                if expected == 426:
                    # Whoever answers it says which version would do; the echo server leaves that to the site.
                    self.assertNotIn("101", head)

    def test_the_subprotocol_is_one_of_those_that_were_offered(self) -> None:
        offer = "Sec-WebSocket-Protocol: other, echo\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="
        self.assertIn("Sec-WebSocket-Protocol: echo", self.status(self.request(key=offer))[1])


class Ends(unittest.TestCase):
    """RFC 6455 §7.1: how connections end."""

    @classmethod
    def setUpClass(cls) -> None:
        cls.server = cls.enterClassContext(EchoServer("heartbeat_ms=200"))

    def test_a_client_that_vanishes_within_a_frame_leaves_the_others_alone(self) -> None:
        with Client(self.server.port) as other:
            other.shake_hands()
            for cut in range(1, 12):
                with Client(self.server.port) as client:
                    client.shake_hands()
                    client.send(frame(TEXT, b"hello")[:cut])
            other.send(frame(TEXT, b"still here"))
            while (received := other.receive()).opcode == PING:
                pass
            self.assertEqual(received.payload, b"still here")

    def test_a_client_whose_message_could_not_be_taken_is_closed_and_nobody_else(self) -> None:
        with Client(self.server.port) as other, Client(self.server.port) as client:
            other.shake_hands()
            client.shake_hands()
            client.send(frame(TEXT, b"fail") + frame(TEXT, b"lost"))
            while (received := client.receive()).opcode == PING:
                pass
            self.assertEqual((received.opcode, received.payload[:2]), (CLOSE, closing_payload(1011)))
            other.send(frame(TEXT, b"still here"))
            while (received := other.receive()).opcode == PING:
                pass
            self.assertEqual(received.payload, b"still here")

    def test_a_client_that_ends_its_side_without_a_close_frame_is_let_go(self) -> None:
        with Client(self.server.port) as client:
            client.shake_hands()
            client.socket.shutdown(socket.SHUT_WR)
            self.assertTrue(client.ends())

    def test_a_client_that_hears_pings_and_says_nothing_is_closed(self) -> None:
        with Client(self.server.port) as client:
            client.shake_hands()
            pings = 0
            while (received := client.receive()).opcode == PING:
                pings += 1
            self.assertGreaterEqual(pings, 1)
            self.assertEqual((received.opcode, received.payload[:2]), (CLOSE, closing_payload(1001)))


if __name__ == "__main__":
    unittest.main()
