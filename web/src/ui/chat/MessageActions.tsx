import { Pencil, Reply, Trash2 } from "lucide-react";
import { app } from "../../core/app";
import { useText } from "../../i18n/text";
import kit from "../kit/kit.module.css";
import { Popover } from "../kit/Popover";
import css from "./Chat.module.css";
import { ReactionPicker } from "./ReactionPicker";

interface ActionsProps {
  seq: number;
  mine: boolean;
  onEdit: () => void;
  onReply: () => void;
}

/** What can be done with a line. Deleting asks once more: it can't be undone. */
export function MessageActions({ seq, mine, onEdit, onReply }: ActionsProps) {
  const t = useText();
  return (
    <div className={css.actions}>
      <ReactionPicker seq={seq} />
      <button type="button" className={css.action} aria-label={t.chat.reply} title={t.chat.reply} onClick={onReply}>
        <Reply size={18} className={kit.turns} aria-hidden />
      </button>
      {mine && (
        <>
          <button type="button" className={css.action} aria-label={t.chat.edit} title={t.chat.edit} onClick={onEdit}>
            <Pencil size={18} aria-hidden />
          </button>
          <Popover
            label={t.chat.remove}
            className={css.action}
            testId="delete"
            trigger={<Trash2 size={18} aria-hidden />}
          >
            {(close) => (
              <div className={css.confirm}>
                <p>{t.chat.removeQuestion}</p>
                <button
                  type="button"
                  className={`${kit.button} ${kit.danger}`}
                  data-testid="confirm-delete"
                  onClick={() => app.lobby?.remove(seq).catch(() => undefined)}
                >
                  {t.chat.remove}
                </button>
                <button type="button" className={kit.button} onClick={close}>
                  {t.chat.cancel}
                </button>
              </div>
            )}
          </Popover>
        </>
      )}
    </div>
  );
}
