import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Captions } from "../../src/core/lobby/captions";
import type { TranscriptEntry } from "../../src/core/ws/protocol.generated";
import { author } from "../support/entries";

const speaker = { participant_id: "p-Bob", person_id: "q-Bob", name: "Bob" };
let captions: Captions;
beforeEach(() => {
  vi.useFakeTimers();
  captions = new Captions();
});
afterEach(() => {
  captions.close();
  vi.useRealTimers();
});

function partial(id: string, text: string): void {
  captions.partial({ lobby_id: "l", from: "bot", speaker, utterance_id: id, text, started_at: 0 });
}
function final(id: string, text: string): void {
  const from = { ...author("Scribe"), kind: "bot" as const };
  const entry: TranscriptEntry = {
    kind: "transcript",
    seq: 1,
    at: 0,
    from,
    speaker,
    utterance_id: id,
    text,
    started_at: 0,
  };
  captions.complete(entry);
}
const shown = () => captions.current.map(({ text, final: done }) => (done ? text : `${text} …`));

test("a partial line grows in its place and becomes final", () => {
  partial("a", "good");
  partial("b", "hello");
  partial("a", "good morning");
  final("a", "Good morning.");

  expect(shown()).toEqual(["Good morning.", "hello …"]);
});

test("a partial line that comes after its final one is late", () => {
  final("a", "Good morning.");
  partial("a", "good mor");

  expect(shown()).toEqual(["Good morning."]);
});

test("three lines are shown, and each goes by itself", () => {
  for (const id of ["a", "b", "c", "d"]) partial(id, id);
  expect(shown()).toEqual(["b …", "c …", "d …"]);

  final("d", "D.");
  vi.advanceTimersByTime(6_000);
  expect(shown()).toEqual(["b …", "c …"]);
  vi.advanceTimersByTime(9_000);
  expect(shown()).toEqual([]);
});

test("whoever shows them is told of each change, until they no longer want it", () => {
  const told = vi.fn();
  const undo = captions.subscribe(told);

  partial("a", "good");
  undo();
  partial("a", "good morning");

  expect(told).toHaveBeenCalledTimes(1);
});
