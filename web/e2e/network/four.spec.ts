import { expect, test } from "@playwright/test";
import { connected, cut, good, LossyCall } from "./lossy_call";

/** Three voices up and three down fill half of it. */
const poor = { loss: 0.02, delayMs: 40, bitsPerSecond: 400_000 };
const poorMs = 20_000;
const cutMs = 10_000;

let call: LossyCall;
test.beforeAll(async () => {
  call = await LossyCall.open();
});
test.afterAll(() => call?.close());

/** The heights of all pictures that come in; pictures are told by whose camera is on. */
async function heights(): Promise<number[]> {
  return [...(await call.flows())].filter(([name]) => /^(Ann|Bob) →/.test(name)).map(([, one]) => one.videoHeight);
}

/** Measures for some seconds, and prints what pictures and voices were like. */
async function report(phase: string): Promise<void> {
  const [before, begun] = [await call.flows(), Date.now()];
  await call.callers[0]?.page.waitForTimeout(4_000);
  const [after, ms] = [await call.flows(), Date.now() - begun];
  const grown = (name: string, what: "videoBytes" | "audioPackets" | "audioLost") =>
    (after.get(name)?.[what] ?? 0) - (before.get(name)?.[what] ?? 0);
  const names = [...after.keys()];
  const pictures = names.filter((name) => /^(Ann|Bob) →/.test(name));
  const kilobits = pictures.map((name) => Math.round((grown(name, "videoBytes") * 8) / ms));
  const sum = (what: "audioPackets" | "audioLost") => names.reduce((all, name) => all + grown(name, what), 0);
  const lost = (100 * sum("audioLost")) / Math.max(1, sum("audioLost") + sum("audioPackets"));
  console.log(
    `${phase}: pictures ${(await heights()).join(" ")} pixels high, ${kilobits.join(" ")} kbit/s;`,
    `voices lose ${lost.toFixed(1)} %`,
  );
}

/** Waits until every picture has been so at some time since now; what else the machine does may disturb one for a while. */
async function eachOnce(is: (height: number) => boolean, withinMs: number): Promise<void> {
  const seen = new Set<number>();
  await expect
    .poll(
      async () => {
        for (const [index, height] of (await heights()).entries()) if (is(height)) seen.add(index);
        return seen.size;
      },
      { timeout: withinMs, intervals: [500] },
    )
    .toBe(6);
}

test("four people over lossy, throttled lines", async () => {
  for (const [index, name] of ["Ann", "Bob", "Cleo", "Dan"].entries()) await call.enter(name, index < 2);
  await call.expectLinks(30_000);

  await test.step("on good lines the pictures are as large as four people's may be", async () => {
    await eachOnce((height) => height === 360, 90_000);
    await report("good lines");
  });

  await test.step("on poor ones every picture steps down, and every voice goes on", async () => {
    const begin = await call.flows();
    const until = Date.now() + poorMs;
    call.set(poor);
    await eachOnce((height) => height > 0 && height <= 180, 60_000);

    do await call.expectVoices(5_000);
    while (Date.now() < until);
    await report("poor lines");

    for (const [name, now] of await call.flows()) {
      const then = begin.get(name);
      const received = now.audioPackets - (then?.audioPackets ?? 0);
      const lost = now.audioLost - (then?.audioLost ?? 0);
      expect(lost / (received + lost), `lost of ${name}`).toBeLessThan(0.2);
      expect(now.concealed, `made up of ${name}`).toBeLessThan(0.2);
    }
  });

  await test.step("when the lines are good again the pictures come back", async () => {
    call.set(good);
    const begun = Date.now();
    await eachOnce((height) => height === 360, 120_000);
    await report(`good again, all pictures back after ${Math.round((Date.now() - begun) / 1_000)} s`);
  });

  await test.step("a line that is cut for some seconds costs nothing but these", async () => {
    const [ann, , , dan] = call.callers;
    if (!ann || !dan) throw new Error("nobody there");
    const toDan = () =>
      ann.page.evaluate(() => document.querySelectorAll('[data-testid=tile][data-link="reconnecting"]').length);
    call.set(cut, [dan]);
    await expect.poll(toDan, { timeout: 15_000 }).toBe(1);
    const away = await call.flows();
    expect([...away].filter(([name, one]) => !name.includes("Dan") && !connected(one))).toEqual([]);
    await ann.page.waitForTimeout(cutMs);

    call.set(good, [dan]);
    const mended = Date.now();

    await call.expectLinks(30_000);
    console.log(`all links stand ${Date.now() - mended} ms after a cut of ${cutMs / 1_000} s and more`);
    await call.expectVoices(15_000);
    await call.expectNoReload();
  });
});
