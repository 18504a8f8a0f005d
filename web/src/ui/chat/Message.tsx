import { CornerUpLeft } from "lucide-react";
import { type FormEvent, memo, useState } from "react";
import { app } from "../../core/app";
import type { ChatItem } from "../../core/lobby/entry_log";
import { clockTime, explain, useText } from "../../i18n/text";
import { useApp } from "../../store/store";
import kit from "../kit/kit.module.css";
import css from "./Chat.module.css";
import { useEditing } from "./editing";
import { Linked } from "./Linked";
import { MessageActions } from "./MessageActions";

function Reactions({ item, me }: { item: ChatItem; me: string | undefined }) {
  const t = useText();
  if (item.reactions.length === 0) return null;
  return (
    <div className={css.reactions}>
      {item.reactions.map(({ emoji, people }) => {
        const mine = me !== undefined && people.includes(me);
        return (
          <button
            key={emoji}
            type="button"
            className={css.reaction}
            aria-pressed={mine}
            aria-label={t.chat.reactedWith(emoji, people.length)}
            data-testid="reaction"
            onClick={() => app.lobby?.react(item.seq, emoji, !mine).catch(() => undefined)}
          >
            {emoji} <span>{people.length}</span>
          </button>
        );
      })}
    </div>
  );
}

function Editor({ item, onDone }: { item: ChatItem; onDone: () => void }) {
  const t = useText();
  const [text, setText] = useState(item.text);
  const [problem, setProblem] = useState<string | null>(null);
  const save = async (event: FormEvent) => {
    event.preventDefault();
    if (text === item.text) return onDone();
    try {
      await app.lobby?.edit(item.seq, text);
      onDone();
    } catch (error) {
      setProblem(explain(error));
    }
  };
  return (
    <form onSubmit={save} className={css.editor}>
      <input
        className={kit.input}
        aria-label={t.chat.edit}
        data-testid="edit-input"
        value={text}
        // biome-ignore lint/a11y/noAutofocus: the person asked for this very box
        autoFocus
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== "Escape") return;
          event.stopPropagation();
          onDone();
        }}
      />
      <button type="submit" className={kit.button} disabled={text.trim() === ""}>
        {t.chat.save}
      </button>
      <button type="button" className={kit.button} onClick={onDone}>
        {t.chat.cancel}
      </button>
      {problem && (
        <p className={kit.problem} role="alert">
          {problem}
        </p>
      )}
    </form>
  );
}

/** The line that this one answers, if it is still known. */
function Quote({ seq, onFind }: { seq: number; onFind: (seq: number) => void }) {
  const t = useText();
  const quoted = useApp((state) => state.lobby?.items.find((item) => item.seq === seq));
  return (
    <button type="button" className={css.quote} disabled={!quoted} onClick={() => onFind(seq)}>
      <CornerUpLeft size={14} className={kit.turns} aria-hidden />
      <span className={kit.hidden}>{t.chat.repliedTo}</span>
      {quoted ? (
        <span>
          <bdi>{quoted.from.name}</bdi>: <bdi>{quoted.deleted ? t.chat.deleted : quoted.text}</bdi>
        </span>
      ) : (
        <span>{t.chat.gone}</span>
      )}
    </button>
  );
}

interface MessageProps {
  item: ChatItem;
  /** Stands right below a line of the same person. */
  continues: boolean;
  onReply: (item: ChatItem) => void;
  onFind: (seq: number) => void;
}

/** One line of the chat, with what was done to it. */
export const Message = memo(function Message({ item, continues, onReply, onFind }: MessageProps) {
  const t = useText();
  const [editing, setEditing] = useEditing(item.seq);
  const me = useApp((state) => state.lobby?.participants.get(state.lobby.me ?? "")?.person_id);
  const mine = me === item.from.person_id;
  return (
    <article
      className={css.message}
      tabIndex={-1}
      aria-label={`${item.from.name}, ${clockTime(item.at)}`}
      data-testid="message"
      data-seq={item.seq}
      data-mine={mine || undefined}
      data-continues={continues || undefined}
    >
      {!continues && (
        <header>
          <bdi>{item.from.name}</bdi>
          <time dateTime={new Date(item.at).toISOString()}>{clockTime(item.at)}</time>
        </header>
      )}
      {item.replyTo !== null && <Quote seq={item.replyTo} onFind={onFind} />}
      {item.deleted ? (
        <p className={css.deleted}>{t.chat.deleted}</p>
      ) : editing ? (
        <Editor item={item} onDone={() => setEditing(false)} />
      ) : (
        <p className={css.text} dir="auto">
          <Linked text={item.text} />
          {item.edited && <span className={css.edited}> ({t.chat.edited})</span>}
        </p>
      )}
      <Reactions item={item} me={me} />
      {!item.deleted && !editing && (
        <MessageActions seq={item.seq} mine={mine} onEdit={() => setEditing(true)} onReply={() => onReply(item)} />
      )}
    </article>
  );
});
