import type {
  IceCandidateEvent,
  IceServer,
  Participant,
  RelayedData,
  SessionDescription,
} from "../ws/protocol.generated";
import { type Candidate, type LinkState, type LocalTracks, PeerLink, type Slot, slots } from "./peer_link";

export interface PeerView {
  state: LinkState;
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

/** What a link's camera may take, by how many people there are: the uplink is shared by all links. */
function videoBudget(people: number): [bitsPerSecond: number, scaleDown: number] {
  if (people <= 2) return [1_500_000, 1];
  if (people <= 4) return [600_000, 2];
  if (people <= 6) return [300_000, 3];
  return [150_000, 4];
}

/**
 * The links to all other participants of a lobby. Who makes the first offer follows from the ids alone: the lesser one.
 * Links live on while the WebSocket is away; a page that was reloaded gets new ones.
 */
export class PeerMesh {
  private readonly links = new Map<string, PeerLink>();
  private readonly online = new Map<string, boolean>();
  private peers = new Map<string, PeerView>();
  private me = "";
  private iceServers: IceServer[] = [];
  private tracks: LocalTracks = { microphone: null, camera: null, screen: null, screenAudio: null };

  constructor(private readonly signals: MeshSignals) {}

  /** The own join went through. `fresh`: for the first time on this page, so that others may know an older one of us. */
  joined(me: string, iceServers: IceServer[], others: Iterable<Participant>, fresh: boolean): void {
    this.me = me;
    this.iceServers = iceServers;
    const present = [...others];
    this.update(present);
    for (const { id, online } of present) {
      if (id === me || !online || !this.isPolite(id)) continue;
      if (fresh || !this.links.get(id)?.isConnected) this.askForRestart(id);
    }
    // What was said while the connection was away is lost: links that were not through begin again.
    if (!fresh) for (const [id, link] of this.links) if (!link.isConnected && !this.isPolite(id)) this.renew(id);
  }

  /** Who is in the lobby now. */
  update(participants: Iterable<Participant>): void {
    if (!this.me) return;
    const present = new Map<string, Participant>();
    for (const one of participants) if (one.id !== this.me) present.set(one.id, one);
    for (const id of [...this.links.keys()]) if (!present.has(id)) this.drop(id);
    for (const id of [...this.online.keys()]) if (!present.has(id)) this.online.delete(id);
    for (const [id, { online }] of present) {
      const wasAway = this.online.get(id) === false;
      this.online.set(id, online);
      if (!online) continue;
      const link = this.links.get(id);
      if (!link) this.open(id);
      else if (wasAway && !link.isConnected && !this.isPolite(id)) this.renew(id);
    }
    const [bits, scale] = videoBudget(present.size + 1);
    for (const link of this.links.values()) link.limitVideo(bits, scale);
  }

  setTracks(tracks: LocalTracks): void {
    this.tracks = tracks;
    for (const link of this.links.values()) link.setTracks(tracks);
  }

  onDescription({ from, negotiation, description }: SessionDescription): void {
    let link = this.links.get(from);
    // An offer from a page that began anew, found out only when the link reads it, asks for a new link first.
    if (!link) link = this.open(from);
    this.lastOffer.set(from, { negotiation, description });
    link?.onDescription(negotiation, description);
  }

  onCandidate({ from, negotiation, candidate }: IceCandidateEvent): void {
    this.links.get(from)?.onCandidate(negotiation, candidate);
  }

  onData({ from, topic }: RelayedData): void {
    if (topic !== restartTopic || this.isPolite(from)) return;
    // A link whose first offer is still on its way reaches the new page as well.
    const link = this.links.get(from);
    if (!link?.isFresh) this.renew(from);
  }

  stats(id: string): Promise<RTCStatsReport> | undefined {
    return this.links.get(id)?.stats;
  }
  get ids(): string[] {
    return [...this.links.keys()];
  }

  close(): void {
    for (const id of [...this.links.keys()]) this.drop(id);
    this.me = "";
  }

  private readonly lastOffer = new Map<string, { negotiation: number; description: RTCSessionDescriptionInit }>();

  private isPolite(other: string): boolean {
    return this.me > other;
  }

  private askForRestart(id: string): void {
    this.signals.data(id, restartTopic, {}).catch(() => undefined);
  }

  private open(id: string): PeerLink | undefined {
    if (!this.me) return undefined;
    const link = new PeerLink(this.isPolite(id), this.iceServers, this.tracks, {
      description: (negotiation, description) => {
        this.signals.description(id, negotiation, description).catch(() => undefined);
      },
      candidate: (negotiation, candidate) => {
        this.signals.candidate(id, negotiation, candidate).catch(() => undefined);
      },
      state: (state) => this.change(id, link, (peer) => ({ ...peer, state })),
      track: (slot, track) => this.change(id, link, (peer) => ({ ...peer, tracks: { ...peer.tracks, [slot]: track } })),
      hopeless: () => this.replace(id, link),
    });
    this.links.set(id, link);
    this.peers = new Map(this.peers).set(id, { state: "connecting", tracks: {} });
    this.signals.onPeers(this.peers);
    const [bits, scale] = videoBudget(this.online.size + 1);
    link.limitVideo(bits, scale);
    return link;
  }

  private change(id: string, link: PeerLink, how: (peer: PeerView) => PeerView): void {
    const peer = this.peers.get(id);
    if (!peer || this.links.get(id) !== link) return;
    this.peers = new Map(this.peers).set(id, how(peer));
    this.signals.onPeers(this.peers);
  }

  private renew(id: string): void {
    this.links.get(id)?.close();
    this.links.delete(id);
    this.open(id);
  }

  /** The link is past help, or the other page has begun anew. */
  private replace(id: string, link: PeerLink): void {
    if (this.links.get(id) !== link) return;
    this.renew(id);
    const last = this.lastOffer.get(id);
    this.lastOffer.delete(id);
    if (!this.isPolite(id)) return;
    if (last?.description.type === "offer") this.links.get(id)?.onDescription(last.negotiation, last.description);
    else this.askForRestart(id);
  }

  private drop(id: string): void {
    this.links.get(id)?.close();
    this.links.delete(id);
    this.lastOffer.delete(id);
    this.peers = new Map(this.peers);
    this.peers.delete(id);
    this.signals.onPeers(this.peers);
  }
}

export { slots };
