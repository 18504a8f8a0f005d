import { expect, test } from "vitest";
import { mayActOn, moderates, rolesToGive } from "../../src/core/lobby/moderation";
import { participant } from "../support/entries";

const owner = { ...participant("Olga"), role: "owner" as const };
const moderator = { ...participant("Max"), role: "moderator" as const };
const member = { ...participant("Mia"), role: "member" as const };
const guest = { ...participant("Gus"), role: "guest" as const };

test("owner and moderators act on those below them, nobody on equals, betters or themselves", () => {
  const everybody = [owner, moderator, member, guest];
  const reach = (me: typeof owner | typeof moderator | typeof member | typeof guest) =>
    everybody.filter((other) => mayActOn(me, other)).map((other) => other.name);

  expect(reach(owner)).toEqual(["Max", "Mia", "Gus"]);
  expect(reach(moderator)).toEqual(["Mia", "Gus"]);
  expect(reach(member)).toEqual([]);
  expect(reach(guest)).toEqual([]);
});

test("roles are given below the own one, and never the one that somebody has", () => {
  expect(rolesToGive(owner, member)).toEqual(["moderator", "guest"]);
  expect(rolesToGive(moderator, member)).toEqual(["guest"]);
  expect(rolesToGive(moderator, guest)).toEqual(["member"]);
  expect(rolesToGive(member, guest)).toEqual([]);
  expect(rolesToGive(undefined, guest)).toEqual([]);
});

test("only owner and moderators moderate", () => {
  expect([owner, moderator, member, guest].map(({ role }) => moderates(role))).toEqual([true, true, false, false]);
  expect(moderates(undefined)).toBe(false);
});
