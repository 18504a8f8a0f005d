import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { PeerMesh } from "../../src/core/rtc/peer_mesh";
import type { Participant } from "../../src/core/ws/protocol.generated";
import { FakePeerConnection } from "../support/fake_peer_connection";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] });
  vi.stubGlobal("RTCPeerConnection", FakePeerConnection);
  FakePeerConnection.all.length = 0;
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

async function settle(): Promise<void> {
  for (let turn = 0; turn < 40; turn += 1) await null;
}

function somebody(id: string, kind: "person" | "bot"): Participant {
  const media = { microphone: false, camera: false, screen: false };
  return {
    id,
    person_id: id,
    name: id,
    kind,
    role: "member",
    media,
    hand: false,
    away: false,
    online: true,
    muted_by_moderator: false,
    joined_at: 1,
  } as Participant;
}

/** A mesh of the participant "m", and the descriptions that it sends. */
function meshOfM() {
  const sent: string[] = [];
  const mesh = new PeerMesh({
    description: async (to, _, { type }) => sent.push(`${type} to ${to}`),
    candidate: async () => undefined,
    data: async (to, topic) => sent.push(`${topic} to ${to}`),
    onPeers: () => undefined,
  });
  mesh.joined("m", { servers: [], policy: "all" }, [], true);
  return { mesh, sent };
}

/** The first offer of another page or a bot. */
async function offerOf(): Promise<{ type: "offer"; sdp: string }> {
  const other = new FakePeerConnection();
  for (const kind of ["audio", "video", "video", "audio"]) other.addTransceiver(kind);
  await other.setLocalDescription();
  return other.localDescription as { type: "offer"; sdp: string };
}

test("offers to people of greater ids, and leaves it to bots whatever their ids", async () => {
  const { mesh, sent } = meshOfM();

  mesh.update([somebody("z", "person"), somebody("a", "person"), somebody("y", "bot"), somebody("b", "bot")]);
  await settle();

  expect(sent).toEqual(["offer to z"]);
});

test("answers a bot's offer that overtakes the news of its coming", async () => {
  const { mesh, sent } = meshOfM();

  mesh.onDescription({ lobby_id: "l", from: "z", negotiation: 1, description: await offerOf() });
  await settle();
  mesh.update([somebody("z", "bot")]);
  await settle();

  expect(sent).toEqual(["answer to z"]);
});
