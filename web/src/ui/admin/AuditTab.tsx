import { adminApi } from "../../core/http/admin_api";
import type { AuditEntry } from "../../core/ws/protocol.generated";
import { useAdminText } from "../../i18n/admin/text";
import { dateTime } from "../../i18n/text";
import css from "./Admin.module.css";
import { AdminList } from "./AdminList";
import { usePages } from "./usePages";

function detailsOf({ details }: AuditEntry): string {
  const text = JSON.stringify(details ?? {});
  return text === "{}" ? "" : text;
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
