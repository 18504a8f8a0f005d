import type { LobbyChange } from "../../core/lobby/moderation";
import type { Duplicates, Lobby, Visibility } from "../../core/ws/protocol.generated";
import { useText } from "../../i18n/text";
import kit from "../kit/kit.module.css";

/** A lobby's settings with what one has changed of them. */
export type ShownSettings = Lobby & LobbyChange;

/** What is undefined is as it was again. */
export type Edit = { [K in keyof LobbyChange]: LobbyChange[K] | undefined };

interface FieldsProps {
  shown: ShownSettings;
  set: (edit: Edit) => void;
}

interface CheckProps {
  label: string;
  checked: boolean;
  testId: string;
  set: (checked: boolean) => void;
}

export function Check({ label, checked, testId, set }: CheckProps) {
  return (
    <label className={kit.check}>
      <input type="checkbox" data-testid={testId} checked={checked} onChange={(event) => set(event.target.checked)} />
      {label}
    </label>
  );
}

interface NumberProps {
  label: string;
  value: number;
  least: number;
  testId: string;
  set: (value: number) => void;
}

function NumberField({ label, value, least, testId, set }: NumberProps) {
  return (
    <label className={kit.field}>
      {label}
      <input
        className={kit.input}
        type="number"
        min={least}
        required
        data-testid={testId}
        value={value}
        onChange={(event) => set(Math.max(least, event.target.valueAsNumber || least))}
      />
    </label>
  );
}

interface SelectProps<K extends string> {
  label: string;
  names: Record<K, string>;
  value: K;
  testId: string;
  set: (value: K) => void;
}

function SelectField<K extends string>({ label, names, value, testId, set }: SelectProps<K>) {
  return (
    <label className={kit.field}>
      {label}
      <select
        className={kit.select}
        data-testid={testId}
        value={value}
        onChange={(event) => set(event.target.value as K)}
      >
        {(Object.entries(names) as [K, string][]).map(([key, name]) => (
          <option key={key} value={key}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

/** Name, size, who may come in. */
export function OwnerFields({ shown, set }: FieldsProps) {
  const t = useText();
  return (
    <>
      <label className={kit.field}>
        {t.home.lobbyName}
        <input
          className={kit.input}
          data-testid="lobby-name"
          value={shown.name}
          required
          maxLength={100}
          onChange={(event) => set({ name: event.target.value })}
        />
      </label>
      <NumberField
        label={t.lobbySettings.capacity}
        value={shown.capacity}
        least={1}
        testId="lobby-capacity"
        set={(capacity) => set({ capacity })}
      />
      <SelectField<Visibility>
        label={t.home.access}
        names={t.home.visibility}
        value={shown.visibility}
        testId="lobby-visibility"
        set={(visibility) => set({ visibility })}
      />
      <label className={kit.field}>
        {t.lobbySettings.newPassword}
        <input
          className={kit.input}
          type="password"
          autoComplete="new-password"
          data-testid="lobby-new-password"
          value={shown.password ?? ""}
          // An empty password would take the present one away.
          onChange={(event) => set({ password: event.target.value || undefined })}
        />
      </label>
      {shown.has_password && (
        <Check
          label={t.lobbySettings.removePassword}
          checked={shown.password === ""}
          testId="lobby-remove-password"
          set={(remove) => set({ password: remove ? "" : undefined })}
        />
      )}
    </>
  );
}

/** What is changed seldom. */
export function MoreFields({ shown, set }: FieldsProps) {
  const t = useText();
  return (
    <details className={kit.fold} data-testid="lobby-more">
      <summary>{t.lobbySettings.more}</summary>
      <div className={kit.stack}>
        <Check
          label={t.lobbySettings.relay}
          checked={shown.ice_policy === "relay"}
          testId="lobby-relay"
          set={(relay) => set({ ice_policy: relay ? "relay" : "all" })}
        />
        <SelectField<Duplicates>
          label={t.lobbySettings.duplicates}
          names={t.lobbySettings.duplicatesChoice}
          value={shown.duplicates}
          testId="lobby-duplicates"
          set={(duplicates) => set({ duplicates })}
        />
        <NumberField
          label={t.lobbySettings.historyDays}
          value={shown.history_days}
          least={0}
          testId="lobby-history-days"
          set={(history_days) => set({ history_days })}
        />
        <NumberField
          label={t.lobbySettings.maxEntries}
          value={shown.max_entries}
          least={0}
          testId="lobby-max-entries"
          set={(max_entries) => set({ max_entries })}
        />
      </div>
    </details>
  );
}
