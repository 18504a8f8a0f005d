import { SendHorizontal, X } from "lucide-react";
import { type ClipboardEvent, type FormEvent, type KeyboardEvent, useEffect, useRef, useState } from "react";
import { app } from "../../core/app";
import { clearDraft, readDraft, saveDraft } from "../../core/lobby/drafts";
import type { ChatItem } from "../../core/lobby/entry_log";
import { notify } from "../../core/notices";
import { useText } from "../../i18n/text";
import { store, useApp } from "../../store/store";
import kit from "../kit/kit.module.css";
import css from "./Chat.module.css";
import { requestEdit } from "./editing";

const typingRepeatMs = 3_000;
const usualMaxBytes = 8_000;

function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length;
}

/** Tells the others that one writes, now and again as long as one does. */
function useTyping() {
  const last = useRef(0);
  return (writes: boolean) => {
    if (writes && Date.now() - last.current < typingRepeatMs) return;
    if (!writes && last.current === 0) return;
    last.current = writes ? Date.now() : 0;
    app.lobby?.setTyping(writes);
  };
}

/** The last line that is one's own and still stands. */
function lastOwn(): ChatItem | undefined {
  const { lobby } = store.getState();
  const person = lobby?.participants.get(lobby.me ?? "")?.person_id;
  return lobby?.items.findLast((item) => item.from.person_id === person && !item.deleted);
}

interface ComposerProps {
  lobbyId: string;
  replyTo: ChatItem | null;
  onDone: () => void;
}

export function Composer({ lobbyId, replyTo, onDone }: ComposerProps) {
  const t = useText();
  const [text, setText] = useState(() => readDraft(lobbyId));
  const most = useApp((state) => state.connection.welcome?.limits.chat_text_bytes ?? usualMaxBytes);
  const box = useRef<HTMLTextAreaElement>(null);
  const tellTyping = useTyping();
  const over = text.length * 3 > most ? bytesOf(text) - most : 0;
  const sendable = text.trim() !== "" && over <= 0;
  useEffect(() => {
    if (replyTo) box.current?.focus();
  }, [replyTo]);
  const send = (event?: FormEvent) => {
    event?.preventDefault();
    if (!sendable) return;
    app.lobby?.outbox.send(text, replyTo?.seq ?? null);
    setText("");
    clearDraft(lobbyId);
    tellTyping(false);
    onDone();
  };
  const type = (value: string) => {
    setText(value);
    saveDraft(lobbyId, value);
    tellTyping(value !== "");
  };
  const key = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      send();
    } else if (event.key === "ArrowUp" && text === "") {
      const item = lastOwn();
      if (!item) return;
      event.preventDefault();
      requestEdit(item.seq);
    } else if (event.key === "Escape" && replyTo) {
      event.stopPropagation();
      onDone();
    }
  };
  const paste = (event: ClipboardEvent) => {
    if (event.clipboardData.files.length === 0 || event.clipboardData.getData("text") !== "") return;
    event.preventDefault();
    notify("noFiles");
  };
  return (
    <form className={css.composer} onSubmit={send}>
      {replyTo && (
        <p className={css.replying} data-testid="replying">
          <span>{t.chat.replyTo(replyTo.from.name)}</span>
          <button type="button" className={`${kit.button} ${kit.quiet}`} aria-label={t.chat.cancel} onClick={onDone}>
            <X size={16} aria-hidden />
          </button>
        </p>
      )}
      <textarea
        ref={box}
        dir="auto"
        className={kit.input}
        rows={1}
        aria-label={t.chat.placeholder}
        aria-invalid={over > 0}
        placeholder={t.chat.placeholder}
        data-testid="chat-input"
        value={text}
        onChange={(event) => type(event.target.value)}
        onKeyDown={key}
        onPaste={paste}
      />
      <button
        type="submit"
        className={`${kit.button} ${kit.primary} ${kit.icon}`}
        aria-label={t.chat.send}
        title={t.chat.send}
        data-testid="chat-send"
        disabled={!sendable}
      >
        <SendHorizontal size={20} className={kit.turns} aria-hidden />
      </button>
      {over > 0 && (
        <p className={`${kit.problem} ${css.over}`} role="status" data-testid="too-long">
          {t.chat.tooLong(over)}
        </p>
      )}
    </form>
  );
}
