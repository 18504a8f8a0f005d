import type { RequestError } from "../ws/messages";
import type {
  JoinResult,
  Lobby,
  Participant,
  ParticipantsChanged,
  Removed,
  UpdateParticipant,
} from "../ws/protocol.generated";
import type { WebSocketManager } from "../ws/socket_manager";
import { type ChatItem, type Entry, EntryLog } from "./entry_log";
import { Moderation } from "./moderation";
import { randomId } from "./tab_id";

export interface PendingText {
  clientId: string;
  text: string;
  replyTo: number | null;
  state: "sending" | "failed";
  /** Why it failed: the server's code and its sentence. */
  code: string | null;
  error: string | null;
}

export type Membership =
  | { state: "joining" | "waiting" | "joined" | "left" }
  | { state: "refused"; code: string; message: string }
  | { state: "replaced" | "closed" }
  | { state: "removed"; reason: "kicked" | "banned"; by: string | null; words: string | null };

export interface LobbyView {
  membership: Membership;
  lobby: Lobby | null;
  me: string | null;
  participants: ReadonlyMap<string, Participant>;
  items: ChatItem[];
  pending: PendingText[];
  typing: ReadonlySet<string>;
  hasOlder: boolean;
}

export interface LobbyEvents {
  onView(view: LobbyView): void;
  /** The own join went through, the first time or again. */
  onJoined(result: JoinResult): void;
  onNewTexts(items: Entry[]): void;
}

/** How long somebody counts as typing without being heard of again. */
const typingMs = 6_000;
const olderPage = 100;

/**
 * One lobby over whatever connection there is: joins, comes back with what was missed, keeps people and entries, and
 * sends texts until they are acknowledged, each once.
 */
export class LobbyConnection {
  readonly moderation: Moderation;
  private readonly log = new EntryLog();
  private readonly undo: (() => void)[] = [];
  private participants = new Map<string, Participant>();
  private pending: PendingText[] = [];
  private typing = new Map<string, ReturnType<typeof setTimeout>>();
  private membership: Membership = { state: "joining" };
  private lobby: Lobby | null = null;
  private me: string | null = null;
  private catchingUp = false;
  private joining = false;
  private retryTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly socket: WebSocketManager,
    readonly lobbyId: string,
    private readonly tab: string,
    private readonly events: LobbyEvents,
  ) {
    this.moderation = new Moderation(socket, lobbyId);
    const mine =
      <D extends { lobby_id: string }>(handle: (data: D) => void) =>
      (data: D) => {
        if (data.lobby_id === lobbyId) handle(data);
      };
    this.undo.push(
      socket.onState(({ phase }) => {
        // A place that another page or a moderator has taken is not taken back without being asked.
        if (phase === "ready" && this.membership.state !== "replaced" && this.membership.state !== "removed")
          this.join();
      }),
      socket.subscribe(
        "entry",
        mine(({ entry }) => this.take([entry])),
      ),
      socket.subscribe(
        "participants_changed",
        mine((change) => this.changeParticipants(change)),
      ),
      socket.subscribe(
        "typing",
        mine(({ participant_id, on }) => this.noteTyping(participant_id, on)),
      ),
      socket.subscribe(
        "removed",
        mine((removal) => this.removed(removal)),
      ),
      socket.subscribe(
        "admitted",
        mine((result) => this.joined(result)),
      ),
      socket.subscribe(
        "denied",
        mine(() => this.leaveWith({ state: "refused", code: "denied", message: "" })),
      ),
      socket.subscribe(
        "lobby_closed",
        mine(() => this.leaveWith({ state: "closed" })),
      ),
      socket.subscribe("lobby_updated", ({ lobby }) => {
        if (lobby.id !== lobbyId) return;
        this.lobby = lobby;
        this.publish();
      }),
    );
    if (socket.state.phase === "ready") this.join();
  }

  /** Comes in, or back in after another page took the place. */
  join(): void {
    if (this.membership.state === "left" || this.membership.state === "closed" || this.joining) return;
    this.joining = true;
    clearTimeout(this.retryTimer);
    const after = this.log.head;
    this.socket
      .request("join", { lobby_id: this.lobbyId, tab: this.tab, ...(after === null ? {} : { after_seq: after }) })
      .then((result) => {
        this.joining = false;
        if ("waiting" in result) this.wait();
        else this.joined(result);
      })
      .catch((error: RequestError) => {
        this.joining = false;
        this.refused(error);
      });
  }

  leave(): void {
    if (this.membership.state === "joined" || this.membership.state === "waiting")
      this.socket.request("leave", { lobby_id: this.lobbyId }).catch(() => undefined);
    this.leaveWith({ state: "left" });
    for (const undo of this.undo) undo();
    clearTimeout(this.retryTimer);
    for (const timer of this.typing.values()) clearTimeout(timer);
  }

  send(text: string, replyTo: number | null = null): void {
    const one: PendingText = { clientId: randomId(), text, replyTo, state: "sending", code: null, error: null };
    this.pending = [...this.pending, one];
    this.publish();
    this.transmit(one);
  }

  /** Sends a text again that was refused; or takes it back. */
  resend(clientId: string): void {
    const one = this.pending.find((other) => other.clientId === clientId);
    if (!one) return;
    this.replacePending({ ...one, state: "sending", code: null, error: null });
    this.transmit(one);
  }
  discard(clientId: string): void {
    this.pending = this.pending.filter((one) => one.clientId !== clientId);
    this.publish();
  }

  edit(seq: number, text: string): Promise<unknown> {
    return this.socket.request("edit_chat_message", { lobby_id: this.lobbyId, target_seq: seq, text });
  }
  remove(seq: number): Promise<unknown> {
    return this.socket.request("delete_chat_message", { lobby_id: this.lobbyId, target_seq: seq });
  }
  react(seq: number, emoji: string, on: boolean): Promise<unknown> {
    return this.socket.request("set_reaction", { lobby_id: this.lobbyId, target_seq: seq, emoji, on });
  }
  setTyping(on: boolean): void {
    if (this.membership.state === "joined")
      this.socket.request("set_typing", { lobby_id: this.lobbyId, on }).catch(() => undefined);
  }
  update(change: Omit<UpdateParticipant, "lobby_id">): Promise<unknown> {
    return this.socket.request("update_participant", { lobby_id: this.lobbyId, ...change });
  }

  async loadOlder(): Promise<void> {
    if (!this.log.hasOlder) return;
    const page = await this.socket.request("get_entries", {
      lobby_id: this.lobbyId,
      before_seq: this.log.oldest,
      limit: olderPage,
    });
    this.log.prepend(page.entries);
    this.publish();
  }

  /** A moderator decides: `admitted` or `denied` follows. */
  private wait(): void {
    this.membership = { state: "waiting" };
    this.publish();
  }

  private joined(result: JoinResult): void {
    this.membership = { state: "joined" };
    this.lobby = result.lobby;
    this.me = result.participant.id;
    // In one step: nobody disappears for a moment and comes back.
    this.participants = new Map(result.participants.map((one) => [one.id, one]));
    if (this.log.head === null) this.log.begin(result.entries, result.seq);
    else this.take(result.entries, false);
    if (result.participants_cursor) this.loadParticipants(result.participants_cursor);
    if (result.gap) this.catchUp();
    this.publish();
    this.events.onJoined(result);
    for (const one of this.pending) if (one.state === "sending") this.transmit(one);
  }

  private refused(error: RequestError): void {
    if (error.code === "not_connected") return;
    if (error.retryable) {
      this.retryTimer = setTimeout(() => this.join(), error.retryAfterMs ?? 1000);
      return;
    }
    this.leaveWith({ state: "refused", code: error.code, message: error.message });
  }

  private leaveWith(membership: Membership): void {
    this.membership = membership;
    this.participants = new Map();
    this.publish();
  }

  /** Out without having asked: another page took the place, or a moderator wished it. */
  private removed({ reason, by, message }: Removed): void {
    if (reason !== "kicked" && reason !== "banned") return this.leaveWith({ state: "replaced" });
    const moderator = by === undefined ? undefined : this.participants.get(by);
    this.leaveWith({ state: "removed", reason, by: moderator?.name ?? null, words: message || null });
  }

  private async loadParticipants(cursor: string | null): Promise<void> {
    try {
      for (let next = cursor; next; ) {
        const page = await this.socket.request("list_participants", {
          lobby_id: this.lobbyId,
          cursor: next,
          limit: 500,
        });
        for (const one of page.participants) this.participants.set(one.id, one);
        next = page.next_cursor;
      }
      this.publish();
    } catch {
      // The next join begins anew.
    }
  }

  private take(entries: Entry[], publish = true): void {
    const fresh = entries.flatMap((entry) => this.log.add(entry));
    for (const entry of fresh) {
      if (entry.kind !== "text") continue;
      this.noteTyping(entry.from.participant_id, false, false);
      if (entry.client_id) this.pending = this.pending.filter((one) => one.clientId !== entry.client_id);
    }
    if (this.log.hasGap) this.catchUp();
    const texts = fresh.filter((entry) => entry.kind === "text");
    if (texts.length > 0) this.events.onNewTexts(texts);
    if (publish && fresh.length > 0) this.publish();
  }

  /** Reads what is missing between the stretch that is known and the newest. */
  private async catchUp(): Promise<void> {
    if (this.catchingUp) return;
    this.catchingUp = true;
    try {
      for (let more = true; more; ) {
        const page = await this.socket.request("get_entries", {
          lobby_id: this.lobbyId,
          after_seq: this.log.head ?? 0,
          limit: 200,
        });
        this.take(page.entries);
        more = page.more;
      }
    } catch {
      // Without a connection the next join fills the hole.
    } finally {
      this.catchingUp = false;
    }
  }

  private changeParticipants(change: ParticipantsChanged): void {
    const next = new Map(this.participants);
    for (const { participant_id } of change.left) {
      next.delete(participant_id);
      this.noteTyping(participant_id, false, false);
    }
    for (const one of [...change.joined, ...change.updated]) next.set(one.id, one);
    this.participants = next;
    this.publish();
  }

  private noteTyping(id: string, on: boolean, publish = true): void {
    const timer = this.typing.get(id);
    if (timer) clearTimeout(timer);
    if (on)
      this.typing.set(
        id,
        setTimeout(() => this.noteTyping(id, false), typingMs),
      );
    else this.typing.delete(id);
    if (publish) this.publish();
  }

  private transmit(one: PendingText): void {
    if (this.membership.state !== "joined") return;
    this.socket
      .request("send_chat_message", {
        lobby_id: this.lobbyId,
        text: one.text,
        client_id: one.clientId,
        ...(one.replyTo === null ? {} : { reply_to_seq: one.replyTo }),
      })
      .then(() => this.discard(one.clientId))
      .catch((error: RequestError) => {
        // Without an answer it is sent again with the same id after the next join; the server keeps it once.
        if (error.code === "not_connected") return;
        this.replacePending({ ...one, state: "failed", code: error.code, error: error.message });
      });
  }

  private replacePending(one: PendingText): void {
    this.pending = this.pending.map((other) => (other.clientId === one.clientId ? one : other));
    this.publish();
  }

  private publish(): void {
    this.events.onView({
      membership: this.membership,
      lobby: this.lobby,
      me: this.me,
      participants: this.participants,
      items: this.log.items(),
      pending: this.pending,
      typing: new Set(this.typing.keys()),
      hasOlder: this.log.hasOlder,
    });
  }
}
