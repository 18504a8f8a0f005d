import { useState } from "react";
import { app } from "../../core/app";
import type { Participant } from "../../core/ws/protocol.generated";
import { useText } from "../../i18n/text";
import { Confirm } from "../kit/Confirm";
import { Reason } from "./Reason";

export function KickDialog({ who, onClose }: { who: Participant; onClose: () => void }) {
  const t = useText();
  const [reason, setReason] = useState("");
  return (
    <Confirm
      title={t.moderation.kickTitle(who.name)}
      action={t.moderation.kick}
      onConfirm={async () => app.lobby?.moderation.kick(who.id, reason.trim())}
      onClose={onClose}
    >
      <p>{t.moderation.kickText}</p>
      <Reason value={reason} onChange={setReason} />
    </Confirm>
  );
}
