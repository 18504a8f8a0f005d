import { SendHorizontal, X } from "lucide-react";
import { type FormEvent, type KeyboardEvent, useEffect, useLayoutEffect, useRef, useState } from "react";
import { app } from "../../core/app";
import type { ChatItem } from "../../core/lobby/entry_log";
import { en } from "../../i18n/en";
import { useApp } from "../../store/store";
import kit from "../kit.module.css";
import css from "./Chat.module.css";
import { Message, PendingMessage } from "./Message";

const typingRepeatMs = 3_000;
/** As near to its end as this the log follows what is new. */
const followPx = 80;

function Typing() {
  const lobby = useApp((state) => state.lobby);
  const names = [...(lobby?.typing ?? [])].map((id) => lobby?.participants.get(id)?.name ?? "").filter((name) => name);
  return (
    <p className={css.typing} role="status" data-testid="typing">
      {names.length > 0 ? en.chat.typing(names) : ""}
    </p>
  );
}

function Composer({ replyTo, onDone }: { replyTo: ChatItem | null; onDone: () => void }) {
  const [text, setText] = useState("");
  const lastTyping = useRef(0);
  const box = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    if (replyTo) box.current?.focus();
  }, [replyTo]);
  const send = (event?: FormEvent) => {
    event?.preventDefault();
    if (text.trim() === "") return;
    app.lobby?.send(text, replyTo?.seq ?? null);
    setText("");
    lastTyping.current = 0;
    onDone();
  };
  const type = (value: string) => {
    setText(value);
    if (value !== "" && Date.now() - lastTyping.current < typingRepeatMs) return;
    lastTyping.current = value === "" ? 0 : Date.now();
    app.lobby?.setTyping(value !== "");
  };
  const key = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  };
  return (
    <form className={css.composer} onSubmit={send}>
      {replyTo && (
        <p className={css.replying}>
          {en.chat.replyTo(replyTo.from.name)}
          <button type="button" className={`${kit.button} ${kit.quiet}`} aria-label={en.chat.cancel} onClick={onDone}>
            <X size={16} aria-hidden />
          </button>
        </p>
      )}
      <textarea
        ref={box}
        className={kit.input}
        rows={1}
        aria-label={en.chat.placeholder}
        placeholder={en.chat.placeholder}
        data-testid="chat-input"
        value={text}
        onChange={(event) => type(event.target.value)}
        onKeyDown={key}
      />
      <button
        type="submit"
        className={`${kit.button} ${kit.primary} ${kit.icon}`}
        aria-label={en.chat.send}
        data-testid="chat-send"
        disabled={text.trim() === ""}
      >
        <SendHorizontal size={20} aria-hidden />
      </button>
    </form>
  );
}

/** The lobby's chat: what was said, what is being sent, and the box to write in. */
export function Chat() {
  const lobby = useApp((state) => state.lobby);
  const [replyTo, setReplyTo] = useState<ChatItem | null>(null);
  const [loading, setLoading] = useState(false);
  const log = useRef<HTMLDivElement>(null);
  const following = useRef(true);
  const heightBefore = useRef(0);
  const items = lobby?.items ?? [];
  const pending = lobby?.pending ?? [];
  const newest = items[items.length - 1]?.seq ?? 0;
  const oldest = items[0]?.seq ?? 0;

  // biome-ignore lint/correctness/useExhaustiveDependencies: what is new moves the view, nothing else
  useLayoutEffect(() => {
    const box = log.current;
    if (box && following.current) box.scrollTop = box.scrollHeight;
  }, [newest, pending.length]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: older messages push the view down by their height
  useLayoutEffect(() => {
    const box = log.current;
    if (box && heightBefore.current > 0) box.scrollTop += box.scrollHeight - heightBefore.current;
    heightBefore.current = 0;
  }, [oldest]);

  const older = async () => {
    if (loading || !lobby?.hasOlder) return;
    setLoading(true);
    heightBefore.current = log.current?.scrollHeight ?? 0;
    await app.lobby?.loadOlder().catch(() => undefined);
    setLoading(false);
  };
  const scrolled = () => {
    const box = log.current;
    if (!box) return;
    following.current = box.scrollHeight - box.scrollTop - box.clientHeight < followPx;
    if (box.scrollTop < followPx) void older();
  };
  const bySeq = new Map(items.map((item) => [item.seq, item]));
  return (
    <div className={css.chat}>
      <h2 className={kit.hidden}>{en.chat.title}</h2>
      <div
        ref={log}
        className={css.log}
        role="log"
        aria-label={en.chat.title}
        onScroll={scrolled}
        data-testid="chat-log"
      >
        {lobby?.hasOlder && (
          <button type="button" className={`${kit.button} ${kit.quiet}`} disabled={loading} onClick={older}>
            {en.chat.older}
          </button>
        )}
        {items.length === 0 && pending.length === 0 && <p className={kit.notice}>{en.chat.empty}</p>}
        {items.map((item, index) => {
          const before = items[index - 1];
          const continues =
            before?.from.participant_id === item.from.participant_id &&
            item.at - before.at < 120_000 &&
            item.replyTo === null;
          return (
            <Message
              key={item.seq}
              item={item}
              continues={continues}
              repliedTo={item.replyTo === null ? undefined : bySeq.get(item.replyTo)}
              onReply={() => setReplyTo(item)}
            />
          );
        })}
        {pending.map((one) => (
          <PendingMessage key={one.clientId} message={one} />
        ))}
      </div>
      <Typing />
      <Composer replyTo={replyTo} onDone={() => setReplyTo(null)} />
    </div>
  );
}
