import jsqr from "jsqr";
import { expect, test } from "vitest";
import { pathOf, type QrCode, qrCode } from "../../src/core/qr/qr_code";

const pixels = 3;
const quiet = 4;

/** Reads a code by another's decoder, from a picture of it. */
function read(code: QrCode, damage: (row: number, column: number) => boolean = () => false): string | undefined {
  const side = (code.size + 2 * quiet) * pixels;
  const picture = new Uint8ClampedArray(side * side * 4).fill(255);
  for (let y = 0; y < side; y += 1)
    for (let x = 0; x < side; x += 1) {
      const [row, column] = [Math.floor(y / pixels) - quiet, Math.floor(x / pixels) - quiet];
      const inside = row >= 0 && column >= 0 && row < code.size && column < code.size;
      const dark = inside && code.isDark(row, column) !== damage(row, column);
      if (dark) picture.fill(0, (y * side + x) * 4, (y * side + x) * 4 + 3);
    }
  return jsqr(picture, side, side)?.data;
}

test("an invite's link is read back by a decoder", () => {
  const link = "https://parlor.example.org/l/kZ3vN0qT5xw8Jb2Y#i=Q2hlY2sgdGhpcyB0b2tlbiB3aXRoIDI1NiBiaXRz";

  const code = qrCode(link);

  expect(code && read(code)).toBe(link);
});

test("texts up to each version's most are read back, in the smallest version that holds them", () => {
  const most = [14, 26, 42, 62, 84, 106, 122, 152, 180, 213];
  const sizeFor = (length: number) => {
    const text = Array.from({ length }, (_, at) => String.fromCharCode(33 + ((at * 7 + length) % 90))).join("");
    const code = qrCode(text);
    expect(code && read(code), `${length} bytes`).toBe(text);
    return code?.size;
  };

  const sizes = most.map(sizeFor);
  const sizesPast = most.slice(0, -1).map((length) => sizeFor(length + 1));

  expect(sizes).toEqual([21, 25, 29, 33, 37, 41, 45, 49, 53, 57]);
  expect(sizesPast).toEqual(sizes.slice(1));
}, 30_000);

test("a text that is too long has no code", () => {
  expect(qrCode("x".repeat(213))).not.toBeNull();
  expect(qrCode("x".repeat(214))).toBeNull();
});

test("a code with some damaged modules is still read", () => {
  const link = "https://parlor.example.org/l/kZ3vN0qT5xw8Jb2Y";
  const code = qrCode(link);

  expect(code && read(code, (row, column) => row > 12 && row < 16 && column > 12 && column < 18)).toBe(link);
});

test("the path draws each dark module, inside the quiet zone", () => {
  const code = qrCode("A");
  if (!code) throw new Error("no code");

  const path = pathOf(code);

  let dark = 0;
  for (let row = 0; row < code.size; row += 1)
    for (let column = 0; column < code.size; column += 1) dark += code.isDark(row, column) ? 1 : 0;
  expect(path.match(/M/g)).toHaveLength(dark);
  expect(path.startsWith("M4 4h1v1h-1z")).toBe(true);
});
