import { app } from "../../core/app";
import { currentLanguage, type Language, languages, speak, useText } from "../../i18n/text";
import { useApp } from "../../store/store";
import { Dialog } from "../kit/Dialog";
import kit from "../kit/kit.module.css";
import { DevicePicker } from "./DevicePicker";
import { NameProtection } from "./NameProtection";

/** What holds for this device, wherever one is. */
export function Settings({ onClose }: { onClose: () => void }) {
  const t = useText();
  const preferences = useApp((state) => state.preferences);
  const choose = (language: Language) => {
    app.prefer({ language });
    speak(language).catch(() => undefined);
  };
  return (
    <Dialog title={t.settings.title} onClose={onClose}>
      <label className={kit.field}>
        {t.settings.language}
        <select
          className={kit.select}
          data-testid="language"
          value={currentLanguage()}
          onChange={(event) => choose(event.target.value as Language)}
        >
          {Object.entries(languages).map(([tag, name]) => (
            <option key={tag} value={tag} lang={tag}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <fieldset className={kit.segments}>
        <legend className={kit.hidden}>{t.settings.scheme}</legend>
        {(["auto", "light", "dark"] as const).map((scheme) => (
          <label key={scheme}>
            <input
              type="radio"
              name="scheme"
              checked={preferences.scheme === scheme}
              onChange={() => app.prefer({ scheme })}
            />
            {t.settings.schemes[scheme]}
          </label>
        ))}
      </fieldset>
      <NameProtection />
      <h3>{t.settings.devices}</h3>
      <DevicePicker />
      <div>
        <label className={kit.check}>
          <input
            type="checkbox"
            checked={preferences.mirror}
            onChange={(event) => app.prefer({ mirror: event.target.checked })}
          />
          {t.settings.mirror}
        </label>
        <label className={kit.check}>
          <input
            type="checkbox"
            data-testid="letter-keys"
            checked={preferences.letterKeys}
            onChange={(event) => app.prefer({ letterKeys: event.target.checked })}
          />
          {t.settings.letterKeys}
        </label>
      </div>
    </Dialog>
  );
}
