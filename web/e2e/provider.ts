import { readFileSync } from "node:fs";
import { join } from "node:path";
import { WebSocket } from "ws";
import type { BotType, JoinResult } from "../src/core/ws/protocol.generated";
import type { ParlorServer } from "./server";

type Offer = Pick<BotType, "type" | "title" | "description" | "capabilities" | "config_schema">;
interface Message {
  type: string;
  id?: string;
  reply_to?: string;
  data: Record<string, unknown>;
}

/** One WebSocket in Parlor's envelope. */
class Connection {
  readonly opened: Promise<unknown>;
  onRequest: (message: Message) => void = () => undefined;
  private readonly socket: WebSocket;
  private readonly waiting = new Map<string, { resolve(data: unknown): void; reject(error: Error): void }>();
  private last = 0;

  constructor(url: string, token: string) {
    this.socket = new WebSocket(url, "parlor.v1", { headers: { Authorization: `Bearer ${token}` } });
    this.opened = new Promise((resolve, reject) => this.socket.once("open", resolve).once("error", reject));
    this.socket.on("error", () => undefined);
    this.socket.on("message", (text) => {
      const message = JSON.parse(String(text)) as Message;
      const one = this.waiting.get(message.reply_to ?? "");
      if (!one) return this.onRequest(message);
      this.waiting.delete(message.reply_to ?? "");
      if (message.type === "ack") one.resolve(message.data);
      else one.reject(new Error(String(message.data.error)));
    });
  }

  ask(type: string, data: object): Promise<unknown> {
    this.last += 1;
    const id = String(this.last);
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.socket.send(JSON.stringify({ type, id, data }));
    });
  }
  answer({ id }: Message, refusal?: string): void {
    if (id === undefined) return;
    const answer = refusal
      ? { type: "error", reply_to: id, data: { code: "unavailable", error: refusal } }
      : { type: "ack", reply_to: id, data: {} };
    this.socket.send(JSON.stringify(answer));
  }
  close(): void {
    this.socket.terminate();
  }
}

/** What a bot of these tests does once it is asked for. */
export type Behaviour = "comes in" | "does not answer" | "fails";

/** A bot that is in its lobby. */
export class TestBot {
  constructor(
    readonly id: string,
    readonly lobby: string,
    private readonly connection: Connection,
    readonly joined: JoinResult,
    public config: unknown,
  ) {}

  /** Says what somebody says; `final`: for good. */
  transcribe(speaker: string, utterance: string, text: string, final: boolean): Promise<unknown> {
    const data = { lobby_id: this.lobby, speaker, utterance_id: utterance, text, final, started_at: Date.now() - 800 };
    return this.connection.ask("publish_transcript", data);
  }
  /** Asks the server for something in the bot's lobby. */
  ask(type: string, data: object): Promise<unknown> {
    return this.connection.ask(type, { lobby_id: this.lobby, ...data });
  }
  /** Hears what the server tells by itself. */
  listen(handler: (type: string, data: Record<string, unknown>) => void): void {
    this.connection.onRequest = ({ type, data }) => handler(type, data);
  }
  close(): void {
    this.connection.close();
  }
}

/** A provider of bots beside a server of the tests, without media; it also takes over what earlier lobbies still want. */
export class TestProvider {
  readonly bots = new Map<string, TestBot>();
  behaviour: Behaviour = "comes in";

  private constructor(private readonly connection: Connection) {}

  static async start(server: ParlorServer, types: Offer[]): Promise<TestProvider> {
    const key = readFileSync(join(server.data, "provider.key"), "utf8").trim();
    const connection = new Connection(`${server.url.replace("http", "ws")}/api/v1/bots/provider`, key);
    await connection.opened;
    const provider = new TestProvider(connection);
    connection.onRequest = (message) => provider.asked(message);
    await connection.ask("register", { name: "tests", types, max_instances: 200 });
    return provider;
  }

  /** The bot in a lobby; bots that earlier lobbies still want are started here, too. */
  botIn(lobby: string): TestBot {
    const bot = [...this.bots.values()].find((one) => one.lobby === lobby);
    if (!bot) throw new Error("there is no bot of this provider in the lobby");
    return bot;
  }

  stop(): void {
    for (const bot of this.bots.values()) bot.close();
    this.connection.close();
  }

  tell(bot: string, state: string, detail = ""): Promise<unknown> {
    return this.connection.ask("bot_state", { bot_id: bot, state, detail });
  }

  private asked(message: Message): void {
    const bot = String(message.data.bot_id);
    if (message.type === "start_bot") return void this.start(message).catch(() => undefined);
    if (message.type === "configure_bot") {
      const known = this.bots.get(bot);
      if (known) known.config = message.data.config;
    } else if (message.type === "stop_bot") {
      this.bots.get(bot)?.close();
      this.bots.delete(bot);
      void this.tell(bot, "stopped").catch(() => undefined);
    }
    this.connection.answer(message);
  }

  private async start(message: Message): Promise<void> {
    const { bot_id, lobby_id, token, url, config } = message.data as Record<string, string>;
    if (this.behaviour === "does not answer") return;
    this.connection.answer(message);
    if (!bot_id || !lobby_id || !token || !url) return;
    if (this.behaviour === "fails") return void (await this.tell(bot_id, "failed", "The model can't be loaded."));
    await this.tell(bot_id, "joining");
    const connection = new Connection(url, token);
    await connection.opened;
    const joined = (await connection.ask("join", { lobby_id, tab: "QUFBQUFBQUFBQUFBQUFBQQ" })) as JoinResult;
    this.bots.set(bot_id, new TestBot(bot_id, lobby_id, connection, joined, config));
    await this.tell(bot_id, "active");
  }
}
