import { RefreshCw, Settings2, Trash2 } from "lucide-react";
import type { Bot } from "../../core/ws/protocol.generated";
import { useText } from "../../i18n/text";
import kit from "../kit/kit.module.css";
import { useLevel } from "../lobby/useLevel";
import css from "./Bots.module.css";

interface BotRowProps {
  bot: Bot;
  mayChange: boolean;
  onConfigure: () => void;
  onRestart: () => void;
  onRemove: () => void;
}

/** A bot of this lobby: how it is, why, and what can be done about it. */
export function BotRow({ bot, mayChange, onConfigure, onRestart, onRemove }: BotRowProps) {
  const t = useText();
  const element = useLevel<HTMLLIElement>(bot.participant_id ?? bot.id);
  const failed = bot.state === "failed";
  return (
    <li ref={element} className={css.bot} data-testid="bot" data-state={bot.state} data-bot={bot.id}>
      <div className={css.what}>
        <bdi>{bot.name}</bdi>
        <p className={failed ? kit.problem : kit.soft} role="status">
          {t.bots.states[bot.state]}
          <span className={css.speaks}> · {t.bots.speaking}</span>
        </p>
        {bot.detail && (
          <p className={css.detail} data-testid="bot-detail">
            {bot.detail}
          </p>
        )}
      </div>
      {mayChange && (
        <div className={css.actions}>
          {failed && (
            <button type="button" className={kit.button} data-testid="restart-bot" onClick={onRestart}>
              <RefreshCw size={18} aria-hidden /> {t.bots.restart}
            </button>
          )}
          <button
            type="button"
            className={`${kit.button} ${kit.icon}`}
            aria-label={`${t.bots.configure}: ${bot.name}`}
            title={t.bots.configure}
            data-testid="configure-bot"
            onClick={onConfigure}
          >
            <Settings2 size={18} aria-hidden />
          </button>
          <button
            type="button"
            className={`${kit.button} ${kit.icon}`}
            aria-label={`${t.bots.remove}: ${bot.name}`}
            title={t.bots.remove}
            data-testid="remove-bot"
            onClick={onRemove}
          >
            <Trash2 size={18} aria-hidden />
          </button>
        </div>
      )}
    </li>
  );
}
