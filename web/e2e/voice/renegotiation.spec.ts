import { expect, test } from "@playwright/test";
import type { Page, Visitor } from "../browsers";
import { flows } from "../visitor";
import { Room } from "./room";

/** A page's link with a bot stands through everything that people do to their media, and through negotiating it anew. */

const changes = 50;

declare global {
  interface Window {
    links?: RTCPeerConnection[];
  }
}

/** From here on the page's connections are in `links`. */
async function watchLinks(page: Page): Promise<void> {
  await page.evaluate(() => {
    const links: RTCPeerConnection[] = [];
    window.links = links;
    window.RTCPeerConnection = class extends RTCPeerConnection {
      constructor(configuration?: RTCConfiguration) {
        super(configuration);
        links.push(this);
      }
    };
  }, null);
}

/** Has the page offer anew, as a browser does when its lines have changed; ends when the bot's answer is in force. */
async function renegotiate(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const link = window.links?.find(({ connectionState }) => connectionState === "connected");
    if (!link) throw new Error("no link stands");
    const answered = new Promise<void>((resolve) => {
      link.addEventListener("signalingstatechange", () => {
        if (link.signalingState === "stable") resolve();
      });
    });
    // Firefox calls no handler for an event that a script has made.
    link.onnegotiationneeded?.(new Event("negotiationneeded"));
    await answered;
  }, null);
}

/** Frames that have come from the bot. */
async function frames(page: Page): Promise<number> {
  return Object.values(await flows(page)).reduce((sum, flow) => sum + flow.frames, 0);
}

async function expectPicture(page: Page): Promise<void> {
  const before = await frames(page);
  await expect.poll(() => frames(page), { intervals: [50] }).toBeGreaterThan(before);
}

async function toggle(page: Page, what: "camera" | "screen" | "microphone"): Promise<void> {
  const state = () => page.evaluate((name) => window.parlor.state().media[name], what);
  const before = await state();
  await page.click(`[data-testid=toggle-${what}]`);
  await expect
    .poll(
      async () => {
        const now = await state();
        return now !== before && now !== "asking";
      },
      { intervals: [20] },
    )
    .toBe(true);
}

let room: Room;
test.beforeEach(async () => {
  room = await Room.open();
});
test.afterEach(() => room.close());

for (const [browser, enter, sources] of [
  ["Chromium", (one: Room) => one.guest("Ann"), ["camera", "camera", "screen", "screen", "microphone"]],
  // Headless Firefox has no screen to share.
  ["Firefox", (one: Room) => one.firefoxGuest("Ann"), ["camera", "camera", "microphone"]],
] as [string, (one: Room) => Promise<Visitor>, ("camera" | "screen" | "microphone")[]][])
  test(`${changes} changes of media, each negotiated anew, leave ${browser} and a bot connected`, async () => {
    const { page, errors } = await enter(room);
    await watchLinks(page);
    await room.addBot({ page, errors }, "painter");
    await expectPicture(page);

    for (let change = 0; change < changes; ++change) {
      await toggle(page, sources[change % sources.length] ?? "camera");
      await renegotiate(page);
    }

    await expectPicture(page);
    expect(await page.evaluate(() => window.links?.length, null), "one connection through all of it").toBe(1);
    expect(errors).toEqual([]);
  });
