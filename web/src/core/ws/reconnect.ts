/**
 * How a client comes back: a pure state machine, shared with the C++ client through tests/vectors/reconnect.json, whose
 * README gives its rules. It has no clock, no socket and no random source of its own.
 */
export type Phase = "idle" | "connecting" | "open" | "ready" | "waiting" | "failed" | "stopped";

export type ReconnectEvent =
  | { type: "start" | "open" | "welcome" | "wait_over" | "heartbeat_due" | "heartbeat_silent" }
  | { type: "online" | "visible" | "retry" | "stop" }
  | { type: "close"; code: number }
  | { type: "going_away"; reconnect_in_ms: number };

export type ReconnectEffect =
  | { type: "connect" | "send_ping" | "close" }
  | { type: "wait"; ms: number }
  | { type: "give_up"; code: number };

export interface ReconnectSettings {
  base_ms: number;
  cap_ms: number;
  fatal_codes: readonly number[];
}

export const defaultSettings: ReconnectSettings = {
  base_ms: 300,
  cap_ms: 10_000,
  fatal_codes: [1000, 1002, 1003, 1007, 1009, 4001, 4003],
};

export class ReconnectMachine {
  phase: Phase = "idle";
  attempt = 0;
  private goingAwayMs: number | null = null;

  constructor(
    private readonly random: () => number,
    private readonly settings: ReconnectSettings = defaultSettings,
  ) {}

  feed(event: ReconnectEvent): ReconnectEffect[] {
    switch (event.type) {
      case "start":
        return this.start();
      case "open":
        if (this.phase === "connecting") this.phase = "open";
        return [];
      case "welcome":
        return this.welcome();
      case "close":
        return this.closed(event.code);
      case "wait_over":
      case "retry":
        return this.phase === "waiting" ? this.connect() : [];
      case "online":
      case "visible":
        if (this.phase === "waiting") return this.connect();
        return this.phase === "ready" ? [{ type: "send_ping" }] : [];
      case "heartbeat_due":
        return this.phase === "ready" ? [{ type: "send_ping" }] : [];
      case "heartbeat_silent":
        return this.isLive() ? [{ type: "close" }, this.wait()] : [];
      case "going_away":
        if (this.phase === "open" || this.phase === "ready") this.goingAwayMs = event.reconnect_in_ms;
        return [];
      case "stop":
        return this.stop();
    }
  }

  private isLive(): boolean {
    return this.phase === "connecting" || this.phase === "open" || this.phase === "ready";
  }

  private start(): ReconnectEffect[] {
    if (this.phase !== "idle" && this.phase !== "failed" && this.phase !== "stopped") return [];
    if (this.phase !== "idle") this.attempt = 0;
    return this.connect();
  }

  private connect(): ReconnectEffect[] {
    this.phase = "connecting";
    return [{ type: "connect" }];
  }

  private welcome(): ReconnectEffect[] {
    if (this.phase !== "connecting" && this.phase !== "open") return [];
    this.phase = "ready";
    this.attempt = 0;
    this.goingAwayMs = null;
    return [];
  }

  private closed(code: number): ReconnectEffect[] {
    if (!this.isLive()) return [];
    if (!this.settings.fatal_codes.includes(code)) return [this.wait()];
    this.phase = "failed";
    this.goingAwayMs = null;
    return [{ type: "give_up", code }];
  }

  private wait(): ReconnectEffect {
    this.phase = "waiting";
    if (this.goingAwayMs !== null) {
      const ms = Math.floor(this.random() * this.goingAwayMs);
      this.goingAwayMs = null;
      return { type: "wait", ms };
    }
    const bound = Math.min(this.settings.cap_ms, this.settings.base_ms * 2 ** this.attempt);
    this.attempt += 1;
    return { type: "wait", ms: Math.floor(this.random() * bound) };
  }

  private stop(): ReconnectEffect[] {
    if (this.phase === "stopped" || this.phase === "idle") {
      this.phase = "stopped";
      return [];
    }
    const live = this.isLive();
    this.phase = "stopped";
    this.goingAwayMs = null;
    return live ? [{ type: "close" }] : [];
  }
}
