import { type FormEvent, useState } from "react";
import { app } from "../../core/app";
import type { RequestError } from "../../core/ws/messages";
import { explain, useText } from "../../i18n/text";
import { useApp } from "../../store/store";
import kit from "../kit/kit.module.css";

interface PasswordProps {
  label: string;
  value: string;
  autoComplete: "new-password" | "current-password";
  visible: boolean;
  testId: string;
  onChange: (value: string) => void;
}

function Password({ label, value, autoComplete, visible, testId, onChange }: PasswordProps) {
  return (
    <label className={kit.field}>
      {label}
      <input
        className={kit.input}
        type={visible ? "text" : "password"}
        autoComplete={autoComplete}
        required
        data-testid={testId}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    </label>
  );
}

function explainRefusal(error: unknown, t: ReturnType<typeof useText>): string {
  const { code } = error as RequestError;
  if (code === "wrong_password") return t.name.wrongPassword;
  return code === "bad_request" ? t.protection.invalid : explain(error);
}

/** Keeps one's name by a password: sets it, changes it, takes it away. */
function ProtectionForm({ name, isProtected }: { name: string; isProtected: boolean }) {
  const t = useText();
  const [old, setOld] = useState("");
  const [fresh, setFresh] = useState("");
  const [visible, setVisible] = useState(false);
  const [outcome, setOutcome] = useState<{ done: boolean; problem: string | null }>({ done: false, problem: null });
  const run = async (work: Promise<void>) => {
    try {
      await work;
      setOld("");
      setFresh("");
      setOutcome({ done: true, problem: null });
    } catch (error) {
      setOutcome({ done: false, problem: explainRefusal(error, t) });
    }
  };
  const save = (event: FormEvent) => {
    event.preventDefault();
    void run(app.protectName(fresh, isProtected ? old : null));
  };
  return (
    <form className={kit.stack} onSubmit={save}>
      <p>{isProtected ? t.protection.on(name) : t.protection.off(name)}</p>
      {isProtected && (
        <Password
          label={t.protection.oldPassword}
          value={old}
          autoComplete="current-password"
          visible={visible}
          testId="old-password"
          onChange={setOld}
        />
      )}
      <Password
        label={t.protection.password}
        value={fresh}
        autoComplete="new-password"
        visible={visible}
        testId="new-password"
        onChange={setFresh}
      />
      <label className={kit.check}>
        <input type="checkbox" checked={visible} onChange={(event) => setVisible(event.target.checked)} />
        {t.protection.show}
      </label>
      <p className={outcome.problem ? kit.problem : kit.soft} role="status" data-testid="protection-outcome">
        {outcome.problem ?? (outcome.done ? t.protection.done : "")}
      </p>
      <div className={kit.ends}>
        {isProtected && (
          <button
            type="button"
            className={kit.button}
            data-testid="unprotect"
            disabled={old === ""}
            onClick={() => run(app.unprotectName(old))}
          >
            {t.protection.remove}
          </button>
        )}
        <button type="submit" className={`${kit.button} ${kit.primary}`} data-testid="protect">
          {isProtected ? t.protection.change : t.protection.protect}
        </button>
      </div>
    </form>
  );
}

export function NameProtection() {
  const t = useText();
  const name = useApp((state) => state.session?.name ?? null);
  const isProtected = useApp((state) => state.session?.name_protected ?? false);
  return (
    <details className={kit.fold} data-testid="name-protection">
      <summary>{t.protection.title}</summary>
      <div className={kit.stack}>
        <p className={kit.soft}>{t.protection.intro}</p>
        {name === null ? <p>{t.protection.nameFirst}</p> : <ProtectionForm name={name} isProtected={isProtected} />}
      </div>
    </details>
  );
}
