import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createConnection, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const program = process.env.PARLOR_SERVER ?? join(root, "build/release/bin/parlor-server");

/** The real server on a free port, with data of its own. */
export class ParlorServer {
  private constructor(
    readonly url: string,
    private readonly child: ChildProcess,
    /** The folder of its data. */
    readonly data: string,
  ) {}

  /** `settings`: `PARLOR_…` variables, for what does not belong on a command line. */
  static async start(options: string[] = [], settings: Record<string, string> = {}): Promise<ParlorServer> {
    const data = mkdtempSync(join(tmpdir(), "parlor-e2e-"));
    const child = spawn(
      program,
      ["--listen", "127.0.0.1:0", "--data", data, "--web", join(root, "web/dist"), ...options],
      {
        stdio: ["ignore", "pipe", "inherit"],
        // The server takes every PARLOR_… for a setting; ours are the tests' own.
        env: {
          ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("PARLOR_"))),
          ...settings,
        },
      },
    );
    const url = await new Promise<string>((resolve, reject) => {
      let text = "";
      child.once("error", reject);
      child.once("exit", (code) => reject(new Error(`the server ended with ${code}`)));
      child.stdout?.on("data", (chunk: Buffer) => {
        text += chunk.toString();
        const ready = /listening on (http:\S+)/.exec(text);
        if (ready?.[1]) resolve(ready[1]);
      });
    });
    return new ParlorServer(url, child, data);
  }

  /** A lobby that exists before anybody is in it; the owner is nobody's page. */
  async makeLobby(name = "Kitchen", wish: object = {}): Promise<string> {
    return (await this.makeLobbyToEnd(name, wish)).lobby;
  }

  /** Likewise, and what ends it. */
  async makeLobbyToEnd(name = "Kitchen", wish: object = {}): Promise<{ lobby: string; end: () => Promise<unknown> }> {
    const begin = await fetch(`${this.url}/api/v1/sessions`, { method: "POST" });
    const { token } = (await begin.json()) as { token: string };
    const headers = { Authorization: `Bearer ${token}`, "Content-Type": "application/json" };
    const made = await fetch(`${this.url}/api/v1/lobbies`, {
      method: "POST",
      headers,
      body: JSON.stringify({ name, ...wish }),
    });
    const { lobby } = (await made.json()) as { lobby: { id: string } };
    const end = () => fetch(`${this.url}/api/v1/lobbies/${lobby.id}`, { method: "DELETE", headers });
    return { lobby: lobby.id, end };
  }

  /** Ends it and takes its data away; nothing more where that was done already. */
  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const gone = new Promise((resolve) => this.child.once("exit", resolve));
    this.child.removeAllListeners("exit");
    const ended = new Promise((resolve) => this.child.once("close", resolve));
    this.child.kill("SIGTERM");
    await Promise.race([gone, ended]);
    rmSync(this.data, { recursive: true, force: true });
  }
}

/** Passes TCP through to the server, until it is cut: then every connection breaks and new ones are refused. */
export class CutProxy {
  private readonly sockets = new Set<Socket>();
  private cut = false;
  private constructor(
    readonly url: string,
    private readonly listener: Server,
  ) {}

  static async start(to: string): Promise<CutProxy> {
    const port = Number(new URL(to).port);
    let proxy: CutProxy;
    const listener = createServer((client) => {
      if (proxy.cut) return client.destroy();
      const server = createConnection(port, "127.0.0.1");
      for (const [one, other] of [
        [client, server],
        [server, client],
      ] as const) {
        proxy.sockets.add(one);
        one.pipe(other);
        one.on("error", () => other.destroy());
        one.on("close", () => {
          proxy.sockets.delete(one);
          other.destroy();
        });
      }
    });
    await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
    const address = listener.address();
    if (address === null || typeof address === "string") throw new Error("no port");
    proxy = new CutProxy(`http://127.0.0.1:${address.port}`, listener);
    return proxy;
  }

  setCut(cut: boolean): void {
    this.cut = cut;
    if (cut) for (const socket of this.sockets) socket.destroy();
  }

  stop(): void {
    this.setCut(true);
    this.listener.close();
  }
}
