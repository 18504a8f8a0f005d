import { Pencil, Reply, SmilePlus, Trash2 } from "lucide-react";
import { type FormEvent, memo, useState } from "react";
import { app } from "../../core/app";
import type { ChatItem } from "../../core/lobby/entry_log";
import type { PendingText } from "../../core/lobby/lobby_connection";
import { en } from "../../i18n/en";
import { store, useApp } from "../../store/store";
import kit from "../kit.module.css";
import css from "./Chat.module.css";
import { Linked } from "./Linked";

const quickEmoji = ["👍", "❤️", "😂", "🎉", "😮", "👎"];

const time = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });

function me(): string | undefined {
  const { lobby } = store.getState();
  return lobby?.participants.get(lobby.me ?? "")?.person_id;
}

function Reactions({ item }: { item: ChatItem }) {
  const own = me() ?? "";
  if (item.reactions.length === 0) return null;
  return (
    <div className={css.reactions}>
      {item.reactions.map(({ emoji, people }) => {
        const mine = people.includes(own);
        return (
          <button
            key={emoji}
            type="button"
            className={css.reaction}
            aria-pressed={mine}
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
  const [text, setText] = useState(item.text);
  const [problem, setProblem] = useState<string | null>(null);
  const save = async (event: FormEvent) => {
    event.preventDefault();
    try {
      await app.lobby?.edit(item.seq, text);
      onDone();
    } catch (error) {
      setProblem((error as Error).message);
    }
  };
  return (
    <form onSubmit={save} className={css.editor}>
      <input
        className={kit.input}
        aria-label={en.chat.edit}
        data-testid="edit-input"
        value={text}
        // biome-ignore lint/a11y/noAutofocus: the person asked for this very box
        autoFocus
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => event.key === "Escape" && onDone()}
      />
      <button type="submit" className={kit.button} disabled={text.trim() === ""}>
        {en.chat.save}
      </button>
      <button type="button" className={kit.button} onClick={onDone}>
        {en.chat.cancel}
      </button>
      {problem && <p className={kit.problem}>{problem}</p>}
    </form>
  );
}

function Actions({
  item,
  mine,
  onEdit,
  onReply,
}: {
  item: ChatItem;
  mine: boolean;
  onEdit: () => void;
  onReply: () => void;
}) {
  const [choosing, setChoosing] = useState(false);
  const act = (work: Promise<unknown> | undefined) => work?.catch(() => undefined);
  return (
    <div className={css.actions}>
      {choosing &&
        quickEmoji.map((emoji) => (
          <button
            key={emoji}
            type="button"
            className={css.action}
            aria-label={`${en.chat.react} ${emoji}`}
            onClick={() => {
              setChoosing(false);
              act(app.lobby?.react(item.seq, emoji, true));
            }}
          >
            {emoji}
          </button>
        ))}
      <button
        type="button"
        className={css.action}
        aria-label={en.chat.react}
        aria-expanded={choosing}
        onClick={() => setChoosing(!choosing)}
      >
        <SmilePlus size={16} aria-hidden />
      </button>
      <button type="button" className={css.action} aria-label={en.chat.reply} onClick={onReply}>
        <Reply size={16} aria-hidden />
      </button>
      {mine && (
        <>
          <button type="button" className={css.action} aria-label={en.chat.edit} onClick={onEdit}>
            <Pencil size={16} aria-hidden />
          </button>
          <button
            type="button"
            className={css.action}
            aria-label={en.chat.remove}
            onClick={() => act(app.lobby?.remove(item.seq))}
          >
            <Trash2 size={16} aria-hidden />
          </button>
        </>
      )}
    </div>
  );
}

export const Message = memo(function Message({
  item,
  continues,
  repliedTo,
  onReply,
}: {
  item: ChatItem;
  continues: boolean;
  repliedTo: ChatItem | undefined;
  onReply: () => void;
}) {
  const [editing, setEditing] = useState(false);
  const mine =
    useApp((state) => state.lobby?.participants.get(state.lobby.me ?? "")?.person_id) === item.from.person_id;
  return (
    <article className={css.message} data-testid="message" data-seq={item.seq} data-mine={mine || undefined}>
      {!continues && (
        <header>
          <bdi>{item.from.name}</bdi>
          <time dateTime={new Date(item.at).toISOString()}>{time.format(item.at)}</time>
        </header>
      )}
      {repliedTo && (
        <blockquote>
          <bdi>{repliedTo.from.name}</bdi>: {repliedTo.deleted ? en.chat.deleted : repliedTo.text}
        </blockquote>
      )}
      {item.deleted ? (
        <p className={css.deleted}>{en.chat.deleted}</p>
      ) : editing ? (
        <Editor item={item} onDone={() => setEditing(false)} />
      ) : (
        <p className={css.text}>
          <Linked text={item.text} />
          {item.edited && <span className={css.edited}> ({en.chat.edited})</span>}
        </p>
      )}
      <Reactions item={item} />
      {!item.deleted && !editing && (
        <Actions item={item} mine={mine} onEdit={() => setEditing(true)} onReply={onReply} />
      )}
    </article>
  );
});

/** A text of one's own that the server has not acknowledged. */
export function PendingMessage({ message }: { message: PendingText }) {
  return (
    <article className={css.message} data-testid="pending" data-state={message.state}>
      <p className={css.text}>{message.text}</p>
      {message.state === "sending" ? (
        <p className={css.edited}>{en.chat.sending}</p>
      ) : (
        <p className={kit.problem} role="alert">
          {en.chat.failed}: {message.error}{" "}
          <button
            type="button"
            className={`${kit.button} ${kit.quiet}`}
            onClick={() => app.lobby?.resend(message.clientId)}
          >
            {en.chat.retry}
          </button>
          <button
            type="button"
            className={`${kit.button} ${kit.quiet}`}
            onClick={() => app.lobby?.discard(message.clientId)}
          >
            {en.chat.discard}
          </button>
        </p>
      )}
    </article>
  );
}
