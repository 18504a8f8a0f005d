import { useState } from "react";
import { app } from "../../core/app";
import type { Participant } from "../../core/ws/protocol.generated";
import { useText } from "../../i18n/text";
import { Confirm } from "../kit/Confirm";
import kit from "../kit/kit.module.css";
import { Reason } from "./Reason";

const hourMs = 3_600_000;
const lengths = { hour: hourMs, day: 24 * hourMs, week: 7 * 24 * hourMs, forever: null } as const;
type Length = keyof typeof lengths;

export function BanDialog({ who, onClose }: { who: Participant; onClose: () => void }) {
  const t = useText();
  const [length, setLength] = useState<Length>("day");
  const [address, setAddress] = useState(false);
  const [reason, setReason] = useState("");
  const ban = async () => {
    const ms = lengths[length];
    await app.lobby?.moderation.ban(who.id, {
      address,
      ...(ms === null ? {} : { until: Date.now() + ms }),
      ...(reason.trim() === "" ? {} : { reason: reason.trim() }),
    });
  };
  return (
    <Confirm title={t.moderation.banTitle(who.name)} action={t.moderation.ban} onConfirm={ban} onClose={onClose}>
      <p>{t.moderation.banText}</p>
      <label className={kit.field}>
        {t.moderation.howLong}
        <select
          className={kit.select}
          data-testid="ban-length"
          value={length}
          onChange={(event) => setLength(event.target.value as Length)}
        >
          {(Object.keys(lengths) as Length[]).map((one) => (
            <option key={one} value={one}>
              {t.moderation.lengths[one]}
            </option>
          ))}
        </select>
      </label>
      <label className={kit.check}>
        <input
          type="checkbox"
          data-testid="ban-address"
          checked={address}
          onChange={(event) => setAddress(event.target.checked)}
        />
        {t.moderation.banAddress}
      </label>
      <Reason value={reason} onChange={setReason} />
    </Confirm>
  );
}
