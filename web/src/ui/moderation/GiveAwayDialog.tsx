import { app } from "../../core/app";
import type { Participant } from "../../core/ws/protocol.generated";
import { useText } from "../../i18n/text";
import { Confirm } from "../kit/Confirm";

export function GiveAwayDialog({ who, onClose }: { who: Participant; onClose: () => void }) {
  const t = useText();
  return (
    <Confirm
      title={t.moderation.giveAwayTitle(who.name)}
      action={t.moderation.giveAway}
      onConfirm={async () => app.lobby?.moderation.setRole(who.id, "owner")}
      onClose={onClose}
    >
      <p>{t.moderation.giveAwayText}</p>
    </Confirm>
  );
}
