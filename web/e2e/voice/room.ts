import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "@playwright/test";
import { type Browser, openChromium, openFirefox, type Visitor } from "../browsers";
import { ParlorServer } from "../server";
import { enterBare, flows } from "../visitor";

const program = fileURLToPath(new URL("../../../build/release/bin/parlor-voicebot", import.meta.url));

/** A server with a voicebot host beside it, and a lobby, which whoever comes first makes and owns. */
export class Room {
  private readonly browsers: Browser[] = [];
  private constructor(
    private readonly server: ParlorServer,
    private readonly host: ChildProcess,
  ) {}
  private lobby: string | null = null;

  static async open(): Promise<Room> {
    const server = await ParlorServer.start();
    const host = spawn(program, ["--server", server.url, "--key-file", join(server.data, "provider.key")], {
      stdio: ["ignore", "inherit", "inherit"],
    });
    return new Room(server, host);
  }

  /** Somebody whose microphone plays this file once when it is opened; it is off yet. */
  async guest(name: string, hears?: string): Promise<Visitor> {
    return this.enter(await openChromium(hears ? { hears } : {}), name);
  }

  async firefoxGuest(name: string): Promise<Visitor> {
    return this.enter(await openFirefox(), name);
  }

  /** Adds a bot, as the guest's own page would, and waits until its sound comes in at this guest. */
  async addBot({ page }: Visitor, type: string, config: object = {}): Promise<void> {
    const add = () =>
      page.evaluate(
        async (wish) => {
          const headers = { "Content-Type": "application/json" };
          const body = JSON.stringify({ type: wish.type, config: wish.config });
          return (await fetch(`/api/v1/lobbies/${wish.lobby}/bots`, { method: "POST", headers, body })).status;
        },
        { lobby: this.lobby, type, config },
      );
    // The host may be on its way still.
    await expect.poll(add, { intervals: [100] }).toBe(201);
    await expect
      .poll(() =>
        page.evaluate((kind) => (window.parlor.state().bots ?? []).find((bot) => bot.type === kind)?.state, type),
      )
      .toBe("active");
    const linked = () =>
      page.evaluate(() => [...window.parlor.state().peers.values()].every(({ state }) => state === "connected"), null);
    await expect.poll(linked).toBe(true);
    await expect.poll(async () => Object.keys(await flows(page)).length).toBeGreaterThan(0);
  }

  /** The address of the lobby, once somebody is there. */
  get link(): string {
    return `${this.server.url}/l/${this.lobby}`;
  }

  async close(): Promise<void> {
    for (const browser of this.browsers) await browser.close();
    const ended = new Promise((resolve) => this.host.once("exit", resolve));
    if (this.host.exitCode === null && this.host.signalCode === null) {
      this.host.kill("SIGTERM");
      await ended;
    }
    await this.server.stop();
  }

  private async enter(browser: Browser, name: string): Promise<Visitor> {
    this.browsers.push(browser);
    const visitor = await browser.visit();
    await visitor.page.goto(this.server.url);
    this.lobby = await visitor.page.evaluate(async (known) => {
      localStorage.setItem("parlor.preferences", JSON.stringify({ microphoneOn: false }));
      if (known) return known;
      const headers = { "Content-Type": "application/json" };
      await fetch("/api/v1/sessions", { method: "POST", headers, body: "{}" });
      const made = await fetch("/api/v1/lobbies", { method: "POST", headers, body: JSON.stringify({ name: "Talk" }) });
      return ((await made.json()) as { lobby: { id: string } }).lobby.id;
    }, this.lobby);
    await enterBare(visitor, `${this.server.url}/l/${this.lobby}`, name);
    return visitor;
  }
}
