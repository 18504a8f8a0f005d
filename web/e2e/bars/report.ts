import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

interface Bar {
  what: string;
  measured: string;
  bar: string;
  holds: boolean;
}

const folder = fileURLToPath(new URL("../../bars", import.meta.url));
/** On disk, as a test that fails takes the process with it; `npm run bars` begins without it. */
const notes = `${folder}/notes.jsonl`;

function keep(bar: Bar): void {
  mkdirSync(folder, { recursive: true });
  appendFileSync(notes, `${JSON.stringify(bar)}\n`);
}

/** Notes what was measured against its bar; the report is made of all of them. */
export function note(what: string, measured: number, unit: string, most: number): void {
  keep({ what, measured: `${measured} ${unit}`, bar: `≤ ${most} ${unit}`, holds: measured <= most });
}
export function noteLeast(what: string, measured: number, unit: string, least: number): void {
  keep({ what, measured: `${measured} ${unit}`, bar: `≥ ${least} ${unit}`, holds: measured >= least });
}

function all(): Bar[] {
  if (!existsSync(notes)) return [];
  const lines = readFileSync(notes, "utf8").trim().split("\n");
  return lines.map((line) => JSON.parse(line) as Bar);
}

/** Prints the table, and keeps it in `web/bars/report.md`. */
export function writeReport(): void {
  const rows = all().map((one) => `| ${one.what} | ${one.measured} | ${one.bar} | ${one.holds ? "yes" : "NO"} |`);
  const table = ["| what | measured | bar | holds |", "| --- | --- | --- | --- |", ...rows, ""].join("\n");
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}/report.md`, table);
  console.log(`\n${table}`);
}

export function missed(): string[] {
  return all()
    .filter(({ holds }) => !holds)
    .map(({ what, measured }) => `${what}: ${measured}`);
}
