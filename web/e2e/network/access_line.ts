import { createSocket, type RemoteInfo, type Socket } from "node:dgram";

/** What a packet meets on the way, in each direction. */
export interface Conditions {
  /** Share of packets (0 to 1) that never arrive. */
  loss: number;
  delayMs: number;
  bitsPerSecond: number;
}

/** A packet that would have to wait for longer than this is dropped, as by a router whose buffer is full. */
const longestQueueMs = 250;

/** One direction of a line: packets leave one after the other as the rate allows, and never overtake. */
class Lane {
  private freeAt = 0;
  private readonly underway: { at: number; deliver: () => void }[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;

  pass(bytes: number, { loss, delayMs, bitsPerSecond }: Conditions, deliver: () => void): void {
    if (Math.random() < loss) return;
    const now = performance.now();
    const begin = Math.max(now, this.freeAt);
    if (begin - now > longestQueueMs) return;
    this.freeAt = begin + (bytes * 8_000) / bitsPerSecond;
    const at = Math.max(this.freeAt + delayMs, this.underway.at(-1)?.at ?? 0);
    this.underway.push({ at, deliver });
    this.timer ??= setTimeout(() => this.arrive(), at - now);
  }

  close(): void {
    clearTimeout(this.timer);
    this.underway.length = 0;
  }

  private arrive(): void {
    const now = performance.now();
    while (this.underway[0] && this.underway[0].at <= now) this.underway.shift()?.deliver();
    const next = this.underway[0];
    this.timer = next && setTimeout(() => this.arrive(), next.at - now);
  }
}

/** An IPv4 and a UDP header, which a real line would carry as well. */
const headerBytes = 28;

/**
 * The line by which one page reaches the network: UDP to one server, shared by all that the page sends and gets. It
 * stands in for `tc netem` and `tbf`, which not every kernel has.
 */
export class AccessLine {
  private readonly up = new Lane();
  private readonly down = new Lane();
  /** By the page's port: what speaks to the server for it. */
  private readonly outer = new Map<number, Socket>();
  private stopped = false;
  /** Bytes that the page has got, headers left out. */
  delivered = 0;

  private constructor(
    private readonly inner: Socket,
    private readonly serverPort: number,
    private conditions: Conditions,
  ) {}

  static async start(serverPort: number, conditions: Conditions): Promise<AccessLine> {
    const inner = createSocket("udp4");
    await new Promise<void>((resolve) => inner.bind(0, "127.0.0.1", resolve));
    const line = new AccessLine(inner, serverPort, conditions);
    inner.on("message", (packet, from) => line.send(packet, from));
    return line;
  }

  get port(): number {
    return this.inner.address().port;
  }

  set(conditions: Conditions): void {
    this.conditions = conditions;
  }

  stop(): void {
    this.stopped = true;
    this.up.close();
    this.down.close();
    this.inner.close();
    for (const socket of this.outer.values()) socket.close();
  }

  private send(packet: Buffer, from: RemoteInfo): void {
    const outer = this.outer.get(from.port) ?? this.open(from.port);
    this.up.pass(packet.length + headerBytes, this.conditions, () => outer.send(packet, this.serverPort, "127.0.0.1"));
  }

  private open(port: number): Socket {
    const outer = createSocket("udp4");
    this.outer.set(port, outer);
    outer.on("message", (packet) =>
      this.down.pass(packet.length + headerBytes, this.conditions, () => {
        if (this.stopped) return;
        this.delivered += packet.length;
        this.inner.send(packet, port, "127.0.0.1");
      }),
    );
    // A closed port at the other end is as good as a lost packet.
    outer.on("error", () => undefined);
    return outer;
  }
}
