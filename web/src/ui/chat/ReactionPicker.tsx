import { SmilePlus } from "lucide-react";
import { app } from "../../core/app";
import { useText } from "../../i18n/text";
import { Popover } from "../kit/Popover";
import css from "./Chat.module.css";
import { emoji } from "./emoji";

export function ReactionPicker({ seq }: { seq: number }) {
  const t = useText();
  return (
    <Popover label={t.chat.react} className={css.action} testId="react" trigger={<SmilePlus size={18} aria-hidden />}>
      {(close) => (
        <div className={css.picker}>
          {emoji.map((one) => (
            <button
              key={one}
              type="button"
              aria-label={`${t.chat.react} ${one}`}
              onClick={() => {
                close();
                app.lobby?.react(seq, one, true).catch(() => undefined);
              }}
            >
              {one}
            </button>
          ))}
        </div>
      )}
    </Popover>
  );
}
