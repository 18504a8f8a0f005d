import { store } from "../store/store";
import { ActiveSpeaker, LevelMonitor, speakingLevel } from "./media/levels";
import { type MeshSignals, PeerMesh } from "./rtc/peer_mesh";
import type { WebSocketManager } from "./ws/socket_manager";

const observeMs = 2_000;
/** Four loud moments, with pauses of up to a second or so between them, are speech; one is a cough. */
const mutedSpeakingTicks = 4;
const pauseCosts = 0.1;
const mutedSpeakingShownMs = 4_000;

/** The name of the own microphone among the levels. */
export const ownLevel = "me";

/** What belongs to one call: the links, their quality, who is heard. */
export class Call {
  readonly mesh: PeerMesh;
  readonly levels = new LevelMonitor();
  private readonly speaker = new ActiveSpeaker();
  private readonly observing: ReturnType<typeof setInterval>;
  private readonly undo: (() => void)[] = [];
  private mutedTicks = 0;
  private mutedTimer: ReturnType<typeof setTimeout> | undefined;
  private wakeLock: WakeLockSentinel | null = null;

  constructor(socket: WebSocketManager, lobbyId: string) {
    const signals: MeshSignals = {
      description: (to, negotiation, { type, sdp }) =>
        socket.request("relay_session_description", {
          lobby_id: lobbyId,
          to,
          negotiation,
          description: { type: type as "offer" | "answer", sdp },
        }),
      candidate: (to, negotiation, candidate) =>
        socket.request("relay_ice_candidate", { lobby_id: lobbyId, to, negotiation, candidate }),
      data: (to, topic, payload) => socket.request("relay_data", { lobby_id: lobbyId, to, topic, payload }),
      onPeers: (peers) => store.setState({ peers }),
    };
    this.mesh = new PeerMesh(signals);
    this.observing = setInterval(() => void this.mesh.observe(performance.now()), observeMs);
    this.undo.push(
      this.levels.subscribe((levels) => this.heard(levels)),
      store.subscribe((now, before) => {
        if (now.peers !== before.peers || now.lobby !== before.lobby || now.media !== before.media) this.listen();
      }),
    );
    this.listen();
    void this.keepAwake();
    const seen = () => void this.keepAwake();
    document.addEventListener("visibilitychange", seen);
    this.undo.push(() => document.removeEventListener("visibilitychange", seen));
  }

  close(): void {
    for (const undo of this.undo) undo();
    clearInterval(this.observing);
    clearTimeout(this.mutedTimer);
    this.levels.close();
    this.mesh.close();
    this.wakeLock?.release().catch(() => undefined);
  }

  /** Listens to the own microphone and to all that others send. */
  private listen(): void {
    const { peers, lobby, media } = store.getState();
    const tracks = new Map<string, MediaStreamTrack>();
    if (media.meterTrack) tracks.set(ownLevel, media.meterTrack);
    for (const [id, { tracks: received }] of peers)
      if (received.microphone && lobby?.participants.get(id)?.media.microphone) tracks.set(id, received.microphone);
    this.levels.watch(tracks);
  }

  private heard(levels: ReadonlyMap<string, number>): void {
    const others = new Map(levels);
    others.delete(ownLevel);
    const activeSpeaker = this.speaker.feed(others);
    if (activeSpeaker !== store.getState().activeSpeaker) store.setState({ activeSpeaker });
    const speaks = store.getState().media.microphone === "muted" && (levels.get(ownLevel) ?? 0) > speakingLevel * 2;
    this.mutedTicks = speaks ? this.mutedTicks + 1 : Math.max(0, this.mutedTicks - pauseCosts);
    if (this.mutedTicks < mutedSpeakingTicks) return;
    this.mutedTicks = 0;
    this.tellMutedSpeaking();
  }

  private tellMutedSpeaking(): void {
    store.setState({ mutedSpeaking: true });
    clearTimeout(this.mutedTimer);
    this.mutedTimer = setTimeout(() => store.setState({ mutedSpeaking: false }), mutedSpeakingShownMs);
  }

  /** A phone's screen stays on in a call, where the browser can do that; the lock is lost with each hiding. */
  private async keepAwake(): Promise<void> {
    if (document.visibilityState !== "visible" || !navigator.wakeLock) return;
    this.wakeLock = await navigator.wakeLock.request("screen").catch(() => null);
  }
}
