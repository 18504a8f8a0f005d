import { expect, test } from "@playwright/test";
import { type Browser, openChromium, openFirefox, type Visitor } from "../browsers";
import { measureJoins, quantile } from "../joins";
import { ParlorServer } from "../server";
import { chat, enter, expectGrowth, ownId, say } from "../visitor";

let server: ParlorServer;
let chromium: Browser;
let firefox: Browser;

test.beforeAll(async () => {
  [server, chromium, firefox] = await Promise.all([ParlorServer.start(), openChromium(), openFirefox()]);
});
test.afterAll(async () => {
  await Promise.all([chromium?.close(), firefox?.close()]);
  await server?.stop();
});

test("two Chromium pages and one Firefox see, hear and write to each other", async () => {
  const link = `${server.url}/l/${await server.makeLobby()}`;
  const visitors: Visitor[] = [await chromium.visit(), await chromium.visit(), await firefox.visit()];
  for (const [index, name] of ["Ann", "Bob", "Cleo"].entries()) await enter(visitors[index] as Visitor, link, name);
  const pages = visitors.map((one) => one.page);
  const [ann, bob, cleo] = pages as [(typeof pages)[0], (typeof pages)[0], (typeof pages)[0]];
  const ids = await Promise.all(pages.map(ownId));

  await test.step("picture and sound grow both ways on every pair", async () => {
    await Promise.all(
      pages.map((page, index) =>
        expectGrowth(
          page,
          ids.filter((_, other) => other !== index),
        ),
      ),
    );
  });

  await test.step("chat, edit, reaction and delete are seen by all", async () => {
    const all = (expected: string[]) =>
      Promise.all(pages.map((page) => expect.poll(() => chat(page)).toEqual(expected)));
    await say(ann, "hello");
    await all(["hello"]);
    await say(cleo, "salut");
    await all(["hello", "salut"]);
    const act = (page: (typeof pages)[0], seq: number, label: string) =>
      page.evaluate(
        ([at, name]) => {
          const message = document.querySelector(`[data-seq="${at}"]`);
          message?.querySelector<HTMLButtonElement>(`button[aria-label="${name}"]`)?.click();
        },
        [seq, label] as const,
      );
    await act(ann, 1, "Edit");
    await ann.type("[data-testid=edit-input]", "hello all");
    await ann.press("[data-testid=edit-input]", "Enter");
    await all(["hello all (edited)", "salut"]);
    await act(bob, 1, "React");
    await bob.click('button[aria-label="React 👍"]');
    await all(["hello all (edited) 👍 1", "salut"]);
    await act(cleo, 2, "Delete");
    await cleo.click("[data-testid=confirm-delete]");
    await all(["hello all (edited) 👍 1", "Message deleted"]);
  });

  await test.step("a shared screen is seen by the others", async () => {
    await ann.click("[data-testid=toggle-screen]");
    for (const page of [bob, cleo])
      await expect
        .poll(() =>
          page.evaluate(() => {
            const video = document.querySelector<HTMLVideoElement>("[data-testid=screen-tile] video");
            return video !== null && video.videoWidth > 0 && video.currentTime > 0;
          }, null),
        )
        .toBe(true);
  });

  expect(visitors.flatMap((one) => one.errors)).toEqual([]);
  await Promise.all(pages.map((page) => page.close()));
});

test("from joining to the first decoded frame it takes a second at most (p95 of 20)", async () => {
  const times = await measureJoins(server, chromium, 20);

  expect(quantile(times, 0.95), `all of them: ${times.join(", ")} ms`).toBeLessThanOrEqual(1_000);
});
