import { expect, test } from "@playwright/test";
import { type Browser, openFirefox, type Visitor } from "../browsers";
import { ParlorServer } from "../server";
import { chat, expectGrowth, ownId, say, turnOn } from "../visitor";

let server: ParlorServer;
// A window each: a page in a tab behind another one draws nothing.
let firefoxes: Browser[] = [];
test.beforeAll(async () => {
  server = await ParlorServer.start();
  firefoxes = await Promise.all([openFirefox(), openFirefox()]);
});
test.afterAll(async () => {
  await Promise.all(firefoxes.map((one) => one.close()));
  await server?.stop();
});

test("two Firefox pages: open a lobby, meet, mute, write, leave and come back", async () => {
  const [ann, bob] = (await Promise.all(firefoxes.map((one) => one.visit()))) as [Visitor, Visitor];
  const state = <T>(of: Visitor, read: () => T) => of.page.evaluate(read, null);

  await test.step("open a lobby and enter it", async () => {
    await ann.page.goto(server.url);
    await ann.page.type("[data-testid=lobby-name]", "Kitchen");
    await ann.page.click("[data-testid=create-lobby]");
    await expect.poll(() => state(ann, () => document.querySelector("[data-testid=enter-lobby]") !== null)).toBe(true);
    await ann.page.type("[data-testid=name]", "Ann");
    for (const what of ["microphone", "camera"] as const) await turnOn(ann.page, what);
    await ann.page.click("[data-testid=enter-lobby]");
    await expect.poll(() => state(ann, () => window.parlor.state().lobby?.membership.state)).toBe("joined");
  });

  await test.step("somebody comes by its link; both see and hear each other", async () => {
    await bob.page.goto(await state(ann, () => location.href));
    await bob.page.type("[data-testid=name]", "Bob");
    for (const what of ["microphone", "camera"] as const) await turnOn(bob.page, what);
    await bob.page.click("[data-testid=enter-lobby]");
    await expect.poll(() => state(bob, () => window.parlor.state().lobby?.membership.state)).toBe("joined");
    const [annId, bobId] = [await ownId(ann.page), await ownId(bob.page)];
    await Promise.all([expectGrowth(ann.page, [bobId]), expectGrowth(bob.page, [annId])]);
  });

  await test.step("mute is told to the other", async () => {
    await ann.page.click("[data-testid=toggle-microphone]");
    const annIsMuted = () =>
      [...(window.parlor.state().lobby?.participants.values() ?? [])].some(
        (one) => one.name === "Ann" && !one.media.microphone,
      );
    await expect.poll(() => state(bob, annIsMuted)).toBe(true);
  });

  await test.step("write to each other", async () => {
    await say(ann.page, "hello");
    await say(bob.page, "hello to you");
    for (const { page } of [ann, bob]) await expect.poll(() => chat(page)).toEqual(["hello", "hello to you"]);
  });

  await test.step("leave, and rejoin", async () => {
    await bob.page.click("[data-testid=leave]");
    const people = () => window.parlor.state().lobby?.participants.size;
    await expect.poll(() => state(ann, people)).toBe(1);
    await bob.page.click("[data-testid=lobby-message] button");
    await expect.poll(() => state(ann, people)).toBe(2);
    await expect.poll(() => chat(bob.page)).toEqual(["hello", "hello to you"]);
  });

  expect([...ann.errors, ...bob.errors]).toEqual([]);
  await Promise.all([ann.page.close(), bob.page.close()]);
});
