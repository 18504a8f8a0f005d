import type { IceServer, RelayIceCandidate } from "../ws/protocol.generated";

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
export type Candidate = RelayIceCandidate["candidate"];

export interface LinkSignals {
  /** The negotiation is part of the message, so that what is outdated can be told. */
  description(negotiation: number, description: RTCSessionDescription): void;
  candidate(negotiation: number, candidate: Candidate): void;
  state(state: LinkState): void;
  track(slot: Slot, track: MediaStreamTrack): void;
  /** This link can't be saved; a new one is needed. */
  hopeless(): void;
}

const disconnectedPatienceMs = 3_000;
const restartPatienceMs = 5_000;
const maxRestarts = 3;
const firstScale = 2;
const steadyAfterMs = 3_000;

/** The session id of an SDP's origin line (RFC 8866 §5.2): one per RTCPeerConnection. */
function sessionOf(sdp: string): string {
  return /^o=\S+ (\S+)/m.exec(sdp)?.[1] ?? "";
}

/**
 * The media between this page and one participant: one RTCPeerConnection and its negotiation (W3C WebRTC 1.0 §10.7,
 * "perfect negotiation"). All four m-lines are there from the first offer on; tracks come and go by `replaceTrack`,
 * which needs no negotiation. The impolite side makes the first offer.
 */
export class PeerLink {
  private readonly connection: RTCPeerConnection;
  /** Everything about descriptions and candidates happens one after the other. */
  private chain: Promise<void> = Promise.resolve();
  private makingOffer = false;
  private ignoringOffer = false;
  private negotiation = 0;
  private remoteSession = "";
  private readonly early: Candidate[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;
  private restarts = 0;
  private closed = false;
  private everConnected = false;
  private steady = false;
  private budget = { bitsPerSecond: 1_500_000, scaleDown: 1 };

  constructor(
    private readonly polite: boolean,
    iceServers: IceServer[],
    private tracks: LocalTracks,
    private readonly signals: LinkSignals,
  ) {
    this.connection = new RTCPeerConnection({ iceServers: iceServers as RTCIceServer[], bundlePolicy: "max-bundle" });
    this.connection.onicecandidate = ({ candidate }) => this.localCandidate(candidate);
    this.connection.onconnectionstatechange = () => this.stateChanged();
    this.connection.onnegotiationneeded = () => {
      // The polite side waits for the first offer; after that either may ask for more.
      if (!polite || this.connection.remoteDescription) this.offer();
    };
    this.connection.ontrack = ({ transceiver, track }) => {
      const slot = this.slotOf(transceiver);
      if (slot) signals.track(slot, track);
    };
    if (!polite) this.addTransceivers();
  }

  get isConnected(): boolean {
    return this.connection.connectionState === "connected";
  }
  /** No answer has come to its first offer, or no offer yet. */
  get isFresh(): boolean {
    return this.remoteSession === "";
  }
  get stats(): Promise<RTCStatsReport> {
    return this.connection.getStats();
  }

  /** Sends other tracks from now on. */
  setTracks(tracks: LocalTracks): void {
    this.tracks = tracks;
    this.queue(() => this.applyTracks());
  }

  /** Bounds what the camera takes of the network. */
  limitVideo(bitsPerSecond: number, scaleDown: number): void {
    this.budget = { bitsPerSecond, scaleDown };
    this.queue(() => this.applyBudget());
  }

  /** A new try over the network path (RFC 8445 §9). */
  restart(): void {
    if (this.closed) return;
    this.restarts += 1;
    if (this.restarts > maxRestarts) return this.signals.hopeless();
    this.signals.state("reconnecting");
    this.watch(restartPatienceMs);
    this.connection.restartIce();
  }

  onDescription(negotiation: number, description: RTCSessionDescriptionInit): void {
    this.queue(() => this.remoteDescription(negotiation, description));
  }

  onCandidate(negotiation: number, candidate: Candidate): void {
    this.queue(async () => {
      if (negotiation < this.negotiation || this.ignoringOffer) return;
      if (negotiation > this.negotiation || !this.connection.remoteDescription) this.early.push(candidate);
      else await this.addCandidate(candidate);
    });
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
    this.connection.onicecandidate = null;
    this.connection.onconnectionstatechange = null;
    this.connection.onnegotiationneeded = null;
    this.connection.ontrack = null;
    this.connection.close();
  }

  private queue(work: () => Promise<void>): void {
    this.chain = this.chain.then(async () => {
      if (this.closed) return;
      try {
        await work();
      } catch (error) {
        if (!this.closed) this.giveUp(error);
      }
    });
  }

  private giveUp(error: unknown): void {
    console.warn("parlor: a peer connection failed", error);
    this.signals.hopeless();
  }

  private addTransceivers(): void {
    for (const slot of slots)
      this.connection.addTransceiver(this.tracks[slot] ?? kinds[slot], { direction: "sendrecv" });
  }

  private transceiver(slot: Slot): RTCRtpTransceiver | undefined {
    return this.connection.getTransceivers()[slots.indexOf(slot)];
  }

  private slotOf(transceiver: RTCRtpTransceiver): Slot | undefined {
    return slots[this.connection.getTransceivers().indexOf(transceiver)];
  }

  /** The first pictures are small, so that they are there soon; full size follows once the link has stood a while. */
  private get encoding(): { maxBitrate: number; scaleResolutionDownBy: number } {
    const { bitsPerSecond, scaleDown } = this.budget;
    return {
      maxBitrate: bitsPerSecond,
      scaleResolutionDownBy: this.steady ? scaleDown : Math.max(firstScale, scaleDown),
    };
  }

  private async applyBudget(): Promise<void> {
    const sender = this.transceiver("camera")?.sender;
    const parameters = sender?.getParameters();
    const encoding = parameters?.encodings[0];
    if (!sender || !parameters || !encoding) return;
    const { maxBitrate, scaleResolutionDownBy } = this.encoding;
    if (encoding.maxBitrate === maxBitrate && encoding.scaleResolutionDownBy === scaleResolutionDownBy) return;
    encoding.maxBitrate = maxBitrate;
    encoding.scaleResolutionDownBy = scaleResolutionDownBy;
    await sender.setParameters(parameters);
  }

  private async applyTracks(): Promise<void> {
    for (const slot of slots) {
      const transceiver = this.transceiver(slot);
      if (!transceiver || transceiver.sender.track === this.tracks[slot]) continue;
      await transceiver.sender.replaceTrack(this.tracks[slot]);
    }
  }

  private offer(): void {
    this.queue(async () => {
      try {
        this.makingOffer = true;
        this.negotiation = Math.max(this.negotiation + 1, Date.now());
        await this.connection.setLocalDescription();
      } finally {
        this.makingOffer = false;
      }
      const description = this.connection.localDescription;
      if (description) this.signals.description(this.negotiation, description);
    });
  }

  private async remoteDescription(negotiation: number, description: RTCSessionDescriptionInit): Promise<void> {
    const offer = description.type === "offer";
    const session = sessionOf(description.sdp ?? "");
    // The other page has begun anew: nothing of this connection fits it.
    if (this.remoteSession && session !== this.remoteSession) return this.signals.hopeless();
    if (negotiation < this.negotiation) return;
    if (!offer && (negotiation !== this.negotiation || this.connection.signalingState !== "have-local-offer")) return;
    const collision = offer && (this.makingOffer || this.connection.signalingState !== "stable");
    this.ignoringOffer = !this.polite && collision;
    if (this.ignoringOffer) return;
    this.negotiation = negotiation;
    await this.connection.setRemoteDescription(description);
    this.remoteSession = session;
    if (offer) {
      for (const transceiver of this.connection.getTransceivers()) transceiver.direction = "sendrecv";
      await this.applyBudget();
      await this.applyTracks();
      await this.connection.setLocalDescription();
      const answer = this.connection.localDescription;
      if (answer) this.signals.description(negotiation, answer);
    }
    for (const candidate of this.early.splice(0)) await this.addCandidate(candidate);
  }

  private async addCandidate(candidate: Candidate): Promise<void> {
    // Firefox ends its candidates by an empty one, others by none at all.
    if (!candidate || candidate.candidate === "") return;
    await this.connection.addIceCandidate(candidate as RTCIceCandidateInit);
  }

  private localCandidate(candidate: RTCIceCandidate | null): void {
    if (!candidate) return this.signals.candidate(this.negotiation, null);
    const { candidate: text, sdpMid, sdpMLineIndex, usernameFragment } = candidate.toJSON();
    this.signals.candidate(this.negotiation, {
      candidate: text ?? "",
      ...(sdpMid == null ? {} : { sdpMid }),
      ...(sdpMLineIndex == null ? {} : { sdpMLineIndex }),
      ...(usernameFragment == null ? {} : { usernameFragment }),
    });
  }

  private stateChanged(): void {
    const state = this.connection.connectionState;
    clearTimeout(this.timer);
    if (state === "connected") {
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
    this.queue(() => this.applyBudget());
  }

  private watch(patienceMs: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      if (!this.isConnected) this.restart();
    }, patienceMs);
  }
}
