import { withChatSeen, withLayout, withPanel, withTexts, withVolume } from "../store/reducers";
import { type Layout, noCall, type Panel, store } from "../store/store";
import { BotNews, withBot } from "./bots/bot_news";
import { Call } from "./call";
import { api } from "./http/api";
import { LobbyConnection, type LobbyEvents } from "./lobby/lobby_connection";
import { claimTabId } from "./lobby/tab_id";
import { type DeviceChoice, LocalMedia } from "./media/local_media";
import { notify } from "./notices";
import { type Preferences, savePreferences } from "./preferences";
import type { EventHandlers, EventType } from "./ws/messages";
import type { Bot, JoinResult, Participant, ParticipantsChanged, Session } from "./ws/protocol.generated";
import { WebSocketManager } from "./ws/socket_manager";

/** Everything that happens in the page without a view: the session, the connection, the lobby that one is in. */
class App {
  readonly socket = new WebSocketManager({ url: () => socketUrl(this.destination) });
  readonly media: LocalMedia;
  lobby: LobbyConnection | null = null;
  call: Call | null = null;
  private readonly tab = claimTabId();
  private readonly botNews = new BotNews();
  private begun: Promise<Session> | null = null;
  private told = "";
  private freshJoin = true;
  private visit = 0;
  private chatAtEnd = true;
  private firstVersion: string | null = null;
  private destination: string | null = null;

  constructor() {
    const { microphoneId, cameraId, speakerId } = store.getState().preferences;
    this.media = new LocalMedia(
      {
        onView: (media) => {
          const before = store.getState().media;
          store.setState({ media });
          if (before.screen === "on" && media.screen === "off" && this.lobby) notify("screenEnded");
          this.tellMedia();
        },
        onTracks: (tracks) => this.call?.mesh.setTracks(tracks),
      },
      { microphone: microphoneId, camera: cameraId, speaker: speakerId },
    );
    store.setState({ media: this.media.state });
    this.subscribe();
    this.socket.onState((connection) => {
      const before = store.getState().connection;
      store.setState({ connection });
      if (connection.phase === "ready" && before.attempt > 0 && this.lobby) notify("resumed");
    });
    for (const type of ["online", "offline"] as const)
      window.addEventListener(type, () => {
        store.setState({ offline: type === "offline" });
        if (type === "online") this.socket.hint("online");
      });
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState !== "visible") return;
      this.socket.hint("visible");
      this.lookAtChat(this.chatAtEnd);
    });
    window.addEventListener("pointerdown", () => this.call?.levels.resume());
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

  /** Connects ahead of time, while the person still chooses name and devices. `lobby`: where that person is bound for. */
  async connect(lobby: string | null = null): Promise<void> {
    this.destination = lobby;
    await this.begin();
    const { phase } = this.socket.state;
    if (phase === "idle" || phase === "failed") this.socket.start();
  }

  /** `password`: of a name that one protects; `force`: also where it is in use at this moment. */
  async rename(name: string, password?: string, force?: boolean): Promise<void> {
    await this.begin();
    store.setState({ session: await api.setName(name, password, force) });
  }
  /** Protects the name by a password, or changes it; rejects with `wrong_password` where the old one is another. */
  async protectName(password: string, oldPassword: string | null): Promise<void> {
    store.setState({ session: await api.setPassword(password, oldPassword) });
  }
  async unprotectName(oldPassword: string): Promise<void> {
    store.setState({ session: await api.removePassword(oldPassword) });
  }

  /** Goes into a lobby; the store tells how that went. `invite`: what opens it, where it is not open to all. */
  async enter(lobbyId: string, invite: string | null = null): Promise<void> {
    this.exit(false);
    const visit = this.visit;
    const [tab] = await Promise.all([this.tab, this.connect(lobbyId)]);
    // Left again while the session was looked for.
    if (visit !== this.visit) return;
    this.freshJoin = true;
    this.call = new Call(this.socket, lobbyId);
    this.call.mesh.setTracks(this.media.tracks);
    const events: LobbyEvents = {
      onView: (lobby) => {
        store.setState({ lobby });
        if (lobby.lobby?.media === "mesh") this.call?.mesh.update(lobby.participants.values());
      },
      onJoined: (result) => this.joined(result),
      onNewTexts: (texts) => {
        const looks = store.getState().panel === "chat" && this.chatAtEnd && !document.hidden;
        store.setState((state) => withTexts(state, texts, looks));
      },
    };
    this.lobby = new LobbyConnection(this.socket, lobbyId, tab, events, invite ? { invite } : {});
  }

  /** Leaves the lobby; `media`: lets go of microphone and camera, too. */
  exit(media = true): void {
    this.visit += 1;
    this.lobby?.leave();
    this.lobby = null;
    this.call?.close();
    this.call = null;
    if (media) this.media.stop();
    store.setState({ lobby: null, ...noCall });
  }

  /** Opens a panel beside the call; null closes it. */
  show(panel: Panel): void {
    if (panel === "chat") this.chatAtEnd = true;
    store.setState(withPanel(panel));
  }

  /** Whether the chat's newest lines are in view; when they are, nothing is unread. */
  lookAtChat(atEnd: boolean): void {
    this.chatAtEnd = atEnd;
    if (atEnd) store.setState(withChatSeen);
  }

  prefer(part: Partial<Preferences>): void {
    const preferences = { ...store.getState().preferences, ...part };
    store.setState({ preferences });
    savePreferences(preferences);
  }

  async chooseDevice(what: DeviceChoice, id: string | null): Promise<void> {
    this.prefer({ [`${what}Id`]: id });
    await this.media.choose(what, id);
  }

  /** As the buttons do it: what is chosen here is how the next call begins. */
  async setMicrophone(on: boolean): Promise<void> {
    this.prefer({ microphoneOn: on });
    await this.media.setMicrophone(on);
  }
  async setCamera(on: boolean): Promise<void> {
    this.prefer({ cameraOn: on });
    await this.media.setCamera(on);
  }

  /** Hears nobody; a microphone that is on is muted with it, as nobody talks to those they can't hear. */
  deafen(deafened: boolean): void {
    store.setState({ deafened });
    if (deafened) notify("deafened");
    if (deafened && this.media.state.microphone === "on") void this.media.setMicrophone(false);
  }

  setVolume(person: string, volume: number): void {
    store.setState((state) => withVolume(state, person, volume));
  }

  pin(what: string | null): void {
    store.setState({ pinned: what });
  }

  /** How tiles are laid out from now on. */
  layOut(layout: Layout): void {
    store.setState(withLayout(layout));
  }

  setHand(hand: boolean): void {
    this.lobby?.update({ hand }).catch(() => undefined);
  }
  setAway(away: boolean): void {
    this.lobby?.update({ away }).catch(() => undefined);
  }

  /** Round-trip and decoding figures of each link; for tests and curious people. */
  async stats(): Promise<Record<string, Record<string, unknown>[]>> {
    const all: Record<string, Record<string, unknown>[]> = {};
    for (const id of this.call?.mesh.ids ?? []) {
      const report = await this.call?.mesh.stats(id);
      all[id] = report ? ([...report.values()] as Record<string, unknown>[]) : [];
    }
    return all;
  }

  private subscribe(): void {
    const changed = (session: Session) => store.setState({ session });
    // A message of the protocol without a line here does not compile.
    const handlers = {
      welcome: ({ session, server }) => {
        changed(session);
        this.firstVersion ??= server.version;
        if (server.version !== this.firstVersion) store.setState({ newVersion: true });
      },
      session_changed: ({ session }) => {
        const had = store.getState().session?.name;
        changed(session);
        if (had && session.name === null) notify("nameLost");
      },
      going_away: () => undefined, // the connection's own
      entry: () => undefined, // from here on the lobby's (core/lobby)
      typing: () => undefined,
      participants_changed: (change) => this.announce(change),
      removed: () => this.endMesh(),
      admitted: () => undefined,
      denied: () => undefined,
      bot_updated: ({ lobby_id, bot }) => {
        if (lobby_id === this.lobby?.lobbyId) this.keepBot(bot);
      },
      transcript: () => undefined,
      participant_waiting: ({ lobby_id, participant }) => {
        const known = store.getState().lobby?.knocking.some((one) => one.id === participant.id);
        if (lobby_id === this.lobby?.lobbyId && !known) notify("knocks", participant.name);
      },
      lobby_updated: () => undefined,
      lobby_closed: () => this.endMesh(),
      session_description: (data) => this.call?.mesh.onDescription(data),
      ice_candidate: (data) => this.call?.mesh.onCandidate(data),
      relayed_data: (data) => this.call?.mesh.onData(data),
    } satisfies EventHandlers;
    for (const type of Object.keys(handlers) as EventType[]) this.socket.subscribe(type, handlers[type] as never);
  }

  private joined(result: JoinResult): void {
    this.told = "";
    this.tellMedia();
    // Where they can't be had, the panel asks again and says why.
    this.loadBots().catch(() => undefined);
    if (result.lobby.media !== "mesh") return;
    const ice = { servers: result.ice_servers, policy: result.lobby.ice_policy };
    this.call?.mesh.joined(result.participant.id, ice, result.participants, this.freshJoin);
    this.freshJoin = false;
  }

  /** The lobby's bots as the server knows them; told again with each change. */
  async loadBots(): Promise<void> {
    const id = this.lobby?.lobbyId;
    if (!id) return;
    const bots = await this.botNews.load(() => api.listBots(id));
    if (id === this.lobby?.lobbyId) store.setState({ bots });
  }

  private keepBot(bot: Bot): void {
    this.botNews.tell(bot);
    store.setState(({ bots }) => ({ bots: withBot(bots ?? [], bot) }));
  }

  /** Shows what is said as it is understood, or does not. */
  showCaptions(captionsOn: boolean): void {
    store.setState({ captionsOn });
  }

  private endMesh(): void {
    this.call?.mesh.close();
    store.setState({ peers: new Map() });
  }

  /** Comings, goings and raised hands, told in passing. Called before the lobby itself takes the change. */
  private announce({ lobby_id, joined, left, updated }: ParticipantsChanged): void {
    const { lobby } = store.getState();
    if (lobby_id !== this.lobby?.lobbyId || !lobby) return;
    for (const one of joined) if (one.id !== lobby.me) notify("came", one.name);
    for (const { participant_id } of left) {
      const gone = lobby.participants.get(participant_id);
      if (gone) notify("went", gone.name);
    }
    for (const one of updated) {
      const before = lobby.participants.get(one.id);
      if (one.id === lobby.me && before) this.announceToMe(before, one);
      else if (one.hand && !before?.hand) notify("raised", one.name);
    }
  }

  /** What a moderator has done to oneself. */
  private announceToMe(before: Participant, now: Participant): void {
    if (before.muted_by_moderator !== now.muted_by_moderator) notify(now.muted_by_moderator ? "muted" : "unmuted");
    if (before.role !== now.role) notify("role", now.role);
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

/** `lobby`: which one the connection is for; it is then served where that lobby lives. */
function socketUrl(lobby: string | null): string {
  const query = lobby ? `?lobby=${encodeURIComponent(lobby)}` : "";
  return `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/api/v1/ws${query}`;
}

export const app = new App();
