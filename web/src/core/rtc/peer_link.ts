import type { IcePolicy, IceServer } from "../ws/protocol.generated";
import { type LinkSample, LinkStats } from "./link_stats";
import { type Candidate, Negotiator } from "./negotiator";
import { stepped, VideoAdapter, type VideoBudget } from "./video_budget";

export type Slot = "microphone" | "camera" | "screen" | "screenAudio";
/** The four m-lines, in the order that PROTOCOL.md fixes. */
export const slots: readonly Slot[] = ["microphone", "camera", "screen", "screenAudio"];
const kinds: Record<Slot, "audio" | "video"> = {
  microphone: "audio",
  camera: "video",
  screen: "video",
  screenAudio: "audio",
};

export type LinkState = "connecting" | "connected" | "reconnecting" | "failed";
export type LocalTracks = Record<Slot, MediaStreamTrack | null>;

/** By what ways media may go: with `relay`, by TURN servers alone, so that nobody learns another's address. */
export interface IceWays {
  servers: IceServer[];
  policy: IcePolicy;
}

export interface LinkSignals {
  description(negotiation: number, description: RTCSessionDescription): void;
  candidate(negotiation: number, candidate: Candidate): void;
  state(state: LinkState): void;
  track(slot: Slot, track: MediaStreamTrack): void;
  /** This link can't be saved; a new one is needed. */
  hopeless(): void;
  /** The other page has begun anew; its offer waits for a new link. */
  otherPage(): void;
}

const firstPatienceMs = 15_000;
const disconnectedPatienceMs = 3_000;
const restartPatienceMs = 5_000;
const maxRestarts = 3;
const firstScale = 2;
const steadyAfterMs = 3_000;

/**
 * The media between this page and one participant: one RTCPeerConnection. All four m-lines are there from the first
 * offer on; tracks come and go by `replaceTrack`, which needs no negotiation. A path that breaks is looked for again
 * (ICE restart) three times; then the link calls itself hopeless.
 */
export class PeerLink {
  private readonly connection: RTCPeerConnection;
  private readonly negotiator: Negotiator;
  private readonly statistics = new LinkStats();
  private readonly adapter = new VideoAdapter();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private restarts = 0;
  private closed = false;
  private everConnected = false;
  private steady = false;
  private share: VideoBudget = { bitsPerSecond: 1_500_000, scaleDown: 1, framesPerSecond: 30 };

  constructor(
    polite: boolean,
    ice: IceWays,
    private tracks: LocalTracks,
    private readonly signals: LinkSignals,
  ) {
    const connection = new RTCPeerConnection({
      iceServers: ice.servers as RTCIceServer[],
      iceTransportPolicy: ice.policy,
      bundlePolicy: "max-bundle",
    });
    this.connection = connection;
    this.negotiator = new Negotiator(connection, polite, {
      description: (negotiation, description) => signals.description(negotiation, description),
      candidate: (negotiation, candidate) => signals.candidate(negotiation, candidate),
      answering: () => this.prepareAnswer(),
      hopeless: (error) => this.giveUp(error),
      otherPage: () => signals.otherPage(),
    });
    connection.onconnectionstatechange = () => this.stateChanged();
    connection.ontrack = ({ transceiver, track }) => {
      const slot = slots[connection.getTransceivers().indexOf(transceiver)];
      if (slot) signals.track(slot, track);
    };
    this.watch(firstPatienceMs);
    if (polite) return;
    for (const slot of slots) connection.addTransceiver(tracks[slot] ?? kinds[slot], { direction: "sendrecv" });
  }

  get isConnected(): boolean {
    return this.connection.connectionState === "connected";
  }
  /** No answer has come to its first offer, or no offer yet. */
  get isFresh(): boolean {
    return this.negotiator.isFresh;
  }
  get stats(): Promise<RTCStatsReport> {
    return this.connection.getStats();
  }

  /** Sends other tracks from now on. */
  setTracks(tracks: LocalTracks): void {
    this.tracks = tracks;
    this.negotiator.queue(() => this.applyTracks());
  }

  /** The most that the camera may take; less where the link does not bear it. */
  limitVideo(share: VideoBudget): void {
    this.share = share;
    this.negotiator.queue(() => this.applyBudget());
  }

  /** Measures, and follows with the picture's size what the link bears. Null while there is nothing to measure. */
  async sample(nowMs: number): Promise<LinkSample | null> {
    if (!this.isConnected) return null;
    const report = await this.connection.getStats();
    if (this.closed) return null;
    const sample = this.statistics.read(report.values() as Iterable<never>, nowMs);
    if (this.steady && this.adapter.feed(sample, this.share, nowMs)) this.negotiator.queue(() => this.applyBudget());
    return sample;
  }

  /** A new try over the network path (RFC 8445 §9). */
  restart(): void {
    if (this.closed) return;
    this.restarts += 1;
    if (this.restarts > maxRestarts) return this.giveUp();
    this.signals.state(this.everConnected ? "reconnecting" : "connecting");
    this.watch(restartPatienceMs);
    this.connection.restartIce();
    this.negotiator.repeatOffer();
  }

  onDescription(negotiation: number, description: RTCSessionDescriptionInit): void {
    this.negotiator.onDescription(negotiation, description);
  }

  onCandidate(negotiation: number, candidate: Candidate): void {
    this.negotiator.onCandidate(negotiation, candidate);
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
    this.negotiator.close();
    this.connection.onconnectionstatechange = null;
    this.connection.ontrack = null;
    this.connection.close();
  }

  private giveUp(error?: unknown): void {
    if (this.closed) return;
    if (error !== undefined) console.warn("parlor: a peer connection failed", error);
    this.signals.hopeless();
  }

  private transceiver(slot: Slot): RTCRtpTransceiver | undefined {
    return this.connection.getTransceivers()[slots.indexOf(slot)];
  }

  /** The other side's offer has the four m-lines; ours are to go both ways and to carry our tracks. */
  private async prepareAnswer(): Promise<void> {
    for (const transceiver of this.connection.getTransceivers()) transceiver.direction = "sendrecv";
    await this.applyBudget();
    await this.applyTracks();
  }

  /** The first pictures are small, so that they are there soon; full size follows once the link has stood a while. */
  private async applyBudget(): Promise<void> {
    const sender = this.transceiver("camera")?.sender;
    const parameters = sender?.getParameters();
    const encoding = parameters?.encodings[0];
    if (!sender || !parameters || !encoding) return;
    const budget = stepped(this.share, this.adapter.step);
    const scaleDown = this.steady ? budget.scaleDown : Math.max(firstScale, budget.scaleDown);
    if (encoding.maxBitrate === budget.bitsPerSecond && encoding.scaleResolutionDownBy === scaleDown) return;
    encoding.maxBitrate = budget.bitsPerSecond;
    encoding.scaleResolutionDownBy = scaleDown;
    encoding.maxFramerate = budget.framesPerSecond;
    // A bound that is not taken is no reason to end the call.
    await sender.setParameters(parameters).catch(() => undefined);
  }

  private async applyTracks(): Promise<void> {
    for (const slot of slots) {
      const transceiver = this.transceiver(slot);
      if (!transceiver || transceiver.sender.track === this.tracks[slot]) continue;
      await transceiver.sender.replaceTrack(this.tracks[slot]);
    }
  }

  private stateChanged(): void {
    const state = this.connection.connectionState;
    if (state === "connected") {
      clearTimeout(this.timer);
      this.everConnected = true;
      this.restarts = 0;
      this.signals.state("connected");
      if (!this.steady) this.timer = setTimeout(() => this.becomeSteady(), steadyAfterMs);
    } else if (state === "disconnected") {
      this.watch(disconnectedPatienceMs);
      this.signals.state("reconnecting");
    } else if (state === "failed") {
      this.restart();
    } else if (!this.everConnected) {
      this.signals.state("connecting");
    }
  }

  private becomeSteady(): void {
    this.steady = true;
    this.negotiator.queue(() => this.applyBudget());
  }

  private watch(patienceMs: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      if (!this.isConnected) this.restart();
    }, patienceMs);
  }
}
