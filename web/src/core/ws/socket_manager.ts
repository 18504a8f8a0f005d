import {
  type EventData,
  type EventType,
  type RequestData,
  RequestError,
  type RequestResult,
  type RequestType,
} from "./messages";
import type { ErrorBody, ServerMessage, Welcome } from "./protocol.generated";
import { type Phase, type ReconnectEffect, type ReconnectEvent, ReconnectMachine } from "./reconnect";

export interface ConnectionState {
  phase: Phase;
  attempt: number;
  /** When the next attempt begins (ms, `Date.now()`), while waiting. */
  retryAt: number | null;
  /** The close code after which nothing more is tried. */
  gaveUp: number | null;
  /** How the last socket ended: 1001 and 1012 are a server that restarts. */
  lastClose: number | null;
  welcome: Welcome | null;
}

/** As much of a browser's WebSocket as is used; tests give their own. */
export interface Socket {
  readonly readyState: number;
  send(text: string): void;
  close(code: number): void;
  onopen: (() => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: { code: number }) => void) | null;
}

export interface SocketOptions {
  /** Asked for at each attempt. */
  url: () => string;
  openSocket?: (url: string) => Socket;
  random?: () => number;
}

interface Waiting {
  resolve: (result: never) => void;
  reject: (error: RequestError) => void;
  timer: ReturnType<typeof setTimeout>;
}

const requestTimeoutMs = 10_000;
const welcomeTimeoutMs = 10_000;
const silentHeartbeats = 2.5;
/** As no page may try again and again without a pause. */
const leastDraw = 0.1;
/** WebSocket.OPEN */
const openState = 1;

/**
 * The one WebSocket of the page: opens it, keeps it alive, comes back by itself, matches answers to requests and hands
 * everything else to subscribers. Requests are refused, never dropped, while there is no connection.
 */
export class WebSocketManager {
  private readonly machine: ReconnectMachine;
  private readonly random: () => number;
  /**
   * Drawn once per outage for all its waits, which spreads a crowd's attempts as evenly as a draw for each. For one page
   * the waits then grow steadily: there is no long one after short ones, in which most returns of a server would fall.
   */
  private draw = leastDraw;
  private readonly openSocket: (url: string) => Socket;
  private socket: Socket | null = null;
  /** Grows with every socket, so that what an older one still tells is not heard. */
  private generation = 0;
  private lastId = 0;
  private readonly waiting = new Map<string, Waiting>();
  private readonly handlers = new Map<string, Set<(data: never) => void>>();
  private readonly listeners = new Set<(state: ConnectionState) => void>();
  private retryTimer: ReturnType<typeof setTimeout> | undefined;
  private heartbeatTimer: ReturnType<typeof setInterval> | undefined;
  private silenceTimer: ReturnType<typeof setTimeout> | undefined;
  private current: ConnectionState = {
    phase: "idle",
    attempt: 0,
    retryAt: null,
    gaveUp: null,
    lastClose: null,
    welcome: null,
  };

  constructor(private readonly options: SocketOptions) {
    this.random = options.random ?? Math.random;
    this.machine = new ReconnectMachine(() => this.draw);
    this.drawAnew();
    this.openSocket = options.openSocket ?? ((url) => new WebSocket(url, "parlor.v1") as Socket);
  }

  get state(): ConnectionState {
    return this.current;
  }

  start(): void {
    this.feed({ type: "start" });
  }

  stop(): void {
    this.feed({ type: "stop" });
    this.dropSocket(1000);
  }

  /** A person wants the next attempt now; also what the page tells of network and visibility. */
  hint(type: "retry" | "online" | "visible"): void {
    this.feed({ type });
  }

  onState(listener: (state: ConnectionState) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Calls `handler` for every event of a type; gives the undo. */
  subscribe<T extends EventType>(type: T, handler: (data: EventData[T]) => void): () => void {
    const all = this.handlers.get(type) ?? new Set();
    this.handlers.set(type, all);
    all.add(handler as (data: never) => void);
    return () => all.delete(handler as (data: never) => void);
  }

  /** Asks the server; rejects with RequestError. */
  request<T extends RequestType>(
    type: T,
    data: RequestData[T],
    timeoutMs = requestTimeoutMs,
  ): Promise<RequestResult<T>> {
    // Between a connection's end and the telling of it, sending would only be an error in the console.
    if (this.current.phase !== "ready" || this.socket?.readyState !== openState)
      return Promise.reject(new RequestError("not_connected", "There is no connection to the server."));
    this.lastId += 1;
    const id = String(this.lastId);
    const socket = this.socket;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.waiting.delete(id);
        reject(new RequestError("timed_out", "The server did not answer in time."));
      }, timeoutMs);
      this.waiting.set(id, { resolve: resolve as Waiting["resolve"], reject, timer });
      socket.send(JSON.stringify({ type, data, id }));
    });
  }

  private feed(event: ReconnectEvent): void {
    for (const effect of this.machine.feed(event)) this.perform(effect);
    this.publish({ phase: this.machine.phase, attempt: this.machine.attempt });
  }

  private publish(change: Partial<ConnectionState>): void {
    const before = this.current;
    const next = { ...before, ...change };
    if (next.phase !== "waiting") next.retryAt = null;
    if (next.phase !== "failed") next.gaveUp = null;
    const same = (Object.keys(next) as (keyof ConnectionState)[]).every((key) => next[key] === before[key]);
    if (same) return;
    this.current = next;
    for (const listener of [...this.listeners]) listener(next);
  }

  private perform(effect: ReconnectEffect): void {
    switch (effect.type) {
      case "connect":
        this.connect();
        break;
      case "wait":
        this.dropSocket(null);
        clearTimeout(this.retryTimer);
        this.retryTimer = setTimeout(() => this.feed({ type: "wait_over" }), effect.ms);
        this.publish({ phase: "waiting", retryAt: Date.now() + effect.ms });
        break;
      case "send_ping":
        this.request("ping", {}).catch(() => undefined);
        break;
      case "close":
        this.dropSocket(1000);
        break;
      case "give_up":
        this.dropSocket(null);
        this.publish({ phase: "failed", gaveUp: effect.code });
        break;
    }
  }

  private connect(): void {
    clearTimeout(this.retryTimer);
    this.dropSocket(1000);
    const generation = this.generation;
    const ours = (act: () => void) => {
      if (generation === this.generation) act();
    };
    const socket = this.openSocket(this.options.url());
    this.socket = socket;
    socket.onopen = () => ours(() => this.feed({ type: "open" }));
    socket.onclose = ({ code }) =>
      ours(() => {
        // What follows a restart are refused attempts, which say less than the restart did.
        if (code !== 1006 || this.current.phase === "ready") this.publish({ lastClose: code });
        this.feed({ type: "close", code });
      });
    socket.onmessage = ({ data }) => ours(() => this.receive(String(data)));
    this.expectLife(welcomeTimeoutMs);
  }

  /** Forgets the socket; whoever waits for an answer is told that none will come. */
  private dropSocket(code: number | null): void {
    this.generation += 1;
    clearInterval(this.heartbeatTimer);
    clearTimeout(this.silenceTimer);
    const socket = this.socket;
    this.socket = null;
    if (socket && code !== null) socket.close(code);
    for (const [id, one] of this.waiting) {
      clearTimeout(one.timer);
      this.waiting.delete(id);
      one.reject(new RequestError("not_connected", "The connection was lost before the server answered."));
    }
  }

  private expectLife(ms: number): void {
    clearTimeout(this.silenceTimer);
    this.silenceTimer = setTimeout(() => this.feed({ type: "heartbeat_silent" }), ms);
  }

  private receive(text: string): void {
    const message = JSON.parse(text) as ServerMessage & { reply_to?: string };
    const heartbeat = this.current.welcome?.heartbeat_ms ?? welcomeTimeoutMs;
    if (this.machine.phase === "ready") this.expectLife(heartbeat * silentHeartbeats);
    if (message.type === "welcome") this.welcomed(message.data);
    else if (message.type === "going_away")
      this.feed({ type: "going_away", reconnect_in_ms: message.data.reconnect_in_ms });
    else if (message.type === "ack" || message.type === "error") return this.answered(message);
    for (const handler of [...(this.handlers.get(message.type) ?? [])]) {
      try {
        handler(message.data as never);
      } catch (error) {
        console.error(`parlor: a handler of ${message.type} failed`, error);
      }
    }
  }

  private drawAnew(): void {
    this.draw = leastDraw + (1 - leastDraw) * this.random();
  }

  private welcomed(welcome: Welcome): void {
    this.publish({ welcome });
    this.feed({ type: "welcome" });
    this.drawAnew();
    this.expectLife(welcome.heartbeat_ms * silentHeartbeats);
    clearInterval(this.heartbeatTimer);
    this.heartbeatTimer = setInterval(() => this.feed({ type: "heartbeat_due" }), welcome.heartbeat_ms);
  }

  private answered(message: { type: "ack" | "error"; data: unknown; reply_to?: string }): void {
    const one = message.reply_to === undefined ? undefined : this.waiting.get(message.reply_to);
    if (!one || message.reply_to === undefined) {
      if (message.type === "error") console.warn("parlor: refused without an id", message.data);
      return;
    }
    this.waiting.delete(message.reply_to);
    clearTimeout(one.timer);
    if (message.type === "ack") return one.resolve(message.data as never);
    const error = message.data as ErrorBody;
    one.reject(new RequestError(error.code, error.error, error.details));
  }
}
