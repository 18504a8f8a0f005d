import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { type ReconnectEvent, ReconnectMachine } from "../../src/core/ws/reconnect";

interface Step {
  event: ReconnectEvent;
  random?: number;
  effects: unknown[];
  phase: string;
  attempt: number;
}
interface Vectors {
  base_ms: number;
  cap_ms: number;
  fatal_codes: number[];
  cases: { name: string; steps: Step[] }[];
}

const vectors = JSON.parse(readFileSync("../tests/vectors/reconnect.json", "utf8")) as Vectors;

test.each(vectors.cases)("$name", ({ steps }) => {
  let drawn: number | undefined;
  const machine = new ReconnectMachine(() => {
    if (drawn === undefined) throw new Error("the machine draws where it should not");
    const value = drawn;
    drawn = undefined;
    return value;
  }, vectors);
  steps.forEach((step, index) => {
    drawn = step.random;
    const effects = machine.feed(step.event);
    expect({ index, effects, phase: machine.phase, attempt: machine.attempt }).toEqual({
      index,
      effects: step.effects,
      phase: step.phase,
      attempt: step.attempt,
    });
    expect(drawn).toBeUndefined();
  });
});
