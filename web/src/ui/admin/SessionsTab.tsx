import { useState } from "react";
import { adminApi } from "../../core/http/admin_api";
import type { AdminSession } from "../../core/ws/protocol.generated";
import { useAdminText } from "../../i18n/admin/text";
import { dateTime } from "../../i18n/text";
import { Confirm } from "../kit/Confirm";
import kit from "../kit/kit.module.css";
import css from "./Admin.module.css";
import { AdminList } from "./AdminList";
import { BanForm } from "./BanForm";
import { usePages } from "./usePages";

export function SessionsTab() {
  const a = useAdminText();
  const pages = usePages(adminApi.sessions);
  const [ending, setEnding] = useState<AdminSession | null>(null);
  const [banning, setBanning] = useState<AdminSession | null>(null);
  return (
    <>
      <AdminList
        pages={pages}
        keyOf={(one) => one.id}
        columns={[
          {
            head: a.sessions.name,
            cell: (one) => (
              <>
                <bdi>{one.name ?? a.sessions.noName}</bdi> {one.name_protected && <small>{a.sessions.protected}</small>}
                <code className={css.id}>{one.id}</code>
              </>
            ),
          },
          { head: a.sessions.connections, cell: (one) => one.connections },
          { head: a.sessions.since, cell: (one) => dateTime(one.created_at) },
        ]}
        actions={(one) => (
          <>
            <button type="button" className={kit.button} data-testid="ban-session" onClick={() => setBanning(one)}>
              {a.sessions.ban}
            </button>
            <button
              type="button"
              className={`${kit.button} ${kit.danger}`}
              data-testid="end-session"
              onClick={() => setEnding(one)}
            >
              {a.sessions.end}
            </button>
          </>
        )}
      />
      {ending && (
        <Confirm
          title={a.sessions.endTitle}
          action={a.sessions.end}
          onClose={() => setEnding(null)}
          onConfirm={async () => {
            await adminApi.endSession(ending.id);
            await pages.reload();
          }}
        >
          <p>
            <bdi>{ending.name ?? a.sessions.noName}</bdi> <code className={css.id}>{ending.id}</code>
          </p>
          <p>{a.sessions.endText}</p>
        </Confirm>
      )}
      {banning && (
        <BanForm
          session={banning.id}
          name={banning.name}
          onClose={() => setBanning(null)}
          onDone={async () => void (await pages.reload())}
        />
      )}
    </>
  );
}
