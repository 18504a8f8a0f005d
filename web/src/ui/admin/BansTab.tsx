import { useState } from "react";
import { adminApi } from "../../core/http/admin_api";
import type { AdminBan, AdminBanRequest } from "../../core/ws/protocol.generated";
import type { AdminStrings } from "../../i18n/admin/en";
import { useAdminText } from "../../i18n/admin/text";
import { dateTime, explain } from "../../i18n/text";
import kit from "../kit/kit.module.css";
import css from "./Admin.module.css";
import { AdminList } from "./AdminList";
import { BanForm } from "./BanForm";
import { useRefusal } from "./useAdmin";
import { usePages } from "./usePages";

function whomOf(ban: AdminBan, a: AdminStrings): string {
  return [
    ban.name && a.bans.name(ban.name),
    ban.address && a.bans.address(ban.address),
    ban.session_id && a.bans.session(ban.session_id),
  ]
    .filter(Boolean)
    .join(", ");
}

/** The wish that would make this very ban again. */
function wishOf({ session_id, name, address, reason, until }: AdminBan): AdminBanRequest {
  return {
    reason,
    ...(session_id ? { session_id } : {}),
    ...(name ? { name } : {}),
    ...(address ? { address } : {}),
    ...(until === null ? {} : { until }),
  };
}

/** What was done last, and how to take it back. */
interface Done {
  text: string;
  undo: () => Promise<unknown>;
}

export function BansTab() {
  const a = useAdminText();
  const pages = usePages(adminApi.bans);
  const refused = useRefusal();
  const [adding, setAdding] = useState(false);
  const [done, setDone] = useState<Done | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const run = async (work: () => Promise<unknown>, then: Done | null) => {
    try {
      await work();
      setDone(then);
      setProblem(null);
      await pages.reload();
    } catch (error) {
      refused(error);
      setProblem(explain(error));
    }
  };
  const lift = (ban: AdminBan) =>
    run(() => adminApi.liftBan(ban.id), { text: a.bans.lifted, undo: () => adminApi.ban(wishOf(ban)) });
  const added = async (ban: AdminBan) => {
    setDone({ text: a.bans.added, undo: () => adminApi.liftBan(ban.id) });
    await pages.reload();
  };
  return (
    <div className={kit.stack}>
      <div className={css.above}>
        <button
          type="button"
          className={`${kit.button} ${kit.primary}`}
          data-testid="add-ban"
          onClick={() => setAdding(true)}
        >
          {a.bans.add}
        </button>
        <p role="status" className={css.done} data-testid="admin-done">
          {done?.text}
          {done && (
            <button type="button" className={kit.button} data-testid="undo" onClick={() => run(done.undo, null)}>
              {a.list.undo}
            </button>
          )}
        </p>
      </div>
      {problem && (
        <p className={kit.problem} role="alert">
          {problem}
        </p>
      )}
      <AdminList
        pages={pages}
        keyOf={(ban) => ban.id}
        columns={[
          { head: a.bans.who, cell: (ban) => whomOf(ban, a) },
          { head: a.bans.why, cell: (ban) => ban.reason },
          { head: a.bans.at, cell: (ban) => dateTime(ban.at) },
          { head: a.bans.until, cell: (ban) => (ban.until === null ? a.bans.forGood : dateTime(ban.until)) },
        ]}
        actions={(ban) => (
          <button type="button" className={kit.button} data-testid="lift-ban" onClick={() => lift(ban)}>
            {a.bans.lift}
          </button>
        )}
      />
      {adding && <BanForm onClose={() => setAdding(false)} onDone={added} />}
    </div>
  );
}
