import type { RequestError } from "../ws/messages";
import type {
  Join,
  JoinResult,
  Lobby,
  Participant,
  ParticipantsChanged,
  Removed,
  TranscriptEntry,
  UpdateParticipant,
} from "../ws/protocol.generated";
import type { WebSocketManager } from "../ws/socket_manager";
import { Captions } from "./captions";
import { type ChatItem, type Entry, EntryLog } from "./entry_log";
import { Moderation } from "./moderation";
import { Outbox, type PendingText } from "./outbox";
import { Typing } from "./typing";

export type Membership =
  | { state: "joining" | "waiting" | "joined" | "left" }
  | { state: "refused"; code: string; message: string }
  | { state: "replaced" | "closed" }
  | { state: "removed"; reason: "kicked" | "banned"; by: string | null; words: string | null };

/** What opens a lobby that is not open to all. */
export type Access = Pick<Join, "password" | "invite">;

export interface LobbyView {
  membership: Membership;
  lobby: Lobby | null;
  me: string | null;
  participants: ReadonlyMap<string, Participant>;
  items: ChatItem[];
  pending: readonly PendingText[];
  typing: ReadonlySet<string>;
  /** Who asks to be let in, as far as one is told of it. */
  knocking: readonly Participant[];
  /** What was said and written down, as far as it is known here. */
  transcript: readonly TranscriptEntry[];
  hasOlder: boolean;
}

export interface LobbyEvents {
  onView(view: LobbyView): void;
  /** The own join went through, the first time or again. */
  onJoined(result: JoinResult): void;
  onNewTexts(items: Entry[]): void;
}

const olderPage = 100;

/**
 * One lobby over whatever connection there is: joins, comes back with what was missed, keeps people and entries, and
 * sends texts until they are acknowledged, each once.
 */
export class LobbyConnection {
  readonly moderation: Moderation;
  readonly outbox: Outbox;
  readonly captions = new Captions();
  private readonly log = new EntryLog();
  private readonly undo: (() => void)[] = [];
  private participants = new Map<string, Participant>();
  /** Who asks to be let in; told to moderators alone. */
  private knocking = new Map<string, Participant>();
  private readonly typing = new Typing(() => this.publish());
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
    private access: Access = {},
  ) {
    this.moderation = new Moderation(socket, lobbyId);
    this.outbox = new Outbox(
      socket,
      lobbyId,
      () => this.membership.state === "joined",
      () => this.publish(),
    );
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
        mine(({ participant_id, on }) => {
          this.typing.note(participant_id, on);
          this.publish();
        }),
      ),
      socket.subscribe(
        "removed",
        mine((removal) => this.removed(removal)),
      ),
      socket.subscribe(
        "transcript",
        mine((line) => this.captions.partial(line)),
      ),
      socket.subscribe(
        "participant_waiting",
        mine(({ participant }) => {
          this.knocking.set(participant.id, participant);
          this.publish();
        }),
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

  /** Comes in, or back in after another page took the place; `password`: of the lobby, where it has asked for one. */
  join(password?: string): void {
    if (password !== undefined) this.access = { ...this.access, password };
    if (this.membership.state === "left" || this.membership.state === "closed" || this.joining) return;
    this.joining = true;
    clearTimeout(this.retryTimer);
    const after = this.log.head;
    // Whoever still waits is told of again.
    this.knocking.clear();
    this.socket
      .request("join", {
        lobby_id: this.lobbyId,
        tab: this.tab,
        ...this.access,
        ...(after === null ? {} : { after_seq: after }),
      })
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
    this.typing.close();
    this.captions.close();
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

  /** All that the lobby has kept, from its first entry on; at most `most` of them, the newest left out. */
  async allEntries(most = 50_000): Promise<Entry[]> {
    const all: Entry[] = [];
    for (let more = true; more && all.length < most; ) {
      const after = all.at(-1)?.seq ?? 0;
      const page = await this.socket.request("get_entries", { lobby_id: this.lobbyId, after_seq: after, limit: 200 });
      all.push(...page.entries);
      more = page.more && page.entries.length > 0;
    }
    return all;
  }

  private joined(result: JoinResult): void {
    this.membership = { state: "joined" };
    this.lobby = result.lobby;
    this.me = result.participant.id;
    // In one step: nobody disappears for a moment and comes back.
    this.participants = new Map(result.participants.map((one) => [one.id, one]));
    if (this.log.head === null) this.log.begin(result.entries, result.seq);
    else this.takePage(result.entries, false);
    if (result.participants_cursor) this.loadParticipants(result.participants_cursor);
    if (result.gap) this.catchUp();
    this.publish();
    this.events.onJoined(result);
    this.outbox.flush();
  }

  private refused(error: RequestError): void {
    if (error.code === "not_connected") return;
    // Too many wrong passwords: the person tries again, not the page.
    const guessing = error.code === "rate_limited" && this.access.password !== undefined;
    if (error.retryable && !guessing) {
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

  /** Entries that were asked for after the newest known one. */
  private takePage(entries: Entry[], publish = true): void {
    if (entries[0]) this.log.skipTo(entries[0].seq - 1);
    this.take(entries, publish);
  }

  private take(entries: Entry[], publish = true): void {
    const fresh = entries.flatMap((entry) => this.log.add(entry));
    for (const entry of fresh) {
      if (entry.kind === "transcript") this.captions.complete(entry);
      if (entry.kind !== "text") continue;
      this.typing.note(entry.from.participant_id, false);
      if (entry.client_id) this.outbox.settle(entry.client_id);
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
        this.takePage(page.entries);
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
      this.knocking.delete(participant_id);
      this.typing.note(participant_id, false);
    }
    for (const one of [...change.joined, ...change.updated]) {
      next.set(one.id, one);
      this.knocking.delete(one.id);
    }
    this.participants = next;
    this.publish();
  }

  private publish(): void {
    this.events.onView({
      membership: this.membership,
      lobby: this.lobby,
      me: this.me,
      participants: this.participants,
      items: this.log.items(),
      pending: this.outbox.pending,
      typing: this.typing.people,
      knocking: [...this.knocking.values()],
      transcript: this.log.transcript(),
      hasOlder: this.log.hasOlder,
    });
  }
}
