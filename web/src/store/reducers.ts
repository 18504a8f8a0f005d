import type { Entry } from "../core/lobby/entry_log";
import type { AppState, Layout, Notice, Panel } from "./store";

/** Rules by which the store goes from one state to the next: pure, each gives the part that changes. */

const mostNotices = 4;

type Part = Partial<AppState>;

/** Texts have come; `looks`: the chat's end is before somebody's eyes. */
export function withTexts(state: AppState, texts: readonly Entry[], looks: boolean): Part {
  const others = texts.filter((one) => one.from.participant_id !== state.lobby?.me);
  if (others.length === 0 || looks) return {};
  const firstUnread = state.unread === 0 ? (others[0]?.seq ?? null) : state.firstUnread;
  return { unread: state.unread + others.length, firstUnread };
}

/** A panel opens beside the call; null closes it. The chat's line before what is new stays while the chat is open. */
export function withPanel(panel: Panel): Part {
  return panel === "chat" ? { panel, unread: 0 } : { panel, firstUnread: null };
}

/** The chat's newest lines are in view. */
export function withChatSeen(state: AppState): Part {
  return state.panel === "chat" ? { unread: 0 } : {};
}

/** The newest few stay. */
export function withNotice(state: AppState, notice: Notice): Part {
  return { notices: [...state.notices, notice].slice(-mostNotices) };
}

export function withoutNotice(state: AppState, id: number): Part {
  return { notices: state.notices.filter((one) => one.id !== id) };
}

export function withVolume(state: AppState, person: string, volume: number): Part {
  return { volumes: new Map(state.volumes).set(person, volume) };
}

/** What was pinned no longer is. */
export function withLayout(layout: Layout): Part {
  return { layout, pinned: null };
}
