import { Bot } from "lucide-react";
import type { BotType } from "../../core/ws/protocol.generated";
import { useText } from "../../i18n/text";
import kit from "../kit/kit.module.css";
import { LoadedList } from "../kit/LoadedList";
import type { Loaded } from "../kit/useLoaded";
import css from "./Bots.module.css";

/** The kinds of bots that providers offer. */
export function Gallery({ types, onChoose }: { types: Loaded<BotType[]>; onChoose: (type: BotType) => void }) {
  const t = useText();
  return (
    <section className={kit.stack} aria-label={t.bots.gallery}>
      <h3>{t.bots.gallery}</h3>
      <LoadedList loaded={types} empty={t.bots.noTypes} testId="bot-types">
        {(type) => (
          <li key={type.type} className={css.type} data-testid="bot-type" data-type={type.type}>
            <Bot size={24} aria-hidden />
            <div className={css.what}>
              <bdi>{type.title || type.type}</bdi>
              <p className={kit.soft}>{type.description}</p>
              <p className={css.capabilities}>
                {type.capabilities.map((one) => (
                  <span key={one}>{t.bots.capabilities[one] ?? one}</span>
                ))}
              </p>
              {!type.available && (
                <p className={css.detail} data-testid="type-reason">
                  {t.bots.unavailable(type.reason ?? "")}
                </p>
              )}
            </div>
            <button
              type="button"
              className={`${kit.button} ${kit.primary}`}
              aria-label={t.bots.addTitle(type.title || type.type)}
              data-testid="add-bot"
              disabled={!type.available}
              onClick={() => onChoose(type)}
            >
              {t.bots.add}
            </button>
          </li>
        )}
      </LoadedList>
    </section>
  );
}
