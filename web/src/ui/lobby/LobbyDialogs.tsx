import { InviteDialog } from "../invite/InviteDialog";
import { BanDialog } from "../moderation/BanDialog";
import { GiveAwayDialog } from "../moderation/GiveAwayDialog";
import { KickDialog } from "../moderation/KickDialog";
import { LobbySettings } from "../moderation/LobbySettings";
import { Settings } from "../settings/Settings";
import type { LobbyDialog } from "./dialogs";
import { KeysHelp } from "./KeysHelp";

export function LobbyDialogs({ dialog, onClose }: { dialog: LobbyDialog | null; onClose: () => void }) {
  switch (dialog?.kind) {
    case undefined:
      return null;
    case "settings":
      return <Settings onClose={onClose} />;
    case "keys":
      return <KeysHelp onClose={onClose} />;
    case "lobby":
      return <LobbySettings onClose={onClose} />;
    case "invite":
      return <InviteDialog onClose={onClose} />;
    case "kick":
      return <KickDialog who={dialog.who} onClose={onClose} />;
    case "ban":
      return <BanDialog who={dialog.who} onClose={onClose} />;
    case "giveAway":
      return <GiveAwayDialog who={dialog.who} onClose={onClose} />;
  }
}
