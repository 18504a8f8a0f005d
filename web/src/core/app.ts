import { store } from "../store/store";
import { api } from "./http/api";
import { LobbyConnection } from "./lobby/lobby_connection";
import { claimTabId } from "./lobby/tab_id";
import { LocalMedia } from "./media/local_media";
import { PeerMesh } from "./rtc/peer_mesh";
import type { EventHandlers, EventType } from "./ws/messages";
import type { JoinResult, Session } from "./ws/protocol.generated";
import { WebSocketManager } from "./ws/socket_manager";

/** Everything that happens in the page without a view: the session, the connection, the lobby that one is in. */
class App {
  readonly socket = new WebSocketManager({ url: socketUrl() });
  readonly media = new LocalMedia({
    onView: (media) => {
      store.setState({ media });
      this.tellMedia();
    },
    onTracks: (tracks) => this.mesh?.setTracks(tracks),
  });
  lobby: LobbyConnection | null = null;
  private mesh: PeerMesh | null = null;
  private readonly tab = claimTabId();
  private begun: Promise<Session> | null = null;
  private told = "";
  private freshJoin = true;
  private visit = 0;

  constructor() {
    const changed = (session: Session) => store.setState({ session });
    // A message of the protocol without a line here does not compile.
    const handlers = {
      welcome: ({ session }) => changed(session),
      session_changed: ({ session }) => changed(session),
      going_away: () => undefined, // the connection's own
      entry: () => undefined, // from here on the lobby's (core/lobby)
      typing: () => undefined,
      participants_changed: () => undefined,
      removed: () => this.endMesh(),
      lobby_updated: () => undefined,
      lobby_closed: () => this.endMesh(),
      session_description: (data) => this.mesh?.onDescription(data),
      ice_candidate: (data) => this.mesh?.onCandidate(data),
      relayed_data: (data) => this.mesh?.onData(data),
    } satisfies EventHandlers;
    for (const type of Object.keys(handlers) as EventType[]) this.socket.subscribe(type, handlers[type] as never);
    this.socket.onState((connection) => store.setState({ connection }));
    window.addEventListener("online", () => this.socket.hint("online"));
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") this.socket.hint("visible");
    });
  }

  /** The session of this browser, begun where there is none. */
  begin(): Promise<Session> {
    this.begun ??= api
      .begin()
      .then((session) => {
        store.setState({ session, sessionError: null });
        return session;
      })
      .catch((error: Error) => {
        this.begun = null;
        store.setState({ sessionError: error.message });
        throw error;
      });
    return this.begun;
  }

  /** Connects ahead of time, while the person still chooses name and devices. */
  async connect(): Promise<void> {
    await this.begin();
    const { phase } = this.socket.state;
    if (phase === "idle" || phase === "failed") this.socket.start();
  }

  async rename(name: string): Promise<void> {
    await this.begin();
    store.setState({ session: await api.setName(name) });
  }

  /** Goes into a lobby; the store tells how that went. */
  async enter(lobbyId: string): Promise<void> {
    this.exit(false);
    const visit = this.visit;
    const [tab] = await Promise.all([this.tab, this.connect()]);
    // Left again while the session was looked for.
    if (visit !== this.visit) return;
    this.freshJoin = true;
    this.mesh = new PeerMesh({
      description: (to, negotiation, { type, sdp }) =>
        this.socket.request("relay_session_description", {
          lobby_id: lobbyId,
          to,
          negotiation,
          description: { type: type as "offer" | "answer", sdp },
        }),
      candidate: (to, negotiation, candidate) =>
        this.socket.request("relay_ice_candidate", { lobby_id: lobbyId, to, negotiation, candidate }),
      data: (to, topic, payload) => this.socket.request("relay_data", { lobby_id: lobbyId, to, topic, payload }),
      onPeers: (peers) => store.setState({ peers }),
    });
    this.mesh.setTracks(this.media.tracks);
    this.lobby = new LobbyConnection(this.socket, lobbyId, tab, {
      onView: (lobby) => {
        store.setState({ lobby });
        if (lobby.lobby?.media === "mesh") this.mesh?.update(lobby.participants.values());
      },
      onJoined: (result) => this.joined(result),
      onNewTexts: (texts) => {
        const others = texts.filter((one) => one.from.participant_id !== store.getState().lobby?.me).length;
        if (!store.getState().chatOpen || document.hidden)
          store.setState(({ unread }) => ({ unread: unread + others }));
      },
    });
  }

  /** Leaves the lobby; `media`: lets go of microphone and camera, too. */
  exit(media = true): void {
    this.visit += 1;
    this.lobby?.leave();
    this.lobby = null;
    this.endMesh();
    this.mesh = null;
    if (media) this.media.stop();
    store.setState({ lobby: null, unread: 0 });
  }

  openChat(chatOpen: boolean): void {
    store.setState(chatOpen ? { chatOpen, unread: 0 } : { chatOpen });
  }

  /** Round-trip and decoding figures of each link; for tests and curious people. */
  async stats(): Promise<Record<string, Record<string, unknown>[]>> {
    const all: Record<string, Record<string, unknown>[]> = {};
    for (const id of this.mesh?.ids ?? []) {
      const report = await this.mesh?.stats(id);
      all[id] = report ? ([...report.values()] as Record<string, unknown>[]) : [];
    }
    return all;
  }

  private joined(result: JoinResult): void {
    this.told = "";
    this.tellMedia();
    if (result.lobby.media !== "mesh") return;
    this.mesh?.joined(result.participant.id, result.ice_servers, result.participants, this.freshJoin);
    this.freshJoin = false;
  }

  private endMesh(): void {
    this.mesh?.close();
    store.setState({ peers: new Map() });
  }

  /** What this participant sends, told to the others whenever it changes. */
  private tellMedia(): void {
    const { microphone, camera, screen } = this.media.state;
    const media = { microphone: microphone === "on", camera: camera === "on", screen: screen === "on" };
    const text = JSON.stringify(media);
    if (!this.lobby || text === this.told || store.getState().lobby?.membership.state !== "joined") return;
    this.told = text;
    this.lobby.update({ media }).catch(() => {
      this.told = "";
    });
  }
}

function socketUrl(): string {
  return `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/api/v1/ws`;
}

export const app = new App();
