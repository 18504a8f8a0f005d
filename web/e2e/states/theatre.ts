import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { type Browser, type BrowserContext, chromium, expect, type Page, type WebSocketRoute } from "@playwright/test";
import { chromiumFlags } from "../browsers";
import { ParlorServer } from "../server";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

export const adminToken = "the-administrator-of-all-these-states";

export interface Wish {
  /** Camera and microphone are granted unless one wishes otherwise. */
  permissions?: string[];
  /** Run in the page before its own scripts. */
  script?: () => void;
  /** Sits on the WebSocket between page and server. */
  socket?: (socket: WebSocketRoute) => void;
  locale?: string;
  viewport?: { width: number; height: number };
}

/** One server and one Chromium for all states; pages for each, with storage of their own. */
export class Theatre {
  private readonly contexts: BrowserContext[] = [];
  private readonly ending: (() => void)[] = [];
  readonly errors: string[] = [];

  private constructor(
    readonly server: ParlorServer,
    private readonly browser: Browser,
  ) {}

  static async open(): Promise<Theatre> {
    const [server, browser] = await Promise.all([
      // Each state has an Ann of its own.
      // A bot that hesitates does so for longer than anybody looks at it.
      ParlorServer.start(["--session.name_release=0s", "--bots.start_timeout=1m"], { PARLOR_ADMIN_TOKEN: adminToken }),
      chromium.launch({
        executablePath: process.env.PARLOR_CHROMIUM ?? "/usr/bin/chromium",
        args: ["--headless=new", ...chromiumFlags],
      }),
    ]);
    return new Theatre(server, browser);
  }

  async close(): Promise<void> {
    await this.browser.close();
    await this.server.stop();
  }

  /** What is to be done when the state is over. */
  atEnd(work: () => void): void {
    this.ending.push(work);
  }

  /** Ends all pages of a state. */
  async clear(): Promise<void> {
    for (const end of this.ending.splice(0)) end();
    await Promise.all(this.contexts.splice(0).map((context) => context.close()));
    this.errors.length = 0;
  }

  async page(wish: Wish = {}): Promise<Page> {
    const context = await this.browser.newContext({
      permissions: wish.permissions ?? ["camera", "microphone", "clipboard-read", "clipboard-write"],
      locale: wish.locale ?? "en-GB",
      viewport: wish.viewport ?? { width: 1280, height: 800 },
      reducedMotion: "reduce",
    });
    this.contexts.push(context);
    await context.addInitScript(axe);
    if (wish.script) await context.addInitScript(wish.script);
    const page = await context.newPage();
    if (wish.socket) await page.routeWebSocket(/\/api\/v1\/ws/, wish.socket);
    page.on("pageerror", (error) => this.errors.push(String(error)));
    page.on("console", (message) => {
      if (message.type() === "error") this.errors.push(message.text());
    });
    return page;
  }

  /** A page with a lobby's door in it. */
  async door(lobby: string, wish: Wish = {}): Promise<Page> {
    const page = await this.page(wish);
    await page.goto(`${this.server.url}/l/${lobby}`);
    await expect(page.getByTestId("enter-lobby")).toBeVisible();
    return page;
  }

  /** A page that is in a lobby, with nothing on. */
  async inside(lobby: string, name: string, wish: Wish = {}): Promise<Page> {
    const page = await this.door(lobby, { script: quiet, ...wish });
    // A name without a connection is anybody's, and at once in these tests.
    await expect.poll(() => page.evaluate(() => window.parlor.state().connection.phase)).toBe("ready");
    await page.getByTestId("name").fill(name);
    await page.getByTestId("enter-lobby").click();
    await expect(page.getByTestId("room")).toHaveAttribute("data-joined", "true");
    return page;
  }

  /** A page that has opened a lobby of its own, and is in it; `choose`: what is set in the form before. */
  async owner(name: string, choose?: (page: Page) => Promise<unknown>): Promise<Page> {
    const page = await this.page({ script: quiet });
    await page.goto(this.server.url);
    await page.getByTestId("lobby-name").fill("Kitchen");
    await choose?.(page);
    await page.getByTestId("create-lobby").click();
    // A name without a connection is anybody's, and at once in these tests.
    await expect.poll(() => page.evaluate(() => window.parlor.state().connection.phase)).toBe("ready");
    await page.getByTestId("name").fill(name);
    await page.getByTestId("enter-lobby").click();
    await expect(page.getByTestId("room")).toHaveAttribute("data-joined", "true");
    return page;
  }

  /** A lobby with somebody else in it. */
  async pair(wish: Wish = {}, others: Wish = {}): Promise<{ lobby: string; me: Page; other: Page }> {
    const lobby = await this.server.makeLobby();
    const other = await this.inside(lobby, "Bob", others);
    const me = await this.inside(lobby, "Ann", wish);
    return { lobby, me, other };
  }
}

/** Begins with microphone and camera off, whatever the default is. */
export function quiet(): void {
  if (!localStorage.getItem("parlor.preferences"))
    localStorage.setItem("parlor.preferences", JSON.stringify({ microphoneOn: false, cameraOn: false }));
}

/** Joins from a second connection of the same session with the same tab, as a copy of the window would. */
export async function takePlace(page: Page, lobby: string, tab: string): Promise<void> {
  await page.evaluate(
    ([lobbyId, tabId]) =>
      new Promise<void>((resolve) => {
        const socket = new WebSocket(`ws://${location.host}/api/v1/ws`, "parlor.v1");
        socket.onmessage = ({ data }) => {
          if (data.includes('"welcome"'))
            socket.send(JSON.stringify({ type: "join", id: "1", data: { lobby_id: lobbyId, tab: tabId } }));
          else if (data.includes('"reply_to":"1"')) resolve();
        };
      }),
    [lobby, tab] as const,
  );
}

interface AxeWindow {
  axe: {
    run(options: object): Promise<{ violations: { id: string; nodes: { html: string; failureSummary: string }[] }[] }>;
  };
}

/** What axe finds wrong with the page as it is, in one line each. */
export function violations(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const { violations } = await (window as unknown as AxeWindow).axe.run({
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    });
    return violations.flatMap(({ id, nodes }) =>
      nodes.map((node) => `${id}: ${node.html.slice(0, 160)} ${node.failureSummary}`),
    );
  });
}

export interface State {
  name: string;
  /** Brings a page into the state, and asserts that it is in it and offers what it should. */
  arrange(theatre: Theatre): Promise<Page>;
  /** What the browser itself may complain of here. */
  complains?: RegExp;
}
