import { useState } from "react";
import { app } from "../../core/app";
import { moderates } from "../../core/lobby/moderation";
import { useText } from "../../i18n/text";
import { useApp } from "../../store/store";
import { Confirm } from "../kit/Confirm";
import { Dialog } from "../kit/Dialog";
import kit from "../kit/kit.module.css";
import { BanList } from "./BanList";
import { LobbyForm } from "./LobbyForm";
import { useMe } from "./PersonActions";

/** How the lobby is, for those who may change it: its settings, who is kept out, its end. */
export function LobbySettings({ onClose }: { onClose: () => void }) {
  const t = useText();
  const me = useMe();
  const lobby = useApp((state) => state.lobby?.lobby);
  const [closing, setClosing] = useState(false);
  if (!lobby || !moderates(me?.role)) return null;
  if (closing)
    return (
      <Confirm
        title={t.lobbySettings.closeTitle(lobby.name)}
        action={t.lobbySettings.close}
        onConfirm={async () => app.lobby?.moderation.close()}
        onClose={() => setClosing(false)}
      >
        <p>{t.lobbySettings.closeText}</p>
      </Confirm>
    );
  return (
    <Dialog title={t.lobbySettings.title} onClose={onClose}>
      <LobbyForm lobby={lobby} owner={me?.role === "owner"} />
      <BanList />
      {me?.role === "owner" && (
        <button
          type="button"
          className={`${kit.button} ${kit.danger}`}
          data-testid="close-lobby"
          onClick={() => setClosing(true)}
        >
          {t.lobbySettings.close}
        </button>
      )}
    </Dialog>
  );
}
