import type { LinkSample } from "./link_stats";

/** What the camera may take of one link. */
export interface VideoBudget {
  bitsPerSecond: number;
  /** The picture's sides are divided by this. */
  scaleDown: number;
  framesPerSecond: number;
}

/** By how many people there are, the uplink being shared by all links; the first entry that holds them counts. */
const shares: readonly [people: number, budget: VideoBudget][] = [
  [2, { bitsPerSecond: 1_500_000, scaleDown: 1, framesPerSecond: 30 }],
  [4, { bitsPerSecond: 600_000, scaleDown: 2, framesPerSecond: 30 }],
  [6, { bitsPerSecond: 300_000, scaleDown: 3, framesPerSecond: 15 }],
  [Number.POSITIVE_INFINITY, { bitsPerSecond: 150_000, scaleDown: 4, framesPerSecond: 15 }],
];

const highestStep = 3;
const lossThatHurts = 0.05;
const badSamplesToStepDown = 2;
const steadyMsToStepUp = 10_000;
/** What a browser believes of a way follows what it sends: it must send more for a while before it can know. */
const proofMs = 8_000;

/** The share of one link among `people` (the own one counted). */
export function shareOf(people: number): VideoBudget {
  const found = shares.find(([most]) => people <= most) ?? shares[shares.length - 1];
  return (found as [number, VideoBudget])[1];
}

/** Each step down halves the bits and makes the picture smaller, until it is but a thumbnail at a few frames. */
export function stepped(budget: VideoBudget, step: number): VideoBudget {
  if (step === 0) return budget;
  return {
    bitsPerSecond: Math.max(60_000, Math.round(budget.bitsPerSecond / 2 ** step)),
    scaleDown: Math.min(8, budget.scaleDown * 1.5 ** step),
    framesPerSecond: Math.max(8, Math.round(budget.framesPerSecond / (step > 1 ? 2 : 1))),
  };
}

/** An encoder that is limited by its budget also calls that a want of bandwidth: what counts is that of the way. */
function isStarved({ limitedBy, availableBitsPerSecond }: LinkSample, budget: VideoBudget): boolean {
  const tooLittle = availableBitsPerSecond === null || availableBitsPerSecond < budget.bitsPerSecond;
  return limitedBy === "bandwidth" && tooLittle;
}

/**
 * Follows what a link bears: steps down when bandwidth limits the encoder or the other side loses packets, in two
 * samples running, and up again after ten steady seconds. A step up has some seconds to prove itself, in which only loss
 * speaks against it. Sound is never touched.
 */
export class VideoAdapter {
  step = 0;
  private bad = 0;
  private steadySince: number | null = null;
  private provenAt = 0;

  /** Takes a sample at a time in ms, and the share whose steps are taken; true where the step has changed. */
  feed(sample: LinkSample, share: VideoBudget, nowMs: number): boolean {
    const starves = nowMs >= this.provenAt && isStarved(sample, stepped(share, this.step));
    const hurts = starves || (sample.lossOut ?? 0) > lossThatHurts;
    if (hurts) {
      this.steadySince = null;
      this.bad += 1;
      if (this.bad < badSamplesToStepDown || this.step === highestStep) return false;
      this.bad = 0;
      this.step += 1;
      return true;
    }
    this.bad = 0;
    this.steadySince ??= nowMs;
    if (this.step === 0 || nowMs - this.steadySince < steadyMsToStepUp) return false;
    this.steadySince = nowMs;
    this.provenAt = nowMs + proofMs;
    this.step -= 1;
    return true;
  }
}
