import { expect, test, vi } from "vitest";
import type { LobbyView } from "../../src/core/lobby/lobby_connection";
import {
  withChatSeen,
  withLayout,
  withNotice,
  withoutNotice,
  withPanel,
  withTexts,
  withVolume,
} from "../../src/store/reducers";
import { type AppState, noCall, store } from "../../src/store/store";
import { text } from "../support/entries";

// What the store asks of a browser when it is made.
vi.hoisted(() => {
  vi.stubGlobal("navigator", { onLine: true, languages: ["en"], language: "en" });
  vi.stubGlobal("localStorage", { getItem: () => null });
});

const me = { me: "p-Ann" } as LobbyView;

function state(part: Partial<AppState> = {}): AppState {
  return { ...store.getInitialState(), lobby: me, ...part };
}

test("texts of others are unread from the first of them on, one's own are not", () => {
  const first = state(withTexts(state(), [text(4, "mine"), text(5, "a", "Bo"), text(6, "b", "Cy")], false));
  const second = state({ ...first, ...withTexts(first, [text(7, "c", "Bo")], false) });

  expect(first).toMatchObject({ unread: 2, firstUnread: 5 });
  expect(second).toMatchObject({ unread: 3, firstUnread: 5 });
});

test("what one looks at when it comes is not unread", () => {
  expect(withTexts(state(), [text(5, "a", "Bo")], true)).toEqual({});
  expect(withTexts(state(), [text(5, "mine")], false)).toEqual({});
});

test("a look into the chat ends what is unread, and the line before it stays until the chat is closed", () => {
  const before = state({ unread: 3, firstUnread: 5 });
  const open = { ...before, ...withPanel("chat") };
  const closed = { ...open, ...withPanel(null) };

  expect(open).toMatchObject({ panel: "chat", unread: 0, firstUnread: 5 });
  expect(closed).toMatchObject({ panel: null, unread: 0, firstUnread: null });
});

test("the chat is seen only where it is open", () => {
  expect(withChatSeen(state({ unread: 3, panel: "people" }))).toEqual({});
  expect(withChatSeen(state({ unread: 3, panel: "chat" }))).toEqual({ unread: 0 });
});

test("texts that come after a look begin anew", () => {
  const seen = state({ panel: "chat", unread: 0, firstUnread: 5 });

  expect(withTexts(seen, [text(9, "a", "Bo")], false)).toEqual({ unread: 1, firstUnread: 9 });
});

test("the newest four notices stay, and each can go by itself", () => {
  let now = state();
  for (let id = 1; id <= 6; id += 1) now = { ...now, ...withNotice(now, { id, kind: "came", name: `n${id}` }) };
  const without = { ...now, ...withoutNotice(now, 4) };

  expect(now.notices.map((one) => one.id)).toEqual([3, 4, 5, 6]);
  expect(without.notices.map((one) => one.id)).toEqual([3, 5, 6]);
  expect(withoutNotice(now, 99).notices).toEqual(now.notices);
});

test("each person has a volume of their own, and the state before keeps its own", () => {
  const before = state({ volumes: new Map([["p-Bo", 0.5]]) });
  const after = { ...before, ...withVolume(before, "p-Cy", 0.2) };

  expect([...after.volumes]).toEqual([
    ["p-Bo", 0.5],
    ["p-Cy", 0.2],
  ]);
  expect(before.volumes.size).toBe(1);
});

test("another layout lets go of what was pinned", () => {
  expect(withLayout("grid")).toEqual({ layout: "grid", pinned: null });
});

test("a call that ends leaves volumes and preferences, and nothing of the call", () => {
  const during = state({ unread: 2, pinned: "p-Bo", deafened: true, volumes: new Map([["p-Bo", 0.5]]), bots: [] });
  const after = { ...during, ...noCall };

  expect(after).toMatchObject({ unread: 0, pinned: null, deafened: false, bots: null, activeSpeaker: null });
  expect(after.volumes.get("p-Bo")).toBe(0.5);
});
