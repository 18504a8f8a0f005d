import { expect } from "@playwright/test";
import { WebSocket } from "ws";
import type { Published } from "./documents";

export interface Message {
  type: string;
  id?: string;
  reply_to?: string;
  data: Record<string, unknown>;
}

/** Which messages of a channel have passed; all sockets of a test share one. */
export class ChannelTraffic {
  readonly passed = new Set<string>();

  constructor(
    private readonly url: string,
    readonly published: Published,
    readonly channel: "socket" | "provider",
  ) {}

  get described(): string[] {
    return Object.keys(this.published.channel(this.channel).messages);
  }

  async open(token: string, address = this.url.replace("http", "ws") + this.published.channel(this.channel).address) {
    const socket = new WebSocket(address, "parlor.v1", {
      headers: { Authorization: `Bearer ${token}` },
      perMessageDeflate: { threshold: 0 },
    });
    const line = new Line(socket, this);
    await new Promise((resolve, reject) => socket.once("open", resolve).once("error", reject));
    expect(socket.protocol).toBe("parlor.v1");
    return line;
  }

  /** Holds a message against the AsyncAPI document. */
  check(message: Message, way: "from" | "to"): void {
    expect(this.published.passing(this.channel, way)).toContain(message.type);
    const described = this.published.channel(this.channel).messages[message.type];
    expect(described, `${message.type} of ${this.channel} is not described`).toBeDefined();
    const faults = described ? this.published.faults(described.payload.$ref, message) : [];
    expect(faults, JSON.stringify(message)).toEqual([]);
    this.passed.add(message.type);
  }

  checkResult(of: string, data: unknown): void {
    const results = this.channel === "socket" ? "MessageResults" : "ProviderMessageResults";
    expect(this.published.faults(`schema.json#/$defs/${results}/properties/${of}`, data), `ack of ${of}`).toEqual([]);
  }
}

/** One WebSocket; what passes in either direction is held against the document. */
export class Line {
  /** Hears what nobody waits for. */
  onMessage: (message: Message) => void = () => undefined;
  /** The code that it was closed with. */
  readonly closed: Promise<number>;
  private readonly heard: Message[] = [];
  private readonly faults: unknown[] = [];
  private wake: () => void = () => undefined;
  private last = 0;

  constructor(
    private readonly socket: WebSocket,
    private readonly traffic: ChannelTraffic,
  ) {
    this.closed = new Promise((resolve) => {
      socket.once("close", (code) => {
        resolve(code);
        this.wake();
      });
    });
    socket.on("message", (text, isBinary) => {
      const message = JSON.parse(String(text)) as Message;
      try {
        expect(isBinary).toBe(false);
        traffic.check(message, "to");
      } catch (fault) {
        this.faults.push(fault);
      }
      this.heard.push(message);
      this.onMessage(message);
      this.wake();
    });
  }

  send(message: Message): void {
    this.traffic.check(message, "from");
    this.socket.send(JSON.stringify(message));
  }

  /** What the `ack` carries. */
  async ask<T = Record<string, unknown>>(type: string, data: object): Promise<T> {
    const answer = await this.answer({ type, data: data as Message["data"] });
    expect(answer.type, `${type}: ${JSON.stringify(answer.data)}`).toBe("ack");
    this.traffic.checkResult(type, answer.data);
    return answer.data as T;
  }

  /** The code of the error; the request may be any, also one that the document forbids. */
  async refusal(type: string, data: object): Promise<unknown> {
    const id = this.nextId();
    this.socket.send(JSON.stringify({ type, id, data }));
    const answer = await this.next((one) => one.reply_to === id);
    expect(answer.type, type).toBe("error");
    return answer.data.code;
  }

  /** Takes the first message that fits, heard already or still to come. */
  async next(fits: string | ((message: Message) => boolean)): Promise<Message> {
    const is = typeof fits === "string" ? (one: Message) => one.type === fits : fits;
    const late = setTimeout(() => this.socket.terminate(), 20_000);
    try {
      return await this.first(is);
    } finally {
      clearTimeout(late);
    }
  }

  /** Ends it; throws where anything of what was heard was not as described. */
  close(): void {
    this.socket.terminate();
    if (this.faults.length) throw this.faults[0];
  }

  private async first(is: (message: Message) => boolean): Promise<Message> {
    for (;;) {
      if (this.faults.length) throw this.faults[0];
      const index = this.heard.findIndex(is);
      if (index >= 0) return this.heard.splice(index, 1)[0] as Message;
      if (this.socket.readyState === WebSocket.CLOSED)
        throw new Error(`no such message: ${is}; heard ${this.heard.map(({ type }) => type).join(" ")}`);
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
  }

  private async answer(message: Message): Promise<Message> {
    const id = this.nextId();
    this.send({ ...message, id });
    return this.next((one) => one.reply_to === id);
  }

  private nextId(): string {
    this.last += 1;
    return String(this.last);
  }
}
