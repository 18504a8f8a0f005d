// A server on Node's http and `ws` that speaks as much of Parlor's protocol as the load generator needs.
import { WebSocketServer } from "ws";
import { ack, append, comeIn, httpServer, isKnown, leave, listen, lobbies, newParticipant, notJoined, relayed, welcome } from "./node_rooms.mjs";

function send(participant, message) {
    participant.socket.send(JSON.stringify(message));
}

function broadcast(lobby, message, without) {
    const text = JSON.stringify(message);
    for (const participant of lobby.participants.values()) {
        if (participant !== without) participant.socket.send(text);
    }
}

const handlers = {
    join(lobby, me, message) {
        send(me, ack(message, comeIn(lobby, me, (news) => broadcast(lobby, news))));
    },
    send_chat_message(lobby, me, message) {
        const entry = append(lobby, me, message.data);
        broadcast(lobby, { type: "entry", data: { lobby_id: lobby.id, entry } });
        send(me, ack(message, { seq: entry.seq, at: entry.at }));
    },
    relay_data(lobby, me, message) {
        const { to } = message.data;
        if (to) send(lobby.participants.get(to), relayed(lobby, me, message.data));
        else broadcast(lobby, relayed(lobby, me, message.data), me);
    },
};

function serveSocket(socket) {
    const me = newParticipant(socket);
    send(me, welcome(me));
    socket.on("message", (bytes) => {
        const message = JSON.parse(bytes.toString());
        const lobby = lobbies.get(message.data.lobby_id);
        if (message.type !== "join" && !lobby.participants.has(me.id)) return send(me, notJoined(message));
        handlers[message.type](lobby, me, message);
    });
    socket.on("close", () => leave(me));
}

const webSockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
const server = httpServer();
server.on("upgrade", (request, socket, head) => {
    if (!isKnown(request)) return socket.destroy();
    webSockets.handleUpgrade(request, socket, head, serveSocket);
});
listen(server);
