#!/usr/bin/env python3
"""A voice peer on Debian's python3-aiortc, for comparison: comes into lobbies, hears whoever is there and says it back.

Started as `aiortc_peer.py SERVER LOBBY…`; leaves and ends at SIGTERM. It keeps to what the measurement needs: one person a lobby,
who stays and makes the only offer.
"""
import asyncio
import json
import signal
import sys
import urllib.request

import aioice.ice
import websockets
from aiortc import MediaStreamTrack, RTCPeerConnection, RTCSessionDescription
from aiortc.sdp import candidate_from_sdp

# Both ends are on this machine, and aioice leaves the loopback out.
aioice.ice.get_host_addresses = lambda use_ipv4, use_ipv6: ["127.0.0.1"]


class Back(MediaStreamTrack):
    """Gives what another track brings, once that is there."""

    kind = "audio"

    def __init__(self):
        super().__init__()
        self.source = asyncio.get_running_loop().create_future()

    async def recv(self):
        return await (await self.source).recv()


class Link:
    """The connection to the other participant of one lobby."""

    def __init__(self, wire, lobby, other):
        self.wire, self.lobby, self.other = wire, lobby, other
        self.connection = RTCPeerConnection()
        self.back = Back()
        self.early = []
        self.connection.on("track", self.came)

    def came(self, track):
        if track.kind == "audio" and not self.back.source.done():
            self.back.source.set_result(track)

    async def described(self, negotiation, description):
        self.connection.addTrack(self.back)
        await self.connection.setRemoteDescription(RTCSessionDescription(**description))
        await self.connection.setLocalDescription(await self.connection.createAnswer())
        local = self.connection.localDescription
        await self.wire.send("relay_session_description", lobby_id=self.lobby, to=self.other, negotiation=negotiation,
                             description={"type": local.type, "sdp": local.sdp})
        early, self.early = self.early, None
        for one in early or []:
            await self.candidate(one)

    async def candidate(self, one):
        if self.early is not None:
            self.early.append(one)
            return
        if not one or not one.get("candidate"):
            return
        candidate = candidate_from_sdp(one["candidate"].split(":", 1)[1])
        candidate.sdpMid, candidate.sdpMLineIndex = one.get("sdpMid"), one.get("sdpMLineIndex")
        await self.connection.addIceCandidate(candidate)


class Wire:
    def __init__(self, socket):
        self.socket = socket
        self.links = {}

    async def send(self, kind, identity=None, **data):
        await self.socket.send(json.dumps({"type": kind, "data": data} | ({"id": identity} if identity else {})))

    async def join(self, lobby, tab):
        await self.send("join", identity=f"{lobby} {tab}", lobby_id=lobby, tab=f"voice-{tab}")

    async def joined(self, lobby, tab, result):
        own = result["participant"]["id"]
        for one in result["participants"]:
            if one["id"] == own or one["kind"] != "person" or not one["online"]:
                continue
            if own < one["id"]:
                # It would be ours to offer, and aiortc 1.4 offers each line with a transport of its own, which webrtcbin does
                # not bundle. In another tab we are another participant.
                await self.send("leave", lobby_id=lobby)
                await self.join(lobby, tab + 1)
            else:
                self.links[lobby] = Link(self, lobby, one["id"])

    async def live(self):
        while True:
            await self.send("ping")
            await asyncio.sleep(10)

    def link(self, data):
        link = self.links.get(data["lobby_id"])
        return link if link and link.other == data["from"] else None

    async def run(self, lobbies):
        for lobby in lobbies:
            await self.join(lobby, 0)
        async for text in self.socket:
            message = json.loads(text)
            kind, data = message["type"], message["data"]
            if kind == "ack":
                lobby, tab = message["reply_to"].split()
                await self.joined(lobby, int(tab), data)
            elif kind == "error":
                print(f"aiortc_peer: {data['message']}", file=sys.stderr, flush=True)
            elif kind == "session_description" and (link := self.link(data)):
                await link.described(data["negotiation"], data["description"])
            elif kind == "ice_candidate" and (link := self.link(data)):
                await link.candidate(data["candidate"])

    async def leave(self):
        for lobby, link in self.links.items():
            await self.send("leave", lobby_id=lobby)
            await link.connection.close()


async def main(server, lobbies):
    request = urllib.request.Request(f"{server}/api/v1/sessions", data=b"{}", headers={"Content-Type": "application/json"})
    with urllib.request.urlopen(request) as answer:
        token = json.load(answer)["token"]
    ended = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ended.set)
    async with websockets.connect(server.replace("http", "ws", 1) + "/api/v1/ws",
                                  extra_headers={"Authorization": f"Bearer {token}"}) as socket:
        wire = Wire(socket)
        tasks = [asyncio.ensure_future(one) for one in (wire.live(), wire.run(lobbies), ended.wait())]
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
        tasks[0].cancel()
        await wire.leave()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2:]))
