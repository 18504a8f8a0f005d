import { type Browser, chromium, expect, type Page } from "@playwright/test";
import { chromiumFlags } from "../browsers";
import { ParlorServer } from "../server";
import { TurnServer } from "../turn_server";
import { AccessLine, type Conditions } from "./access_line";

/** What a line at home is on a good day. */
export const good: Conditions = { loss: 0.002, delayMs: 10, bitsPerSecond: 20_000_000 };
export const cut: Conditions = { ...good, loss: 1 };

/** What has come in from one participant since their link began. */
export interface Incoming {
  state: string;
  audioPackets: number;
  audioLost: number;
  audioEnergy: number;
  /** Share (0 to 1) of what was played that had to be made up for lost packets. */
  concealed: number;
  videoBytes: number;
  /** 0 where there is no picture. */
  videoHeight: number;
  relayed: boolean;
}

export interface Caller {
  name: string;
  page: Page;
  line: AccessLine;
}

/**
 * People in one lobby, each behind a line of their own: their media go through a real TURN server, and the way there
 * through the line. Messages and pages come by another way, which is always good.
 */
export class LossyCall {
  readonly callers: Caller[] = [];
  readonly errors: string[] = [];

  private constructor(
    private readonly server: ParlorServer,
    private readonly turn: TurnServer,
    private readonly browser: Browser,
    private readonly link: string,
  ) {}

  static async open(): Promise<LossyCall> {
    const secret = "between both servers";
    const turn = await TurnServer.start(secret);
    const server = await ParlorServer.start([`--ice.turn_urls=turn:127.0.0.1:${turn.port}?transport=udp`], {
      PARLOR_ICE_TURN_SECRET: secret,
    });
    const browser = await chromium.launch({
      executablePath: process.env.PARLOR_CHROMIUM ?? "/usr/bin/chromium",
      // Ten pictures a second leave the processor enough time for the packets: it is not what is to limit here.
      args: ["--headless=new", ...chromiumFlags, "--use-fake-device-for-media-stream=fps=10"],
    });
    const lobby = await server.makeLobby("Kitchen", { media: "mesh", ice_policy: "relay" });
    return new LossyCall(server, turn, browser, `${server.url}/l/${lobby}`);
  }

  async close(): Promise<void> {
    await this.browser.close();
    await this.server.stop();
    for (const { line } of this.callers) line.stop();
    await this.turn.stop();
  }

  /** Comes in with the microphone on, and the camera if one wishes. */
  async enter(name: string, withCamera: boolean): Promise<Caller> {
    const line = await AccessLine.start(this.turn.port, good);
    const context = await this.browser.newContext({
      permissions: ["camera", "microphone"],
      viewport: { width: 480, height: 400 },
      reducedMotion: "reduce",
    });
    await context.addInitScript((camera) => {
      localStorage.setItem("parlor.preferences", JSON.stringify({ microphoneOn: true, cameraOn: camera }));
    }, withCamera);
    await context.addInitScript(takeLine, line.port);
    const page = await context.newPage();
    page.on("pageerror", (error) => this.errors.push(`${name}: ${error}`));
    page.on("console", (message) => {
      if (message.type() === "error") this.errors.push(`${name}: ${message.text()}`);
    });
    await page.goto(this.link);
    await page.getByTestId("name").fill(name);
    await expect
      .poll(() => page.evaluate(() => window.parlor.state().media))
      .toMatchObject({ microphone: "on", camera: withCamera ? "on" : "off" });
    await page.getByTestId("enter-lobby").click();
    await expect(page.getByTestId("room")).toHaveAttribute("data-joined", "true");
    // A page that is loaded again has forgotten it.
    await page.evaluate(() => {
      document.documentElement.dataset.first = "";
    });
    const caller = { name, page, line };
    this.callers.push(caller);
    return caller;
  }

  set(conditions: Conditions, callers: readonly Caller[] = this.callers): void {
    for (const { line } of callers) line.set(conditions);
  }

  /** Every flow of the call, by "from → to". */
  async flows(): Promise<Map<string, Incoming>> {
    const heard = await Promise.all(this.callers.map(({ page }) => page.evaluate(incoming)));
    return new Map(
      heard.flatMap((all, index) =>
        Object.entries(all).map(([from, one]) => [`${from} → ${this.callers[index]?.name}`, one] as const),
      ),
    );
  }

  /** Waits until each has a link with each other that stands, by way of the TURN server. */
  async expectLinks(withinMs: number): Promise<void> {
    const count = this.callers.length * (this.callers.length - 1);
    await expect
      .poll(async () => [...(await this.flows()).values()].filter(connected).length, { timeout: withinMs })
      .toBe(count);
  }

  /** Waits until every voice has gone on since now, at every other's. */
  async expectVoices(withinMs: number): Promise<void> {
    const before = await this.flows();
    const silent = async () => {
      const flows = [...(await this.flows())];
      return flows.filter(([name, now]) => !goesOn(before.get(name), now)).map(([name]) => name);
    };
    await expect.poll(silent, { timeout: withinMs }).toEqual([]);
  }

  /** Nobody has been sent back to the start, or was told that something broke. */
  async expectNoReload(): Promise<void> {
    for (const { page } of this.callers) await expect(page.locator("html[data-first]")).toHaveCount(1);
    expect(this.errors).toEqual([]);
  }
}

export function connected({ state, relayed }: Incoming): boolean {
  return state === "connected" && relayed;
}

function goesOn(before: Incoming | undefined, now: Incoming): boolean {
  return !!before && now.audioPackets > before.audioPackets && now.audioEnergy > before.audioEnergy;
}

/** Run in a page before its own scripts: whatever TURN server it is told of, it is reached by the page's line. */
function takeLine(port: number): void {
  const Real = RTCPeerConnection;
  const through = (config?: RTCConfiguration): RTCConfiguration => ({
    ...config,
    iceServers: (config?.iceServers ?? []).map((one) => ({
      ...one,
      urls: [one.urls].flat().map((url) => url.replace(/:\d+(?=\?|$)/, `:${port}`)),
    })),
  });
  window.RTCPeerConnection = class extends Real {
    constructor(config?: RTCConfiguration) {
      super(through(config));
    }
  } as typeof RTCPeerConnection;
}

/** Run in a page. */
async function incoming(): Promise<Record<string, Incoming>> {
  const { peers, lobby } = window.parlor.state();
  const all: Record<string, Incoming> = {};
  for (const [id, reports] of Object.entries(await window.parlor.stats())) {
    const inbound = reports.filter(({ type }) => type === "inbound-rtp");
    const sum = (kind: string, name: string) =>
      inbound.filter((one) => one.kind === kind).reduce((total, one) => total + Number(one[name] ?? 0), 0);
    // Several pairs may be nominated, and the one in use need not be "succeeded" while a check of it is under way: which
    // one carries the media, the transport says (webrtc-stats, RTCTransportStats).
    const transport = reports.find((one) => one.type === "transport");
    const pair = reports.find((one) => one.id === transport?.selectedCandidatePairId);
    const local = reports.find((one) => one.id === pair?.localCandidateId);
    all[lobby?.participants.get(id)?.name ?? id] = {
      state: peers.get(id)?.state ?? "none",
      audioPackets: sum("audio", "packetsReceived"),
      audioLost: sum("audio", "packetsLost"),
      audioEnergy: sum("audio", "totalAudioEnergy"),
      concealed: sum("audio", "concealedSamples") / Math.max(1, sum("audio", "totalSamplesReceived")),
      videoBytes: sum("video", "bytesReceived"),
      videoHeight: Math.max(0, ...inbound.map((one) => Number(one.frameHeight ?? 0))),
      relayed: local?.candidateType === "relay",
    };
  }
  return all;
}
