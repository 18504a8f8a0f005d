import { chromium } from "@playwright/test";
import puppeteer from "puppeteer-core";

/** As much of a page as the tests use, whoever drives it. */
export interface Page {
  goto(url: string): Promise<unknown>;
  evaluate<T, A>(run: (argument: A) => T | Promise<T>, argument: A): Promise<T>;
  click(selector: string): Promise<unknown>;
  type(selector: string, text: string): Promise<unknown>;
  press(selector: string, key: string): Promise<unknown>;
  reload(): Promise<unknown>;
  close(): Promise<unknown>;
}

export interface Visitor {
  page: Page;
  /** Errors of the console and of scripts; a test ends with none. */
  errors: string[];
}

export interface Browser {
  /** A new visitor with storage of their own. */
  visit(): Promise<Visitor>;
  close(): Promise<unknown>;
}

export const chromiumFlags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--use-fake-ui-for-media-stream",
  "--use-fake-device-for-media-stream",
  "--allow-loopback-in-peer-connection",
  "--autoplay-policy=no-user-gesture-required",
  "--auto-select-desktop-capture-source=Entire screen",
];

/** `hears`: a WAV file that its microphone plays once, from when it is opened. */
export async function openChromium({ hears }: { hears?: string } = {}): Promise<Browser> {
  const browser = await chromium.launch({
    executablePath: process.env.PARLOR_CHROMIUM ?? "/usr/bin/chromium",
    args: ["--headless=new", ...chromiumFlags, ...(hears ? [`--use-file-for-fake-audio-capture=${hears}%noloop`] : [])],
  });
  return {
    async visit() {
      const context = await browser.newContext({ permissions: ["camera", "microphone"] });
      const page = await context.newPage();
      const errors: string[] = [];
      page.on("pageerror", (error) => errors.push(String(error)));
      page.on("console", (message) => {
        if (message.type() === "error") errors.push(message.text());
      });
      return {
        errors,
        page: {
          goto: (url) => page.goto(url),
          evaluate: (run, argument) => page.evaluate(run as never, argument) as never,
          click: (selector) => page.click(selector),
          type: (selector, text) => page.fill(selector, text),
          press: (selector, key) => page.press(selector, key),
          reload: () => page.reload(),
          close: () => context.close(),
        },
      };
    },
    close: () => browser.close(),
  };
}

export async function openFirefox(): Promise<Browser> {
  const browser = await puppeteer.launch({
    browser: "firefox",
    executablePath: process.env.PARLOR_FIREFOX ?? "/usr/bin/firefox-esr",
    headless: true,
    extraPrefsFirefox: {
      "media.navigator.streams.fake": true,
      "media.navigator.permission.disabled": true,
      "media.peerconnection.ice.obfuscate_host_addresses": false,
      "media.peerconnection.ice.loopback": true,
      "media.autoplay.default": 0,
    },
  });
  return {
    async visit() {
      const context = await browser.createBrowserContext();
      const page = await context.newPage();
      const errors: string[] = [];
      page.on("pageerror", (error) => errors.push(String(error)));
      page.on("console", (message) => {
        if (message.type() === "error") errors.push(message.text());
      });
      return {
        errors,
        page: {
          goto: (url) => page.goto(url),
          evaluate: (run, argument) => page.evaluate(run as never, argument as never) as never,
          click: (selector) => page.waitForSelector(selector).then((element) => element?.click()),
          type: async (selector, text) => {
            await page.waitForSelector(selector);
            await page.type(selector, text);
          },
          press: async (selector, key) => {
            await page.focus(selector);
            await page.keyboard.press(key as "Enter");
          },
          reload: () => page.reload(),
          close: () => context.close(),
        },
      };
    },
    close: () => browser.close(),
  };
}
