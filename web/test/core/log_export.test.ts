import { expect, test } from "vitest";
import type { Entry } from "../../src/core/lobby/entry_log";
import { asText, asWebVtt } from "../../src/core/lobby/log_export";
import { author, edit, erase, text } from "../support/entries";

function said(seq: number, words: string, startedAt: number, at: number): Entry {
  const speaker = { participant_id: "p-Bob", person_id: "q-Bob", name: "Bob <the builder>" };
  return {
    kind: "transcript",
    seq,
    at,
    from: { ...author("Scribe"), kind: "bot" },
    speaker,
    utterance_id: `u${seq}`,
    text: words,
    started_at: startedAt,
  };
}

const log: Entry[] = [
  text(1, "first"),
  text(2, "a slip"),
  text(3, "to be gone"),
  said(4, "we said & meant it\n\nin two lines", 3_500, 5_250),
  edit(5, 2, "mended"),
  erase(6, 3),
];

test("the log as text has what stands after all edits, in the order of time", () => {
  expect(asText(log)).toBe(
    [
      "1970-01-01T00:00:01.000Z Ann: first",
      "1970-01-01T00:00:02.000Z Ann: mended",
      "1970-01-01T00:00:03.500Z Bob <the builder> (said): we said & meant it\n    \n    in two lines",
      "",
    ].join("\n"),
  );
});

test("the log as WebVTT begins at its first line and names who speaks", () => {
  expect(asWebVtt(log)).toBe(
    [
      "WEBVTT",
      "",
      "NOTE began at 1970-01-01T00:00:01.000Z",
      "",
      "00:00:00.000 --> 00:00:04.000",
      "<v Ann>first</v>",
      "",
      "00:00:01.000 --> 00:00:05.000",
      "<v Ann>mended</v>",
      "",
      "00:00:02.500 --> 00:00:04.250",
      "<v Bob &lt;the builder&gt;>we said &amp; meant it in two lines</v>",
      "",
    ].join("\n"),
  );
});

test("an empty log is exported as nothing, and as captions without a cue", () => {
  expect(asText([])).toBe("");
  expect(asWebVtt([])).toMatch(/^WEBVTT\n\nNOTE [^\n]*\n\n$/);
});
