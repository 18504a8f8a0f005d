import { type FormEvent, type ReactNode, useState } from "react";
import { explain, useText } from "../../i18n/text";
import { Dialog } from "./Dialog";
import kit from "./kit.module.css";

interface ConfirmProps {
  title: string;
  /** What the button that does it says. */
  action: string;
  danger?: boolean;
  onConfirm: () => Promise<unknown>;
  onClose: () => void;
  children?: ReactNode;
}

/** Asks once more before something is done; stays open with the reason where that is refused. */
export function Confirm({ title, action, danger = true, onConfirm, onClose, children }: ConfirmProps) {
  const t = useText();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const confirm = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    try {
      await onConfirm();
      onClose();
    } catch (error) {
      setProblem(explain(error));
      setBusy(false);
    }
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <form className={kit.stack} onSubmit={confirm}>
        {children}
        {problem && (
          <p className={kit.problem} role="alert" data-testid="confirm-problem">
            {problem}
          </p>
        )}
        <div className={kit.ends}>
          <button type="button" className={kit.button} onClick={onClose}>
            {t.cancel}
          </button>
          <button
            type="submit"
            className={`${kit.button} ${danger ? kit.danger : kit.primary}`}
            data-testid="confirm"
            disabled={busy}
          >
            {action}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
