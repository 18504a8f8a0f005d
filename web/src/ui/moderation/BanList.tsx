import { useCallback, useState } from "react";
import { app } from "../../core/app";
import type { BanInfo } from "../../core/ws/protocol.generated";
import { dateTime, explain, useText } from "../../i18n/text";
import kit from "../kit/kit.module.css";
import { LoadedList } from "../kit/LoadedList";
import { useLoaded } from "../kit/useLoaded";

/** Who is kept out, by whom, why and until when; a ban is lifted at once, as putting it again undoes that. */
export function BanList() {
  const t = useText();
  const load = useCallback(async () => (await app.lobby?.moderation.bans()) ?? [], []);
  const bans = useLoaded(load);
  const [problem, setProblem] = useState<string | null>(null);
  const lift = async (ban: BanInfo) => {
    try {
      await app.lobby?.moderation.unban(ban.id);
      setProblem(null);
      await bans.reload();
    } catch (error) {
      setProblem(explain(error));
    }
  };
  return (
    <section className={kit.stack} aria-label={t.moderation.bans}>
      <h3>{t.moderation.bans}</h3>
      {problem && (
        <p className={kit.problem} role="alert">
          {problem}
        </p>
      )}
      <LoadedList loaded={bans} empty={t.moderation.noBans} testId="bans">
        {(ban) => (
          <li key={ban.id} className={kit.listItem}>
            <span className={kit.grow}>
              <bdi>{ban.name}</bdi>
              <small>
                {[
                  ban.until === null ? t.moderation.forGood : t.moderation.until(dateTime(ban.until)),
                  ban.by && t.moderation.by(ban.by),
                  ban.by_address && t.moderation.byAddress,
                  ban.reason && t.moderation.words(ban.reason),
                ]
                  .filter(Boolean)
                  .join(" · ")}
              </small>
            </span>
            <button type="button" className={kit.button} data-testid="unban" onClick={() => lift(ban)}>
              {t.moderation.unban}
            </button>
          </li>
        )}
      </LoadedList>
    </section>
  );
}
