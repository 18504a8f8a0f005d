import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { chromium as chromiumOf, expect, type Page, test } from "@playwright/test";
import type { Entry } from "../../src/core/lobby/entry_log";
import { chromiumFlags, openChromium } from "../browsers";
import { measureJoins, quantile } from "../joins";
import { CutProxy } from "../server";
import { adminToken, quiet, Theatre } from "../states/theatre";
import { member, preparePage } from "./crowd";
import { missed, note, noteLeast, writeReport } from "./report";

const dist = fileURLToPath(new URL("../../dist", import.meta.url));

let theatre: Theatre;
test.beforeAll(async () => {
  theatre = await Theatre.open();
});
test.afterAll(async () => {
  await theatre?.close();
  writeReport();
});
test.afterEach(() => theatre.clear());

/** Scripts and styles that a page has fetched, as paths. */
async function fetched(page: Page): Promise<Set<string>> {
  await page.waitForLoadState("networkidle");
  const names = await page.evaluate(() => performance.getEntriesByType("resource").map(({ name }) => name));
  return new Set(names.map((name) => new URL(name).pathname).filter((path) => /\.(js|css)$/.test(path)));
}
function without(paths: Set<string>, others: Set<string>): string[] {
  return [...paths].filter((path) => !others.has(path));
}
function kibibytes(paths: Iterable<string>): number {
  let total = 0;
  for (const path of paths) total += gzipSync(readFileSync(dist + path), { level: 9 }).length;
  return Math.round((total / 1024) * 10) / 10;
}

test("sizes of scripts and styles", async () => {
  const page = await theatre.page();
  await page.goto(theatre.server.url);
  const home = await fetched(page);
  note("home page, scripts and styles, gz", kibibytes(home), "KiB", 110);

  const inside = await theatre.inside(await theatre.server.makeLobby(), "Ann");
  note("lobby on top of it", kibibytes(without(await fetched(inside), home)), "KiB", 80);

  const admin = await theatre.page();
  await admin.goto(`${theatre.server.url}/admin`);
  await admin.getByTestId("admin-token").fill(adminToken);
  await admin.getByTestId("admin-enter").click();
  await expect(admin.getByTestId("plot")).toHaveCount(4);
  note("administration on top of it", kibibytes(without(await fetched(admin), home)), "KiB", 80);
});

test("Lighthouse of the home page", async () => {
  const port = 9_000 + Math.floor(Math.random() * 1_000);
  const browser = await chromiumOf.launch({
    executablePath: process.env.PARLOR_CHROMIUM ?? "/usr/bin/chromium",
    args: ["--headless=new", ...chromiumFlags, `--remote-debugging-port=${port}`],
  });
  const module = new URL("../../lighthouse/node_modules/lighthouse/core/index.js", import.meta.url).href;
  const { default: lighthouse } = await import(module);
  const result = await lighthouse(theatre.server.url, {
    port,
    logLevel: "error",
    onlyCategories: ["performance", "accessibility"],
  });
  await browser.close();
  const score = (name: string) => Math.round((result.lhr.categories[name].score ?? 0) * 100);
  noteLeast("Lighthouse, performance", score("performance"), "points", 90);
  noteLeast("Lighthouse, accessibility", score("accessibility"), "points", 100);
});

test("25 tiles whose levels change ten times a second", async () => {
  const page = await theatre.inside(await theatre.server.makeLobby("Hall", { media: "mesh" }), "Ann", {
    script: preparePage,
    socket: (socket) => {
      const server = socket.connectToServer();
      server.onMessage((text) => {
        const message = JSON.parse(String(text));
        if (message.data?.participants)
          for (let index = 1; index <= 24; index += 1) message.data.participants.push(member(index));
        socket.send(JSON.stringify(message));
      });
    },
  });
  await expect(page.getByTestId("tile")).toHaveCount(25);
  await expect(page.locator("[data-testid=tile][data-link=connected]")).toHaveCount(24);
  await expect.poll(() => page.locator("[data-testid=tile][data-speaking]").count()).toBeGreaterThan(10);
  // Whatever the beginning had to draw is drawn.
  await page.waitForFunction(() => {
    const before = window.commits;
    return new Promise((resolve) => setTimeout(() => resolve(window.commits === before), 2_500));
  });

  const { ticks, commits, frames } = await page.evaluate(async () => {
    window.ticks.length = 0;
    const commitsBefore = window.commits;
    let frames = 0;
    const begun = performance.now();
    await new Promise<void>((resolve) => {
      const next = () => {
        frames += 1;
        if (performance.now() - begun < 5_000) requestAnimationFrame(next);
        else resolve();
      };
      requestAnimationFrame(next);
    });
    const seconds = (performance.now() - begun) / 1_000;
    return { ticks: [...window.ticks], commits: window.commits - commitsBefore, frames: frames / seconds };
  });

  ticks.sort((a, b) => a - b);
  note("25 tiles: a tick of the levels, median", Math.round(quantile(ticks, 0.5) * 10) / 10, "ms", 4);
  note("25 tiles: renders by React in 5 s", commits, "commits", 0);
  noteLeast("25 tiles: frames a second", Math.round(frames), "fps", 55);
});

test("a message that comes to a chat of 10,000", async () => {
  let deliver: (text: string) => void = () => undefined;
  const lobby = await theatre.server.makeLobby("Archive", { media: "none" });
  const from = { participant_id: "p", person_id: "q", name: "Bob", kind: "person" as const };
  const entry = (seq: number): Entry => ({ kind: "text", seq, at: seq * 1_000, from, text: `message ${seq}` });
  const page = await theatre.inside(lobby, "Ann", {
    socket: (socket) => {
      const server = socket.connectToServer();
      deliver = (text) => socket.send(text);
      server.onMessage((text) => {
        const message = JSON.parse(String(text));
        if (message.data?.participants) {
          message.data.entries = Array.from({ length: 10_000 }, (_, index) => entry(index + 1));
          message.data.seq = 10_000;
        }
        socket.send(JSON.stringify(message));
      });
    },
  });
  await expect(page.getByTestId("message").last()).toContainText("message 10000");

  const times: number[] = [];
  for (let seq = 10_001; seq <= 10_030; seq += 1) {
    const painted = page.evaluate(
      (wanted) =>
        new Promise<number>((resolve) => {
          const realParse = JSON.parse;
          let begun = 0;
          JSON.parse = (text: string) => {
            begun ||= performance.now();
            return realParse(text);
          };
          const observer = new MutationObserver(() => {
            if (!document.querySelector(`[data-seq="${wanted}"]`)) return;
            observer.disconnect();
            JSON.parse = realParse;
            // After the frame that shows it.
            requestAnimationFrame(() => {
              const channel = new MessageChannel();
              channel.port1.onmessage = () => resolve(performance.now() - begun);
              channel.port2.postMessage(null);
            });
          });
          observer.observe(document.body, { childList: true, subtree: true });
        }),
      seq,
    );
    // The page is watching before the message comes.
    await page.evaluate(() => undefined);
    deliver(JSON.stringify({ type: "entry", data: { lobby_id: lobby, entry: entry(seq) } }));
    times.push(await painted);
  }
  times.sort((a, b) => a - b);
  note("a message to 10,000: painted after, median", Math.round(quantile(times, 0.5) * 10) / 10, "ms", 32);
  note(
    "a message to 10,000: elements in the log",
    await page.getByTestId("chat-log").locator("*").count(),
    "nodes",
    600,
  );
});

function phase(page: Page): Promise<string> {
  return page.evaluate(() => window.parlor.state().connection.phase);
}
/** Run in a page: when (`Date.now()`) its connection stands again. */
async function momentOfReturn(): Promise<number> {
  while (window.parlor.state().connection.phase !== "ready") await new Promise((resolve) => setTimeout(resolve, 5));
  return Date.now();
}

test("back online after the server listens again", async () => {
  const proxy = await CutProxy.start(theatre.server.url);
  // Waits are drawn by lot: several pages at once, so that the median tells of the rule and not of one draw.
  const pages = await Promise.all(Array.from({ length: 8 }, () => theatre.page({ script: quiet })));
  const lobby = await theatre.server.makeLobby("Archive", { media: "none" });
  for (const page of pages) {
    await page.goto(`${proxy.url}/l/${lobby}`);
    await page.getByTestId("enter-lobby").click();
    await expect(page.getByTestId("room")).toHaveAttribute("data-joined", "true");
  }
  for (const [downMs, mostMs] of [
    [500, 500],
    [3_000, 1_500],
    [8_000, 5_000],
  ] as const) {
    const times: number[] = [];
    for (let turn = 0; turn < 5; turn += 1) {
      proxy.setCut(true);
      await Promise.all(pages.map((page) => expect.poll(() => phase(page), { intervals: [20] }).not.toBe("ready")));
      await pages[0]?.waitForTimeout(downMs);
      const returns = pages.map((page) => page.evaluate(momentOfReturn));
      proxy.setCut(false);
      const listening = Date.now();
      for (const moment of await Promise.all(returns)) times.push(moment - listening);
    }
    times.sort((a, b) => a - b);
    note(
      `back online after ${downMs / 1_000} s without a server, median of ${times.length}`,
      quantile(times, 0.5),
      "ms",
      mostMs,
    );
  }
  proxy.stop();
});

test("from joining to the first decoded frame", async () => {
  const chromium = await openChromium();
  const times = await measureJoins(theatre.server, chromium, 20);
  await chromium.close();
  note("join to the first decoded frame, p95 of 20", quantile(times, 0.95), "ms", 1_000);
});

test("every bar holds", () => {
  expect(missed()).toEqual([]);
});
