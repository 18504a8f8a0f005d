import type { RequestError } from "../ws/messages";
import type { WebSocketManager } from "../ws/socket_manager";
import { randomId } from "./tab_id";

export interface PendingText {
  clientId: string;
  text: string;
  replyTo: number | null;
  state: "sending" | "failed";
  /** Why it failed: the server's code and its sentence. */
  code: string | null;
  error: string | null;
}

/** The own texts that the server has not acknowledged: sent until they are, each kept once by its `client_id`. */
export class Outbox {
  private texts: readonly PendingText[] = [];

  /** `onChange`: the pending texts are others now. */
  constructor(
    private readonly socket: WebSocketManager,
    private readonly lobbyId: string,
    private readonly isOpen: () => boolean,
    private readonly onChange: () => void,
  ) {}

  get pending(): readonly PendingText[] {
    return this.texts;
  }

  send(text: string, replyTo: number | null = null): void {
    const one: PendingText = { clientId: randomId(), text, replyTo, state: "sending", code: null, error: null };
    this.texts = [...this.texts, one];
    this.onChange();
    this.transmit(one);
  }

  /** Sends a text again that was refused; or takes it back. */
  resend(clientId: string): void {
    const one = this.texts.find((other) => other.clientId === clientId);
    if (!one) return;
    this.replace({ ...one, state: "sending", code: null, error: null });
    this.transmit(one);
  }
  discard(clientId: string): void {
    this.settle(clientId);
    this.onChange();
  }

  /** Its entry has come; nothing is told, as the entry's coming is. */
  settle(clientId: string): void {
    this.texts = this.texts.filter((one) => one.clientId !== clientId);
  }

  /** After a join: what has no answer yet is sent again with the same id. */
  flush(): void {
    for (const one of this.texts) if (one.state === "sending") this.transmit(one);
  }

  private transmit(one: PendingText): void {
    if (!this.isOpen()) return;
    this.socket
      .request("send_chat_message", {
        lobby_id: this.lobbyId,
        text: one.text,
        client_id: one.clientId,
        ...(one.replyTo === null ? {} : { reply_to_seq: one.replyTo }),
      })
      .then(() => this.discard(one.clientId))
      .catch((error: unknown) => {
        const { code, message } = error as RequestError;
        // Without an answer it is sent again after the next join.
        if (code === "not_connected") return;
        this.replace({ ...one, state: "failed", code, error: message });
      });
  }

  private replace(one: PendingText): void {
    this.texts = this.texts.map((other) => (other.clientId === one.clientId ? one : other));
    this.onChange();
  }
}
