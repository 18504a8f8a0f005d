import { adminApi } from "../../core/http/admin_api";
import type { AuditEntry } from "../../core/ws/protocol.generated";
import { useAdminText } from "../../i18n/admin/text";
import { dateTime } from "../../i18n/text";
import css from "./Admin.module.css";
import { AdminList } from "./AdminList";
import { usePages } from "./usePages";

/** What was changed, as far as the other columns do not say it. */
function detailsOf({ details, target }: AuditEntry): string {
  return Object.entries((details ?? {}) as Record<string, unknown>)
    .filter(([, value]) => value !== null && value !== "" && value !== target)
    .map(([name, value]) => {
      const isTime = typeof value === "number" && (name === "at" || name === "until" || name.endsWith("_at"));
      return `${name}: ${isTime ? dateTime(value) : typeof value === "string" ? value : JSON.stringify(value)}`;
    })
    .join(" · ");
}

/** Who did what, newest first. */
export function AuditTab() {
  const a = useAdminText();
  const pages = usePages(adminApi.audit);
  return (
    <AdminList
      pages={pages}
      keyOf={(entry) => String(entry.number)}
      columns={[
        { head: a.audit.when, cell: (entry) => dateTime(entry.at) },
        {
          head: a.audit.who,
          cell: ({ by }) => (
            <>
              <bdi>{by.name ?? a.audit.powers[by.power]}</bdi> <small>{by.address}</small>
            </>
          ),
        },
        { head: a.audit.what, cell: (entry) => <code>{entry.action}</code> },
        {
          head: a.audit.target,
          cell: (entry) => (
            <>
              <span>{[entry.target, entry.lobby_id && a.audit.lobby(entry.lobby_id)].filter(Boolean).join(" ")}</span>
              <code className={css.id}>{detailsOf(entry)}</code>
            </>
          ),
        },
      ]}
    />
  );
}
