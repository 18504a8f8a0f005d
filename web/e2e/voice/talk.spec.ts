import { expect, test } from "@playwright/test";
import type { Page, Visitor } from "../browsers";
import { chat } from "../visitor";
import { concealed, cut, listen, recording, type Stretch, stretches } from "./ears";
import { Room } from "./room";
import { type Sound, Studio } from "./speech";

/** People at real pages talk with real bots: speech goes in by a browser's microphone and is heard by what its page plays. */

const silencedMs = 250;
/** By then it has been known for long whether a sound was an interruption. */
const settledMs = 3_000;
const mostConcealed = 0.01;

const studio = new Studio();
let room: Room;
test.beforeEach(async () => {
  room = await Room.open();
});
test.afterEach(() => room.close());
test.afterAll(() => studio.close());

interface Line {
  speaker: string;
  text: string;
}

/** The lines of the lobby's transcript, in order. */
function transcript(page: Page): Promise<Line[]> {
  return page.evaluate(
    () => (window.parlor.state().lobby?.transcript ?? []).map(({ speaker, text }) => ({ speaker: speaker.name, text })),
    null,
  );
}

function unmute({ page }: Visitor): Promise<unknown> {
  return page.click("[data-testid=toggle-microphone]");
}

/** How many words of `said` are missing in `heard`. */
function missing(said: string, heard: string): number {
  const words = heard.split(" ");
  return said.split(" ").filter((word) => !words.includes(word)).length;
}

const theirs = "please open the window and close the door";
const ours = "the first question is about the new house";

test("what is said stands as caption and in the transcript under its speaker, and the answer can be understood", async () => {
  const ann = await room.guest("Ann", studio.record([{ pauseMs: 500 }, { say: "parlor, roll a die" }]));
  await room.addBot(ann, "scribe");
  await room.addBot(ann, "assistant", { greets: false });
  await ann.page.click("[data-testid=toggle-captions]");
  await listen(ann.page);

  await unmute(ann);

  await expect
    .poll(() => ann.page.evaluate(() => document.querySelector("[data-testid=caption]")?.textContent ?? "", null), {
      intervals: [50],
    })
    .toContain("Ann");
  await expect.poll(async () => (await transcript(ann.page)).map(({ speaker }) => speaker)).toEqual(["Ann"]);
  const rolled = await answer(ann.page);
  const heard = await spokenAnswer(ann.page);
  const numbers = ["one", "two", "three", "four", "five", "six"];
  expect(studio.recognise(heard, `i rolled (${numbers.join(" | ")})`)).toBe(`i rolled ${numbers[rolled - 1]}`);
  expect(await concealed(ann.page)).toBeLessThan(mostConcealed);
  expect(ann.errors).toEqual([]);
});

/** The number in the written answer. */
async function answer(page: Page): Promise<number> {
  const find = async () => Number(/I rolled ([1-6])/.exec((await chat(page)).join("\n"))?.[1] ?? 0);
  await expect.poll(find).toBeGreaterThan(0);
  return find();
}

/** What the others said, once it is over. */
async function spokenAnswer(page: Page): Promise<Int16Array> {
  const quietMs = 800;
  await expect
    .poll(async () => {
      const { others } = await recording(page);
      const last = stretches(others, quietMs).at(-1);
      return last !== undefined && others.length / 16 - last.end > quietMs;
    })
    .toBe(true);
  const { others } = await recording(page);
  const [first] = stretches(others, quietMs);
  return cut(others, first ?? { begin: 0, end: 0 });
}

test("of two pages that speak by turns and at once, every line stands under who said it", async () => {
  const ann = await room.guest(
    "Ann",
    studio.record([{ pauseMs: 500 }, { say: ours, voice: "slt" }, { pauseMs: 5_000 }, { say: ours, voice: "slt" }]),
  );
  const bob = await room.guest(
    "Bob",
    studio.record([
      { pauseMs: 4_500 },
      { say: theirs, voice: "rms" },
      { pauseMs: 1_000 },
      { say: theirs, voice: "rms" },
    ]),
  );
  await room.addBot(ann, "scribe");
  await Promise.all([unmute(ann), unmute(bob)]);

  await expect.poll(async () => (await transcript(ann.page)).length, { timeout: 40_000 }).toBe(4);
  for (const { speaker, text } of await transcript(ann.page)) {
    const said = speaker === "Ann" ? ours : theirs;
    const other = speaker === "Ann" ? theirs : ours;
    expect(missing(said, text), text).toBeLessThan(missing(other, text));
  }
  expect((await transcript(bob.page)).map(({ speaker }) => speaker).sort()).toEqual(["Ann", "Ann", "Bob", "Bob"]);
});

/** When somebody made these sounds while a long answer was given to them, and when the answer was heard. */
async function interrupt(sounds: Sound[]): Promise<{ began: number; voice: Stretch[] }> {
  const question = [{ pauseMs: 500 }, { say: "parlor, what can you do" }, { pauseMs: 3_500 }];
  const ann = await room.guest("Ann", studio.record([...question, ...sounds]));
  await room.addBot(ann, "assistant", { greets: false });
  await listen(ann.page);
  await unmute(ann);
  const heard = async () => {
    const { own, others } = await recording(ann.page);
    return { began: stretches(own, 1_500)[1]?.begin, voice: stretches(others, 150), length: others.length / 16 };
  };
  // The answer takes some ten seconds; whether it went on is known before.
  await expect
    .poll(
      async () => {
        const { began, length } = await heard();
        return began !== undefined && length > began + 5_000;
      },
      { timeout: 30_000, intervals: [500] },
    )
    .toBe(true);
  const { began = 0, voice } = await heard();
  expect(
    voice.some(({ begin, end }) => begin < began && end > began),
    "the answer was being given",
  ).toBe(true);
  return { began, voice };
}

test("speech during the answer silences it at the page within a quarter of a second, and for good", async () => {
  const { began, voice } = await interrupt([{ say: "wait a moment please, I want to say something else" }]);

  const silent = (voice.at(-1)?.end ?? 0) - began;
  console.log(`silent ${silent} ms after somebody began to speak`);
  expect(silent).toBeLessThan(silencedMs);
});

for (const [what, sounds] of [
  ["a sign of listening", [{ say: "uh huh" }]],
  ["a word to somebody else", [{ say: "banana" }]],
  ["a cough", [{ coughMs: 350 }]],
] as [string, Sound[]][])
  test(`${what} lets the answer go on`, async () => {
    const { began, voice } = await interrupt(sounds);

    expect(Math.max(...voice.map(({ end }) => end)) - began, JSON.stringify(voice)).toBeGreaterThan(settledMs);
  });
