import { app } from "../../core/app";
import type { PendingText } from "../../core/lobby/outbox";
import { useText } from "../../i18n/text";
import { useApp } from "../../store/store";
import kit from "../kit/kit.module.css";
import css from "./Chat.module.css";

/** A text of one's own that the server has not acknowledged. */
export function PendingMessage({ message }: { message: PendingText }) {
  const t = useText();
  const connected = useApp((state) => state.connection.phase === "ready");
  const { state, clientId } = message;
  return (
    <article className={css.message} data-testid="pending" data-state={state} data-mine>
      <p className={css.text} dir="auto">
        {message.text}
      </p>
      {state === "sending" ? (
        <p className={css.edited}>{connected ? t.chat.sending : t.chat.waiting}</p>
      ) : (
        <div className={css.failed} role="alert">
          <p className={kit.problem}>
            {t.chat.failed}: {t.errors[message.code ?? ""] ?? message.error}
          </p>
          <button
            type="button"
            className={kit.button}
            data-testid="resend"
            onClick={() => app.lobby?.outbox.resend(clientId)}
          >
            {t.chat.retry}
          </button>
          <button type="button" className={kit.button} onClick={() => app.lobby?.outbox.discard(clientId)}>
            {t.chat.discard}
          </button>
        </div>
      )}
    </article>
  );
}
