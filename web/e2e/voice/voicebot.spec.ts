import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "@playwright/test";
import { type Browser, openChromium } from "../browsers";
import { chat, enterBare, flows, ownId, say } from "../visitor";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const firstGreetingMs = 10_000;
/** More than the rounding of codecs makes of silence; a second of speech has several times as much. */
const audible = 0.0005;

/** `./parlor run` as somebody would start it, but on a free port and with data of its own. */
class Run {
  readonly data = mkdtempSync(join(tmpdir(), "parlor-e2e-"));
  readonly child: ChildProcess = spawn(join(root, "parlor"), ["run", "--listen", "127.0.0.1:0", "--data", this.data], {
    stdio: ["ignore", "pipe", "inherit"],
  });

  url(): Promise<string> {
    return new Promise((resolve, reject) => {
      let text = "";
      this.child.once("exit", (code) => reject(new Error(`./parlor run ended with ${code}`)));
      this.child.stdout?.on("data", (chunk: Buffer) => {
        text += chunk.toString();
        const ready = /listening on (http:\S+)/.exec(text);
        if (ready?.[1]) resolve(ready[1]);
      });
    });
  }

  async stop(): Promise<number | null> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return this.child.exitCode;
    this.child.removeAllListeners("exit");
    const ended = new Promise<number | null>((resolve) => this.child.once("exit", resolve));
    this.child.kill("SIGTERM");
    const code = await ended;
    rmSync(this.data, { recursive: true, force: true });
    return code;
  }
}

let browser: Browser;
let run: Run | undefined;
test.beforeAll(async () => {
  browser = await openChromium();
});
// Also where the test has failed, nothing is left running.
test.afterEach(async () => {
  await run?.stop();
});
test.afterAll(async () => {
  await browser?.close();
});

test("an assistant that is added greets by voice within ten seconds of the start, and answers in the chat", async () => {
  run = new Run();
  const url = await run.url();
  // From here: a first start also builds.
  const began = Date.now();
  const visitor = await browser.visit();
  const { page } = visitor;

  await page.goto(url);
  const lobby = await page.evaluate(async () => {
    // The tone of Chromium's microphone would be somebody who interrupts every second.
    localStorage.setItem("parlor.preferences", JSON.stringify({ microphoneOn: false }));
    const headers = { "Content-Type": "application/json" };
    await fetch("/api/v1/sessions", { method: "POST", headers, body: "{}" });
    const made = await fetch("/api/v1/lobbies", { method: "POST", headers, body: JSON.stringify({ name: "Talk" }) });
    return ((await made.json()) as { lobby: { id: string } }).lobby.id;
  }, null);
  await enterBare(visitor, `${url}/l/${lobby}`, "Ann");
  await ownId(page);
  // The host comes up beside the server.
  await expect
    .poll(() =>
      page.evaluate(async (id) => {
        const headers = { "Content-Type": "application/json" };
        const body = JSON.stringify({ type: "assistant" });
        return (await fetch(`/api/v1/lobbies/${id}/bots`, { method: "POST", headers, body })).status;
      }, lobby),
    )
    .toBe(201);
  await expect
    .poll(async () => Object.values(await flows(page)).some(({ energy }) => energy > audible), { intervals: [100] })
    .toBe(true);
  const greeted = Date.now() - began;
  console.log(`greeted ${greeted} ms after the start`);
  expect(greeted).toBeLessThan(firstGreetingMs);

  await say(page, "Parlor, roll a die");
  await expect.poll(async () => (await chat(page)).some((line) => /^I rolled [1-6]\.$/.test(line))).toBe(true);

  expect(visitor.errors.filter((error) => !error.includes("503"))).toEqual([]);
  expect(await run.stop()).toBe(0);
});
