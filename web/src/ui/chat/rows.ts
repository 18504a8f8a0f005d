import type { ChatItem } from "../../core/lobby/entry_log";
import type { PendingText } from "../../core/lobby/outbox";

/** What stands in the log, one below the other. */
export type Row =
  | { kind: "older"; key: string }
  | { kind: "day"; key: string; at: number }
  | { kind: "new"; key: string }
  | { kind: "item"; key: string; item: ChatItem; continues: boolean }
  | { kind: "pending"; key: string; message: PendingText };

const togetherMs = 120_000;

function sameDay(a: number, b: number): boolean {
  return new Date(a).toDateString() === new Date(b).toDateString();
}

/** Lines of one person shortly after each other stand under one name; each day and the first unread line are marked. */
export function rowsOf(
  items: readonly ChatItem[],
  pending: readonly PendingText[],
  hasOlder: boolean,
  firstUnread: number | null,
): Row[] {
  const rows: Row[] = hasOlder ? [{ kind: "older", key: "older" }] : [];
  let before: ChatItem | undefined;
  let marked = firstUnread === null;
  for (const item of items) {
    const newDay = !before || !sameDay(before.at, item.at);
    if (newDay) rows.push({ kind: "day", key: `day ${item.seq}`, at: item.at });
    const firstNew = !marked && item.seq >= (firstUnread ?? 0);
    if (firstNew) {
      rows.push({ kind: "new", key: "new" });
      marked = true;
    }
    const continues =
      !newDay &&
      !firstNew &&
      item.replyTo === null &&
      before?.from.participant_id === item.from.participant_id &&
      item.at - before.at < togetherMs;
    rows.push({ kind: "item", key: String(item.seq), item, continues });
    before = item;
  }
  for (const message of pending) rows.push({ kind: "pending", key: message.clientId, message });
  return rows;
}
