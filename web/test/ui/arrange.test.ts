import { describe, expect, it } from "vitest";
import { type Arrangement, arrange, gap, type Rect } from "../../src/ui/lobby/arrange";

const rooms = [
  { of: "a wide screen", width: 1_240, height: 700 },
  { of: "a wide screen beside a panel", width: 860, height: 700 },
  { of: "a phone", width: 296, height: 520 },
  { of: "a phone beside an open panel", width: 296, height: 165 },
];

function overlap(one: Rect, other: Rect): boolean {
  return (
    one.left < other.left + other.width &&
    other.left < one.left + one.width &&
    one.top < other.top + other.height &&
    other.top < one.top + one.height
  );
}

function expectSound({ tiles, height }: Arrangement, room: { width: number; height: number }): void {
  expect(height).toBeGreaterThanOrEqual(room.height);
  for (const [index, tile] of tiles.entries()) {
    expect(tile.left).toBeGreaterThanOrEqual(0);
    expect(tile.top).toBeGreaterThanOrEqual(0);
    expect(tile.left + tile.width).toBeLessThanOrEqual(room.width);
    expect(tile.top + tile.height).toBeLessThanOrEqual(height + 1);
    for (const other of tiles.slice(index + 1)) expect(overlap(tile, other)).toBe(false);
  }
}

describe.each(rooms)("tiles on $of", ({ width, height }) => {
  it.each([1, 2, 3, 4, 8, 25])("stand beside each other, %i of them", (count) => {
    const grid = arrange(count, null, width, height);
    expect(grid.tiles).toHaveLength(count);
    expectSound(grid, { width, height });
    for (const focus of [0, count - 1]) expectSound(arrange(count, focus, width, height), { width, height });
  });

  it("show four people without scrolling", () => {
    for (const count of [2, 3, 4]) expect(arrange(count, null, width, height).height).toBe(height);
  });
});

describe("tiles", () => {
  it("scroll rather than be too small to be told apart", () => {
    const { tiles, height } = arrange(12, null, 296, 165);
    expect(Math.min(...tiles.map((tile) => tile.height))).toBeGreaterThanOrEqual(72);
    expect(height).toBeGreaterThan(165);
  });

  it("leave the room to one in focus", () => {
    const { tiles } = arrange(4, 2, 1_240, 700);
    const [first, , large] = tiles;
    expect(large?.width).toBe(1_240);
    expect((first?.top ?? 0) - ((large?.top ?? 0) + (large?.height ?? 0))).toBeGreaterThanOrEqual(gap);
  });

  it("are none where there is no room", () => {
    expect(arrange(3, null, 0, 500).tiles).toEqual([]);
    expect(arrange(0, null, 500, 500).tiles).toEqual([]);
  });
});
