import { ArrowDown } from "lucide-react";
import { type DragEvent, useMemo, useState } from "react";
import type { ChatItem } from "../../core/lobby/entry_log";
import { notify } from "../../core/notices";
import { useText } from "../../i18n/text";
import { useApp } from "../../store/store";
import kit from "../kit/kit.module.css";
import css from "./Chat.module.css";
import { ChatLog } from "./ChatLog";
import { Composer } from "./Composer";
import { rowsOf } from "./rows";

function Typing() {
  const t = useText();
  const lobby = useApp((state) => state.lobby);
  const names = [...(lobby?.typing ?? [])].map((id) => lobby?.participants.get(id)?.name ?? "").filter((name) => name);
  return (
    <p className={css.typing} role="status" data-testid="typing">
      {names.length > 0 ? t.chat.typing(names) : ""}
    </p>
  );
}

/** Says the newest line of somebody else to screen readers; the log itself re-mounts lines as it scrolls. */
function Announcer({ newest }: { newest: ChatItem | undefined }) {
  const me = useApp((state) => state.lobby?.me);
  const [before] = useState(newest?.seq ?? 0);
  const told = newest && newest.seq > before && newest.from.participant_id !== me && !newest.deleted;
  return (
    <p className={kit.hidden} aria-live="polite">
      {told ? `${newest.from.name}: ${newest.text}` : ""}
    </p>
  );
}

/** The lobby's chat: what was said, what is being sent, and the box to write in. */
export function Chat() {
  const t = useText();
  const items = useApp((state) => state.lobby?.items);
  const pending = useApp((state) => state.lobby?.pending);
  const hasOlder = useApp((state) => state.lobby?.hasOlder ?? false);
  const lobbyId = useApp((state) => state.lobby?.lobby?.id);
  const firstUnread = useApp((state) => state.firstUnread);
  const unread = useApp((state) => state.unread);
  const [replyTo, setReplyTo] = useState<ChatItem | null>(null);
  const [atEnd, setAtEnd] = useState(true);
  const [jump, setJump] = useState(0);
  const rows = useMemo(
    () => rowsOf(items ?? [], pending ?? [], hasOlder, firstUnread),
    [items, pending, hasOlder, firstUnread],
  );
  const drop = (event: DragEvent) => {
    event.preventDefault();
    notify("noFiles");
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: only tells those who drop a file that it goes nowhere
    <div className={css.chat} onDragOver={(event) => event.preventDefault()} onDrop={drop}>
      {rows.length === 0 ? (
        <p className={`${kit.notice} ${css.empty}`} role="log" aria-label={t.chat.title} data-testid="chat-log">
          {t.chat.empty}
        </p>
      ) : (
        <ChatLog rows={rows} jump={jump} onAtEnd={setAtEnd} onReply={setReplyTo} />
      )}
      <div className={css.below}>
        {!atEnd && (
          <button type="button" className={css.jump} data-testid="to-newest" onClick={() => setJump(jump + 1)}>
            <ArrowDown size={16} aria-hidden /> {unread > 0 ? t.chat.newMessages(unread) : t.chat.toNewest}
          </button>
        )}
        <Typing />
      </div>
      <Announcer newest={items?.at(-1)} />
      {lobbyId && <Composer key={lobbyId} lobbyId={lobbyId} replyTo={replyTo} onDone={() => setReplyTo(null)} />}
    </div>
  );
}
