// A bot provider in one file, without media: its bots greet the lobby and answer in the chat. docs/protocol.md, "Bots", is
// all that it relies on.
//
//   node --experimental-websocket examples/provider.mjs        (from Node 22 on without the flag)
//
// PARLOR_URL (default ws://127.0.0.1:8080) says where the server is, PARLOR_PROVIDER_KEY shows that we may offer bots;
// the server knows it from its setting `bots.providers`.
// @ts-check

/** @typedef {import("../web/src/core/ws/protocol.generated").StartBot} StartBot */
/** @typedef {{ greeting: string, shout?: boolean }} Config */
/** @typedef {{ type: string, id?: string, reply_to?: string, data: any }} Message */

const server = (process.env.PARLOR_URL ?? "ws://127.0.0.1:8080").replace(/^http/, "ws").replace(/\/$/, "");
const key = process.env.PARLOR_PROVIDER_KEY ?? "";

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

/**
 * One WebSocket that speaks Parlor's envelope: requests with an id are answered by `ack` or `error`.
 * @param {string} url
 * @param {string} token
 */
function connect(url, token) {
  // Node's WebSocket takes headers, unlike a browser's.
  const socket = new WebSocket(
    url,
    /** @type {any} */ ({
      protocols: ["parlor.v1"],
      headers: { Authorization: `Bearer ${token}` },
    }),
  );
  /** @type {Map<string, { resolve: (data: any) => void, reject: (error: Error) => void }>} */
  const waiting = new Map();
  let lastId = 0;
  const connection = {
    /** @type {(message: Message) => void} */
    onMessage: () => {},
    /** @type {(code: number) => void} */
    onClose: () => {},
    opened: new Promise((resolve) => socket.addEventListener("open", resolve)),
    /** @param {object} message */
    send(message) {
      if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
    },
    /** @param {string} type @param {object} data @returns {Promise<any>} */
    ask(type, data) {
      const id = String(++lastId);
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject });
        connection.send({ type, id, data });
      });
    },
    close: () => socket.close(1000),
  };
  socket.addEventListener("message", (event) => {
    /** @type {Message} */
    const message = JSON.parse(String(event.data));
    const asked = message.reply_to === undefined ? undefined : waiting.get(message.reply_to);
    if (!asked || message.reply_to === undefined) {
      connection.onMessage(message);
      return;
    }
    waiting.delete(message.reply_to);
    if (message.type === "ack") asked.resolve(message.data);
    else asked.reject(new Error(message.data.error));
  });
  socket.addEventListener("close", (event) => {
    for (const { reject } of waiting.values()) reject(new Error("the connection is gone"));
    waiting.clear();
    connection.onClose(event.code);
  });
  // A failed attempt is followed by `close`.
  socket.addEventListener("error", () => {});
  return connection;
}

/** One bot in one lobby. */
class Parrot {
  /** @param {StartBot} order */
  constructor(order) {
    this.order = order;
    this.config = /** @type {Config} */ (order.config);
    this.stopped = false;
    this.connect();
  }

  connect() {
    this.connection = connect(this.order.url, this.order.token);
    this.connection.onMessage = (message) => this.hear(message);
    this.connection.onClose = (code) => {
      // 4001: the token is dead, so this instance is over. Anything else heals.
      if (!this.stopped && code !== 4001) setTimeout(() => !this.stopped && this.connect(), 500);
    };
  }

  /** @param {Message} message */
  async hear({ type, data }) {
    if (type === "welcome") await this.join(data.heartbeat_ms);
    if (type !== "entry" || data.entry.kind !== "text" || data.entry.from.kind === "bot") return;
    if (data.entry.text.toLowerCase().includes(this.order.name.toLowerCase())) this.say(data.entry.text);
  }

  /** @param {number} heartbeatMs */
  async join(heartbeatMs) {
    const first = this.seen === undefined;
    clearInterval(this.heartbeat);
    this.heartbeat = setInterval(() => this.connection?.ask("ping", {}).catch(() => {}), heartbeatMs);
    try {
      const joined = await this.connection?.ask("join", { lobby_id: this.order.lobby_id, tab: "parrot" });
      this.seen = joined.seq;
      if (first) this.say(this.config.greeting);
    } catch (error) {
      console.error(`${this.order.name} cannot join: ${error}`);
    }
  }

  /** @param {string} text */
  say(text) {
    const spoken = this.config.shout ? text.toUpperCase() : text;
    this.connection?.ask("send_chat_message", { lobby_id: this.order.lobby_id, text: spoken }).catch(() => {});
  }

  async stop() {
    this.stopped = true;
    clearInterval(this.heartbeat);
    await this.connection?.ask("leave", { lobby_id: this.order.lobby_id }).catch(() => {});
    this.connection?.close();
  }
}

/** @type {Map<string, Parrot>} */
const bots = new Map();
const maxInstances = 20;
let draining = false;
let attempt = 0;

/** What the server asks. Whatever is thrown becomes its answer. @type {Record<string, (data: any) => void>} */
const orders = {
  start_bot(data) {
    if (draining) throw new Error("This provider is about to end.");
    if (bots.size >= maxInstances) throw new Error("This provider runs as many bots as it can.");
    bots.get(data.bot_id)?.stop();
    bots.set(data.bot_id, new Parrot(data));
  },
  configure_bot({ bot_id, config }) {
    const bot = bots.get(bot_id);
    if (!bot) throw new Error("This bot does not run here.");
    bot.config = config;
  },
  stop_bot({ bot_id }) {
    bots.get(bot_id)?.stop();
    bots.delete(bot_id);
  },
};

function serve() {
  const connection = connect(`${server}/api/v1/bots/provider`, key);
  /** @type {ReturnType<typeof setInterval> | undefined} */
  let reports;
  const tellLoad = () =>
    connection.ask("load", { instances: bots.size, load: bots.size / maxInstances, draining }).catch(() => {});

  connection.onMessage = ({ type, id, data }) => {
    const order = orders[type];
    if (!order) return;
    try {
      order(data);
      if (id) connection.send({ type: "ack", reply_to: id, data: {} });
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      if (id) connection.send({ type: "error", reply_to: id, data: { code: "unavailable", error: why } });
    }
  };
  connection.onClose = (code) => {
    clearInterval(reports);
    if (draining) return;
    // Full jitter, so that not all providers come back at the same moment.
    const wait = Math.random() * Math.min(10_000, 300 * 2 ** attempt++);
    console.error(`Not connected to ${server} (${code}); trying again in ${Math.round(wait)} ms.`);
    setTimeout(serve, wait);
  };
  connection.opened.then(async () => {
    try {
      // What still runs goes on where only this connection was lost.
      await connection.ask("register", { name: "parrots", types, max_instances: maxInstances, bots: [...bots.keys()] });
      attempt = 0;
      console.error(`Connected to ${server}.`);
      reports = setInterval(tellLoad, 1_000);
      drain = async () => {
        draining = true;
        await tellLoad();
        await Promise.all([...bots.values()].map((bot) => bot.connection?.close()));
        connection.close();
      };
    } catch (error) {
      console.error(`The server refuses this provider: ${error}`);
    }
  });
}

/** What a signal does: say so, then let the bots go, which run on at another provider. */
let drain = async () => {};
for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM"]))
  process.on(signal, () => {
    for (const bot of bots.values()) bot.stopped = true;
    drain().finally(() => process.exit(0));
  });

serve();
