import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";
import type { LobbyView } from "../core/lobby/lobby_connection";
import { type MediaView, noMedia } from "../core/media/local_media";
import { loadPreferences, type Preferences } from "../core/preferences";
import type { PeerView } from "../core/rtc/peer_mesh";
import type { Bot, Session } from "../core/ws/protocol.generated";
import type { ConnectionState } from "../core/ws/socket_manager";

export type Panel = "chat" | "people" | "bots" | "transcript" | null;
export type Layout = "auto" | "grid" | "spotlight";

/** Something that people are told once, in passing. */
export interface Notice {
  id: number;
  kind:
    | "came"
    | "went"
    | "raised"
    | "resumed"
    | "screenEnded"
    | "deafened"
    | "noFiles"
    | "muted"
    | "unmuted"
    | "role"
    | "nameLost"
    | "knocks"
    | "refused";
  /** Whom it is about; of `role` the role, of `refused` the reason. */
  name: string;
}

export interface AppState {
  session: Session | null;
  /** Why there is no session, where there can't be one. */
  sessionError: string | null;
  connection: ConnectionState;
  /** The browser says that there is no network at all. */
  offline: boolean;
  /** The server runs another version than when this page was loaded. */
  newVersion: boolean;
  lobby: LobbyView | null;
  peers: ReadonlyMap<string, PeerView>;
  media: MediaView;
  preferences: Preferences;
  notices: readonly Notice[];
  /** Texts that came while the chat was not looked at, and the first of them. */
  unread: number;
  firstUnread: number | null;
  panel: Panel;
  layout: Layout;
  /** The participant (or `ID.screen`) that one wants large. */
  pinned: string | null;
  activeSpeaker: string | null;
  /** Hears nobody. */
  deafened: boolean;
  /** Loudness for this page, 0 to 1, by person. */
  volumes: ReadonlyMap<string, number>;
  /** The lobby's bots; null while they are not known. */
  bots: readonly Bot[] | null;
  captionsOn: boolean;
  /** One speaks and is muted. */
  mutedSpeaking: boolean;
}

/** The state of a call, as it is before one begins. */
export const noCall = {
  peers: new Map(),
  unread: 0,
  firstUnread: null,
  pinned: null,
  activeSpeaker: null,
  deafened: false,
  mutedSpeaking: false,
  bots: null,
} satisfies Partial<AppState>;

/** The one store. Written by core/ alone; the views read it and call commands. */
export const store = createStore<AppState>(() => ({
  session: null,
  sessionError: null,
  connection: { phase: "idle", attempt: 0, retryAt: null, gaveUp: null, lastClose: null, welcome: null },
  offline: !navigator.onLine,
  newVersion: false,
  lobby: null,
  media: noMedia,
  preferences: loadPreferences(),
  notices: [],
  panel: null,
  layout: "auto",
  captionsOn: false,
  volumes: new Map(),
  ...noCall,
}));

export function useApp<T>(select: (state: AppState) => T): T {
  return useStore(store, select);
}
