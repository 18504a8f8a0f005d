import { lobbyLink } from "../../core/http/links";
import { moderates } from "../../core/lobby/moderation";
import { useText } from "../../i18n/text";
import { useApp } from "../../store/store";
import { Dialog } from "../kit/Dialog";
import { useMe } from "../moderation/PersonActions";
import { Invitations } from "./Invitations";
import { ShownLink } from "./ShownLink";

/** How others come in: by the lobby's link where it is open to all, else by an invitation that moderators make. */
export function InviteDialog({ onClose }: { onClose: () => void }) {
  const t = useText();
  const me = useMe();
  const lobby = useApp((state) => state.lobby?.lobby);
  if (!lobby) return null;
  const open = lobby.visibility === "public" && !lobby.has_password;
  const mayInvite = moderates(me?.role);
  return (
    <Dialog title={t.invite.title} onClose={onClose}>
      {open && (
        <>
          <p>{t.invite.openTo}</p>
          <ShownLink link={lobbyLink(lobby.id)} />
        </>
      )}
      {!open && !mayInvite && <p>{t.invite.memberOnly}</p>}
      {!open && mayInvite && <Invitations lobbyId={lobby.id} />}
    </Dialog>
  );
}
