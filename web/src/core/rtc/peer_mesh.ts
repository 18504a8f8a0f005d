import type { IceCandidateEvent, Participant, RelayedData, SessionDescription } from "../ws/protocol.generated";
import { type LinkQuality, type LinkSample, qualityOf } from "./link_stats";
import type { Candidate } from "./negotiator";
import { type IceWays, type LinkState, type LocalTracks, PeerLink, type Slot } from "./peer_link";
import { shareOf } from "./video_budget";

export interface PeerView {
  state: LinkState;
  quality: LinkQuality;
  /** What the other one sends, by slot; the tracks are there from the first offer on, with or without content. */
  tracks: Partial<Record<Slot, MediaStreamTrack>>;
}

export interface MeshSignals {
  description(to: string, negotiation: number, description: RTCSessionDescription): Promise<unknown>;
  candidate(to: string, negotiation: number, candidate: Candidate): Promise<unknown>;
  /** `relay_data` with this topic. */
  data(to: string, topic: string, payload: unknown): Promise<unknown>;
  onPeers(peers: ReadonlyMap<string, PeerView>): void;
}

/** By this `relay_data` a page that begins anew asks the side that offers for a new connection. */
export const restartTopic = "webrtc.restart";

/** After this many links to one participant that never stood, only a person begins another. */
const maxVainLinks = 2;

interface Peer {
  link: PeerLink;
  view: PeerView;
  sample: LinkSample | null;
  vainLinks: number;
  lastOffer: { negotiation: number; description: RTCSessionDescriptionInit } | null;
}

/**
 * The links to all other participants of a lobby. Who makes the first offer follows from who they are: a bot, and among
 * people the one with the lesser id.
 * Links live on while the WebSocket is away; a page that was reloaded gets new ones.
 */
export class PeerMesh {
  private readonly peers = new Map<string, Peer>();
  private readonly online = new Map<string, boolean>();
  private readonly bots = new Set<string>();
  private me = "";
  private ice: IceWays = { servers: [], policy: "all" };
  private tracks: LocalTracks = { microphone: null, camera: null, screen: null, screenAudio: null };

  constructor(private readonly signals: MeshSignals) {}

  /** The own join went through. `fresh`: for the first time on this page, so that others may know an older one of us. */
  joined(me: string, ice: IceWays, others: Iterable<Participant>, fresh: boolean): void {
    this.me = me;
    this.ice = ice;
    const present = [...others];
    this.update(present);
    for (const { id, online } of present) {
      if (id === me || !online) continue;
      const connected = this.peers.get(id)?.link.isConnected ?? false;
      if (this.isPolite(id)) {
        if (fresh || !connected) this.askForRestart(id);
      } else if (!fresh && !connected) {
        // What was said while the connection was away is lost: links that were not through begin again.
        this.renew(id);
      }
    }
  }

  /** Who is in the lobby now. */
  update(participants: Iterable<Participant>): void {
    if (!this.me) return;
    const present = new Map<string, Participant>();
    for (const one of participants) if (one.id !== this.me) present.set(one.id, one);
    for (const id of [...this.peers.keys()]) if (!present.has(id)) this.drop(id);
    for (const id of [...this.online.keys()]) if (!present.has(id)) this.online.delete(id);
    for (const [id, { online, kind }] of present) {
      if (kind === "bot") this.bots.add(id);
      const wasAway = this.online.get(id) === false;
      this.online.set(id, online);
      if (!online) continue;
      const peer = this.peers.get(id);
      if (!peer) this.open(id);
      else if (wasAway && !peer.link.isConnected && !this.isPolite(id)) this.renew(id);
    }
    const share = shareOf(present.size + 1);
    for (const { link } of this.peers.values()) link.limitVideo(share);
  }

  setTracks(tracks: LocalTracks): void {
    this.tracks = tracks;
    for (const { link } of this.peers.values()) link.setTracks(tracks);
  }

  onDescription({ from, negotiation, description }: SessionDescription): void {
    // An offer may overtake the news of who has come; whoever makes the first one is the impolite side.
    const peer = this.peers.get(from) ?? this.open(from, 0, description.type === "offer" || this.isPolite(from));
    if (!peer) return;
    if (description.type === "offer") peer.lastOffer = { negotiation, description };
    peer.link.onDescription(negotiation, description);
  }

  onCandidate({ from, negotiation, candidate }: IceCandidateEvent): void {
    this.peers.get(from)?.link.onCandidate(negotiation, candidate);
  }

  onData({ from, topic }: RelayedData): void {
    if (topic !== restartTopic || this.isPolite(from)) return;
    // A link whose first offer is still on its way reaches the new page as well.
    const peer = this.peers.get(from);
    if (!peer?.link.isFresh) this.renew(from, peer?.vainLinks);
  }

  /** A person wants another try with a participant whose link failed. */
  retry(id: string): void {
    const peer = this.peers.get(id);
    if (!peer) return;
    this.renew(id);
    if (this.isPolite(id)) this.askForRestart(id);
  }

  /** Measures all links; people are told where a link's quality has changed. */
  async observe(nowMs: number): Promise<void> {
    await Promise.all(
      [...this.peers].map(async ([id, peer]) => {
        const sample = await peer.link.sample(nowMs);
        if (this.peers.get(id) !== peer || !sample) return;
        peer.sample = sample;
        const quality = qualityOf(sample);
        if (quality !== peer.view.quality) this.change(id, peer.link, { quality });
      }),
    );
  }

  /** The last measurement of a link. */
  sampleOf(id: string): LinkSample | null {
    return this.peers.get(id)?.sample ?? null;
  }
  stats(id: string): Promise<RTCStatsReport> | undefined {
    return this.peers.get(id)?.link.stats;
  }
  get ids(): string[] {
    return [...this.peers.keys()];
  }

  close(): void {
    for (const id of [...this.peers.keys()]) this.drop(id);
    this.me = "";
  }

  private isPolite(other: string): boolean {
    return this.bots.has(other) || this.me > other;
  }

  private askForRestart(id: string): void {
    this.signals.data(id, restartTopic, {}).catch(() => undefined);
  }

  private open(id: string, vainLinks = 0, polite = this.isPolite(id)): Peer | undefined {
    if (!this.me) return undefined;
    const link = new PeerLink(polite, this.ice, this.tracks, {
      description: (negotiation, description) => {
        this.signals.description(id, negotiation, description).catch(() => undefined);
      },
      candidate: (negotiation, candidate) => {
        this.signals.candidate(id, negotiation, candidate).catch(() => undefined);
      },
      state: (state) => {
        const peer = this.peers.get(id);
        if (peer?.link === link && state === "connected") peer.vainLinks = 0;
        this.change(id, link, { state });
      },
      track: (slot, track) => this.change(id, link, { tracks: { ...this.peers.get(id)?.view.tracks, [slot]: track } }),
      hopeless: () => this.replace(id, link, false),
      otherPage: () => this.replace(id, link, true),
    });
    const peer: Peer = {
      link,
      view: { state: "connecting", quality: "unknown", tracks: {} },
      sample: null,
      vainLinks,
      lastOffer: null,
    };
    this.peers.set(id, peer);
    this.publish();
    link.limitVideo(shareOf(this.online.size + 1));
    return peer;
  }

  private change(id: string, link: PeerLink, part: Partial<PeerView>): void {
    const peer = this.peers.get(id);
    if (peer?.link !== link) return;
    peer.view = { ...peer.view, ...part };
    this.publish();
  }

  private renew(id: string, vainLinks = 0): void {
    this.peers.get(id)?.link.close();
    this.open(id, vainLinks);
  }

  /** The other page has begun anew, which its last offer told; or there is no way to it, and a new link may find one. */
  private replace(id: string, link: PeerLink, otherPage: boolean): void {
    const peer = this.peers.get(id);
    if (peer?.link !== link) return;
    if (otherPage) {
      this.renew(id, peer.vainLinks);
      const { lastOffer } = peer;
      if (this.isPolite(id) && lastOffer)
        this.peers.get(id)?.link.onDescription(lastOffer.negotiation, lastOffer.description);
    } else if (peer.vainLinks < maxVainLinks) {
      this.renew(id, peer.vainLinks + 1);
      if (this.isPolite(id)) this.askForRestart(id);
    } else {
      link.close();
      this.change(id, link, { state: "failed" });
    }
  }

  private drop(id: string): void {
    this.peers.get(id)?.link.close();
    this.peers.delete(id);
    this.publish();
  }

  private publish(): void {
    this.signals.onPeers(new Map([...this.peers].map(([id, { view }]) => [id, view])));
  }
}
