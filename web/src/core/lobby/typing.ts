/** How long somebody counts as typing without being heard of again. */
const typingMs = 6_000;

/** Who types at the moment. */
export class Typing {
  private readonly timers = new Map<string, ReturnType<typeof setTimeout>>();

  /** `onChange`: somebody has stopped without saying so. */
  constructor(private readonly onChange: () => void) {}

  get people(): ReadonlySet<string> {
    return new Set(this.timers.keys());
  }

  note(id: string, on: boolean): void {
    clearTimeout(this.timers.get(id));
    this.timers.delete(id);
    if (!on) return;
    const timer = setTimeout(() => {
      this.timers.delete(id);
      this.onChange();
    }, typingMs);
    this.timers.set(id, timer);
  }

  close(): void {
    for (const id of [...this.timers.keys()]) this.note(id, false);
  }
}
