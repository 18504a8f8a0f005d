import type { RelayIceCandidate } from "../ws/protocol.generated";

export type Candidate = RelayIceCandidate["candidate"];

export interface NegotiatorSignals {
  /** The negotiation is part of the message, so that what is outdated can be told. */
  description(negotiation: number, description: RTCSessionDescription): void;
  candidate(negotiation: number, candidate: Candidate): void;
  /** An offer is about to be answered: tracks and directions are to be set. */
  answering(): Promise<void>;
  /** The negotiation can't go on with this connection. */
  hopeless(error: unknown): void;
  /** The other page has begun anew: nothing of this connection fits what it says. */
  otherPage(): void;
}

/** Candidates for a description that is not there yet; more than this nobody sends in good faith. */
const maxEarly = 200;

/** The session id of an SDP's origin line (RFC 8866 §5.2): one per RTCPeerConnection. */
function sessionOf(sdp: string): string {
  return /^o=\S+ (\S+)/m.exec(sdp)?.[1] ?? "";
}

/**
 * Agrees with one other page on the connection between both: "perfect negotiation" (W3C WebRTC 1.0 §10.7) over
 * messages that carry the number of their negotiation. The impolite side makes the first offer; where both offer at
 * once the impolite one's stands, whatever the numbers. An offer that comes again is answered again.
 */
export class Negotiator {
  /** Everything about descriptions and candidates happens one after the other. */
  private chain: Promise<void> = Promise.resolve();
  /** The own offer's number while no answer is there. */
  private offered = 0;
  /** The number of the last negotiation whose remote description stands. */
  private settled = 0;
  private highest = 0;
  private remoteSession = "";
  private early: [negotiation: number, candidate: Candidate][] = [];
  private closed = false;

  constructor(
    private readonly connection: RTCPeerConnection,
    private readonly polite: boolean,
    private readonly signals: NegotiatorSignals,
  ) {
    connection.onicecandidate = ({ candidate }) => this.localCandidate(candidate);
    connection.onnegotiationneeded = () => {
      // The polite side waits for the first offer; after that either may ask for more.
      if (!polite || connection.remoteDescription) this.offer();
    };
  }

  /** Nothing has come from the other side yet. */
  get isFresh(): boolean {
    return this.remoteSession === "";
  }

  /** Runs work on the connection between two steps of the negotiation. */
  queue(work: () => Promise<unknown>): void {
    this.chain = this.chain.then(async () => {
      if (this.closed) return;
      try {
        await work();
      } catch (error) {
        if (!this.closed) this.signals.hopeless(error);
      }
    });
  }

  onDescription(negotiation: number, description: RTCSessionDescriptionInit): void {
    this.queue(() => this.remoteDescription(negotiation, description));
  }

  onCandidate(negotiation: number, candidate: Candidate): void {
    this.queue(async () => {
      if (negotiation < this.settled) return;
      if (negotiation === this.settled) await this.addCandidate(candidate);
      else if (this.early.length < maxEarly) this.early.push([negotiation, candidate]);
    });
  }

  /** Says the own offer again, where its answer is still missing; it or the answer may have been lost. */
  repeatOffer(): void {
    this.queue(async () => {
      const { signalingState, localDescription } = this.connection;
      if (signalingState === "have-local-offer" && localDescription)
        this.signals.description(this.offered, localDescription);
    });
  }

  close(): void {
    this.closed = true;
    this.connection.onicecandidate = null;
    this.connection.onnegotiationneeded = null;
  }

  private offer(): void {
    this.queue(async () => {
      // An offer of the other side came first; what this one was for is asked for again once that is settled.
      if (this.connection.signalingState !== "stable") return;
      this.highest = Math.max(this.highest + 1, Date.now());
      this.offered = this.highest;
      await this.connection.setLocalDescription();
      const description = this.connection.localDescription;
      if (description) this.signals.description(this.offered, description);
    });
  }

  private async remoteDescription(negotiation: number, description: RTCSessionDescriptionInit): Promise<void> {
    const session = sessionOf(description.sdp ?? "");
    if (this.remoteSession && session !== this.remoteSession) return this.signals.otherPage();
    if (description.type === "answer") await this.takeAnswer(negotiation, description, session);
    else await this.takeOffer(negotiation, description, session);
  }

  private async takeAnswer(negotiation: number, answer: RTCSessionDescriptionInit, session: string): Promise<void> {
    if (this.connection.signalingState !== "have-local-offer" || negotiation !== this.offered) return;
    // Told before the wait, in which the first local candidates of what is now settled may come.
    this.settled = negotiation;
    await this.connection.setRemoteDescription(answer);
    await this.settle(negotiation, session);
  }

  private async takeOffer(negotiation: number, offer: RTCSessionDescriptionInit, session: string): Promise<void> {
    this.highest = Math.max(this.highest, negotiation);
    if (negotiation === this.settled) return this.repeatAnswer();
    if (negotiation < this.settled) return;
    const collision = this.connection.signalingState !== "stable";
    if (collision && !this.polite) return;
    this.settled = negotiation;
    await this.connection.setRemoteDescription(offer);
    await this.signals.answering();
    await this.connection.setLocalDescription();
    this.repeatAnswer();
    await this.settle(negotiation, session);
  }

  private repeatAnswer(): void {
    const { localDescription } = this.connection;
    if (localDescription?.type === "answer") this.signals.description(this.settled, localDescription);
  }

  private async settle(negotiation: number, session: string): Promise<void> {
    this.remoteSession = session;
    const early = this.early;
    this.early = early.filter(([its]) => its > negotiation);
    for (const [its, candidate] of early) if (its === negotiation) await this.addCandidate(candidate);
  }

  private async addCandidate(candidate: Candidate): Promise<void> {
    // Firefox ends its candidates by an empty one, others by none at all.
    if (!candidate || candidate.candidate === "") return;
    // One address that does not fit (of an offer that was taken back, say) is no reason to end the rest.
    await this.connection.addIceCandidate(candidate as RTCIceCandidateInit).catch(() => undefined);
  }

  private localCandidate(candidate: RTCIceCandidate | null): void {
    const negotiation = this.connection.signalingState === "have-local-offer" ? this.offered : this.settled;
    if (!candidate) return this.signals.candidate(negotiation, null);
    const { candidate: text, sdpMid, sdpMLineIndex, usernameFragment } = candidate.toJSON();
    this.signals.candidate(negotiation, {
      candidate: text ?? "",
      ...(sdpMid == null ? {} : { sdpMid }),
      ...(sdpMLineIndex == null ? {} : { sdpMLineIndex }),
      ...(usernameFragment == null ? {} : { usernameFragment }),
    });
  }
}
