// What the two Node peers have in common: sessions and lobbies by HTTP, who is in, and how a lobby is told of newcomers.
//
// They keep lobbies and chat in memory alone and check little: whatever they leave out makes them cheaper than a whole
// server. A peer is started as `node ws_peer.mjs`, and prints one line with its address when it listens.
import { randomBytes, randomInt } from "node:crypto";
import { createServer } from "node:http";

const sessions = new Set();
export const lobbies = new Map();

const id = () => randomBytes(16).toString("base64url");
const bearer = (request) => (request.headers.authorization ?? "").replace(/^Bearer /, "");

export const isKnown = (request) => sessions.has(bearer(request));

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
    if (!isKnown(request)) return answer(response, 401, { code: "unauthenticated" });
    if (called === "POST /api/v1/lobbies") return createLobby(response, JSON.parse(Buffer.concat(chunks).toString()));
    answer(response, 404, { code: "not_found" });
}

export const httpServer = () => createServer(serveHttp);

export function listen(server) {
    server.listen({ host: "127.0.0.1", port: 0, backlog: 1024 }, () => {
        console.log(`listening on http://127.0.0.1:${server.address().port}`);
    });
}

export function newParticipant(socket) {
    const number = String(randomInt(10_000)).padStart(4, "0");
    return { socket, id: id(), personId: id(), name: `Guest ${number}` };
}

const wire = (one) => ({ id: one.id, person_id: one.personId, name: one.name, kind: "person", online: true });

const author = (one) => ({ participant_id: one.id, person_id: one.personId, name: one.name, kind: "person" });

export const welcome = (me) => ({ type: "welcome", data: { connection_id: me.id, heartbeat_ms: 15000 } });

// Presence is gathered for 100 ms, as Parlor does, or a crowd's arrival would cost the square of its size.
export function comeIn(lobby, me, tell) {
    lobby.participants.set(me.id, me);
    if (lobby.news.length === 0) {
        setTimeout(() => {
            const joined = lobby.news;
            lobby.news = [];
            tell({ type: "participants_changed", data: { lobby_id: lobby.id, joined, left: [], updated: [] } });
        }, 100);
    }
    lobby.news.push(wire(me));
    return {
        lobby: { id: lobby.id, name: lobby.name },
        participant: wire(me),
        participants: [...lobby.participants.values()].map(wire),
        entries: lobby.entries.slice(-100),
        seq: lobby.entries.length,
        gap: false,
    };
}

export function append(lobby, me, { text, client_id }) {
    const seq = lobby.entries.length + 1;
    const entry = { kind: "text", seq, at: Date.now(), from: author(me), text: String(text), client_id };
    lobby.entries.push(entry);
    return entry;
}

export const relayed = (lobby, me, { topic, payload }) => ({
    type: "relayed_data",
    data: { lobby_id: lobby.id, from: me.id, topic, payload },
});

export const ack = (message, data) => ({ type: "ack", reply_to: message.id, data });

export const notJoined = (message) => ({
    type: "error",
    reply_to: message.id,
    data: { code: "not_joined", error: "You are not in this lobby." },
});

export function leave(me) {
    for (const lobby of lobbies.values()) lobby.participants.delete(me.id);
}
