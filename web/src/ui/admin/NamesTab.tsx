import { useState } from "react";
import { adminApi } from "../../core/http/admin_api";
import type { AdminName } from "../../core/ws/protocol.generated";
import type { AdminStrings } from "../../i18n/admin/en";
import { useAdminText } from "../../i18n/admin/text";
import { dateTime } from "../../i18n/text";
import { Confirm } from "../kit/Confirm";
import kit from "../kit/kit.module.css";
import { AdminList } from "./AdminList";
import { usePages } from "./usePages";

type Act = "setPassword" | "removePassword" | "free";

function stateOf(name: AdminName, a: AdminStrings): string {
  const held =
    name.session_id === null
      ? a.names.nobody
      : name.released_at === null
        ? a.names.held
        : a.names.released(dateTime(name.released_at));
  return name.has_password ? `${held}, ${a.names.protected}` : held;
}

interface NameDialogProps {
  name: string;
  act: Act;
  onClose: () => void;
  onDone: () => Promise<void>;
}

function NameDialog({ name, act, onClose, onDone }: NameDialogProps) {
  const a = useAdminText();
  const [password, setPassword] = useState("");
  const what = {
    setPassword: {
      title: a.names.setTitle(name),
      text: a.names.setText,
      action: a.names.setPassword,
      run: () => adminApi.protectName(name, password),
    },
    removePassword: {
      title: a.names.removeTitle(name),
      text: a.names.removeText,
      action: a.names.removePassword,
      run: () => adminApi.unprotectName(name),
    },
    free: {
      title: a.names.freeTitle(name),
      text: a.names.freeText,
      action: a.names.free,
      run: () => adminApi.freeName(name),
    },
  }[act];
  const confirm = async () => {
    await what.run();
    await onDone();
  };
  return (
    <Confirm
      title={what.title}
      action={what.action}
      danger={act !== "setPassword"}
      onConfirm={confirm}
      onClose={onClose}
    >
      <p>{what.text}</p>
      {act === "setPassword" && (
        <label className={kit.field}>
          {a.names.password}
          <input
            className={kit.input}
            type="password"
            autoComplete="new-password"
            required
            data-testid="name-new-password"
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
        </label>
      )}
    </Confirm>
  );
}

export function NamesTab() {
  const a = useAdminText();
  const pages = usePages(adminApi.names);
  const [asked, setAsked] = useState<{ name: string; act: Act } | null>(null);
  const button = (name: string, act: Act) => (
    <button
      type="button"
      className={`${kit.button} ${act === "free" ? kit.danger : ""}`}
      data-testid={`name-${act}`}
      onClick={() => setAsked({ name, act })}
    >
      {a.names[act]}
    </button>
  );
  return (
    <>
      <AdminList
        pages={pages}
        keyOf={(one) => one.name}
        columns={[
          { head: a.names.name, cell: (one) => <bdi>{one.name}</bdi> },
          { head: a.names.state, cell: (one) => stateOf(one, a) },
        ]}
        actions={(one) => (
          <>
            {button(one.name, "setPassword")}
            {one.has_password && button(one.name, "removePassword")}
            {button(one.name, "free")}
          </>
        )}
      />
      {asked && <NameDialog {...asked} onClose={() => setAsked(null)} onDone={pages.reload} />}
    </>
  );
}
