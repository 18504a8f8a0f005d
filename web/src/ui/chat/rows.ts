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

/** Whether a moment is on another day than the one before it. Looks into the calendar once a day, not once a line. */
function dayWatch(): (at: number) => boolean {
  let [begin, end] = [0, 0];
  return (at) => {
    if (at >= begin && at < end) return false;
    begin = new Date(at).setHours(0, 0, 0, 0);
    end = new Date(at).setHours(24, 0, 0, 0);
    return true;
  };
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
  const isNewDay = dayWatch();
  for (const item of items) {
    const newDay = isNewDay(item.at);
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
