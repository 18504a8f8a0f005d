import { app } from "../../core/app";
import { useText } from "../../i18n/text";
import { useApp } from "../../store/store";
import kit from "../kit/kit.module.css";

/** How tiles are laid out: by themselves, all alike, or the speaker large. */
export function LayoutChoice() {
  const t = useText();
  const layout = useApp((state) => state.layout);
  return (
    <fieldset className={kit.segments} data-testid="layout">
      <legend className={kit.hidden}>{t.lobby.layout}</legend>
      {(["auto", "grid", "spotlight"] as const).map((one) => (
        <label key={one}>
          <input type="radio" name="layout" checked={layout === one} onChange={() => app.layOut(one)} />
          {t.lobby.layouts[one]}
        </label>
      ))}
    </fieldset>
  );
}
