import { expect, test } from "vitest";
import type { LinkSample } from "../../src/core/rtc/link_stats";
import { shareOf, stepped, VideoAdapter } from "../../src/core/rtc/video_budget";

const calm: LinkSample = {
  roundTripMs: 40,
  lossIn: 0,
  lossOut: 0,
  jitterMs: 2,
  receivedBitsPerSecond: 600_000,
  sentBitsPerSecond: 600_000,
  limitedBy: "none",
  availableBitsPerSecond: 2_000_000,
  frameHeight: 360,
  framesPerSecond: 30,
  relayed: false,
};
const share = shareOf(4);
const sampleMs = 2_000;

/** Feeds samples two seconds apart; gives the step after each. */
function steps(adapter: VideoAdapter, samples: Partial<LinkSample>[], fromMs = 0): number[] {
  return samples.map((sample, index) => {
    adapter.feed({ ...calm, ...sample }, share, fromMs + index * sampleMs);
    return adapter.step;
  });
}
const times = (count: number, sample: Partial<LinkSample> = {}) => Array.from({ length: count }, () => sample);

test("the more people there are, the less of the line each link has", () => {
  const bits = [2, 3, 4, 5, 6, 7, 8, 25].map((people) => shareOf(people).bitsPerSecond / 1_000);

  expect(bits).toEqual([1_500, 600, 600, 300, 300, 150, 150, 150]);
});

test("each step down halves the bits and shrinks the picture, down to a thumbnail that still moves", () => {
  const all = [0, 1, 2, 3].map((step) => stepped(share, step));

  expect(all.map(({ bitsPerSecond }) => bitsPerSecond)).toEqual([600_000, 300_000, 150_000, 75_000]);
  expect(all.map(({ scaleDown }) => scaleDown)).toEqual([2, 3, 4.5, 6.75]);
  expect(all.map(({ framesPerSecond }) => framesPerSecond)).toEqual([30, 30, 15, 15]);
  expect(stepped(shareOf(8), 3)).toEqual({ bitsPerSecond: 60_000, scaleDown: 8, framesPerSecond: 8 });
});

test.each([
  ["a way that bears too little", { limitedBy: "bandwidth", availableBitsPerSecond: 50_000 }],
  ["a browser that does not say what the way bears", { limitedBy: "bandwidth", availableBitsPerSecond: null }],
  ["packets that do not arrive", { lossOut: 0.08 }],
] as const)("%s takes the picture down, a step in two samples", (_, sample) => {
  expect(steps(new VideoAdapter(), times(8, sample))).toEqual([0, 1, 1, 2, 2, 3, 3, 3]);
});

test("one bad moment changes nothing", () => {
  expect(steps(new VideoAdapter(), [{}, { lossOut: 0.2 }, {}, { lossOut: 0.2 }, {}])).toEqual([0, 0, 0, 0, 0]);
});

test("a processor that can't do more, and the own budget, are no reason to take less of the line", () => {
  const samples = [
    ...times(4, { limitedBy: "cpu", availableBitsPerSecond: 50_000 }),
    ...times(4, { limitedBy: "bandwidth", availableBitsPerSecond: 600_000 }),
  ];

  expect(steps(new VideoAdapter(), samples)).toEqual(times(8).map(() => 0));
});

test("after ten steady seconds it goes up by a step, also while the lesser budget itself limits the encoder", () => {
  const adapter = new VideoAdapter();
  steps(adapter, times(4, { lossOut: 0.1 }));

  const after = steps(adapter, times(12, { limitedBy: "bandwidth", availableBitsPerSecond: 400_000 }), 20_000);

  expect(after).toEqual([2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 0, 0]);
});

test("a disturbance begins the ten seconds anew", () => {
  const adapter = new VideoAdapter();
  steps(adapter, times(2, { lossOut: 0.1 }));

  const after = steps(adapter, [...times(4), { lossOut: 0.1 }, ...times(6)], 20_000);

  expect(after).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0]);
});

test("a step up has eight seconds in which the browser may learn what the way bears", () => {
  const adapter = new VideoAdapter();
  steps(adapter, times(2, { lossOut: 0.1 }));
  const narrow = { limitedBy: "bandwidth", availableBitsPerSecond: 350_000 } as const;

  const learns = steps(adapter, [...times(6), ...times(3, narrow), ...times(3)], 20_000);

  expect(learns).toEqual([1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0]);
});

test("a step up that the way does not bear is taken back, at once where packets are lost", () => {
  const narrow = { limitedBy: "bandwidth", availableBitsPerSecond: 350_000 } as const;
  const believing = new VideoAdapter();
  const losing = new VideoAdapter();
  for (const one of [believing, losing]) steps(one, times(2, { lossOut: 0.1 }));

  expect(steps(believing, [...times(6), ...times(5, narrow)], 20_000)).toEqual([1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 1]);
  expect(steps(losing, [...times(6), ...times(2, { lossOut: 0.1 })], 20_000)).toEqual([1, 1, 1, 1, 1, 0, 0, 1]);
});
