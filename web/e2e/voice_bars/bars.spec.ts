import { expect, test } from "@playwright/test";
import { say } from "../visitor";
import { concealed } from "../voice/ears";
import { Room } from "../voice/room";

/** What `./parlor bench voice` measures at a page; it finds the figures in these lines. */
function note(name: string, value: number): void {
  console.log(`figure ${name} ${value}`);
}

const rounds = Number(process.env.PARLOR_ROUNDS ?? 1);

let room: Room;
test.beforeEach(async () => {
  room = await Room.open();
});
test.afterEach(() => room.close());

test("from pressing enter to the first sound of a bot", async () => {
  const ann = await room.guest("Ann");
  await room.addBot(ann, "echo");
  const times: number[] = [];

  for (let round = 0; round < rounds; round += 1) {
    await ann.page.click("[data-testid=leave]");
    await ann.page.goto(room.link);
    const time = await ann.page.evaluate(async () => {
      const within = async (holds: () => boolean | Promise<boolean>) => {
        while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 5));
      };
      const button = () => document.querySelector<HTMLButtonElement>("[data-testid=enter-lobby]");
      await within(() => button() !== null && !button()?.disabled);
      const begun = performance.now();
      button()?.click();
      await within(async () =>
        Object.values(await window.parlor.stats())
          .flat()
          .some((one) => one.type === "inbound-rtp" && Number(one.totalSamplesReceived ?? 0) > 0),
      );
      return performance.now() - begun;
    }, null);
    times.push(time);
  }

  times.sort((a, b) => a - b);
  note("enter_to_sound_ms", times[Math.floor(times.length / 2)] ?? Number.NaN);
  expect(ann.errors).toEqual([]);
});

test("samples that a page makes up of a bot's long answer", async () => {
  const ann = await room.guest("Ann");
  await room.addBot(ann, "assistant", { greets: false });
  await say(ann.page, "Assistant, what can you do?");
  const loud = () =>
    ann.page.evaluate(async () => {
      const reports = Object.values(await window.parlor.stats()).flat();
      return Math.max(0, ...reports.map((one) => Number(one.audioLevel ?? 0)));
    }, null);
  await expect.poll(loud, { intervals: [100] }).toBeGreaterThan(0.05);
  // It takes a breath between sentences; half a second is the end.
  let quiet = 0;
  await expect
    .poll(
      async () => {
        quiet = (await loud()) < 0.01 ? quiet + 1 : 0;
        return quiet;
      },
      { intervals: [100], timeout: 30_000 },
    )
    .toBeGreaterThan(8);

  const share = await concealed(ann.page);
  note("concealed_share", share);
  expect(share).toBeLessThan(0.01);
});
