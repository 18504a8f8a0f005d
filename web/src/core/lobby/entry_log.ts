import type { Author, EntryEvent, TextEntry, TranscriptEntry } from "../ws/protocol.generated";

export type Entry = EntryEvent["entry"];

/** A chat line as people see it: the text with all that was done to it since. */
export interface ChatItem {
  seq: number;
  at: number;
  from: Author;
  text: string;
  edited: boolean;
  deleted: boolean;
  replyTo: number | null;
  clientId: string | null;
  /** Who reacted, by emoji, in the order of the first reaction. */
  reactions: { emoji: string; people: string[] }[];
}

/**
 * The lobby's log as far as this page knows it: one contiguous stretch of entries, each once and in order, whatever the
 * order of their coming. Later entries than the next one wait until the hole is filled.
 */
export class EntryLog {
  private readonly entries = new Map<number, Entry>();
  private readonly held = new Map<number, Entry>();
  private readonly changes = new Map<number, Entry[]>();
  private first = 0;
  private last: number | null = null;
  private shown: ChatItem[] = [];
  private said: readonly TranscriptEntry[] = [];
  private readonly places = new Map<number, number>();
  private readonly stale = new Set<number>();

  /** The highest seq up to which nothing is missing; null before anything is known. */
  get head(): number | null {
    return this.last;
  }

  /** Whether older entries exist than this page knows. */
  get hasOlder(): boolean {
    return this.first > 1;
  }

  get oldest(): number {
    return this.first;
  }

  /** Whether later entries wait for a hole to be filled. */
  get hasGap(): boolean {
    return this.held.size > 0;
  }

  /** Where the stretch begins: the entries of a first `join`, which reach up to `seq`. */
  begin(entries: Entry[], seq: number): void {
    this.last = entries[0] ? entries[0].seq - 1 : seq;
    this.first = this.last + 1;
    for (const entry of entries) this.add(entry);
  }

  /** What was asked for after the head begins behind `seq`: what lies between is kept no longer. */
  skipTo(seq: number): void {
    if (this.last === null || seq <= this.last) return;
    this.last = seq;
    for (const held of this.held.keys()) if (held <= seq) this.held.delete(held);
  }

  /** Takes an entry; gives those that became part of the stretch by it (none where it is known or comes too early). */
  add(entry: Entry): Entry[] {
    if (this.last === null) this.begin([], entry.seq - 1);
    const taken: Entry[] = [];
    if (entry.seq > (this.last ?? 0)) this.held.set(entry.seq, entry);
    for (;;) {
      const next = this.held.get((this.last ?? 0) + 1);
      if (!next) return taken;
      this.held.delete(next.seq);
      this.last = next.seq;
      this.keep(next);
      taken.push(next);
    }
  }

  /** Takes older entries, ascending, that end right before the oldest known one. */
  prepend(entries: Entry[]): void {
    const older: ChatItem[] = [];
    for (const entry of [...entries].reverse()) {
      if (entry.seq !== this.first - 1) continue;
      this.first = entry.seq;
      this.keep(entry);
    }
    for (const seq of [...this.stale].sort((a, b) => a - b)) {
      if (this.places.has(seq)) continue;
      older.push(this.itemOf(seq));
      this.stale.delete(seq);
    }
    if (older.length === 0) return;
    this.shown = [...older, ...this.shown];
    this.shown.forEach((item, place) => {
      this.places.set(item.seq, place);
    });
  }

  /** The chat lines, oldest first. The same array, and the same objects in it, as long as nothing about them changed. */
  items(): ChatItem[] {
    if (this.stale.size === 0) return this.shown;
    const shown = this.shown.slice();
    // In the order of their coming, which for new ones is that of their seq.
    for (const seq of this.stale) {
      const place = this.places.get(seq) ?? shown.length;
      this.places.set(seq, place);
      shown[place] = this.itemOf(seq);
    }
    this.stale.clear();
    this.shown = shown;
    return shown;
  }

  /** What was said, oldest first. The same array as long as nothing is added. */
  transcript(): readonly TranscriptEntry[] {
    return this.said;
  }

  private keep(entry: Entry): void {
    this.entries.set(entry.seq, entry);
    // Without text it was erased with its speaker.
    if (entry.kind === "transcript" && entry.text !== "") {
      const older = this.said[0] !== undefined && entry.seq < this.said[0].seq;
      this.said = older ? [entry, ...this.said] : [...this.said, entry];
    }
    if (entry.kind === "text") {
      this.stale.add(entry.seq);
    } else if (entry.kind === "edit" || entry.kind === "delete" || entry.kind === "reaction") {
      const all = this.changes.get(entry.target_seq) ?? [];
      all.push(entry);
      all.sort((a, b) => a.seq - b.seq);
      this.changes.set(entry.target_seq, all);
      if (this.entries.get(entry.target_seq)?.kind === "text") this.stale.add(entry.target_seq);
    }
  }

  private itemOf(seq: number): ChatItem {
    const entry = this.entries.get(seq) as TextEntry;
    const item: ChatItem = {
      seq: entry.seq,
      at: entry.at,
      from: entry.from,
      text: entry.text,
      edited: false,
      deleted: entry.deleted ?? false,
      replyTo: entry.reply_to_seq ?? null,
      clientId: entry.client_id ?? null,
      reactions: [],
    };
    for (const change of this.changes.get(entry.seq) ?? []) apply(item, change);
    if (item.deleted) {
      item.text = "";
      item.reactions = [];
    }
    return item;
  }
}

function apply(item: ChatItem, change: Entry): void {
  if (change.kind === "edit" && !item.deleted) {
    item.text = change.text;
    item.edited = true;
  } else if (change.kind === "delete") {
    item.deleted = true;
  } else if (change.kind === "reaction") {
    const person = change.from.person_id;
    const known = item.reactions.find((one) => one.emoji === change.emoji);
    const people = (known?.people ?? []).filter((one) => one !== person);
    if (change.on) people.push(person);
    if (known) known.people = people;
    else item.reactions.push({ emoji: change.emoji, people });
    item.reactions = item.reactions.filter((one) => one.people.length > 0);
  }
}
