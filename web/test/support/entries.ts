import type { Entry } from "../../src/core/lobby/entry_log";
import type { Author, JoinResult, Lobby, Participant } from "../../src/core/ws/protocol.generated";

export function author(name: string): Author {
  return { participant_id: `p-${name}`, person_id: `q-${name}`, name, kind: "person" };
}

export function text(seq: number, words = `text ${seq}`, from = "Ann", more: object = {}): Entry {
  return { kind: "text", seq, at: seq * 1000, from: author(from), text: words, ...more };
}
export function edit(seq: number, target_seq: number, words: string): Entry {
  return { kind: "edit", seq, at: seq * 1000, from: author("Ann"), target_seq, text: words };
}
export function erase(seq: number, target_seq: number): Entry {
  return { kind: "delete", seq, at: seq * 1000, from: author("Ann"), target_seq };
}
export function reaction(seq: number, target_seq: number, emoji: string, from: string, on = true): Entry {
  return { kind: "reaction", seq, at: seq * 1000, from: author(from), target_seq, emoji, on };
}

export function participant(name: string, more: Partial<Participant> = {}): Participant {
  return {
    id: `p-${name}`,
    person_id: `q-${name}`,
    name,
    kind: "person",
    role: "member",
    media: { microphone: false, camera: false, screen: false },
    hand: false,
    away: false,
    online: true,
    muted_by_moderator: false,
    joined_at: 0,
    ...more,
  };
}

export const lobby: Lobby = {
  id: "lobby-1",
  name: "Kitchen",
  visibility: "public",
  has_password: false,
  capacity: 8,
  locked: false,
  waiting_room: false,
  media: "mesh",
  persistent: false,
  bots_by: "moderators",
  ice_policy: "all",
  duplicates: "coexist",
  history_days: 0,
  max_entries: 0,
  participant_count: 1,
  created_at: 0,
  version: 1,
  seq: 0,
};

export function joinResult(more: Partial<JoinResult> = {}): JoinResult {
  return {
    lobby,
    participant: participant("Ann"),
    participants: [participant("Ann")],
    entries: [],
    seq: 0,
    gap: false,
    ice_servers: [],
    ...more,
  };
}
