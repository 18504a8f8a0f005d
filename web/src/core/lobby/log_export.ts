import type { TranscriptEntry } from "../ws/protocol.generated";
import { type ChatItem, type Entry, EntryLog } from "./entry_log";

/** A line of the exported log: something written, as it stands after all edits, or something said. */
type Line = { at: number; seq: number } & ({ item: ChatItem } | { said: TranscriptEntry });

/** Entries from the lobby's first on, ascending, in the order of their time. Deleted texts are left out. */
function linesOf(entries: readonly Entry[]): Line[] {
  const log = new EntryLog();
  log.begin([...entries], entries.at(-1)?.seq ?? 0);
  const written: Line[] = log
    .items()
    .filter((item) => !item.deleted)
    .map((item) => ({ at: item.at, seq: item.seq, item }));
  const said: Line[] = log.transcript().map((entry) => ({ at: entry.started_at, seq: entry.seq, said: entry }));
  return [...written, ...said].sort((a, b) => a.at - b.at || a.seq - b.seq);
}

/** The log as text, a line each: time (UTC, ISO 8601), who, what. */
export function asText(entries: readonly Entry[]): string {
  return linesOf(entries)
    .map((line) => {
      const [name, text] =
        "item" in line ? [line.item.from.name, line.item.text] : [line.said.speaker.name, line.said.text];
      const how = "item" in line ? "" : " (said)";
      return `${new Date(line.at).toISOString()} ${name}${how}: ${text.replaceAll("\n", "\n    ")}\n`;
    })
    .join("");
}

/** `HH:MM:SS.mmm`, as WebVTT wants it. */
function cueTime(ms: number): string {
  const part = (value: number, digits: number) => String(Math.floor(value)).padStart(digits, "0");
  return `${part(ms / 3_600_000, 2)}:${part((ms / 60_000) % 60, 2)}:${part((ms / 1_000) % 60, 2)}.${part(ms % 1_000, 3)}`;
}

/** Cue text knows `&`, `<` and `>` as its own, and no empty line (W3C WebVTT §4.2.2). */
function cueText(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll(/\s*\n\s*/g, " ")
    .trim();
}

const writtenMs = 4_000;
const shortestMs = 500;

/** The log as WebVTT captions, from the first line on; who speaks is the cue's voice. */
export function asWebVtt(entries: readonly Entry[]): string {
  const lines = linesOf(entries);
  const begin = lines[0]?.at ?? 0;
  const cues = lines.map((line) => {
    const start = line.at - begin;
    const length = "item" in line ? writtenMs : Math.max(shortestMs, line.said.at - line.said.started_at);
    const [name, text] =
      "item" in line ? [line.item.from.name, line.item.text] : [line.said.speaker.name, line.said.text];
    return `${cueTime(start)} --> ${cueTime(start + length)}\n<v ${cueText(name)}>${cueText(text)}</v>\n`;
  });
  return `WEBVTT\n\nNOTE began at ${new Date(begin).toISOString()}\n\n${cues.join("\n")}`;
}
