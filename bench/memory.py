"""`./parlor bench --memory`: what one more session, lobby, WebSocket and participant takes of our server's memory, and of the
kernel's, each by itself.
"""
import http.client
import json
import socket
from collections.abc import Callable
from dataclasses import dataclass

import scale
from servers import NO_RATE_LIMITS, Server

MARKS = ("<!-- measured by ./parlor bench --memory: begin -->", "<!-- measured by ./parlor bench --memory: end -->")
PEOPLE_PER_LOBBY = 10
#: Who shares an address, as with --scale.
PER_ADDRESS = 100
PATIENCE_S = 60
TEXT = 0x81
MASK = bytes(4)


def frame(message: dict) -> bytes:
    """A masked frame of less than 64 KiB (RFC 6455 §5.2); masked by zeros, which anybody can read."""
    text = json.dumps(message).encode()
    length = bytes([0x80 | len(text)]) if len(text) < 126 else bytes([0x80 | 126]) + len(text).to_bytes(2, "big")
    return bytes([TEXT]) + length + MASK + text


class Guest:
    """A WebSocket that is read only as far as it is asked to."""

    def __init__(self, port: int, token: str, number: int) -> None:
        host = number // PER_ADDRESS
        source = f"127.{1 + host // 62_500}.{host // 250 % 250}.{1 + host % 250}"
        self.socket = socket.create_connection(("127.0.0.1", port), PATIENCE_S, (source, 0))
        self.bytes = b""
        request = ["GET /api/v1/ws HTTP/1.1", f"Host: 127.0.0.1:{port}", f"Authorization: Bearer {token}",
                   "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13",
                   "Sec-WebSocket-Key: AAECAwQFBgcICQoLDA0ODw==", "", ""]
        self.socket.sendall("\r\n".join(request).encode())
        while b"\r\n\r\n" not in self.bytes:
            self._more()
        head, self.bytes = self.bytes.split(b"\r\n\r\n", 1)
        if b" 101 " not in head.splitlines()[0]:
            raise RuntimeError(head.decode())
        self.wait_for("welcome")

    def _more(self) -> None:
        more = self.socket.recv(65536)
        if not more:
            raise RuntimeError("the server ended a WebSocket")
        self.bytes += more

    def join(self, lobby: str) -> None:
        self.socket.sendall(frame({"type": "join", "id": "join", "data": {"lobby_id": lobby, "tab": "memory"}}))
        self.wait_for("ack")

    def wait_for(self, kind: str) -> dict:
        """The next message of this type; others before it are left out."""
        while True:
            message = self._next()
            if message.get("type") == "error":
                raise RuntimeError(f"the server refused: {message}")
            if message.get("type") == kind:
                return message

    def wait_for_arrivals(self, count: int) -> None:
        while count > 0:
            count -= len(self.wait_for("participants_changed")["data"]["joined"])

    def read_all(self) -> None:
        """Takes what has come, and forgets it."""
        self.socket.setblocking(False)
        try:
            while self.socket.recv(65536):
                pass
        except BlockingIOError:
            self.bytes = b""
        self.socket.settimeout(PATIENCE_S)

    def _next(self) -> dict:
        while True:
            if len(self.bytes) >= 4:
                size, start = self.bytes[1], 2
                if size == 126:
                    size, start = int.from_bytes(self.bytes[2:4], "big"), 4
                elif size == 127:
                    raise RuntimeError("a message of more than 64 KiB")
                if len(self.bytes) >= start + size:
                    opcode, payload = self.bytes[0], self.bytes[start:start + size]
                    self.bytes = self.bytes[start + size:]
                    # Pings need no answer in so short a time.
                    return json.loads(payload) if opcode == TEXT else {}
            self._more()


class Api:
    """Sessions and lobbies over one connection."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)

    def _post(self, path: str, body: dict, token: str = "") -> dict:
        headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
        self.connection.request("POST", "/api/v1/" + path, json.dumps(body), headers)
        answer = self.connection.getresponse()
        text = answer.read()
        if answer.status != 201:
            raise RuntimeError(f"{path}: {answer.status} {text!r}")
        return json.loads(text)

    def session(self) -> str:
        return self._post("sessions", {})["token"]

    def lobby(self, token: str) -> str:
        return self._post("lobbies", {"name": "Kitchen", "media": "none"}, token)["lobby"]["id"]


@dataclass
class Grown:
    """Bytes that each of so many has added."""

    what: str
    count: int
    resident: float
    kernel: float


class Run:
    def __init__(self, people: int) -> None:
        self.people = people
        self.tokens: list[str] = []
        self.lobbies: list[str] = []
        self.guests: list[Guest] = []
        self.grown: list[Grown] = []

    def measure(self) -> list[Grown]:
        # Pings are not answered.
        with Server("parlor", pinned=False, limits=[*NO_RATE_LIMITS, "--net.heartbeat=5m"]) as server:
            self.server = server
            self.api = Api(server.port)
            # Tables have their first size then, and every buffer that is shared is there.
            self._everything(max(PEOPLE_PER_LOBBY, self.people // 10))
            self.grown.clear()
            self._everything(self.people)
            for guest in self.guests:
                guest.socket.close()
        return self.grown

    def _everything(self, people: int) -> None:
        first_person, first_lobby, first_guest = len(self.tokens), len(self.lobbies), len(self.guests)
        lobbies = people // PEOPLE_PER_LOBBY

        def join(i: int) -> None:
            self.guests[first_guest + i].join(self.lobbies[first_lobby + i // PEOPLE_PER_LOBBY])

        def all_heard() -> None:
            # News are gathered for a moment. Once the first of a lobby has heard of the last, none wait to be told.
            for guest in self.guests[first_guest::PEOPLE_PER_LOBBY]:
                guest.wait_for_arrivals(PEOPLE_PER_LOBBY - 1)
            # The kernel's memory is to hold nothing that somebody has not read yet.
            for guest in self.guests[first_guest:]:
                guest.read_all()

        self._grow("session", people, lambda _: self.tokens.append(self.api.session()))
        self._grow("lobby, empty", lobbies, lambda i: self.lobbies.append(self.api.lobby(self.tokens[first_person + i])))
        self._grow("WebSocket of a session, idle", people, lambda i: self.guests.append(
            Guest(self.server.port, self.tokens[first_person + i], first_guest + i)))
        self._grow(f"participant of a lobby of {PEOPLE_PER_LOBBY}", lobbies * PEOPLE_PER_LOBBY, join, all_heard)

    def _grow(self, what: str, count: int, add: Callable[[int], None], wait: Callable[[], None] = lambda: None) -> None:
        before = scale.memory_of(self.server.process.pid)
        for i in range(count):
            add(i)
        wait()
        after = scale.memory_of(self.server.process.pid)
        kernel = after.slab + after.sockets - before.slab - before.sockets
        self.grown.append(Grown(what, count, (after.resident - before.resident) / count, kernel / count))


def most_people() -> int:
    """Both ends take a descriptor of their own process; more of them make no difference. Whole lobbies, also of a tenth."""
    return min(5_000, scale.most_members()) // (10 * PEOPLE_PER_LOBBY) * (10 * PEOPLE_PER_LOBBY)


def report(grown: list[Grown], circumstances: str) -> str:
    rows = [f"| {one.what} | {one.count:,} | {scale.kibi(one.resident)} | {scale.kibi(one.kernel)} |" for one in grown]
    person = [one for one in grown if "lobby, empty" not in one.what]
    rows.append(f"| one member: the three above, without the lobby | | {scale.kibi(sum(one.resident for one in person))} | "
                f"{scale.kibi(sum(one.kernel for one in person))} |")
    head = ["| one more | of | server, resident | kernel, both ends |", "| --- | ---: | ---: | ---: |"]
    return circumstances + "\n\n" + "\n".join([*head, *rows]) + "\n"
