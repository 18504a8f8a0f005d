import { type FormEvent, useCallback, useState } from "react";
import { api } from "../../core/http/api";
import { dateTime, explain, useText } from "../../i18n/text";
import { SelectField } from "../kit/fields";
import kit from "../kit/kit.module.css";
import { LoadedList } from "../kit/LoadedList";
import { useLoaded } from "../kit/useLoaded";
import { ShownLink } from "./ShownLink";

const hourS = 3_600;
const lengths = { hour: hourS, day: 24 * hourS, week: 7 * 24 * hourS, month: 30 * 24 * hourS } as const;
const usesOf = { one: 1, ten: 10, any: null } as const;
type Length = keyof typeof lengths;
type Uses = keyof typeof usesOf;

/** Makes invitations, shows the one that was just made (its token is told once), takes others back. */
export function Invitations({ lobbyId }: { lobbyId: string }) {
  const t = useText();
  const [length, setLength] = useState<Length>("week");
  const [uses, setUses] = useState<Uses>("any");
  const [made, setMade] = useState<{ id: string; link: string } | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const load = useCallback(() => api.listInvites(lobbyId), [lobbyId]);
  const invites = useLoaded(load);
  const run = async (work: () => Promise<void>) => {
    try {
      await work();
      setProblem(null);
      await invites.reload();
    } catch (error) {
      setProblem(explain(error));
    }
  };
  const make = (event: FormEvent) => {
    event.preventDefault();
    void run(async () => {
      const most = usesOf[uses];
      const wish = { expires_in_s: lengths[length], ...(most === null ? {} : { max_uses: most }) };
      const { id, url } = await api.createInvite(lobbyId, wish);
      setMade({ id, link: new URL(url, location.origin).href });
    });
  };
  const revoke = (id: string) =>
    run(async () => {
      await api.revokeInvite(lobbyId, id);
      if (made?.id === id) setMade(null);
    });
  return (
    <>
      <form className={kit.stack} onSubmit={make}>
        <p>{t.invite.intro}</p>
        <div className={kit.row}>
          <SelectField
            label={t.invite.lasts}
            names={t.invite.lengths}
            value={length}
            testId="invite-length"
            set={setLength}
          />
          <SelectField
            label={t.invite.uses}
            names={t.invite.usesCount}
            value={uses}
            testId="invite-uses"
            set={setUses}
          />
          <button type="submit" className={`${kit.button} ${kit.primary}`} data-testid="make-invite">
            {t.invite.make}
          </button>
        </div>
        {problem && (
          <p className={kit.problem} role="alert">
            {problem}
          </p>
        )}
      </form>
      {made && <ShownLink link={made.link} />}
      <section className={kit.stack} aria-label={t.invite.list}>
        <h3>{t.invite.list}</h3>
        <LoadedList loaded={invites} empty={t.invite.none} testId="invites">
          {(invite) => (
            <li key={invite.id} className={kit.listItem}>
              <span className={kit.grow}>
                {t.invite.until(dateTime(invite.expires_at))}
                <small>{t.invite.used(invite.uses, invite.max_uses)}</small>
              </span>
              <button
                type="button"
                className={kit.button}
                data-testid="revoke-invite"
                onClick={() => revoke(invite.id)}
              >
                {t.invite.revoke}
              </button>
            </li>
          )}
        </LoadedList>
      </section>
    </>
  );
}
