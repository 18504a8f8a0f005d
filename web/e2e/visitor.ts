import { expect } from "@playwright/test";
import type { Page, Visitor } from "./browsers";

/** Media that came in from one peer since its link began. */
export interface Flow {
  frames: number;
  energy: number;
}

/** Opens a lobby by its link and goes in, with microphone and camera on. */
export async function enter(visitor: Visitor, url: string, name: string): Promise<void> {
  await visitor.page.goto(url);
  await visitor.page.type("[data-testid=name]", name);
  await visitor.page.click("[data-testid=save-name]");
  await expect.poll(() => visitor.page.evaluate(() => window.parlor.state().session?.name ?? "", null)).toBe(name);
  await visitor.page.click("[data-testid=toggle-microphone]");
  await visitor.page.click("[data-testid=toggle-camera]");
  await expect
    .poll(() =>
      visitor.page.evaluate(() => {
        const { microphone, camera } = window.parlor.state().media;
        return `${microphone} ${camera}`;
      }, null),
    )
    .toBe("on on");
  await visitor.page.click("[data-testid=enter-lobby]");
  await joined(visitor.page);
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

/** The chat as the person sees it: texts, with what was done to them. */
export function chat(page: Page): Promise<string[]> {
  return page.evaluate(
    () =>
      (window.parlor.state().lobby?.items ?? []).map((item) => {
        const reactions = item.reactions.map(({ emoji, people }) => ` ${emoji}${people.length}`).join("");
        return (item.deleted ? "(deleted)" : item.text + (item.edited ? " (edited)" : "")) + reactions;
      }),
    null,
  );
}
