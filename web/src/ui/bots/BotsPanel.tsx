import { useEffect, useState } from "react";
import { app } from "../../core/app";
import { api } from "../../core/http/api";
import { moderates } from "../../core/lobby/moderation";
import { notify } from "../../core/notices";
import type { Bot, BotType } from "../../core/ws/protocol.generated";
import { explain, useText } from "../../i18n/text";
import { useApp } from "../../store/store";
import { Confirm } from "../kit/Confirm";
import kit from "../kit/kit.module.css";
import { useLoaded } from "../kit/useLoaded";
import { useMe } from "../moderation/PersonActions";
import { BotForm } from "./BotForm";
import { BotRow } from "./BotRow";
import css from "./Bots.module.css";
import { Gallery } from "./Gallery";

type Open = { kind: "form"; type: BotType; bot: Bot | null } | { kind: "remove"; bot: Bot };

function useMayChange(): boolean {
  const me = useMe();
  const members = useApp((state) => state.lobby?.lobby?.bots_by === "members");
  return moderates(me?.role) || (members && me?.role === "member");
}

/** The lobby's bots, and the kinds of them that can be added. */
export function BotsPanel() {
  const t = useText();
  const bots = useApp((state) => state.bots);
  const lobbyId = useApp((state) => state.lobby?.lobby?.id ?? "");
  const mayChange = useMayChange();
  const types = useLoaded(api.botTypes);
  const [open, setOpen] = useState<Open | null>(null);
  const run = (work: Promise<unknown>) => work.catch((error: unknown) => notify("refused", explain(error)));
  useEffect(() => {
    app.loadBots().catch((error: unknown) => notify("refused", explain(error)));
  }, []);
  const configure = (bot: Bot) => {
    const type = types.data?.find((one) => one.type === bot.type);
    if (type) setOpen({ kind: "form", type, bot });
  };
  return (
    <div className={css.panel} data-testid="bots">
      <section className={kit.stack} aria-label={t.bots.here}>
        <h3>{t.bots.here}</h3>
        {!bots || bots.length === 0 ? (
          <p className={kit.soft} data-testid="bots-empty">
            {t.bots.none}
          </p>
        ) : (
          <ul className={kit.list}>
            {bots.map((bot) => (
              <BotRow
                key={bot.id}
                bot={bot}
                mayChange={mayChange}
                onConfigure={() => configure(bot)}
                onRestart={() => run(api.configureBot(lobbyId, bot.id, {}))}
                onRemove={() => setOpen({ kind: "remove", bot })}
              />
            ))}
          </ul>
        )}
      </section>
      {mayChange ? (
        <Gallery types={types} onChoose={(type) => setOpen({ kind: "form", type, bot: null })} />
      ) : (
        <p className={kit.soft}>{t.bots.mayNot}</p>
      )}
      {open?.kind === "form" && (
        <BotForm lobbyId={lobbyId} type={open.type} bot={open.bot} onClose={() => setOpen(null)} />
      )}
      {open?.kind === "remove" && (
        <Confirm
          title={t.bots.removeTitle(open.bot.name)}
          action={t.bots.remove}
          onConfirm={() => api.removeBot(lobbyId, open.bot.id)}
          onClose={() => setOpen(null)}
        >
          <p>{t.bots.removeText}</p>
        </Confirm>
      )}
    </div>
  );
}
