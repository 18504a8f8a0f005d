import { expect, test } from "@playwright/test";
import { connected, cut, good, LossyCall } from "../network/lossy_call";

const poor = { loss: 0.03, delayMs: 60, bitsPerSecond: 300_000 };
const cutMs = 6_000;

let call: LossyCall;
test.beforeAll(async () => {
  call = await LossyCall.open();
});
test.afterAll(() => call?.close());

test("two people over a lossy line go on talking, and find each other again after it was cut", async () => {
  const ann = await call.enter("Ann", true);
  const bob = await call.enter("Bob", false);
  await call.expectLinks(30_000);

  await test.step("loss, delay and a narrow line do not silence anybody", async () => {
    call.set(poor);
    for (let turn = 0; turn < 3; turn += 1) await call.expectVoices(5_000);
    // The picture that fits into it comes, too.
    await expect.poll(async () => (await call.flows()).get("Ann → Bob")?.videoHeight ?? 0).toBeGreaterThan(0);
  });

  await test.step("a cut is told, and nobody has to do anything about it", async () => {
    call.set(cut, [bob]);
    await expect(ann.page.locator("[data-testid=tile][data-link=reconnecting]")).toHaveCount(1);
    await ann.page.waitForTimeout(cutMs);

    call.set(good);

    await call.expectLinks(30_000);
    await call.expectVoices(15_000);
    expect([...(await call.flows()).values()].every(connected)).toBe(true);
    await call.expectNoReload();
  });
});
