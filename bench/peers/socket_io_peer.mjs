// A socket.io server that speaks as much of Parlor's protocol as the load generator needs: each message is an event
// "message", lobbies are socket.io's rooms. WebSockets alone, so that nobody begins by long polling.
import { Server } from "socket.io";
import { ack, append, comeIn, httpServer, isKnown, leave, listen, lobbies, newParticipant, notJoined, relayed, welcome } from "./node_rooms.mjs";

const server = httpServer();
const io = new Server(server, {
    transports: ["websocket"],
    serveClient: false,
    allowRequest: (request, done) => done(null, isKnown(request)),
});

const handlers = {
    join(lobby, me, message) {
        me.socket.join(lobby.id);
        const state = comeIn(lobby, me, (news) => io.to(lobby.id).emit("message", news));
        me.socket.emit("message", ack(message, state));
    },
    send_chat_message(lobby, me, message) {
        const entry = append(lobby, me, message.data);
        io.to(lobby.id).emit("message", { type: "entry", data: { lobby_id: lobby.id, entry } });
        me.socket.emit("message", ack(message, { seq: entry.seq, at: entry.at }));
    },
    relay_data(lobby, me, message) {
        const { to } = message.data;
        if (to) lobby.participants.get(to).socket.emit("message", relayed(lobby, me, message.data));
        else me.socket.to(lobby.id).emit("message", relayed(lobby, me, message.data));
    },
};

io.on("connection", (socket) => {
    const me = newParticipant(socket);
    socket.emit("message", welcome(me));
    socket.on("message", (message) => {
        const lobby = lobbies.get(message.data.lobby_id);
        if (message.type !== "join" && !lobby.participants.has(me.id)) return socket.emit("message", notJoined(message));
        handlers[message.type](lobby, me, message);
    });
    socket.on("disconnect", () => leave(me));
});
listen(server);
