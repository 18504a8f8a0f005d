import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { createSocket } from "node:dgram";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

async function freePort(): Promise<number> {
  const socket = createSocket("udp4");
  await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
  const { port } = socket.address();
  await new Promise<void>((resolve) => socket.close(resolve));
  return port;
}

/** Asks with a STUN binding request (RFC 8489 §5) until something answers. */
async function answering(port: number): Promise<void> {
  const socket = createSocket("udp4");
  const request = Buffer.concat([Buffer.from([0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42]), randomBytes(12)]);
  // Before it listens, the refusal comes back as an error.
  socket.on("error", () => undefined);
  const ask = () => socket.send(request, port, "127.0.0.1");
  const asking = setInterval(ask, 50);
  await new Promise((resolve) => socket.once("message", resolve));
  clearInterval(asking);
  socket.close();
}

/** A real coturn on loopback, with credentials by a shared secret. */
export class TurnServer {
  private constructor(
    readonly port: number,
    private readonly child: ChildProcess,
    private readonly folder: string,
  ) {}

  static async start(secret: string): Promise<TurnServer> {
    const port = await freePort();
    const folder = mkdtempSync(join(tmpdir(), "parlor-turn-"));
    const options = [
      ["log-file", "stdout"],
      ["pidfile", join(folder, "pid")],
      ["userdb", join(folder, "users")],
      ["listening-ip", "127.0.0.1"],
      ["listening-port", port],
      ["relay-ip", "127.0.0.1"],
      ["realm", "parlor"],
      ["use-auth-secret"],
      ["static-auth-secret", secret],
      ["allow-loopback-peers"],
      ["no-cli"],
      ["no-tcp"],
      ["no-tls"],
      ["no-dtls"],
    ].map(([name, value]) => (value === undefined ? `--${name}` : `--${name}=${value}`));
    const child = spawn(process.env.PARLOR_TURNSERVER ?? "/usr/bin/turnserver", ["-n", ...options], {
      stdio: ["ignore", "pipe", "inherit"],
      cwd: folder,
    });
    let said = "";
    child.stdout.on("data", (chunk: Buffer) => {
      said = (said + chunk).slice(-2_000);
    });
    const failed = new Promise<never>((_, reject) => {
      child.once("error", reject);
      child.once("exit", (code) => reject(new Error(`coturn ended with ${code}: ${said}`)));
    });
    await Promise.race([answering(port), failed]);
    child.removeAllListeners("exit");
    return new TurnServer(port, child, folder);
  }

  /** May be called again. */
  async stop(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      const gone = new Promise((resolve) => this.child.once("close", resolve));
      this.child.kill("SIGTERM");
      await gone;
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}
