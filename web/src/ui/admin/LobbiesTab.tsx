import { useCallback, useState } from "react";
import { adminApi } from "../../core/http/admin_api";
import type { AdminLobby } from "../../core/ws/protocol.generated";
import type { AdminStrings } from "../../i18n/admin/en";
import { useAdminText } from "../../i18n/admin/text";
import { dateTime } from "../../i18n/text";
import { Confirm } from "../kit/Confirm";
import { Dialog } from "../kit/Dialog";
import kit from "../kit/kit.module.css";
import { LoadedList } from "../kit/LoadedList";
import { useLoaded } from "../kit/useLoaded";
import css from "./Admin.module.css";
import { AdminList } from "./AdminList";
import { usePages } from "./usePages";

function kindOf({ lobby }: AdminLobby, a: AdminStrings): string {
  return [
    lobby.visibility === "private" && a.lobbies.private,
    lobby.has_password && a.lobbies.password,
    lobby.locked && a.lobbies.locked,
  ]
    .filter(Boolean)
    .join(", ");
}

function Inside({ id, name, onClose }: { id: string; name: string; onClose: () => void }) {
  const a = useAdminText();
  const load = useCallback(async () => (await adminApi.lobby(id)).participants, [id]);
  const people = useLoaded(load);
  return (
    <Dialog title={a.lobbies.showTitle(name)} onClose={onClose}>
      <LoadedList loaded={people} empty={a.lobbies.nobody} testId="admin-people">
        {({ participant, session_id }) => (
          <li key={participant.id} className={kit.listItem}>
            <span className={kit.grow}>
              <bdi>{participant.name}</bdi>
              <small>{participant.role}</small>
              <code className={css.id}>{session_id}</code>
            </span>
          </li>
        )}
      </LoadedList>
    </Dialog>
  );
}

export function LobbiesTab() {
  const a = useAdminText();
  const pages = usePages(adminApi.lobbies);
  const [shown, setShown] = useState<AdminLobby | null>(null);
  const [ending, setEnding] = useState<AdminLobby | null>(null);
  return (
    <>
      <AdminList
        pages={pages}
        keyOf={({ lobby }) => lobby.id}
        columns={[
          {
            head: a.lobbies.name,
            cell: ({ lobby }) => (
              <>
                <bdi>{lobby.name}</bdi>
                <code className={css.id}>{lobby.id}</code>
              </>
            ),
          },
          { head: a.lobbies.people, cell: ({ lobby }) => `${lobby.participant_count} / ${lobby.capacity}` },
          { head: a.lobbies.kind, cell: (one) => kindOf(one, a) },
          { head: a.lobbies.since, cell: ({ lobby }) => dateTime(lobby.created_at) },
        ]}
        actions={(one) => (
          <>
            <button type="button" className={kit.button} data-testid="show-lobby" onClick={() => setShown(one)}>
              {a.lobbies.show}
            </button>
            <button
              type="button"
              className={`${kit.button} ${kit.danger}`}
              data-testid="end-lobby"
              onClick={() => setEnding(one)}
            >
              {a.lobbies.end}
            </button>
          </>
        )}
      />
      {shown && <Inside id={shown.lobby.id} name={shown.lobby.name} onClose={() => setShown(null)} />}
      {ending && (
        <Confirm
          title={a.lobbies.endTitle(ending.lobby.name)}
          action={a.lobbies.end}
          onClose={() => setEnding(null)}
          onConfirm={async () => {
            await adminApi.endLobby(ending.lobby.id);
            await pages.reload();
          }}
        >
          <p>{a.lobbies.endText}</p>
        </Confirm>
      )}
    </>
  );
}
