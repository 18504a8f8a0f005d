import { beforeEach, expect, test } from "vitest";
import { EntryLog } from "../../src/core/lobby/entry_log";
import { edit, erase, reaction, text } from "../support/entries";
import { seeded } from "../support/random";

let log: EntryLog;
beforeEach(() => {
  log = new EntryLog();
});

const texts = () => log.items().map((item) => item.text);

test("entries are each once and in order, whatever the order of their coming", () => {
  log.begin([text(5)], 5);

  expect(log.add(text(7))).toEqual([]);
  expect(log.hasGap).toBe(true);
  expect(log.add(text(6)).map(({ seq }) => seq)).toEqual([6, 7]);
  expect(log.add(text(6))).toEqual([]);

  expect(texts()).toEqual(["text 5", "text 6", "text 7"]);
  expect(log.head).toBe(7);
  expect(log.hasGap).toBe(false);
});

test("an empty lobby's first entry is the first", () => {
  log.begin([], 0);
  log.add(text(1));

  expect(texts()).toEqual(["text 1"]);
  expect(log.hasOlder).toBe(false);
});

test("older entries go in front, and what was done to them later counts", () => {
  log.begin([text(4), edit(5, 3, "mended"), reaction(6, 2, "👍", "Bob")], 6);

  log.prepend([text(2), text(3)]);

  expect(texts()).toEqual(["text 2", "mended", "text 4"]);
  expect(log.items()[0]?.reactions).toEqual([{ emoji: "👍", people: ["q-Bob"] }]);
  expect(log.oldest).toBe(2);
  expect(log.hasOlder).toBe(true);
});

test("older entries that do not reach the known ones are left out", () => {
  log.begin([text(9)], 9);

  log.prepend([text(3), text(4)]);

  expect(texts()).toEqual(["text 9"]);
});

test("the last edit counts, a deleted text keeps neither words nor reactions", () => {
  log.begin([text(1), reaction(2, 1, "🎉", "Bob"), edit(3, 1, "once"), edit(4, 1, "twice")], 4);
  expect(log.items()[0]).toMatchObject({ text: "twice", edited: true, deleted: false });

  log.add(erase(5, 1));
  log.add(edit(6, 1, "too late"));

  expect(log.items()[0]).toMatchObject({ text: "", deleted: true, reactions: [] });
});

test("a person's reaction counts once, and goes with its last supporter", () => {
  log.begin([text(1), reaction(2, 1, "👍", "Bob"), reaction(3, 1, "👍", "Bob"), reaction(4, 1, "👍", "Cleo")], 4);
  expect(log.items()[0]?.reactions).toEqual([{ emoji: "👍", people: ["q-Bob", "q-Cleo"] }]);

  log.add(reaction(5, 1, "👍", "Bob", false));
  log.add(reaction(6, 1, "👍", "Cleo", false));

  expect(log.items()[0]?.reactions).toEqual([]);
});

test("items that nothing was done to stay the same objects", () => {
  log.begin([text(1), text(2)], 2);
  const before = log.items();
  expect(log.items()).toBe(before);

  log.add(edit(3, 2, "mended"));

  const after = log.items();
  expect(after[0]).toBe(before[0]);
  expect(after[1]).not.toBe(before[1]);
});

test("500 random orders of coming all give the same chat", () => {
  const entries = [
    text(1),
    text(2),
    edit(3, 1, "mended"),
    reaction(4, 2, "👍", "Bob"),
    text(5),
    erase(6, 5),
    text(7),
    edit(8, 7, "again"),
  ];
  const known = new EntryLog();
  known.begin(entries, 8);
  for (let seed = 1; seed <= 500; seed += 1) {
    const random = seeded(seed);
    const shuffled = new EntryLog();
    shuffled.begin([], 0);
    const rest = [...entries, ...entries.slice(0, 3)];
    while (rest.length > 0) {
      shuffled.add(rest.splice(Math.floor(random() * rest.length), 1)[0] as (typeof entries)[0]);
      if (random() < 0.3) shuffled.items();
    }
    expect({ seed, items: shuffled.items() }).toEqual({ seed, items: known.items() });
  }
});
