// A bot provider in one file, without media: its bots greet the lobby and answer in the chat. docs/protocol.md, "Bots", is
// all that it relies on.
//
//   node examples/provider.ts        (Node 22.18 or newer; examples/README.md tells of older ones)
//
// PARLOR_URL (default http://127.0.0.1:8080) says where the server is, PARLOR_PROVIDER_KEY shows that we may offer bots;
// the server knows it from its setting `bots.providers`.

type Message = { type: string; id?: string; reply_to?: string; data: unknown };
type Config = { greeting: string; shout: boolean };
type StartBot = { bot_id: string; name: string; lobby_id: string; config: Config; token: string; url: string };
type ConfigureBot = { bot_id: string; config: Config };
type StopBot = { bot_id: string };

const server = (process.env.PARLOR_URL ?? "http://127.0.0.1:8080").replace(/^http/, "ws").replace(/\/$/, "");
const key = process.env.PARLOR_PROVIDER_KEY ?? "";
const maxInstances = 20;

const types = [
  {
    type: "parrot",
    title: "Parrot",
    description: "Says in the chat what was just said to it.",
    capabilities: ["chat"],
    config_schema: {
      type: "object",
      properties: {
        greeting: {
          type: "string",
          title: "Greeting",
          maxLength: 200,
          default: "Hello! Say my name and I repeat you.",
        },
        shout: { type: "boolean", title: "Shout", default: false },
      },
    },
  },
];

/** One WebSocket that speaks Parlor's envelope: what bears an id is answered by `ack` or `error`. */
class Connection {
  onMessage = (_message: Message): void => {};
  onClose = (_code: number): void => {};
  readonly opened: Promise<unknown>;
  private readonly socket: WebSocket;
  private readonly waiting = new Map<string, { resolve(data: unknown): void; reject(error: Error): void }>();
  private lastId = 0;
  private ended = false;

  constructor(url: string, token: string) {
    // Node's WebSocket takes headers, unlike a browser's.
    const options = { protocols: ["parlor.v1"], headers: { Authorization: `Bearer ${token}` } };
    this.socket = new WebSocket(url, options as unknown as string[]);
    this.opened = new Promise((resolve) => this.socket.addEventListener("open", resolve));
    this.socket.addEventListener("message", (event) => this.receive(JSON.parse(String(event.data)) as Message));
    // After a failed attempt Node 20 says no `close`.
    this.socket.addEventListener("error", () => this.socket.readyState === WebSocket.CONNECTING && this.end(1006));
    this.socket.addEventListener("close", (event) => this.end(event.code));
  }

  ask(type: string, data: object): Promise<unknown> {
    const id = String(++this.lastId);
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.send({ type, id, data });
    });
  }

  /** Answers what was asked under this id; nothing where it wants no answer. */
  answer(id: string | undefined, refusal?: string): void {
    if (id === undefined) return;
    if (refusal === undefined) this.send({ type: "ack", reply_to: id, data: {} });
    else this.send({ type: "error", reply_to: id, data: { code: "unavailable", error: refusal } });
  }

  close(): void {
    this.socket.close(1000);
  }

  private end(code: number): void {
    if (this.ended) return;
    this.ended = true;
    for (const { reject } of this.waiting.values()) reject(new Error("the connection is gone"));
    this.waiting.clear();
    this.onClose(code);
  }

  private send(message: Message): void {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message));
  }

  private receive(message: Message): void {
    const asked = message.reply_to === undefined ? undefined : this.waiting.get(message.reply_to);
    if (!asked || message.reply_to === undefined) {
      this.onMessage(message);
      return;
    }
    this.waiting.delete(message.reply_to);
    if (message.type === "ack") asked.resolve(message.data);
    else asked.reject(new Error((message.data as { error: string }).error));
  }
}

/** One bot in one lobby: a connection of its own, like anybody else's. */
class Parrot {
  config: Config;
  private readonly order: StartBot;
  private connection: Connection;
  private heartbeat: ReturnType<typeof setInterval> | undefined;
  private greeted = false;
  private stopped = false;

  constructor(order: StartBot) {
    this.order = order;
    // The server has held it against the schema, and has filled in the defaults.
    this.config = order.config;
    this.connection = this.connect();
  }

  /** Lets go without leaving, so that the lobby keeps its place for another provider. */
  abandon(): void {
    this.stopped = true;
    clearInterval(this.heartbeat);
    this.connection.close();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.connection.ask("leave", { lobby_id: this.order.lobby_id }).catch(() => {});
    this.abandon();
  }

  private connect(): Connection {
    const connection = new Connection(this.order.url, this.order.token);
    connection.onMessage = (message) => this.hear(message);
    connection.onClose = (code) => {
      clearInterval(this.heartbeat);
      // 4001: the token is dead, so this instance is over. Anything else heals.
      if (!this.stopped && code !== 4001) setTimeout(() => this.reconnect(), 500);
    };
    return connection;
  }

  private reconnect(): void {
    if (!this.stopped) this.connection = this.connect();
  }

  private hear({ type, data }: Message): void {
    if (type === "welcome") this.join((data as { heartbeat_ms: number }).heartbeat_ms);
    if (type !== "entry") return;
    const { entry } = data as { entry: { kind: string; text: string; from: { kind: string } } };
    if (entry.kind !== "text" || entry.from.kind === "bot") return;
    if (entry.text.toLowerCase().includes(this.order.name.toLowerCase())) this.say(entry.text);
  }

  private async join(heartbeatMs: number): Promise<void> {
    this.heartbeat = setInterval(() => this.connection.ask("ping", {}).catch(() => {}), heartbeatMs);
    try {
      await this.connection.ask("join", { lobby_id: this.order.lobby_id, tab: "parrot" });
    } catch (error) {
      console.error(`${this.order.name} cannot join: ${error}`);
      return;
    }
    if (!this.greeted) this.say(this.config.greeting);
    this.greeted = true;
  }

  private say(text: string): void {
    const spoken = this.config.shout ? text.toUpperCase() : text;
    this.connection.ask("send_chat_message", { lobby_id: this.order.lobby_id, text: spoken }).catch(() => {});
  }
}

const bots = new Map<string, Parrot>();
let draining = false;
let attempt = 0;

/** What the server asks. What is thrown becomes the answer. */
function carryOut(type: string, data: unknown): void {
  if (type === "start_bot") {
    const order = data as StartBot;
    if (draining) throw new Error("This provider is about to end.");
    if (bots.size >= maxInstances) throw new Error("This provider runs as many bots as it can.");
    bots.get(order.bot_id)?.abandon();
    bots.set(order.bot_id, new Parrot(order));
  } else if (type === "configure_bot") {
    const order = data as ConfigureBot;
    const bot = bots.get(order.bot_id);
    if (!bot) throw new Error("This bot does not run here.");
    bot.config = order.config;
  } else if (type === "stop_bot") {
    const { bot_id } = data as StopBot;
    bots.get(bot_id)?.stop();
    bots.delete(bot_id);
  }
}

/** Connects, registers and serves until the connection is lost; then again. */
function serve(): Connection {
  const connection = new Connection(`${server}/api/v1/bots/provider`, key);
  const tellLoad = () => connection.ask("load", { instances: bots.size, load: bots.size / maxInstances });
  let reports: ReturnType<typeof setInterval> | undefined;

  connection.onMessage = ({ type, id, data }) => {
    try {
      carryOut(type, data);
      connection.answer(id);
    } catch (error) {
      connection.answer(id, error instanceof Error ? error.message : String(error));
    }
  };
  connection.onClose = (code) => {
    clearInterval(reports);
    if (draining) return;
    // Full jitter, so that not all providers come back at the same moment.
    const wait = Math.random() * Math.min(10_000, 300 * 2 ** attempt++);
    console.error(`Not connected to ${server} (${code}); trying again in ${Math.round(wait)} ms.`);
    setTimeout(() => {
      current = serve();
    }, wait);
  };
  connection.opened
    // What still runs goes on where only this connection was lost.
    .then(() =>
      connection.ask("register", { name: "parrots", types, max_instances: maxInstances, bots: [...bots.keys()] }),
    )
    .then(() => {
      attempt = 0;
      console.error(`Connected to ${server}.`);
      reports = setInterval(() => tellLoad().catch(() => {}), 1_000);
    })
    .catch((error) => console.error(`The server refuses this provider: ${error}`));
  return connection;
}

let current = serve();

/** Says so first; then the bots are let go, which run on at another provider. */
async function drain(): Promise<void> {
  draining = true;
  setTimeout(() => process.exit(0), 2_000);
  await current.ask("load", { instances: bots.size, load: 1, draining }).catch(() => {});
  for (const bot of bots.values()) bot.abandon();
  current.close();
  process.exit(0);
}

process.on("SIGINT", drain);
process.on("SIGTERM", drain);
