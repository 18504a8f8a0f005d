import { expect, test } from "vitest";
import { inviteOf, lobbyPathOf } from "../../src/core/http/links";

test.each([
  ["https://parlor.example.org/l/kZ3vN0qT5xw8Jb2Y", "/l/kZ3vN0qT5xw8Jb2Y"],
  ["  /l/kZ3vN0qT5xw8Jb2Y/ ", "/l/kZ3vN0qT5xw8Jb2Y"],
  ["kZ3vN0qT5xw8Jb2Y", "/l/kZ3vN0qT5xw8Jb2Y"],
  ["https://parlor.example.org/l/kZ3vN0qT5xw8Jb2Y#i=c29tZSB0b2tlbg", "/l/kZ3vN0qT5xw8Jb2Y#i=c29tZSB0b2tlbg"],
  ["https://parlor.example.org/l/kZ3vN0qT5xw8Jb2Y?from=mail#top", "/l/kZ3vN0qT5xw8Jb2Y"],
])("%s leads to a lobby", (text, path) => {
  expect(lobbyPathOf(text)).toBe(path);
});

test.each(["https://example.org/", "/l/", "/l/short", "javascript:alert(1)", ""])("'%s' leads nowhere", (text) => {
  expect(lobbyPathOf(text)).toBeNull();
});

test("an invite is read from a fragment of its very form", () => {
  expect(inviteOf("#i=c29tZSB0b2tlbg")).toBe("c29tZSB0b2tlbg");
  expect(inviteOf("#i=")).toBeNull();
  expect(inviteOf("#x=c29tZSB0b2tlbg")).toBeNull();
  expect(inviteOf("#i=c29tZSB0b2tlbg&more")).toBeNull();
});
