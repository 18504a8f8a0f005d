import { useState } from "react";
import { adminApi } from "../../core/http/admin_api";
import type { AdminBot } from "../../core/ws/protocol.generated";
import { useAdminText } from "../../i18n/admin/text";
import { useText } from "../../i18n/text";
import { Confirm } from "../kit/Confirm";
import kit from "../kit/kit.module.css";
import css from "./Admin.module.css";
import { AdminList } from "./AdminList";
import { usePages } from "./usePages";

export function BotsTab() {
  const t = useText();
  const a = useAdminText();
  const pages = usePages(adminApi.bots);
  const [removing, setRemoving] = useState<AdminBot | null>(null);
  return (
    <>
      <AdminList
        pages={pages}
        keyOf={({ bot }) => bot.id}
        columns={[
          {
            head: a.bots.name,
            cell: ({ bot }) => (
              <>
                <bdi>{bot.name}</bdi> <small>{bot.type}</small>
              </>
            ),
          },
          {
            head: a.bots.state,
            cell: ({ bot }) => (
              <>
                {t.bots.states[bot.state]} <small>{bot.detail}</small>
              </>
            ),
          },
          {
            head: a.bots.where,
            cell: ({ lobby_id, provider }) => (
              <>
                {provider ?? a.bots.nowhere}
                <code className={css.id}>{lobby_id}</code>
              </>
            ),
          },
        ]}
        actions={(one) => (
          <button
            type="button"
            className={`${kit.button} ${kit.danger}`}
            data-testid="remove-bot"
            onClick={() => setRemoving(one)}
          >
            {a.bots.remove}
          </button>
        )}
      />
      {removing && (
        <Confirm
          title={a.bots.removeTitle(removing.bot.name)}
          action={a.bots.remove}
          onClose={() => setRemoving(null)}
          onConfirm={async () => {
            await adminApi.removeBot(removing.bot.id);
            await pages.reload();
          }}
        >
          <p>{a.bots.removeText}</p>
        </Confirm>
      )}
    </>
  );
}
