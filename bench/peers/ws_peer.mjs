// A server on Node's http and `ws` that speaks as much of Parlor's protocol as the load generator needs.
//
// It keeps lobbies and chat in memory alone and checks little: whatever it leaves out makes it cheaper than a whole
// server. Started as `node ws_peer.mjs`; prints one line with its address when it listens.
import { randomBytes, randomInt } from "node:crypto";
import { createServer } from "node:http";
import { WebSocketServer } from "ws";

const sessions = new Set();
const lobbies = new Map();

const id = () => randomBytes(16).toString("base64url");
const bearer = (request) => (request.headers.authorization ?? "").replace(/^Bearer /, "");

function answer(response, status, body) {
    const text = Buffer.from(JSON.stringify(body));
    response.writeHead(status, { "Content-Type": "application/json", "Content-Length": text.length });
    response.end(text);
}

function createSession(response) {
    const token = randomBytes(32).toString("base64url");
    sessions.add(token);
    answer(response, 201, { session: { id: id(), name: null }, token });
}

function createLobby(response, body) {
    const lobby = { id: id(), name: String(body.name), participants: new Map(), entries: [], news: [] };
    lobbies.set(lobby.id, lobby);
    answer(response, 201, { lobby: { id: lobby.id, name: lobby.name }, invite: null });
}

async function serveHttp(request, response) {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const called = `${request.method} ${request.url}`;
    if (called === "POST /api/v1/sessions") return createSession(response);
    if (!sessions.has(bearer(request))) return answer(response, 401, { code: "unauthenticated" });
    if (called === "POST /api/v1/lobbies") return createLobby(response, JSON.parse(Buffer.concat(chunks).toString()));
    answer(response, 404, { code: "not_found" });
}

function newParticipant(socket) {
    const number = String(randomInt(10_000)).padStart(4, "0");
    return { socket, id: id(), personId: id(), name: `Guest ${number}` };
}

const wire = (one) => ({ id: one.id, person_id: one.personId, name: one.name, kind: "person", online: true });

const author = (one) => ({ participant_id: one.id, person_id: one.personId, name: one.name, kind: "person" });

function send(participant, message) {
    participant.socket.send(JSON.stringify(message));
}

function broadcast(lobby, message, without) {
    const text = JSON.stringify(message);
    for (const participant of lobby.participants.values()) {
        if (participant !== without) participant.socket.send(text);
    }
}

// Presence is gathered for 100 ms, as Parlor does, or a crowd's arrival would cost the square of its size.
function tellPresence(lobby) {
    const joined = lobby.news;
    lobby.news = [];
    const data = { lobby_id: lobby.id, joined, left: [], updated: [] };
    broadcast(lobby, { type: "participants_changed", data });
}

const handlers = {
    join(lobby, me, message) {
        lobby.participants.set(me.id, me);
        if (lobby.news.length === 0) setTimeout(tellPresence, 100, lobby);
        lobby.news.push(wire(me));
        const data = {
            lobby: { id: lobby.id, name: lobby.name },
            participant: wire(me),
            participants: [...lobby.participants.values()].map(wire),
            entries: lobby.entries.slice(-100),
            seq: lobby.entries.length,
            gap: false,
        };
        send(me, { type: "ack", reply_to: message.id, data });
    },
    send_chat_message(lobby, me, message) {
        const { text, client_id } = message.data;
        const seq = lobby.entries.length + 1;
        const entry = { kind: "text", seq, at: Date.now(), from: author(me), text: String(text), client_id };
        lobby.entries.push(entry);
        broadcast(lobby, { type: "entry", data: { lobby_id: lobby.id, entry } });
        send(me, { type: "ack", reply_to: message.id, data: { seq, at: entry.at } });
    },
    relay_data(lobby, me, message) {
        const { to, topic, payload } = message.data;
        const relayed = { type: "relayed_data", data: { lobby_id: lobby.id, from: me.id, topic, payload } };
        if (to) send(lobby.participants.get(to), relayed);
        else broadcast(lobby, relayed, me);
    },
};

function serveSocket(socket) {
    const me = newParticipant(socket);
    send(me, { type: "welcome", data: { connection_id: me.id, heartbeat_ms: 15000 } });
    socket.on("message", (bytes) => {
        const message = JSON.parse(bytes.toString());
        const lobby = lobbies.get(message.data.lobby_id);
        if (message.type !== "join" && !lobby.participants.has(me.id)) {
            const error = { code: "not_joined", error: "You are not in this lobby." };
            return send(me, { type: "error", reply_to: message.id, data: error });
        }
        handlers[message.type](lobby, me, message);
    });
    socket.on("close", () => {
        for (const lobby of lobbies.values()) lobby.participants.delete(me.id);
    });
}

const webSockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
const server = createServer(serveHttp);
server.on("upgrade", (request, socket, head) => {
    if (!sessions.has(bearer(request))) return socket.destroy();
    webSockets.handleUpgrade(request, socket, head, serveSocket);
});
server.listen({ host: "127.0.0.1", port: 0, backlog: 1024 }, () => {
    console.log(`listening on http://127.0.0.1:${server.address().port}`);
});
