import { createContext, useContext } from "react";
import type { Participant } from "../../core/ws/protocol.generated";

/** What can be open above a lobby, one at a time. */
export type LobbyDialog =
  | { kind: "settings" | "keys" | "lobby" | "invite" }
  | { kind: "kick" | "ban" | "giveAway"; who: Participant };

const Opener = createContext<(dialog: LobbyDialog) => void>(() => undefined);

/** For whoever is inside of a lobby: opens a dialog. */
export function useOpenDialog(): (dialog: LobbyDialog) => void {
  return useContext(Opener);
}
export const DialogOpener = Opener.Provider;
