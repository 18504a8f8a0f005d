import { useText } from "../../i18n/text";
import kit from "../kit/kit.module.css";

const maxLength = 500;

/** What the one concerned is told. */
export function Reason({ value, onChange }: { value: string; onChange: (reason: string) => void }) {
  const t = useText();
  return (
    <label className={kit.field}>
      {t.moderation.reason}
      <input
        className={kit.input}
        data-testid="reason"
        value={value}
        maxLength={maxLength}
        onChange={(event) => onChange(event.target.value)}
      />
    </label>
  );
}
