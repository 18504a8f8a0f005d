import type { ClientMessage, ErrorBody, MessageResults, ServerMessage } from "./protocol.generated";

/** `data` of each client message by its type. */
export type RequestData = { [M in ClientMessage as M["type"]]: M extends { data: infer D } ? D : unknown };
export type RequestType = keyof RequestData & keyof MessageResults;
/** What the ack of each carries. */
export type RequestResult<T extends RequestType> = MessageResults[T];

/** `data` of each message that the server sends of its own accord. */
export type EventData = { [M in ServerMessage as M["type"]]: M["data"] };
export type EventType = Exclude<keyof EventData, "ack" | "error">;
/** One handler per type; `satisfies EventHandlers` fails to compile where the protocol has grown. */
export type EventHandlers = { [T in EventType]: (data: EventData[T]) => void };

export type RefusalCode = ErrorBody["code"] | "not_connected" | "timed_out";

/** A refusal by the server, or the lack of an answer. */
export class RequestError extends Error {
  readonly code: RefusalCode;
  readonly path: string | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(code: RefusalCode, message: string, details?: ErrorBody["details"]) {
    super(message);
    this.name = "RequestError";
    this.code = code;
    this.path = details?.path;
    this.retryAfterMs = details?.retry_after_ms;
  }

  /** Whether the same request may pass later without anybody changing anything. */
  get retryable(): boolean {
    return ["not_connected", "timed_out", "unavailable", "rate_limited", "internal"].includes(this.code);
  }
}
