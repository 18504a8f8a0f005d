/**
 * As much of RTCPeerConnection as negotiating needs, after W3C WebRTC 1.0 §4: signalling states with implicit rollback,
 * the negotiation-needed flag, ICE restarts by new credentials, candidates that fit one set of credentials alone.
 * Two of them are connected when both know the other's present credentials and a candidate of each.
 */
export class FakePeerConnection {
  static readonly all: FakePeerConnection[] = [];
  private static count = 0;

  signalingState: "stable" | "have-local-offer" | "have-remote-offer" | "closed" = "stable";
  connectionState: "new" | "connecting" | "connected" | "disconnected" | "failed" | "closed" = "new";
  localDescription: { type: "offer" | "answer"; sdp: string } | null = null;
  remoteDescription: { type: "offer" | "answer"; sdp: string } | null = null;
  onicecandidate: ((event: { candidate: unknown }) => void) | null = null;
  onnegotiationneeded: (() => void) | null = null;
  onconnectionstatechange: (() => void) | null = null;
  ontrack: ((event: unknown) => void) | null = null;
  readonly session = `session${++FakePeerConnection.count}`;
  private transceivers: { kind: string; mid: string | null; direction: string; sender: unknown }[] = [];
  private ufrag = "";
  private generation = 0;
  private restartWanted = true;
  private needed = false;
  private readonly heard = new Set<string>();
  /** What a rollback goes back to. */
  private stable = { local: this.localDescription, remote: this.remoteDescription, ufrag: "" };

  constructor() {
    FakePeerConnection.all.push(this);
  }

  addTransceiver(kind: string): void {
    this.transceivers.push({ kind, mid: null, direction: "sendrecv", sender: fakeSender() });
    this.updateNeeded();
  }

  getTransceivers() {
    return this.transceivers;
  }

  restartIce(): void {
    this.restartWanted = true;
    this.updateNeeded();
  }

  async setLocalDescription(): Promise<void> {
    await null;
    this.mustBeOpen();
    const answering = this.signalingState === "have-remote-offer";
    if (!answering && this.signalingState !== "stable") throw new DOMException("not now", "InvalidStateError");
    if (!answering) {
      this.stable = { local: this.localDescription, remote: this.remoteDescription, ufrag: this.ufrag };
      if (this.restartWanted || this.ufrag === "") this.freshCredentials();
      this.transceivers.forEach((one, index) => {
        one.mid = String(index);
      });
      this.signalingState = "have-local-offer";
    } else {
      if (this.restartWanted || this.ufrag === "" || this.remoteRestarted) this.freshCredentials();
      this.signalingState = "stable";
    }
    this.localDescription = { type: answering ? "answer" : "offer", sdp: this.sdp() };
    this.gather();
    if (answering) this.becameStable();
  }

  async setRemoteDescription(description: { type: "offer" | "answer"; sdp: string }): Promise<void> {
    await null;
    this.mustBeOpen();
    const told = /^a=candidate:(.*)$/m.exec(description.sdp)?.[1];
    if (told) this.heard.add(told);
    if (description.type === "offer") {
      if (this.signalingState === "have-local-offer") this.rollBack();
      if (this.signalingState !== "stable") throw new DOMException("not now", "InvalidStateError");
      this.remoteRestarted = ufragOf(description.sdp) !== ufragOf(this.remoteDescription?.sdp ?? "");
      this.remoteDescription = description;
      this.signalingState = "have-remote-offer";
      linesOf(description.sdp).forEach((kind, index) => {
        this.transceivers[index] ??= { kind, mid: String(index), direction: "recvonly", sender: fakeSender() };
      });
    } else {
      if (this.signalingState !== "have-local-offer") throw new DOMException("not now", "InvalidStateError");
      if (linesOf(description.sdp).length !== this.transceivers.length) throw new Error("other m-lines");
      this.remoteDescription = description;
      this.signalingState = "stable";
      this.becameStable();
    }
  }

  async addIceCandidate({ candidate }: { candidate: string }): Promise<void> {
    await null;
    this.mustBeOpen();
    if (!this.remoteDescription) throw new DOMException("too early", "InvalidStateError");
    if (candidate !== ufragOf(this.remoteDescription.sdp)) throw new DOMException("unknown ufrag", "OperationError");
    this.heard.add(candidate);
  }

  async getStats(): Promise<Map<string, unknown>> {
    return new Map();
  }

  close(): void {
    this.signalingState = "closed";
    this.connectionState = "closed";
  }

  /** Whether media could flow between the two. */
  static connected(one: FakePeerConnection, other: FakePeerConnection): boolean {
    return one.hears(other) && other.hears(one);
  }

  setConnectionState(state: FakePeerConnection["connectionState"]): void {
    this.connectionState = state;
    this.onconnectionstatechange?.();
  }

  private remoteRestarted = false;

  private hears(other: FakePeerConnection): boolean {
    return (
      this.signalingState === "stable" &&
      ufragOf(this.remoteDescription?.sdp ?? "") === other.ufrag &&
      this.heard.has(other.ufrag)
    );
  }

  private mustBeOpen(): void {
    if (this.signalingState === "closed") throw new DOMException("closed", "InvalidStateError");
  }

  private freshCredentials(): void {
    this.generation += 1;
    this.ufrag = `${this.session}.${this.generation}`;
  }

  private rollBack(): void {
    this.localDescription = this.stable.local;
    this.remoteDescription = this.stable.remote;
    this.ufrag = this.stable.ufrag;
    this.signalingState = "stable";
  }

  private becameStable(): void {
    if (ufragOf(this.localDescription?.sdp ?? "") !== this.stable.ufrag) this.restartWanted = false;
    this.stable = { local: this.localDescription, remote: this.remoteDescription, ufrag: this.ufrag };
    this.needed = false;
    this.updateNeeded();
  }

  private updateNeeded(): void {
    const wanted = this.localDescription === null ? this.transceivers.length > 0 : this.restartWanted;
    if (!wanted || this.needed || this.signalingState !== "stable") return;
    this.needed = true;
    queueMicrotask(() => {
      if (this.signalingState !== "closed") this.onnegotiationneeded?.();
    });
  }

  private gather(): void {
    const candidate = this.ufrag;
    queueMicrotask(() => {
      if (this.signalingState === "closed") return;
      // Read again later, a description tells of the candidates found since.
      const local = this.localDescription;
      if (local && ufragOf(local.sdp) === candidate)
        this.localDescription = { ...local, sdp: `${local.sdp}\na=candidate:${candidate}` };
      this.onicecandidate?.({ candidate: { toJSON: () => ({ candidate, sdpMid: "0", sdpMLineIndex: 0 }) } });
      this.onicecandidate?.({ candidate: null });
    });
  }

  private sdp(): string {
    return [
      "v=0",
      `o=- ${this.session} 2 IN IP4 127.0.0.1`,
      `a=ice-ufrag:${this.ufrag}`,
      ...this.transceivers.map((one) => `m=${one.kind}`),
    ].join("\n");
  }
}

function fakeSender() {
  return {
    track: null as unknown,
    getParameters: () => ({ encodings: [{}] }),
    setParameters: async () => undefined,
    async replaceTrack(track: unknown) {
      this.track = track;
    },
  };
}

function ufragOf(sdp: string): string {
  return /^a=ice-ufrag:(.*)$/m.exec(sdp)?.[1] ?? "";
}

export function linesOf(sdp: string): string[] {
  return [...sdp.matchAll(/^m=(\w+)/gm)].map((match) => match[1] ?? "");
}
