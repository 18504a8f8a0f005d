import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Entry } from "../../src/core/lobby/entry_log";
import { LobbyConnection, type LobbyView } from "../../src/core/lobby/lobby_connection";
import { WebSocketManager } from "../../src/core/ws/socket_manager";
import { joinResult, lobby, participant, text } from "../support/entries";
import { FakeNetwork } from "../support/fake_socket";

let network: FakeNetwork;
let socket: WebSocketManager;
let connection: LobbyConnection;
let view: LobbyView;
let newTexts: Entry[];

beforeEach(() => {
  vi.useFakeTimers();
  network = new FakeNetwork();
  socket = new WebSocketManager({ url: () => "ws://parlor", openSocket: network.open, random: () => 0 });
  newTexts = [];
  connection = new LobbyConnection(socket, lobby.id, "tab-1", {
    onView: (next) => {
      view = next;
    },
    onJoined: () => undefined,
    onNewTexts: (entries) => newTexts.push(...entries),
  });
  socket.start();
  network.last.welcome();
});
afterEach(() => {
  connection.leave();
  socket.stop();
  vi.useRealTimers();
});

/** The first wait after a break, where the least is drawn. */
const shortestWaitMs = 30;
const tick = () => vi.advanceTimersByTimeAsync(0);
const texts = () => view.items.map((item) => item.text);

async function join(more = {}): Promise<void> {
  network.last.ack("join", joinResult(more));
  await tick();
}
async function comeBack(): Promise<void> {
  network.last.breakOff();
  await vi.advanceTimersByTimeAsync(shortestWaitMs);
  network.last.welcome();
}
const entry = (one: Entry) => network.last.tell({ type: "entry", data: { lobby_id: lobby.id, entry: one } });

test("it joins with its tab as soon as there is a connection", async () => {
  expect(network.last.of("join")[0]?.data).toEqual({ lobby_id: lobby.id, tab: "tab-1" });

  await join({ participants: [participant("Ann"), participant("Bob")], entries: [text(1)], seq: 1 });

  expect(view.membership.state).toBe("joined");
  expect([...view.participants.keys()]).toEqual(["p-Ann", "p-Bob"]);
  expect(texts()).toEqual(["text 1"]);
});

test("it waits for a moderator who lets it in", async () => {
  network.last.ack("join", { waiting: true });
  await tick();
  expect(view.membership.state).toBe("waiting");

  network.last.tell({ type: "admitted", data: { ...joinResult({ entries: [text(1)], seq: 1 }), lobby_id: lobby.id } });

  expect(view.membership.state).toBe("joined");
  expect(texts()).toEqual(["text 1"]);
});

test("it is told when a moderator does not let it in, and gives up waiting when it leaves", async () => {
  network.last.ack("join", { waiting: true });
  await tick();
  network.last.tell({ type: "denied", data: { lobby_id: lobby.id } });
  expect(view.membership).toMatchObject({ state: "refused", code: "denied" });

  connection.join();
  network.last.ack("join", { waiting: true });
  await tick();
  connection.leave();

  expect(network.last.of("leave")).toHaveLength(1);
});

test("after a break it asks for what it missed, and nobody disappears meanwhile", async () => {
  await join({ participants: [participant("Ann"), participant("Bob")], entries: [text(1)], seq: 1 });

  await comeBack();

  expect(network.last.of("join")[0]?.data).toMatchObject({ after_seq: 1 });
  expect(view.participants.size).toBe(2);
  await join({ participants: [participant("Ann"), participant("Bob")], entries: [text(2), text(3)], seq: 3 });
  expect(texts()).toEqual(["text 1", "text 2", "text 3"]);
});

test("what the ack of a join can't hold is read page by page", async () => {
  await join({ entries: [text(1)], seq: 1 });
  await comeBack();
  await join({ entries: [text(2)], seq: 4, gap: true });

  network.last.ack("get_entries", { entries: [text(3)], more: true });
  await tick();
  network.last.ack("get_entries", { entries: [text(4)], more: false });
  await tick();

  expect(network.last.of("get_entries").map(({ data }) => data.after_seq)).toEqual([2, 3]);
  expect(texts()).toEqual(["text 1", "text 2", "text 3", "text 4"]);
});

test("what the lobby keeps no longer is not waited for", async () => {
  await join({ entries: [text(1)], seq: 1 });
  await comeBack();
  await join({ entries: [text(5), text(6)], seq: 9, gap: true });
  network.last.ack("get_entries", { entries: [text(8), text(9)], more: false });
  await tick();

  expect(texts()).toEqual(["text 1", "text 5", "text 6", "text 8", "text 9"]);
});

test("an entry that comes too early waits until the hole is filled", async () => {
  await join({ entries: [text(1)], seq: 1 });

  entry(text(3));
  expect(texts()).toEqual(["text 1"]);
  network.last.ack("get_entries", { entries: [text(2), text(3)], more: false });
  await tick();

  expect(texts()).toEqual(["text 1", "text 2", "text 3"]);
});

test("a text is pending until its entry comes", async () => {
  await join();

  connection.outbox.send("hello");
  expect(view.pending).toMatchObject([{ text: "hello", state: "sending" }]);
  entry(text(1, "hello", "Ann", { client_id: network.last.of("send_chat_message")[0]?.data.client_id }));

  expect(view.pending).toEqual([]);
  expect(texts()).toEqual(["hello"]);
});

test("a text whose answer was lost goes out again with the same id after the next join", async () => {
  await join();
  connection.outbox.send("hello");
  const first = network.last.of("send_chat_message")[0]?.data;

  await comeBack();
  await join();

  expect(network.last.of("send_chat_message").map(({ data }) => data)).toEqual([first]);
});

test("a refused text says why and can be sent again or discarded", async () => {
  await join();
  connection.outbox.send("hello");
  network.last.refuse("send_chat_message", "rate_limited");
  await tick();
  expect(view.pending).toMatchObject([{ state: "failed", error: "refused: rate_limited" }]);

  connection.outbox.resend(view.pending[0]?.clientId ?? "");
  expect(view.pending).toMatchObject([{ state: "sending" }]);
  network.last.refuse("send_chat_message", "rate_limited");
  await tick();
  connection.outbox.discard(view.pending[0]?.clientId ?? "");

  expect(view.pending).toEqual([]);
});

test("a text that is written without a connection goes out with the next join", async () => {
  await join();
  network.last.breakOff();

  connection.outbox.send("hello");
  await vi.advanceTimersByTimeAsync(shortestWaitMs);
  network.last.welcome();
  await join();

  expect(network.last.of("send_chat_message")).toHaveLength(1);
});

test("people come, change and go", async () => {
  await join();
  const change = (more: object) =>
    network.last.tell({
      type: "participants_changed",
      data: { lobby_id: lobby.id, joined: [], left: [], updated: [], ...more },
    });

  change({ joined: [participant("Bob")] });
  change({ updated: [participant("Bob", { hand: true })] });
  expect(view.participants.get("p-Bob")?.hand).toBe(true);
  change({ left: [{ participant_id: "p-Bob", reason: "left" }] });

  expect([...view.participants.keys()]).toEqual(["p-Ann"]);
});

test("somebody types until they write, stop or fall silent", async () => {
  await join({ participants: [participant("Ann"), participant("Bob")] });
  const types = (on: boolean) =>
    network.last.tell({ type: "typing", data: { lobby_id: lobby.id, participant_id: "p-Bob", on } });

  types(true);
  expect([...view.typing]).toEqual(["p-Bob"]);
  entry(text(1, "hi", "Bob"));
  expect([...view.typing]).toEqual([]);
  types(true);
  await vi.advanceTimersByTimeAsync(6_000);

  expect([...view.typing]).toEqual([]);
});

test("only texts that came while one was there are told as new", async () => {
  await join({ entries: [text(1)], seq: 1 });

  entry(text(2));

  expect(newTexts.map(({ seq }) => seq)).toEqual([2]);
});

test("a refusal that may pass is tried again, another is told", async () => {
  network.last.refuse("join", "unavailable", { retry_after_ms: 200 });
  await vi.advanceTimersByTimeAsync(200);
  expect(network.last.of("join")).toHaveLength(2);

  network.last.refuse("join", "lobby_full");
  await tick();

  expect(view.membership).toMatchObject({ state: "refused", code: "lobby_full" });
});

test("a place that another page took stays theirs until one asks for it", async () => {
  await join();
  network.last.tell({ type: "removed", data: { lobby_id: lobby.id, reason: "replaced" } });
  expect(view.membership.state).toBe("replaced");

  await comeBack();
  expect(network.last.of("join")).toHaveLength(0);
  connection.join();

  expect(network.last.of("join")).toHaveLength(1);
});

test("messages of another lobby are not this one's", async () => {
  await join();

  network.last.tell({ type: "entry", data: { lobby_id: "another", entry: text(1) } });

  expect(texts()).toEqual([]);
});

test("who was kicked is told by whom and in which words, and comes back only when they ask for it", async () => {
  await join({ participants: [participant("Ann"), participant("Bob")] });

  const data = { lobby_id: lobby.id, reason: "kicked" as const, by: "p-Bob", message: "too loud" };
  network.last.tell({ type: "removed", data });
  await comeBack();

  expect(view.membership).toEqual({ state: "removed", reason: "kicked", by: "Bob", words: "too loud" });
  expect(network.last.of("join")).toEqual([]);
  connection.join();
  expect(network.last.of("join")).toHaveLength(1);
});

test("who asks to be let in is shown until they are in or have given up, and is asked for anew after a break", async () => {
  await join({ participants: [participant("Ann")] });
  const knock = (name: string) =>
    network.last.tell({ type: "participant_waiting", data: { lobby_id: lobby.id, participant: participant(name) } });
  const change = (part: object) =>
    network.last.tell({
      type: "participants_changed",
      data: { lobby_id: lobby.id, joined: [], left: [], updated: [], ...part },
    });
  const names = () => view.knocking.map((one) => one.name);

  for (const name of ["Bob", "Cleo", "Dora"]) knock(name);
  expect(names()).toEqual(["Bob", "Cleo", "Dora"]);
  change({ joined: [participant("Bob")] });
  change({ left: [{ participant_id: "p-Cleo", reason: "left" }] });
  expect(names()).toEqual(["Dora"]);

  await comeBack();
  await join({ participants: [participant("Ann")] });
  expect(names()).toEqual([]);
});

test("a lobby that asks for a password is joined with it once the person has given it", async () => {
  network.last.refuse("join", "password_required");
  await tick();
  expect(view.membership).toMatchObject({ state: "refused", code: "password_required" });

  connection.join("sesame");

  expect(network.last.of("join").at(-1)?.data).toMatchObject({ password: "sesame" });
  network.last.refuse("join", "rate_limited");
  await vi.advanceTimersByTimeAsync(60_000);
  expect(view.membership).toMatchObject({ state: "refused", code: "rate_limited" });
});
