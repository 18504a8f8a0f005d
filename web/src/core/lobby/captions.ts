import type { Speaker, Transcript, TranscriptEntry } from "../ws/protocol.generated";

/** A line as it is shown while it is spoken, and for a while after. */
export interface Caption {
  utterance: string;
  speaker: Speaker;
  text: string;
  final: boolean;
}

const mostShown = 3;
/** How long a line that is complete stays; and one whose end never came. */
const finalMs = 6_000;
const partialMs = 15_000;

/** What is said at this moment. Told past the store: it changes many times a second, and one component shows it. */
export class Captions {
  private lines: readonly Caption[] = [];
  private readonly timers = new Map<string, ReturnType<typeof setTimeout>>();
  private readonly listeners = new Set<() => void>();

  get current(): readonly Caption[] {
    return this.lines;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  partial({ utterance_id, speaker, text }: Transcript): void {
    this.put({ utterance: utterance_id, speaker, text, final: false }, partialMs);
  }
  complete({ utterance_id, speaker, text }: TranscriptEntry): void {
    this.put({ utterance: utterance_id, speaker, text, final: true }, finalMs);
  }

  close(): void {
    for (const timer of this.timers.values()) clearTimeout(timer);
    this.timers.clear();
    this.listeners.clear();
  }

  private put(line: Caption, forMs: number): void {
    const known = this.lines.find((one) => one.utterance === line.utterance);
    // A partial line that was overtaken by its final one is late.
    if (known?.final && !line.final) return;
    const others = known
      ? this.lines.map((one) => (one.utterance === line.utterance ? line : one))
      : [...this.lines, line].slice(-mostShown);
    this.change(others);
    clearTimeout(this.timers.get(line.utterance));
    const end = setTimeout(() => {
      this.timers.delete(line.utterance);
      this.change(this.lines.filter((one) => one.utterance !== line.utterance));
    }, forMs);
    this.timers.set(line.utterance, end);
  }

  private change(lines: readonly Caption[]): void {
    this.lines = lines;
    for (const listener of this.listeners) listener();
  }
}
