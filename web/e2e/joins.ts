import { expect } from "@playwright/test";
import type { Browser } from "./browsers";
import type { ParlorServer } from "./server";
import { enter, turnOn } from "./visitor";

/** From pressing "enter" to the first decoded frame of somebody else's camera: times in ms, ascending. */
export async function measureJoins(server: ParlorServer, chromium: Browser, count: number): Promise<number[]> {
  const link = `${server.url}/l/${await server.makeLobby()}`;
  const host = await chromium.visit();
  await enter(host, link, "Host");
  const guest = await chromium.visit();
  const times: number[] = [];
  for (let turn = 0; turn < count; turn += 1) {
    await guest.page.goto(link);
    await turnOn(guest.page, "camera");
    const time = await guest.page.evaluate(async () => {
      const begun = performance.now();
      document.querySelector<HTMLButtonElement>("[data-testid=enter-lobby]")?.click();
      for (;;) {
        const reports = Object.values(await window.parlor.stats()).flat();
        if (reports.some((one) => one.type === "inbound-rtp" && Number(one.framesDecoded ?? 0) > 0)) break;
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      return performance.now() - begun;
    }, null);
    times.push(Math.round(time));
    await guest.page.click("[data-testid=leave]");
    await expect
      .poll(() => host.page.evaluate(() => window.parlor.state().lobby?.participants.size ?? 0, null))
      .toBe(1);
  }
  expect([...host.errors, ...guest.errors]).toEqual([]);
  await Promise.all([host.page.close(), guest.page.close()]);
  return times.sort((a, b) => a - b);
}

/** The value below which this share of them lies. */
export function quantile(ascending: readonly number[], share: number): number {
  return ascending[Math.max(0, Math.ceil(ascending.length * share) - 1)] ?? 0;
}
