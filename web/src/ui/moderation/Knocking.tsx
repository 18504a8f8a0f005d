import { app } from "../../core/app";
import { notify } from "../../core/notices";
import { explain, useText } from "../../i18n/text";
import { useApp } from "../../store/store";
import kit from "../kit/kit.module.css";
import css from "./Knocking.module.css";

/** Who waits before the door, for those who may open it. */
export function Knocking() {
  const t = useText();
  const knocking = useApp((state) => state.lobby?.knocking);
  if (!knocking || knocking.length === 0) return null;
  const answer = (work: Promise<unknown> | undefined) =>
    work?.catch((error: unknown) => notify("refused", explain(error)));
  return (
    <section className={css.knocking} aria-label={t.waiting.list} data-testid="knocking">
      <h3>{t.waiting.list}</h3>
      <ul className={kit.list}>
        {knocking.map((one) => (
          <li key={one.id} className={kit.listItem}>
            <bdi className={kit.grow}>{one.name}</bdi>
            <button
              type="button"
              className={`${kit.button} ${kit.primary}`}
              data-testid="admit"
              onClick={() => answer(app.lobby?.moderation.admit(one.id))}
            >
              {t.waiting.admit}
            </button>
            <button
              type="button"
              className={kit.button}
              data-testid="deny"
              onClick={() => answer(app.lobby?.moderation.deny(one.id))}
            >
              {t.waiting.deny}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
