import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { PeerLink } from "../../src/core/rtc/peer_link";
import { FakePeerConnection, linesOf } from "../support/fake_peer_connection";
import { seeded } from "../support/random";

const noTracks = { microphone: null, camera: null, screen: null, screenAudio: null };

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

/** Two links and the messages between them, which are delivered one by one. */
class Pair {
  readonly links: [PeerLink, PeerLink];
  readonly connections: [FakePeerConnection, FakePeerConnection];
  /** On their way to side 0 and to side 1. */
  readonly mail: [(() => void)[], (() => void)[]] = [[], []];
  readonly hopeless: string[] = [];
  readonly descriptions: { from: 0 | 1; negotiation: number; type: string }[] = [];

  constructor() {
    this.links = [this.link(0), this.link(1)];
    this.connections = FakePeerConnection.all.slice(-2) as [FakePeerConnection, FakePeerConnection];
  }

  async deliver(to: 0 | 1): Promise<void> {
    this.mail[to].shift()?.();
    await settle();
  }

  async deliverAll(): Promise<void> {
    await settle();
    while (this.mail[0].length + this.mail[1].length > 0) {
      await this.deliver(0);
      await this.deliver(1);
    }
  }

  get connected(): boolean {
    return FakePeerConnection.connected(...this.connections);
  }

  close(): void {
    for (const link of this.links) link.close();
  }

  private link(side: 0 | 1): PeerLink {
    const other = (1 - side) as 0 | 1;
    return new PeerLink(side === 1, { servers: [], policy: "all" }, noTracks, {
      description: (negotiation, { type, sdp }) => {
        this.descriptions.push({ from: side, negotiation, type });
        this.mail[other].push(() => this.links[other].onDescription(negotiation, { type, sdp }));
      },
      candidate: (negotiation, candidate) =>
        this.mail[other].push(() => this.links[other].onCandidate(negotiation, candidate)),
      state: () => undefined,
      track: () => undefined,
      hopeless: () => this.hopeless.push(`side ${side}`),
      otherPage: () => this.hopeless.push(`side ${side} sees another page`),
    });
  }
}

test("the impolite side alone makes the first offer, with four m-lines in their order", async () => {
  const pair = new Pair();

  await pair.deliverAll();

  expect(pair.descriptions.map(({ from, type }) => `${from} ${type}`)).toEqual(["0 offer", "1 answer"]);
  for (const connection of pair.connections)
    expect(linesOf(connection.localDescription?.sdp ?? "")).toEqual(["audio", "video", "video", "audio"]);
  expect(pair.connections[1].getTransceivers().map((one) => one.direction)).toEqual(Array(4).fill("sendrecv"));
  expect(pair.connected).toBe(true);
});

test("of two offers at once the impolite side's stands, though the polite side's has the greater number", async () => {
  const pair = new Pair();
  await pair.deliverAll();

  pair.links[0].restart();
  await settle();
  vi.setSystemTime(Date.now() + 50);
  pair.links[1].restart();
  await settle();
  await pair.deliverAll();

  expect(pair.hopeless).toEqual([]);
  expect(pair.connected).toBe(true);
});

test("an offer that was lost is said again with the next try, and so is a lost answer", async () => {
  const pair = new Pair();
  await pair.deliverAll();

  pair.links[0].restart();
  await settle();
  pair.mail[1].length = 0;
  pair.links[0].restart();
  await settle();
  await pair.deliver(1);
  pair.mail[0].length = 0;
  expect(pair.connected).toBe(false);
  pair.links[0].restart();
  await pair.deliverAll();

  expect(pair.hopeless).toEqual([]);
  expect(pair.connected).toBe(true);
});

test("a candidate of an offer that was taken back does not end the link", async () => {
  const pair = new Pair();
  await pair.deliverAll();
  const negotiation = pair.descriptions.at(-1)?.negotiation ?? 0;

  pair.links[0].onCandidate(negotiation, { candidate: "of no description" });
  await settle();

  expect(pair.hopeless).toEqual([]);
  expect(pair.connected).toBe(true);
});

test("three restarts without success end the link, so that a new one can be made", async () => {
  const pair = new Pair();
  await pair.deliverAll();

  pair.connections[0].setConnectionState("connected");
  pair.connections[0].setConnectionState("disconnected");
  await vi.advanceTimersByTimeAsync(3_000 + 3 * 5_000);

  expect(pair.hopeless).toEqual(["side 0"]);
  pair.close();
});

test("1,000 random schedules of offers, restarts and delays all end connected with four m-lines", async () => {
  for (let seed = 1; seed <= 1_000; seed += 1) {
    FakePeerConnection.all.length = 0;
    const random = seeded(seed);
    const pair = new Pair();
    const restarts: [number, number] = [0, 0];
    for (let step = 0; step < 24; step += 1) {
      const side = random() < 0.5 ? 0 : 1;
      // Each side restarts at most three times, after which a link rightly calls itself hopeless.
      if (random() < 0.3 && restarts[side] < 3) {
        restarts[side] += 1;
        pair.links[side].restart();
        if (random() < 0.7) await settle();
      } else {
        await pair.deliver(side);
      }
      // The clocks of two machines never agree, and negotiations are numbered by them.
      vi.setSystemTime(Date.now() + Math.floor((random() - 0.3) * 100));
    }
    await pair.deliverAll();

    const lines = pair.connections.map((one) => linesOf(one.localDescription?.sdp ?? "").join());
    expect({ seed, connected: pair.connected, lines, hopeless: pair.hopeless }).toEqual({
      seed,
      connected: true,
      lines: Array(2).fill("audio,video,video,audio"),
      hopeless: [],
    });
    pair.close();
  }
}, 60_000);
