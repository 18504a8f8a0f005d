import { expect, test } from "@playwright/test";
import { type Browser, openChromium, type Page } from "../browsers";
import { CutProxy, ParlorServer } from "../server";
import { chat, enter, expectGrowth, flows, joined, ownId, say } from "../visitor";

const cutMs = 5_000;

let server: ParlorServer;
let proxy: CutProxy;
let chromium: Browser;

test.beforeAll(async () => {
  server = await ParlorServer.start();
  proxy = await CutProxy.start(server.url);
  chromium = await openChromium();
});
test.afterAll(async () => {
  await chromium?.close();
  proxy?.stop();
  await server?.stop();
});

/** Notes every number of participants that the page ever knows of. */
function watchPeople(page: Page): Promise<unknown> {
  return page.evaluate(() => {
    const seen = new Set<number>();
    (window as unknown as { seen: Set<number> }).seen = seen;
    setInterval(() => seen.add(document.querySelectorAll("[data-testid=tile]").length), 10);
  }, null);
}
function peopleSeen(page: Page): Promise<number[]> {
  return page.evaluate(() => [...(window as unknown as { seen: Set<number> }).seen], null);
}

test("a WebSocket that is cut for five seconds in a call costs nothing; a reload is the same participant", async () => {
  const lobby = await server.makeLobby();
  const [ann, bob] = [await chromium.visit(), await chromium.visit()];
  await enter(ann, `${proxy.url}/l/${lobby}`, "Ann");
  await enter(bob, `${server.url}/l/${lobby}`, "Bob");
  const [annId, bobId] = [await ownId(ann.page), await ownId(bob.page)];
  await Promise.all([expectGrowth(ann.page, [bobId]), expectGrowth(bob.page, [annId])]);
  await say(ann.page, "before");
  await expect.poll(() => chat(bob.page)).toEqual(["before"]);
  await Promise.all([watchPeople(ann.page), watchPeople(bob.page)]);

  await test.step("media flow while the WebSocket is away", async () => {
    const cut = Date.now();
    proxy.setCut(true);
    await expect.poll(() => ann.page.evaluate(() => window.parlor.state().connection.phase, null)).not.toBe("ready");
    await say(bob.page, "during 1");
    await say(ann.page, "written without a connection");
    await say(bob.page, "during 2");
    let before = await flows(ann.page);
    while (Date.now() - cut < cutMs) {
      await expect
        .poll(async () => (await flows(ann.page))[bobId]?.frames ?? 0, { timeout: 1_000 })
        .toBeGreaterThan(before[bobId]?.frames ?? 0);
      before = await flows(ann.page);
    }
    proxy.setCut(false);
  });

  await test.step("afterwards nothing is missing and nothing is there twice", async () => {
    await expect.poll(() => ann.page.evaluate(() => window.parlor.state().connection.phase, null)).toBe("ready");
    const expected = ["before", "during 1", "during 2", "written without a connection"];
    for (const { page } of [ann, bob]) await expect.poll(() => chat(page)).toEqual(expected);
    expect(await peopleSeen(ann.page)).toEqual([2]);
    expect(await peopleSeen(bob.page)).toEqual([2]);
    await Promise.all([expectGrowth(ann.page, [bobId]), expectGrowth(bob.page, [annId])]);
  });

  await test.step("a page that is reloaded is the same participant", async () => {
    await ann.page.reload();
    await joined(ann.page);
    expect(await ownId(ann.page)).toBe(annId);
    await Promise.all([expectGrowth(ann.page, [bobId]), expectGrowth(bob.page, [annId])]);
    expect(await peopleSeen(bob.page)).toEqual([2]);
  });

  // The browser itself tells of each attempt that the cut refused; nothing else may be wrong.
  const wrong = [...ann.errors, ...bob.errors].filter((text) => !/WebSocket connection to|ERR_/.test(text));
  expect(wrong).toEqual([]);
  await Promise.all([ann.page.close(), bob.page.close()]);
});
