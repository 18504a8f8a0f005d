import type { LobbyView } from "../../core/lobby/lobby_connection";
import type { PeerView } from "../../core/rtc/peer_mesh";
import type { Participant } from "../../core/ws/protocol.generated";
import type { Layout } from "../../store/store";

/** What stands on the stage: a person, or the screen that a person shares. */
export interface StageItem {
  key: string;
  participant: Participant;
  screen: MediaStreamTrack | null;
  own: boolean;
}

export function screenKey(id: string): string {
  return `${id}.screen`;
}

function byArrival(a: Participant, b: Participant): number {
  return a.joined_at - b.joined_at || (a.id < b.id ? -1 : 1);
}

/** Shared screens first, then people in the order of their coming; never the other way round in the middle of a call. */
export function stageItems(
  lobby: LobbyView,
  peers: ReadonlyMap<string, PeerView>,
  ownScreen: MediaStreamTrack | null,
): StageItem[] {
  const people = [...lobby.participants.values()].sort(byArrival);
  const screens = people.flatMap((participant) => {
    const own = participant.id === lobby.me;
    const received = participant.media.screen ? peers.get(participant.id)?.tracks.screen : undefined;
    const screen = own ? ownScreen : (received ?? null);
    return screen ? [{ key: screenKey(participant.id), participant, screen, own }] : [];
  });
  return [
    ...screens,
    ...people.map((participant) => ({
      key: participant.id,
      participant,
      screen: null,
      own: participant.id === lobby.me,
    })),
  ];
}

/** Which item gets the room: what one has pinned, else a screen of somebody else's, else who speaks, as one likes it. */
export function focusOf(
  items: readonly StageItem[],
  layout: Layout,
  pinned: string | null,
  speaker: string | null,
): number | null {
  const at = (test: (item: StageItem) => boolean) => {
    const index = items.findIndex(test);
    return index < 0 ? null : index;
  };
  const chosen = pinned === null ? null : at((item) => item.key === pinned);
  if (chosen !== null) return chosen;
  if (layout === "grid") return null;
  const shared = at((item) => item.screen !== null && !item.own);
  if (shared !== null || layout === "auto") return shared;
  return at((item) => item.key === speaker) ?? at((item) => !item.own && item.screen === null);
}
