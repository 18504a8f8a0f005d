import { useState } from "react";
import { adminApi } from "../../core/http/admin_api";
import type { AdminProvider } from "../../core/ws/protocol.generated";
import { useAdminText } from "../../i18n/admin/text";
import { Confirm } from "../kit/Confirm";
import kit from "../kit/kit.module.css";
import { AdminList } from "./AdminList";
import { usePages } from "./usePages";

interface KeyFormProps {
  onClose: () => void;
  onDone: (key: string) => Promise<void>;
}

function KeyForm({ onClose, onDone }: KeyFormProps) {
  const a = useAdminText();
  const [name, setName] = useState("");
  const [types, setTypes] = useState("");
  const make = async () => {
    const wanted = types
      .split(",")
      .map((one) => one.trim())
      .filter((one) => one !== "");
    const made = await adminApi.addProvider({ name: name.trim(), ...(wanted.length > 0 ? { types: wanted } : {}) });
    await onDone(made.key);
  };
  return (
    <Confirm title={a.providers.add} action={a.providers.add} danger={false} onConfirm={make} onClose={onClose}>
      <p>{a.providers.addText}</p>
      <label className={kit.field}>
        {a.providers.nameField}
        <input
          className={kit.input}
          required
          maxLength={64}
          data-testid="provider-name"
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
      </label>
      <label className={kit.field}>
        {a.providers.typesField}
        <input
          className={kit.input}
          data-testid="provider-types"
          value={types}
          onChange={(event) => setTypes(event.target.value)}
        />
      </label>
    </Confirm>
  );
}

/** Keys of bot providers; those of the configuration are shown and can't be deleted here. */
export function ProvidersTab() {
  const a = useAdminText();
  const pages = usePages(adminApi.providers);
  const [adding, setAdding] = useState(false);
  const [removing, setRemoving] = useState<AdminProvider | null>(null);
  const [key, setKey] = useState<string | null>(null);
  return (
    <div className={kit.stack}>
      <div>
        <button
          type="button"
          className={`${kit.button} ${kit.primary}`}
          data-testid="add-provider"
          onClick={() => setAdding(true)}
        >
          {a.providers.add}
        </button>
      </div>
      {key !== null && (
        <label className={kit.field}>
          {a.providers.made}
          <input
            className={kit.input}
            readOnly
            value={key}
            data-testid="provider-key"
            onFocus={(event) => event.target.select()}
          />
        </label>
      )}
      <AdminList
        pages={pages}
        keyOf={(one) => one.id}
        columns={[
          {
            head: a.providers.name,
            cell: (one) => (
              <>
                <bdi>{one.name}</bdi> <small>{a.providers.origins[one.origin]}</small>
              </>
            ),
          },
          { head: a.providers.types, cell: (one) => one.types.join(", ") || a.providers.anyType },
          { head: a.providers.state, cell: (one) => a.providers.stateOf(one.connections, one.bots) },
        ]}
        actions={(one) =>
          one.origin === "administration" && (
            <button
              type="button"
              className={`${kit.button} ${kit.danger}`}
              data-testid="remove-provider"
              onClick={() => setRemoving(one)}
            >
              {a.providers.remove}
            </button>
          )
        }
      />
      {adding && (
        <KeyForm
          onClose={() => setAdding(false)}
          onDone={async (made) => {
            setKey(made);
            await pages.reload();
          }}
        />
      )}
      {removing && (
        <Confirm
          title={a.providers.removeTitle(removing.name)}
          action={a.providers.remove}
          onClose={() => setRemoving(null)}
          onConfirm={async () => {
            await adminApi.removeProvider(removing.id);
            await pages.reload();
          }}
        >
          <p>{a.providers.removeText}</p>
        </Confirm>
      )}
    </div>
  );
}
