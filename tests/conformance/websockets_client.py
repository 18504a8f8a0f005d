"""Talks to an echo server by Debian's python3-websockets: `websockets_client.py URL`."""
import asyncio
import sys

import websockets


async def talk(url: str) -> None:
    async with websockets.connect(url, subprotocols=["other", "echo"], max_size=1 << 24) as socket:
        assert socket.subprotocol == "echo", socket.subprotocol
        for size in (0, 1, 70_000, 2_000_000):
            for message in ("ü" * size, b"\x80" * size):
                await socket.send(message)
                assert await socket.recv() == message, size
        await socket.send(iter(["in ", "three ", "parts"]))
        assert await socket.recv() == "in three parts"
        await asyncio.wait_for(await socket.ping(b"there?"), 20)
        for number in range(200):
            await socket.send(str(number))
        for number in range(200):
            assert await socket.recv() == str(number)
        await socket.close(4000, "grüße")
        assert socket.close_code == 4000, socket.close_code
        print("compressed:", int(any(one.name == "permessage-deflate" for one in socket.extensions)))
    print("done: 4 sizes of text and bytes, fragments, ping, 200 at once, close 4000")


asyncio.run(talk(sys.argv[1]))
