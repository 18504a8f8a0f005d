import { expect, test } from "vitest";
import { EntryLog } from "../../src/core/lobby/entry_log";
import { rowsOf } from "../../src/ui/chat/rows";
import { text } from "../support/entries";

function itemsAt(...times: Date[]) {
  const log = new EntryLog();
  log.begin(
    times.map((time, index) => ({ ...text(index + 1), at: time.getTime() })),
    times.length,
  );
  return log.items();
}
const kinds = (rows: ReturnType<typeof rowsOf>) => rows.map(({ kind }) => kind);

test("each day begins with its name, also after a day without a word and when a clock went back", () => {
  const items = itemsAt(
    new Date(2026, 2, 1, 23, 59, 59),
    new Date(2026, 2, 2, 0, 0, 0),
    new Date(2026, 2, 2, 23, 59, 59),
    new Date(2026, 2, 5, 12),
    new Date(2026, 2, 4, 12),
  );

  expect(kinds(rowsOf(items, [], false, null))).toEqual([
    "day",
    "item",
    "day",
    "item",
    "item",
    "day",
    "item",
    "day",
    "item",
  ]);
});

test("lines of one person shortly after each other stand under one name, until what is new begins", () => {
  const noon = new Date(2026, 2, 1, 12).getTime();
  const items = itemsAt(...[0, 10, 20, 400].map((seconds) => new Date(noon + seconds * 1_000)));

  const rows = rowsOf(items, [], false, 3);

  expect(kinds(rows)).toEqual(["day", "item", "item", "new", "item", "item"]);
  expect(rows.flatMap((row) => (row.kind === "item" ? [row.continues] : []))).toEqual([false, true, false, false]);
});
