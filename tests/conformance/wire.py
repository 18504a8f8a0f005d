"""A WebSocket client byte by byte (RFC 6455), and the echo server that it is held against."""
import base64
import hashlib
import os
import re
import socket
import struct
import subprocess
import zlib
from dataclasses import dataclass

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0x0, 0x1, 0x2, 0x8, 0x9, 0xA
PATIENCE_S = float(os.environ.get("PARLOR_PATIENCE", "20"))
MASK = bytes((0x37, 0xFA, 0x21, 0x3D))


def masked(payload: bytes, key: bytes = MASK) -> bytes:
    if not payload:
        return b""
    whole = (key * (len(payload) // 4 + 1))[:len(payload)]
    return (int.from_bytes(payload, "big") ^ int.from_bytes(whole, "big")).to_bytes(len(payload), "big")


def frame(opcode: int, payload: bytes = b"", *, fin: bool = True, reserved: int = 0, mask: bytes | None = MASK,
          length_bytes: int | None = None, length: int | None = None) -> bytes:
    """One frame, as wrong as it is asked to be: `mask` None = unmasked; `length_bytes` 0, 2 or 8 forces a form of the length,
    `length` tells another one than the payload has."""
    size = len(payload) if length is None else length
    if length_bytes is None:
        length_bytes = 0 if size < 126 else 2 if size <= 0xFFFF else 8
    short = size if length_bytes == 0 else 126 if length_bytes == 2 else 127
    head = bytes(((0x80 if fin else 0) | reserved << 4 | opcode, (0x80 if mask is not None else 0) | short))
    head += size.to_bytes(length_bytes, "big") if length_bytes else b""
    return head + (payload if mask is None else mask + masked(payload, mask))


def deflated(payload: bytes) -> bytes:
    """As RFC 7692 §7.2.1 has it."""
    compressor = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    whole = compressor.compress(payload) + compressor.flush(zlib.Z_SYNC_FLUSH)
    return whole.removesuffix(b"\x00\x00\xff\xff")


def close_frame(code: int | None = None, reason: bytes = b"") -> bytes:
    return frame(CLOSE, b"" if code is None else struct.pack(">H", code) + reason)


@dataclass(frozen=True)
class Received:
    opcode: int
    payload: bytes

    def __str__(self) -> str:
        shown = self.payload if len(self.payload) <= 40 else self.payload[:37] + b"..."
        return f"opcode {self.opcode} {shown!r} ({len(self.payload)} bytes)"


class Ended(Exception):
    """The server has ended the connection."""


class Client:
    """Throws Ended where more is read than the server sends, and TimeoutError after PATIENCE_S."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.bytes = bytearray()
        self.deflates = False
        # Frames that came compressed.
        self.inflated = 0

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def ask(self, request: str) -> str:
        """Sends a request and gives the head of its answer."""
        self.send(request.encode())
        while (end := self.bytes.find(b"\r\n\r\n")) < 0:
            self._more()
        head = bytes(self.bytes[:end]).decode("latin-1")
        del self.bytes[:end + 4]
        return head

    def shake_hands(self, extensions: str = "") -> str:
        """`extensions`: what is offered; where the server takes permessage-deflate, `receive` understands it."""
        key = base64.b64encode(os.urandom(16)).decode()
        offer = f"Sec-WebSocket-Extensions: {extensions}\r\n" if extensions else ""
        head = self.ask(f"GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                        f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n{offer}\r\n")
        accept = base64.b64encode(hashlib.sha1((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").encode()).digest()).decode()
        accepted = re.search(rf"(?im)^sec-websocket-accept: {re.escape(accept)}\r?$", head)
        if not head.startswith("HTTP/1.1 101 ") or not accepted:
            raise AssertionError(head)
        self.deflates = "permessage-deflate" in head
        return head

    def send(self, data: bytes, piece: int = 0) -> None:
        """In pieces of so many bytes, each in a packet of its own; 0 = at once. Where the server has closed meanwhile, the rest
        is not sent."""
        try:
            for start in range(0, len(data), piece or max(1, len(data))):
                self.socket.sendall(data[start:start + piece] if piece else data)
        except (BrokenPipeError, ConnectionResetError):
            pass

    def receive(self) -> Received:
        """The next frame, which a server neither masks nor gives a longer length than needed."""
        head = self._take(2)
        compressed = self.deflates and head[0] & 0x4F == 0x40 | TEXT
        if head[0] & (0x30 if compressed else 0x70) or head[1] & 0x80 or not head[0] & 0x80:
            raise AssertionError(f"a server's frame begins with {head.hex()}")
        length = head[1]
        if length == 126:
            length = int.from_bytes(self._take(2), "big")
            assert length > 125, length
        elif length == 127:
            length = int.from_bytes(self._take(8), "big")
            assert length > 0xFFFF, length
        payload = self._take(length)
        if compressed:
            self.inflated += 1
            # RFC 7692 §7.2.2; no message needs one before it.
            payload = zlib.decompressobj(-zlib.MAX_WBITS).decompress(payload + b"\x00\x00\xff\xff")
        return Received(head[0] & 0xF, payload)

    def ends(self) -> bool:
        """Whether nothing more comes but the connection's end."""
        try:
            self._take(1)
        except Ended:
            return True
        return False

    def _take(self, count: int) -> bytes:
        while len(self.bytes) < count:
            self._more()
        taken = bytes(self.bytes[:count])
        del self.bytes[:count]
        return taken

    def _more(self) -> None:
        try:
            more = self.socket.recv(1 << 20)
        except ConnectionResetError:
            more = b""
        if not more:
            raise Ended
        self.bytes += more


class EchoServer:
    """The program `parlor-echo`; `with` starts and stops it."""

    def __init__(self, *options: str) -> None:
        self.options = options

    def __enter__(self) -> "EchoServer":
        self.process = subprocess.Popen([os.environ["PARLOR_ECHO"], *self.options], stdout=subprocess.PIPE, text=True)
        assert self.process.stdout
        self.port = int(self.process.stdout.readline())
        return self

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        code = self.process.wait(PATIENCE_S)
        assert self.process.stdout
        self.process.stdout.close()
        if code != 0:
            raise AssertionError(f"the echo server ended with {code}")
