import { useText } from "../../i18n/text";
import { useApp } from "../../store/store";
import { Dialog } from "../kit/Dialog";
import css from "./KeysHelp.module.css";
import { letters } from "./useKeys";

/** All keys of the lobby. */
export function KeysHelp({ onClose }: { onClose: () => void }) {
  const t = useText();
  const lettersOn = useApp((state) => state.preferences.letterKeys);
  const rows: [key: string, does: string][] = [
    ...(lettersOn
      ? Object.entries(letters).map(([key, what]) => [key.toUpperCase(), t.keys[what]] as [string, string])
      : []),
    [t.keys.space, t.keys.talk],
    ["?", t.keys.help],
    ["Esc", t.keys.close],
  ];
  return (
    <Dialog title={t.keys.title} onClose={onClose}>
      {!lettersOn && <p>{t.keys.off}</p>}
      <dl className={css.keys} data-testid="keys">
        {rows.map(([key, does]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
