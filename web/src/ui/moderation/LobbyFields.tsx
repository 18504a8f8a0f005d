import type { LobbyChange } from "../../core/lobby/moderation";
import type { BotsBy, Duplicates, Lobby, Visibility } from "../../core/ws/protocol.generated";
import { useText } from "../../i18n/text";
import { Check, NumberField, SelectField } from "../kit/fields";
import kit from "../kit/kit.module.css";

/** A lobby's settings with what one has changed of them. */
export type ShownSettings = Lobby & LobbyChange;

/** What is undefined is as it was again. */
export type Edit = { [K in keyof LobbyChange]: LobbyChange[K] | undefined };

interface FieldsProps {
  shown: ShownSettings;
  set: (edit: Edit) => void;
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
        <SelectField<BotsBy>
          label={t.lobbySettings.botsBy}
          names={t.lobbySettings.botsByChoice}
          value={shown.bots_by}
          testId="lobby-bots-by"
          set={(bots_by) => set({ bots_by })}
        />
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
