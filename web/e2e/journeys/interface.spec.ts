import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import type * as wire from "../../src/core/ws/protocol.generated";
import { Published } from "../interface/documents";
import { HttpTraffic } from "../interface/http_traffic";
import { ChannelTraffic, type Line } from "../interface/socket_traffic";
import { ParlorServer } from "../server";

const admin = randomBytes(32).toString("hex");
const lobbies = "/api/v1/lobbies";
const oneLobby = `${lobbies}/{lobby_id}`;

let server: ParlorServer;
let published: Published;
let http: HttpTraffic;
let people: ChannelTraffic;
let providers: ChannelTraffic;

test.beforeAll(async () => {
  // `ws` offers compression by itself.
  server = await ParlorServer.start(["--server.drain=2s", "--net.compression=true"], { PARLOR_ADMIN_TOKEN: admin });
  published = await Published.of(server.url);
  http = new HttpTraffic(server.url, published);
  people = new ChannelTraffic(server.url, published, "socket");
  providers = new ChannelTraffic(server.url, published, "provider");
});
test.afterAll(() => server?.stop());

async function begin(): Promise<string> {
  return (await http.ask<wire.SessionCreated>("post", "/api/v1/sessions")).token ?? "";
}

async function beginAs(name: string): Promise<{ token: string; line: Line }> {
  const token = await begin();
  await http.ask("put", "/api/v1/session/name", { token, body: { name } });
  const line = await people.open(token);
  await line.next("welcome");
  return { token, line };
}

async function create(token: string, body: wire.CreateLobby): Promise<wire.Lobby> {
  return (await http.ask<wire.LobbyCreated>("post", lobbies, { token, body })).lobby;
}

function enter(line: Line, lobby: wire.Lobby): Promise<wire.JoinResult> {
  return line.ask("join", { lobby_id: lobby.id, tab: randomBytes(16).toString("base64url") });
}

test("the documents of the interface pass the linters", async () => {
  expect(await published.lint("openapi")).toEqual([]);
  expect(await published.lint("asyncapi")).toEqual([]);
});

test("a value that is not as the documents say is noticed", () => {
  const stats = { window_ms: 1, messages_received: 0, messages_sent: 0, bytes_received: 0, bytes_sent: 0, entries: 0 };
  const faults = (value: object) => published.faults("schema.json#/$defs/AdminRates", value);
  expect(faults(stats)).toEqual([]);
  expect(faults({ ...stats, entries: "0" })).toHaveLength(1);
  expect(faults({ ...stats, unheard_of: 0 })).toHaveLength(1);
  expect(faults({ ...stats, entries: undefined })).toHaveLength(1);
});

test("the traffic is as the documents of the interface say, all of it", async () => {
  test.slow();
  await test.step("sessions and names", sessions);
  await test.step("lobbies and invites", lobbiesAndInvites);
  await test.step("talk in a lobby", talk);
  await test.step("moderation", moderation);
  await test.step("bots and their providers", bots);
  await test.step("administration", administration);
  await test.step("operations", operations);
  await test.step("the server's end", end);

  expect([...http.answered].sort()).toEqual(http.described.sort());
  expect([...people.passed].sort()).toEqual(people.described.sort());
  expect([...providers.passed].sort()).toEqual(providers.described.sort());
  expect([...http.empty], "lists that were never seen with something in them").toEqual([]);
  console.log(
    `interface: ${http.answered.size} operations, refusals of ${http.refused.size},`,
    `${people.passed.size + providers.passed.size} kinds of messages`,
  );
});

async function sessions(): Promise<void> {
  const token = await begin();
  await http.ask("get", "/api/v1/session", { token });
  expect(await http.refusal("get", "/api/v1/session")).toBe("unauthenticated");
  await http.ask("put", "/api/v1/session/name", { token, body: { name: "Mia" } });
  expect(await http.refusal("put", "/api/v1/session/name", { token, body: { name: "" } })).toBe("bad_request");
  await http.ask("put", "/api/v1/session/password", { token, body: { password: "an apple" } });
  const other = await begin();
  const wrong = { name: "Mia", password: "a pear" };
  expect(await http.refusal("put", "/api/v1/session/name", { token: other, body: wrong })).toBe("wrong_password");
  await http.ask("delete", "/api/v1/session/password", { token, body: { old_password: "an apple" } });
  await http.ask("delete", "/api/v1/session", { token });
  expect(await http.refusal("delete", "/api/v1/session", { token })).toBe("unauthenticated");
}

async function lobbiesAndInvites(): Promise<void> {
  const token = await begin();
  const { id, version } = await create(token, { name: "Attic", visibility: "private", history_days: 30 });
  const path = { lobby_id: id };
  expect(await http.refusal("post", lobbies, { token, body: { name: "x", capacity: -1 } })).toBe("bad_request");
  await create(token, { name: "Garden" });
  await http.ask("get", lobbies, { query: { query: "gard", limit: "1" } });

  const invites = `${oneLobby}/invites`;
  const { invite } = await http.ask<wire.InviteResult>("post", invites, { token, path, body: { max_uses: 2 } });
  await http.ask("get", oneLobby, { path, headers: { "Parlor-Invite": invite.token } });
  expect(await http.refusal("get", oneLobby, { path })).toBe("not_found");
  await http.ask("get", invites, { token, path });
  await http.ask("delete", `${invites}/{invite_id}`, { token, path: { ...path, invite_id: invite.id } });

  const headers = { "If-Match": String(version) };
  await http.ask("patch", oneLobby, { token, path, headers, body: { capacity: 5 } });
  expect(await http.refusal("patch", oneLobby, { token, path, headers, body: { capacity: 6 } })).toBe("conflict");
  await http.ask("delete", oneLobby, { token, path });
  expect(await http.refusal("delete", oneLobby, { token, path })).toBe("not_found");
}

async function talk(): Promise<void> {
  const ann = await beginAs("Ann");
  const ben = await beginAs("Ben");
  const lobby = await create(ann.token, { name: "Kitchen", media: "mesh" });
  const lobby_id = lobby.id;
  const { participant: annHere } = await enter(ann.line, lobby);
  const { participant: benHere } = await enter(ben.line, lobby);
  await ann.line.next("participants_changed");

  await ben.line.ask("ping", { any: "thing" });
  await ben.line.ask("set_name", { name: "Benny" });
  const second = await people.open(ben.token);
  await ben.line.ask("set_name", { name: "Ben" });
  await second.next("session_changed");
  second.close();
  await ben.line.ask("list_participants", { lobby_id, limit: 1 });
  const media = { microphone: true, camera: false, screen: false };
  await ben.line.ask("update_participant", { lobby_id, media, hand: true, no_transcription: true });
  await ben.line.ask("update_participant", { lobby_id, no_transcription: false });

  const { seq } = await ann.line.ask<wire.EntryAccepted>("send_chat_message", { lobby_id, text: "a", client_id: "1" });
  await ben.line.ask("send_chat_message", { lobby_id, text: "b", reply_to_seq: seq });
  await ann.line.ask("edit_chat_message", { lobby_id, target_seq: seq, text: "c" });
  await ben.line.ask("set_reaction", { lobby_id, target_seq: seq, emoji: "👍", on: true });
  await ann.line.ask("delete_chat_message", { lobby_id, target_seq: seq });
  for (const kind of ["text", "edit", "reaction", "delete"])
    await ben.line.next(({ type, data }) => type === "entry" && (data.entry as wire.EntryEvent["entry"]).kind === kind);
  await ann.line.ask("get_entries", { lobby_id, after_seq: 0, limit: 10 });
  await ann.line.ask("set_typing", { lobby_id, on: true });
  await ben.line.next("typing");
  await http.ask("get", `${oneLobby}/entries`, { token: ben.token, path: { lobby_id }, query: { after_seq: "1" } });
  await http.ask("get", `${oneLobby}/participants`, { token: ben.token, path: { lobby_id } });
  await http.ask("get", "/api/v1/admin/lobbies/{lobby_id}", { token: admin, path: { lobby_id } });

  const to = benHere.id;
  const description = { type: "offer", sdp: "v=0\r\n" };
  await ann.line.ask("relay_session_description", { lobby_id, to, negotiation: 1, description });
  expect((await ben.line.next("session_description")).data.from).toBe(annHere.id);
  await ann.line.ask("relay_ice_candidate", { lobby_id, to, negotiation: 1, candidate: null });
  await ben.line.next("ice_candidate");
  await ann.line.ask("relay_data", { lobby_id, topic: "game", payload: [1, { two: null }] });
  await ben.line.next("relayed_data");
  await ann.line.ask("get_ice_servers", { lobby_id });

  expect(await ann.line.refusal("send_chat_message", { lobby_id })).toBe("bad_request");
  expect(await ann.line.refusal("sing", {})).toBe("unknown_type");
  expect(await ann.line.refusal("join", { lobby_id: "nowhere", tab: "x" })).toBe("not_found");
  await ben.line.ask("leave", { lobby_id });
  ann.line.close();
  ben.line.close();
}

async function moderation(): Promise<void> {
  const ann = await beginAs("Ann M");
  const ben = await beginAs("Ben M");
  const cleo = await beginAs("Cleo");
  const lobby = await create(ann.token, { name: "Hall", media: "none" });
  const lobby_id = lobby.id;
  await enter(ann.line, lobby);
  const { participant } = await enter(ben.line, lobby);
  const target = { lobby_id, participant_id: participant.id };

  await ann.line.ask("mute", { ...target, on: true });
  await ann.line.ask("set_role", { ...target, role: "moderator" });
  await ann.line.ask("set_role", { ...target, role: "member" });
  expect(await ben.line.refusal("kick", target)).toBe("forbidden");
  const settings = { lobby_id, version: lobby.version, waiting_room: true };
  await ann.line.ask("update_lobby", settings);
  await ben.line.next("lobby_updated");
  expect(await ann.line.refusal("update_lobby", settings)).toBe("conflict");

  await enter(cleo.line, lobby);
  const first = (await ann.line.next("participant_waiting")).data.participant as wire.Participant;
  await ann.line.ask("deny", { lobby_id, participant_id: first.id });
  await cleo.line.next("denied");
  await enter(cleo.line, lobby);
  const second = (await ann.line.next("participant_waiting")).data.participant as wire.Participant;
  await ann.line.ask("admit", { lobby_id, participant_id: second.id });
  await cleo.line.next("admitted");

  await ann.line.ask("kick", { lobby_id, participant_id: second.id, reason: "too loud" });
  await cleo.line.next("removed");
  const { ban } = await ann.line.ask<wire.BanResult>("ban", { ...target, until: Date.now() + 60_000 });
  await ben.line.next("removed");
  await ann.line.ask("list_bans", { lobby_id });
  await ann.line.ask("unban", { lobby_id, ban_id: ban.id });
  await ben.line.ask("join", { lobby_id, tab: randomBytes(16).toString("base64url") });
  await ann.line.ask("close_lobby", { lobby_id });
  await ann.line.next("lobby_closed");
  for (const { line } of [ann, ben, cleo]) line.close();
}

/** A provider of bots that write down what is said. */
async function provide(): Promise<Line> {
  const provider = await providers.open(readFileSync(join(server.data, "provider.key"), "utf8").trim());
  const schema = { type: "object", properties: { tone: { type: "string", enum: ["kind", "dry"], default: "kind" } } };
  const type = { type: "clerk", title: "Clerk", capabilities: ["chat", "transcribe"], config_schema: schema };
  const broken = { ...type, config_schema: { type: "object", properties: { tone: { type: "song" } } } };
  expect(await provider.refusal("register", { name: "clerks", types: [broken], max_instances: 3 })).toBe("bad_request");
  await provider.ask("register", { name: "clerks", types: [type], max_instances: 3 });
  await provider.ask("ping", {});
  await provider.ask("load", { instances: 0, load: 0.5, draining: false });
  return provider;
}

async function bots(): Promise<void> {
  const ann = await beginAs("Ann B");
  const lobby = await create(ann.token, { name: "Office", media: "none" });
  const path = { lobby_id: lobby.id };
  const { participant } = await enter(ann.line, lobby);
  const all = `${oneLobby}/bots`;
  const wish = { token: ann.token, path, body: { type: "clerk", name: "Kim", config: {} } };
  expect(await http.refusal("post", all, wish)).toBe("no_provider");
  const provider = await provide();
  await http.ask("get", "/api/v1/bots/types");

  const { bot } = await http.ask<wire.BotResult>("post", all, wish);
  const order = await provider.next("start_bot");
  const { token, url } = order.data as unknown as wire.StartBot;
  provider.send({ type: "ack", reply_to: order.id ?? "", data: {} });
  await provider.ask("bot_state", { bot_id: bot.id, state: "joining" });
  const clerk = await people.open(token, url);
  await enter(clerk, lobby);
  await provider.ask("bot_state", { bot_id: bot.id, state: "active" });
  await ann.line.next(({ type, data }) => type === "bot_updated" && (data.bot as wire.Bot).state === "active");

  const line = { lobby_id: lobby.id, speaker: participant.id, utterance_id: "u", started_at: Date.now() };
  await clerk.ask("publish_transcript", { ...line, text: "hel", final: false });
  await ann.line.next("transcript");
  await clerk.ask("publish_transcript", { ...line, text: "hello", final: true });
  await ann.line.next(
    ({ type, data }) => type === "entry" && (data.entry as wire.EntryEvent["entry"]).kind === "transcript",
  );

  await http.ask("get", all, { token: ann.token, path });
  const one = { token: ann.token, path: { ...path, bot_id: bot.id } };
  const botPath = `${all}/{bot_id}`;
  const changed = http.ask("patch", botPath, { ...one, body: { config: { tone: "dry" } } });
  const change = await provider.next("configure_bot");
  provider.send({ type: "ack", reply_to: change.id ?? "", data: {} });
  await changed;
  const refused = http.refusal("patch", botPath, { ...one, body: { config: { tone: "kind" } } });
  const unwanted = await provider.next("configure_bot");
  const reason = { code: "unavailable", error: "This bot is always dry." };
  provider.send({ type: "error", reply_to: unwanted.id ?? "", data: reason });
  expect(await refused).toBe("provider_failed");
  expect(await http.refusal("patch", botPath, { ...one, body: { config: { tone: 1 } } })).toBe("bad_request");
  await http.ask("get", "/api/v1/admin/bots", { token: admin });
  await http.ask("get", "/api/v1/admin/bots/{bot_id}", { token: admin, path: { bot_id: bot.id } });
  await http.ask("get", "/api/v1/admin/providers", { token: admin });

  await http.ask("delete", botPath, one);
  const stop = await provider.next("stop_bot");
  provider.send({ type: "ack", reply_to: stop.id ?? "", data: {} });
  await provider.ask("bot_state", { bot_id: bot.id, state: "stopped" });
  const { bot: next } = await http.ask<wire.BotResult>("post", all, wish);
  await http.ask("delete", "/api/v1/admin/bots/{bot_id}", { token: admin, path: { bot_id: next.id } });
  for (const one of [clerk, provider, ann.line]) one.close();
}

async function administration(): Promise<void> {
  const token = admin;
  const path = "/api/v1/admin";
  await http.ask("post", `${path}/login`, { token });
  expect(await http.refusal("post", `${path}/login`, { token: "a guess" })).toBe("unauthenticated");
  await http.ask("get", `${path}/stats`, { token });

  const guest = await begin();
  const { session } = await http.ask<wire.SessionResult>("put", "/api/v1/session/name", {
    token: guest,
    body: { name: "Guest" },
  });
  const named = { token, path: { name: "Guest" } };
  await http.ask("put", `${path}/names/{name}/password`, { ...named, body: { password: "a new one" } });
  await http.ask("get", `${path}/names`, { token, query: { query: "gue", limit: "5" } });
  await http.ask("delete", `${path}/names/{name}/password`, named);
  await http.ask("delete", `${path}/names/{name}`, named);
  expect(await http.refusal("delete", `${path}/names/{name}`, named)).toBe("not_found");

  const lobby = { token, path: { lobby_id: (await create(guest, { name: "Cellar" })).id } };
  await http.ask("get", `${path}/lobbies`, { token });
  await http.ask("get", `${path}/lobbies/{lobby_id}`, lobby);
  await http.ask("delete", `${path}/lobbies/{lobby_id}`, lobby);
  const one = { token, path: { session_id: session.id } };
  await http.ask("get", `${path}/sessions`, { token });
  await http.ask("get", `${path}/sessions/{session_id}`, one);
  await http.ask("delete", `${path}/sessions/{session_id}`, one);

  const body = { address: "192.0.2.7", reason: "noise", until: Date.now() + 60_000 };
  const { ban } = await http.ask<wire.AdminBanResult>("post", `${path}/bans`, { token, body });
  await http.ask("get", `${path}/bans`, { token });
  await http.ask("delete", `${path}/bans/{ban_id}`, { token, path: { ban_id: ban.id } });
  const wish = { token, body: { name: "elsewhere", types: ["clerk"] } };
  const { provider } = await http.ask<wire.AdminProviderResult>("post", `${path}/providers`, wish);
  await http.ask("delete", `${path}/providers/{provider_id}`, { token, path: { provider_id: provider.id } });
  await http.ask("post", `${path}/backup`, { token });
  await http.ask("get", `${path}/audit`, { token, query: { limit: "100" } });
  await http.ask("delete", `${path}/login`, { token });
}

async function operations(): Promise<void> {
  for (const path of ["/healthz", "/readyz", "/metrics", "/schema.json", "/asyncapi.json", "/openapi.json"])
    await http.ask("get", path);
  const metrics = await (await fetch(`${server.url}/metrics`)).text();
  expect(Number(/^parlor_compressed_total (\d+)$/m.exec(metrics)?.[1])).toBeGreaterThan(0);
}

async function end(): Promise<void> {
  const { line } = await beginAs("Zoe");
  const provider = await provide();
  const stopped = server.stop();
  await line.next("going_away");
  await provider.next("going_away");
  expect(await line.closed).toBe(1012);
  line.close();
  provider.close();
  await stopped;
}
