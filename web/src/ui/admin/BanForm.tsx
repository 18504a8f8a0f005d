import { useState } from "react";
import { adminApi } from "../../core/http/admin_api";
import type { AdminBan, AdminBanRequest } from "../../core/ws/protocol.generated";
import { useAdminText } from "../../i18n/admin/text";
import { Confirm } from "../kit/Confirm";
import { SelectField } from "../kit/fields";
import kit from "../kit/kit.module.css";

const hourMs = 3_600_000;
const lengths = { hour: hourMs, day: 24 * hourMs, week: 7 * 24 * hourMs, forever: null } as const;
type Length = keyof typeof lengths;
type Field = "name" | "session_id" | "address" | "reason";

interface BanFormProps {
  session?: string;
  name?: string | null;
  onClose: () => void;
  onDone: (ban: AdminBan) => Promise<void>;
}

/** Bans from the whole server: by session, name or address. */
export function BanForm({ session = "", name = null, onClose, onDone }: BanFormProps) {
  const a = useAdminText();
  const [fields, setFields] = useState<Record<Field, string>>({
    name: name ?? "",
    session_id: session,
    address: "",
    reason: "",
  });
  const [length, setLength] = useState<Length>("day");
  const labels: Record<Field, string> = {
    name: a.bans.nameField,
    session_id: a.bans.sessionField,
    address: a.bans.addressField,
    reason: a.bans.reason,
  };
  const ban = async () => {
    const given = Object.entries(fields)
      .map(([key, value]) => [key, value.trim()])
      .filter(([, value]) => value !== "");
    const ms = lengths[length];
    const wish: AdminBanRequest = {
      ...Object.fromEntries(given),
      ...(ms === null ? {} : { until: Date.now() + ms }),
    };
    await onDone(await adminApi.ban(wish));
  };
  return (
    <Confirm title={a.bans.add} action={a.sessions.ban} onConfirm={ban} onClose={onClose}>
      <p>{a.bans.addText}</p>
      {(Object.keys(labels) as Field[]).map((field) => (
        <label key={field} className={kit.field}>
          {labels[field]}
          <input
            className={kit.input}
            data-testid={`ban-${field}`}
            value={fields[field]}
            onChange={(event) => setFields({ ...fields, [field]: event.target.value })}
          />
        </label>
      ))}
      <SelectField<Length>
        label={a.bans.lasts}
        names={a.bans.lengths}
        value={length}
        testId="ban-length"
        set={setLength}
      />
    </Confirm>
  );
}
