import { expect } from "@playwright/test";
import type { Page, Visitor } from "./browsers";

/** Media that came in from one peer since its link began. */
export interface Flow {
  frames: number;
  energy: number;
}

/** Opens a lobby by its link and goes in, with microphone and camera on. */
export async function enter(visitor: Visitor, url: string, name: string): Promise<void> {
  const { page } = visitor;
  await page.goto(url);
  await page.type("[data-testid=name]", name);
  await turnOn(page, "microphone");
  await turnOn(page, "camera");
  await page.click("[data-testid=enter-lobby]");
  await joined(page);
}

/** Goes in with nothing on. */
export async function enterBare(visitor: Visitor, url: string, name: string): Promise<void> {
  await visitor.page.goto(url);
  await visitor.page.type("[data-testid=name]", name);
  await visitor.page.click("[data-testid=enter-lobby]");
  await joined(visitor.page);
}

/** Sees to it that it is on; it may be by itself, as it was the last time. */
export async function turnOn(page: Page, what: "microphone" | "camera"): Promise<void> {
  await expect
    .poll(() =>
      page.evaluate((name) => {
        const state = window.parlor.state().media[name];
        if (state === "off") document.querySelector<HTMLButtonElement>(`[data-testid=toggle-${name}]`)?.click();
        return state;
      }, what),
    )
    .toBe("on");
}

export async function joined(page: Page): Promise<void> {
  await expect
    .poll(() => page.evaluate(() => window.parlor.state().lobby?.membership.state ?? "none", null))
    .toBe("joined");
}

export function ownId(page: Page): Promise<string> {
  return page.evaluate(() => window.parlor.state().lobby?.me ?? "", null);
}

/** What has come in, by participant. */
export function flows(page: Page): Promise<Record<string, Flow>> {
  return page.evaluate(async () => {
    const all: Record<string, Flow> = {};
    for (const [id, reports] of Object.entries(await window.parlor.stats())) {
      const flow = { frames: 0, energy: 0 };
      for (const report of reports) {
        if (report.type !== "inbound-rtp") continue;
        flow.frames += Number(report.framesDecoded ?? 0);
        flow.energy += Number(report.totalAudioEnergy ?? 0);
      }
      all[id] = flow;
    }
    return all;
  }, null);
}

/** Waits until picture and sound of all `others` have grown past what they were. */
export async function expectGrowth(page: Page, others: string[]): Promise<void> {
  let before: Record<string, Flow> = {};
  await expect
    .poll(async () => {
      before = await flows(page);
      return Object.keys(before).sort();
    })
    .toEqual([...others].sort());
  await expect
    .poll(async () => {
      const now = await flows(page);
      return others.filter(
        (id) =>
          (now[id]?.frames ?? 0) > (before[id]?.frames ?? 0) && (now[id]?.energy ?? 0) > (before[id]?.energy ?? 0),
      ).length;
    })
    .toBe(others.length);
}

export async function say(page: Page, text: string): Promise<void> {
  await openChat(page);
  await page.type("[data-testid=chat-input]", text);
  await page.press("[data-testid=chat-input]", "Enter");
}

export async function openChat(page: Page): Promise<void> {
  const open = await page.evaluate(() => document.querySelector("[data-testid=chat-input]") !== null, null);
  if (!open) await page.click("[data-testid=toggle-chat]");
}

/** The chat as the person sees it: the lines in the page, from top to bottom. */
export async function chat(page: Page): Promise<string[]> {
  await openChat(page);
  return page.evaluate(
    () =>
      [...document.querySelectorAll("[data-testid=message]")].map((line) => {
        const text = line.querySelector("p")?.textContent ?? "";
        const reactions = [...line.querySelectorAll("[data-testid=reaction]")].map((one) => ` ${one.textContent}`);
        return text + reactions.join("");
      }),
    null,
  );
}
