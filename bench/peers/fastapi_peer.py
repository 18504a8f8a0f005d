"""A server on FastAPI and uvicorn that speaks as much of Parlor's protocol as the load generator needs.

It keeps lobbies and chat in memory alone and checks little: whatever it leaves out makes it cheaper than a whole server.
Started as `fastapi_peer.py`; prints one line with its address when it listens.
"""
import asyncio
import json
import secrets
import socket
import time
from dataclasses import dataclass, field

import uvicorn
from fastapi import FastAPI, Header, HTTPException, WebSocket, WebSocketDisconnect

app = FastAPI()
sessions: set[str] = set()


@dataclass
class Participant:
    """One connection in one lobby."""

    socket: WebSocket
    id: str = field(default_factory=lambda: secrets.token_urlsafe(16))
    person_id: str = field(default_factory=lambda: secrets.token_urlsafe(16))
    name: str = field(default_factory=lambda: f"Guest {secrets.randbelow(10_000):04}")

    def author(self) -> dict:
        return {"participant_id": self.id, "person_id": self.person_id, "name": self.name, "kind": "person"}

    def wire(self) -> dict:
        return {"id": self.id, "person_id": self.person_id, "name": self.name, "kind": "person", "online": True}


@dataclass
class Lobby:
    """A room: who is in it, and what was said."""

    id: str
    name: str
    participants: dict[str, Participant] = field(default_factory=dict)
    entries: list[dict] = field(default_factory=list)
    news: list[dict] = field(default_factory=list)


lobbies: dict[str, Lobby] = {}


tasks: set[asyncio.Task] = set()


def keep(task: asyncio.Task) -> None:
    """asyncio itself holds tasks only weakly."""
    tasks.add(task)
    task.add_done_callback(tasks.discard)


def encoded(message: dict) -> str:
    return json.dumps(message, separators=(",", ":"))


def require_session(authorization: str) -> None:
    if authorization.removeprefix("Bearer ") not in sessions:
        raise HTTPException(401)


@app.post("/api/v1/sessions", status_code=201)
async def create_session() -> dict:
    token = secrets.token_urlsafe(32)
    sessions.add(token)
    return {"session": {"id": secrets.token_urlsafe(16), "name": None}, "token": token}


@app.post("/api/v1/lobbies", status_code=201)
async def create_lobby(body: dict, authorization: str = Header("")) -> dict:
    require_session(authorization)
    lobby = Lobby(secrets.token_urlsafe(16), str(body["name"]))
    lobbies[lobby.id] = lobby
    return {"lobby": {"id": lobby.id, "name": lobby.name}, "invite": None}


async def broadcast(lobby: Lobby, text: str, without: str = "") -> None:
    for participant in list(lobby.participants.values()):
        if participant.id != without:
            await participant.socket.send_text(text)


async def tell_presence(lobby: Lobby) -> None:
    """Presence is gathered for 100 ms, as Parlor does, or a crowd's arrival would cost the square of its size."""
    await asyncio.sleep(0.1)
    joined, lobby.news = lobby.news, []
    data = {"lobby_id": lobby.id, "joined": joined, "left": [], "updated": []}
    await broadcast(lobby, encoded({"type": "participants_changed", "data": data}))


async def join(lobby: Lobby, me: Participant, request_id: str) -> None:
    lobby.participants[me.id] = me
    if not lobby.news:
        keep(asyncio.create_task(tell_presence(lobby)))
    lobby.news.append(me.wire())
    result = {"lobby": {"id": lobby.id, "name": lobby.name}, "participant": me.wire(),
              "participants": [participant.wire() for participant in lobby.participants.values()],
              "entries": lobby.entries[-100:], "seq": len(lobby.entries), "gap": False}
    await me.socket.send_text(encoded({"type": "ack", "reply_to": request_id, "data": result}))


async def chat(lobby: Lobby, me: Participant, request_id: str, data: dict) -> None:
    entry = {"kind": "text", "seq": len(lobby.entries) + 1, "at": int(time.time() * 1000), "from": me.author(),
             "text": str(data["text"]), "client_id": data.get("client_id")}
    lobby.entries.append(entry)
    await broadcast(lobby, encoded({"type": "entry", "data": {"lobby_id": lobby.id, "entry": entry}}))
    accepted = {"seq": entry["seq"], "at": entry["at"]}
    await me.socket.send_text(encoded({"type": "ack", "reply_to": request_id, "data": accepted}))


async def relay(lobby: Lobby, me: Participant, data: dict) -> None:
    relayed = {"lobby_id": lobby.id, "from": me.id, "topic": data["topic"], "payload": data["payload"]}
    text = encoded({"type": "relayed_data", "data": relayed})
    if "to" in data:
        await lobby.participants[data["to"]].socket.send_text(text)
    else:
        await broadcast(lobby, text, without=me.id)


async def serve_messages(me: Participant, joined: list[Lobby]) -> None:
    while True:
        message = json.loads(await me.socket.receive_text())
        data = message["data"]
        lobby = lobbies[data["lobby_id"]]
        if message["type"] == "join":
            joined.append(lobby)
            await join(lobby, me, message["id"])
        elif me.id not in lobby.participants:
            error = {"code": "not_joined", "error": "You are not in this lobby."}
            await me.socket.send_text(encoded({"type": "error", "reply_to": message.get("id"), "data": error}))
        elif message["type"] == "send_chat_message":
            await chat(lobby, me, message["id"], data)
        elif message["type"] == "relay_data":
            await relay(lobby, me, data)


@app.websocket("/api/v1/ws")
async def open_socket(socket: WebSocket) -> None:
    if socket.headers.get("authorization", "").removeprefix("Bearer ") not in sessions:
        await socket.close(1008)
        return
    await socket.accept()
    me = Participant(socket)
    joined: list[Lobby] = []
    await socket.send_text(encoded({"type": "welcome", "data": {"connection_id": me.id, "heartbeat_ms": 15000}}))
    try:
        await serve_messages(me, joined)
    except WebSocketDisconnect:
        for lobby in joined:
            lobby.participants.pop(me.id, None)


async def main() -> None:
    listener = socket.create_server(("127.0.0.1", 0), backlog=1024)
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False, ws="websockets"))
    print(f"listening on http://127.0.0.1:{listener.getsockname()[1]}", flush=True)
    await server.serve([listener])


if __name__ == "__main__":
    asyncio.run(main())
