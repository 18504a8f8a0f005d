// Talks to an echo server by the npm package `ws`: `ws_client.mjs PACKAGE_JSON URL`, whose packages are those beside PACKAGE_JSON.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createRequire } from "node:module";

const [packages, url] = process.argv.slice(2);
const { WebSocket } = createRequire(packages)("ws");

const socket = new WebSocket(url, ["other", "echo"], { maxPayload: 1 << 24 });
const waiting = [];
const readers = [];
socket.on("message", (data, isBinary) => {
    const message = isBinary ? data : data.toString();
    readers.length > 0 ? readers.shift()(message) : waiting.push(message);
});
const receive = () => new Promise((resolve) => (waiting.length > 0 ? resolve(waiting.shift()) : readers.push(resolve)));

await once(socket, "open");
assert.equal(socket.protocol, "echo");
console.log(`compressed: ${Number(socket.extensions.includes("permessage-deflate"))}`);
for (const size of [0, 1, 70_000, 2_000_000]) {
    for (const message of ["ü".repeat(size), Buffer.alloc(size, 0x80)]) {
        socket.send(message);
        assert.deepEqual(await receive(), message, `size ${size}`);
    }
}
for (const [part, fin] of [["in ", false], ["three ", false], ["parts", true]]) socket.send(part, { fin });
assert.equal(await receive(), "in three parts");
const pong = once(socket, "pong");
socket.ping("there?");
assert.equal(String((await pong)[0]), "there?");
for (let number = 0; number < 200; ++number) socket.send(String(number));
for (let number = 0; number < 200; ++number) assert.equal(await receive(), String(number));
const closed = once(socket, "close");
socket.close(4000, "grüße");
assert.equal((await closed)[0], 4000);
console.log("done: 4 sizes of text and bytes, fragments, ping, 200 at once, close 4000");
