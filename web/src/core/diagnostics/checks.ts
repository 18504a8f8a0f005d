import type { Strings } from "../../i18n/en";
import { percent } from "../../i18n/text";
import { app } from "../app";
import { api } from "../http/api";
import { randomId } from "../lobby/tab_id";
import { LevelMonitor } from "../media/levels";
import { problemOf } from "../media/local_media";
import type { IceServer } from "../ws/protocol.generated";
import { loop, stunAnswers } from "./loop";

export type CheckState = "waiting" | "running" | "good" | "warn" | "bad";
export interface CheckResult {
  state: "good" | "warn" | "bad";
  text: string;
}
export type CheckName = "browser" | "server" | "socket" | "microphone" | "camera" | "direct" | "stun" | "turn";

const connectMs = 8_000;
const relayMs = 10_000;
const stunMs = 5_000;
const listenMs = 1_500;
const muchLoss = 0.02;

const good = (text: string): CheckResult => ({ state: "good", text });
const warn = (text: string): CheckResult => ({ state: "warn", text });
const bad = (text: string): CheckResult => ({ state: "bad", text });

function browser(t: Strings): CheckResult {
  if (typeof RTCPeerConnection === "undefined" || !navigator.mediaDevices) return bad(t.diagnostics.browserBad);
  if (!navigator.mediaDevices.getDisplayMedia) return warn(t.diagnostics.browserNoScreen);
  return good(t.diagnostics.browserGood);
}

async function server(t: Strings): Promise<CheckResult> {
  await app.begin();
  const begun = performance.now();
  await api.listLobbies("", null);
  return good(t.diagnostics.serverGood(Math.round(performance.now() - begun)));
}

async function socket(t: Strings): Promise<CheckResult> {
  await app.connect();
  const deadline = performance.now() + connectMs;
  while (app.socket.state.phase !== "ready") {
    if (performance.now() > deadline) return bad(t.diagnostics.socketBad);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const begun = performance.now();
  await app.socket.request("ping", {});
  return good(t.diagnostics.socketGood(Math.round(performance.now() - begun)));
}

/** The loudest that a microphone gets within a moment. */
async function loudest(track: MediaStreamTrack): Promise<number> {
  const monitor = new LevelMonitor();
  let top = 0;
  monitor.subscribe((levels) => {
    top = Math.max(top, levels.get("test") ?? 0);
  });
  monitor.watch(new Map([["test", track]]));
  await new Promise((resolve) => setTimeout(resolve, listenMs));
  monitor.close();
  return top;
}

async function device(t: Strings, kind: "audio" | "video"): Promise<CheckResult> {
  if (!navigator.mediaDevices) return bad(t.media.problem.insecure);
  try {
    const stream = await navigator.mediaDevices.getUserMedia({ [kind]: true });
    const [track] = stream.getTracks();
    if (!track) return bad(t.media.problem.none);
    const silent = kind === "audio" && (await loudest(track)) === 0;
    track.stop();
    return silent ? warn(t.diagnostics.silent(track.label)) : good(t.diagnostics.device(track.label));
  } catch (error) {
    return bad(t.media.problem[problemOf(error)]);
  }
}

async function direct(t: Strings): Promise<CheckResult> {
  try {
    const { roundTripMs, loss } = await loop([], false, connectMs);
    const text = t.diagnostics.directGood(roundTripMs, percent(loss));
    return loss > muchLoss ? warn(text) : good(text);
  } catch {
    return bad(t.diagnostics.directBad);
  }
}

/** What the server gives to those in a lobby; asked for in one of our own that is ended right after. */
async function iceServers(): Promise<IceServer[]> {
  const lobby = await api.createLobby({ name: "…", media: "mesh", capacity: 1 });
  try {
    const joined = await app.socket.request("join", { lobby_id: lobby.id, tab: randomId() });
    return "ice_servers" in joined ? joined.ice_servers : [];
  } finally {
    await api.deleteLobby(lobby.id).catch(() => undefined);
  }
}

const withScheme = (servers: IceServer[], scheme: RegExp) =>
  servers.filter(({ urls }) => urls.some((url) => scheme.test(url))) as RTCIceServer[];

async function stun(t: Strings): Promise<CheckResult> {
  const servers = withScheme(await iceServers(), /^(stun|turn)s?:/);
  if (servers.length === 0) return warn(t.diagnostics.stunNone);
  return (await stunAnswers(servers, stunMs)) ? good(t.diagnostics.stunGood) : bad(t.diagnostics.stunBad);
}

async function turn(t: Strings): Promise<CheckResult> {
  const servers = withScheme(await iceServers(), /^turns?:/);
  if (servers.length === 0) return warn(t.diagnostics.turnNone);
  try {
    const { roundTripMs, loss } = await loop(servers, true, relayMs);
    const text = `${t.diagnostics.turnGood}: ${t.diagnostics.directGood(roundTripMs, percent(loss))}`;
    return loss > muchLoss ? warn(text) : good(text);
  } catch {
    return bad(t.diagnostics.turnBad);
  }
}

/** All checks, in the order in which they make sense. Each may reject: then it is bad, with the reason. */
export const checks: readonly [CheckName, (t: Strings) => CheckResult | Promise<CheckResult>][] = [
  ["browser", browser],
  ["server", server],
  ["socket", socket],
  ["microphone", (t) => device(t, "audio")],
  ["camera", (t) => device(t, "video")],
  ["direct", direct],
  ["stun", stun],
  ["turn", turn],
];
