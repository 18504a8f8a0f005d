import type { ErrorBody, Limits, MessageResults, ServerMessage, Welcome } from "../../src/core/ws/protocol.generated";
import type { Socket } from "../../src/core/ws/socket_manager";

const limits: Limits = {
  message_bytes: 65_536,
  messages_per_second: 20,
  message_burst: 40,
  chat_text_bytes: 8_000,
  relay_one_bytes: 16_384,
  relay_all_bytes: 1_024,
  lobbies_per_connection: 4,
  connections_per_session: 8,
  resume_entries: 500,
};

export const welcome: Welcome = {
  session: { id: "s-1", name: "Nina", name_protected: false, created_at: 0, expires_at: 1 },
  connection_id: "c-1",
  server: { name: "parlor", version: "0.1.0", node_id: "n-1" },
  heartbeat_ms: 20_000,
  limits,
};

type Sent = { type: string; data: Record<string, unknown>; id?: string };

/** The server's end of one connection, in a test's hands. */
export class FakeSocket implements Socket {
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  /** 1: open; 2: the browser knows that it ends, and has not told yet. */
  readyState = 1;
  readonly sent: Sent[] = [];
  closedWith: number | null = null;

  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }
  close(code: number): void {
    this.closedWith = code;
  }

  /** The handshake succeeds and the server says welcome. */
  welcome(): void {
    this.onopen?.();
    this.tell({ type: "welcome", data: welcome });
  }
  tell(message: ServerMessage): void {
    this.onmessage?.({ data: JSON.stringify(message) });
  }
  breakOff(code = 1006): void {
    this.onclose?.({ code });
  }

  /** Messages of a type that came from the page. */
  of(type: string): Sent[] {
    return this.sent.filter((message) => message.type === type);
  }
  /** Answers the oldest unanswered message of a type. */
  ack<T extends keyof MessageResults>(type: T, data: MessageResults[T]): void {
    this.tell({ type: "ack", data, reply_to: this.take(type) });
  }
  refuse(type: string, code: ErrorBody["code"], details?: ErrorBody["details"]): void {
    const data: ErrorBody = { code, error: `refused: ${code}`, ...(details ? { details } : {}) };
    this.tell({ type: "error", data, reply_to: this.take(type) });
  }

  private readonly answered = new Set<string>();
  private take(type: string): string {
    const found = this.of(type).find(({ id }) => id !== undefined && !this.answered.has(id));
    if (!found?.id) throw new Error(`the page has sent no ${type} that waits for an answer`);
    this.answered.add(found.id);
    return found.id;
  }
}

/** Opens fake sockets and keeps them, the newest at the end. */
export class FakeNetwork {
  readonly sockets: FakeSocket[] = [];
  readonly open = (): FakeSocket => {
    const socket = new FakeSocket();
    this.sockets.push(socket);
    return socket;
  };
  get last(): FakeSocket {
    const socket = this.sockets.at(-1);
    if (!socket) throw new Error("no socket was opened");
    return socket;
  }
}
