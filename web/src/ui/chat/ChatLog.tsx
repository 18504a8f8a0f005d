import { type ReactElement, useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import { Virtualizer, type VirtualizerHandle } from "virtua";
import { app } from "../../core/app";
import type { ChatItem } from "../../core/lobby/entry_log";
import { dayName, useText } from "../../i18n/text";
import kit from "../kit/kit.module.css";
import css from "./Chat.module.css";
import { Message } from "./Message";
import { PendingMessage } from "./PendingMessage";
import type { Row } from "./rows";

/** As near to its end as this the log follows what is new. */
const followPx = 80;
const loadOlderPx = 400;

interface ChatLogProps {
  rows: Row[];
  /** Grows when the person wants to go to the end. */
  jump: number;
  onAtEnd: (atEnd: boolean) => void;
  onReply: (item: ChatItem) => void;
}

/** Loads older lines, one page at a time. */
function useOlder(first: Row | undefined) {
  const [state, setState] = useState<"idle" | "loading" | "failed">("idle");
  const hasOlder = first?.kind === "older";
  const load = useCallback(async () => {
    setState("loading");
    try {
      await app.lobby?.loadOlder();
      setState("idle");
    } catch {
      setState("failed");
    }
  }, []);
  return { state, hasOlder, load };
}

function Older({ state, load }: { state: string; load: () => void }) {
  const t = useText();
  return (
    <div className={css.older}>
      {state === "failed" && <p role="alert">{t.chat.olderFailed}</p>}
      <button type="button" className={`${kit.button} ${kit.quiet}`} disabled={state === "loading"} onClick={load}>
        {state === "failed" ? t.retry : t.chat.older}
      </button>
    </div>
  );
}

/** The lines, of which only those near the view are in the page; follows its end unless one has scrolled away from it. */
export function ChatLog({ rows, jump, onAtEnd, onReply }: ChatLogProps) {
  const t = useText();
  const box = useRef<HTMLDivElement>(null);
  const list = useRef<VirtualizerHandle>(null);
  const following = useRef(true);
  const { state, hasOlder, load } = useOlder(rows[0]);
  const oldest = rows.find((row) => row.kind === "item")?.key;
  const before = useRef({ oldest, count: rows.length });
  // Lines that came in front leave the view where it is.
  const grewInFront = before.current.oldest !== oldest && before.current.count < rows.length;
  const last = rows.length - 1;

  const toEnd = useCallback(() => list.current?.scrollToIndex(last, { align: "end" }), [last]);
  useLayoutEffect(() => {
    before.current = { oldest, count: rows.length };
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is new at the end moves the view, nothing else
  useLayoutEffect(() => {
    if (following.current) toEnd();
  }, [rows[last]?.key]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a wish of the person, told by counting
  useLayoutEffect(() => {
    toEnd();
  }, [jump]);
  useEffect(() => {
    const observer = new ResizeObserver(() => following.current && toEnd());
    if (box.current) observer.observe(box.current);
    return () => observer.disconnect();
  }, [toEnd]);

  const scrolled = (offset: number) => {
    const handle = list.current;
    if (!handle) return;
    const atEnd = handle.scrollSize - offset - handle.viewportSize < followPx;
    if (atEnd !== following.current) {
      following.current = atEnd;
      onAtEnd(atEnd);
      app.lookAtChat(atEnd);
    }
    if (offset < loadOlderPx && hasOlder && state === "idle" && !atEnd) void load();
  };
  const find = (seq: number) => {
    const index = rows.findIndex((row) => row.key === String(seq));
    if (index >= 0) list.current?.scrollToIndex(index, { align: "center", smooth: true });
  };
  const show = (row: Row): ReactElement => {
    switch (row.kind) {
      case "older":
        return <Older key={row.key} state={state} load={load} />;
      case "day":
        return (
          <p key={row.key} className={css.day} data-testid="day">
            <span>{dayName(row.at, Date.now())}</span>
          </p>
        );
      case "new":
        return (
          <p key={row.key} className={`${css.day} ${css.new}`} data-testid="first-new">
            <span>{t.chat.newFromHere}</span>
          </p>
        );
      case "item":
        return <Message key={row.key} item={row.item} continues={row.continues} onReply={onReply} onFind={find} />;
      case "pending":
        return <PendingMessage key={row.key} message={row.message} />;
    }
  };
  return (
    <div
      ref={box}
      className={css.log}
      role="log"
      aria-live="off"
      aria-label={t.chat.title}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      data-testid="chat-log"
    >
      <div className={css.filler} />
      <Virtualizer ref={list} data={rows} shift={grewInFront} onScroll={scrolled}>
        {show}
      </Virtualizer>
    </div>
  );
}
