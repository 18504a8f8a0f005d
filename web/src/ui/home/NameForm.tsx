import { type FormEvent, type ReactNode, useId, useState } from "react";
import { useText } from "../../i18n/text";
import kit from "../kit/kit.module.css";
import { type NameField, useName } from "./useName";

/** Of a name that is protected: its password, and the way to have it here while it is in use elsewhere. */
function NamePassword({ field }: { field: NameField }) {
  const t = useText();
  return (
    <div className={kit.row}>
      <label className={`${kit.field} ${kit.grow}`}>
        {t.name.password}
        <input
          className={kit.input}
          type="password"
          autoComplete="current-password"
          data-testid="name-password"
          value={field.password}
          onChange={(event) => field.setPassword(event.target.value)}
        />
      </label>
      {field.obstacle === "inUse" && (
        <button
          type="button"
          className={`${kit.button} ${kit.danger}`}
          data-testid="take-over"
          onClick={() => field.save(true)}
        >
          {t.name.takeOver}
        </button>
      )}
    </div>
  );
}

/** `children`: what stands beside the box. */
export function NameInput({ field, children }: { field: NameField; children?: ReactNode }) {
  const t = useText();
  const problemId = useId();
  return (
    <div className={kit.field}>
      <div className={kit.row}>
        <label className={`${kit.field} ${kit.grow}`}>
          {t.home.yourName}
          <input
            className={kit.input}
            data-testid="name"
            value={field.shown}
            maxLength={64}
            autoComplete="nickname"
            placeholder={t.home.namePlaceholder}
            aria-invalid={field.problem !== null}
            aria-describedby={field.problem ? problemId : undefined}
            onChange={(event) => field.set(event.target.value)}
          />
        </label>
        {children}
      </div>
      {field.problem && (
        <p id={problemId} className={kit.problem} role="alert" data-testid="name-problem" data-why={field.obstacle}>
          {field.problem}
        </p>
      )}
      {field.obstacle && <NamePassword field={field} />}
    </div>
  );
}

/** How others see one: free to choose, as long as nobody else has it. */
export function NameForm() {
  const t = useText();
  const field = useName();
  const [saved, setSaved] = useState(false);
  const save = async (event: FormEvent) => {
    event.preventDefault();
    setSaved(await field.save());
  };
  return (
    <form onSubmit={save}>
      <NameInput field={field}>
        <button type="submit" className={kit.button} data-testid="save-name" disabled={!field.changed}>
          {saved && !field.changed ? t.home.nameSaved : t.home.saveName}
        </button>
      </NameInput>
    </form>
  );
}
