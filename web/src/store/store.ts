import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";
import type { LobbyView } from "../core/lobby/lobby_connection";
import type { MediaView } from "../core/media/local_media";
import type { PeerView } from "../core/rtc/peer_mesh";
import type { Session } from "../core/ws/protocol.generated";
import type { ConnectionState } from "../core/ws/socket_manager";

export interface AppState {
  session: Session | null;
  /** Why there is no session, where there can't be one. */
  sessionError: string | null;
  connection: ConnectionState;
  lobby: LobbyView | null;
  peers: ReadonlyMap<string, PeerView>;
  media: MediaView;
  /** Texts that came while the chat was not looked at. */
  unread: number;
  chatOpen: boolean;
}

const noMedia: MediaView = {
  microphone: "off",
  camera: "off",
  screen: "off",
  problem: null,
  devices: [],
  microphoneId: null,
  cameraId: null,
  cameraTrack: null,
  screenTrack: null,
  microphoneTrack: null,
};

/** The one store. Written by core/app.ts alone; the views read it and call commands. */
export const store = createStore<AppState>(() => ({
  session: null,
  sessionError: null,
  connection: { phase: "idle", attempt: 0, retryAt: null, gaveUp: null, welcome: null },
  lobby: null,
  peers: new Map(),
  media: noMedia,
  unread: 0,
  chatOpen: true,
}));

export function useApp<T>(select: (state: AppState) => T): T {
  return useStore(store, select);
}
