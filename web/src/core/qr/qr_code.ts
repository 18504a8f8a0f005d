import { correction } from "./reed_solomon";

/**
 * QR codes (ISO/IEC 18004) of texts up to 213 bytes: byte mode, error correction M (about 15 % may be damaged), the
 * smallest of the versions 1 to 10 that holds the text. Enough for links; nothing else is needed here.
 */
export interface QrCode {
  /** Modules on a side, without the quiet zone of four that belongs around them. */
  size: number;
  isDark(row: number, column: number): boolean;
}

/** Of level M by version: codewords of data in a block of the first kind, blocks of it, blocks with one more; correction per block. */
const blocksOf: readonly [data: number, blocks: number, longer: number, correction: number][] = [
  [16, 1, 0, 10],
  [28, 1, 0, 16],
  [44, 1, 0, 26],
  [32, 2, 0, 18],
  [43, 2, 0, 24],
  [27, 4, 0, 16],
  [31, 4, 0, 18],
  [38, 2, 2, 22],
  [36, 3, 2, 22],
  [43, 4, 1, 26],
];

/** Centres of the alignment patterns by version. */
const alignment: readonly (readonly number[])[] = [
  [],
  [6, 18],
  [6, 22],
  [6, 26],
  [6, 30],
  [6, 34],
  [6, 22, 38],
  [6, 24, 42],
  [6, 26, 46],
  [6, 28, 50],
];

const masks: readonly ((row: number, column: number) => boolean)[] = [
  (r, c) => (r + c) % 2 === 0,
  (r) => r % 2 === 0,
  (_, c) => c % 3 === 0,
  (r, c) => (r + c) % 3 === 0,
  (r, c) => (Math.floor(r / 2) + Math.floor(c / 3)) % 2 === 0,
  (r, c) => ((r * c) % 2) + ((r * c) % 3) === 0,
  (r, c) => (((r * c) % 2) + ((r * c) % 3)) % 2 === 0,
  (r, c) => (((r + c) % 2) + ((r * c) % 3)) % 2 === 0,
];

/** Bits of error correction level M in the format information. */
const levelM = 0b00;
const byteMode = 0b0100;
const pads = [0xec, 0x11] as const;

function dataCodewords(version: number): number {
  const [data, blocks, longer] = blocksOf[version - 1] ?? [0, 0, 0];
  return data * blocks + (data + 1) * longer;
}

/** The text's bytes with mode, count, terminator and padding, as many codewords as the version holds. */
function encodeData(bytes: Uint8Array, version: number): Uint8Array {
  const bits: number[] = [];
  const put = (value: number, count: number) => {
    for (let bit = count - 1; bit >= 0; bit -= 1) bits.push((value >>> bit) & 1);
  };
  put(byteMode, 4);
  put(bytes.length, version < 10 ? 8 : 16);
  for (const byte of bytes) put(byte, 8);
  const words = new Uint8Array(dataCodewords(version));
  const room = words.length * 8;
  put(0, Math.min(4, room - bits.length));
  while (bits.length % 8 !== 0) bits.push(0);
  for (let pad = 0; bits.length < room; pad += 1) put(pads[pad % 2] ?? 0, 8);
  bits.forEach((bit, index) => {
    words[index >> 3] = (words[index >> 3] ?? 0) | (bit << (7 - (index & 7)));
  });
  return words;
}

/** Cuts the data into blocks, gives each its correction, and takes one codeword of each in turn (§7.6). */
function interleave(words: Uint8Array, version: number): number[] {
  const [data, blocks, longer, corrections] = blocksOf[version - 1] ?? [0, 0, 0, 0];
  const parts: Uint8Array[] = [];
  for (let index = 0, at = 0; index < blocks + longer; index += 1) {
    const length = index < blocks ? data : data + 1;
    parts.push(words.subarray(at, at + length));
    at += length;
  }
  const checks = parts.map((part) => correction(part, corrections));
  const out: number[] = [];
  for (let i = 0; i <= data; i += 1)
    for (const part of parts) {
      const word = part[i];
      if (word !== undefined) out.push(word);
    }
  for (let i = 0; i < corrections; i += 1) for (const check of checks) out.push(check[i] ?? 0);
  return out;
}

/** What is left when `value`, shifted by the generator's degree, is divided by it; below `value` itself: a BCH code. */
function withCheck(value: number, generator: number, degree: number): number {
  let rest = value;
  for (let i = 0; i < degree; i += 1) rest = (rest << 1) ^ ((rest >>> (degree - 1)) * generator);
  return (value << degree) | (rest & ((1 << degree) - 1));
}

class Matrix implements QrCode {
  readonly size: number;
  private readonly dark: Uint8Array;
  private readonly reserved: Uint8Array;

  constructor(private readonly version: number) {
    this.size = version * 4 + 17;
    this.dark = new Uint8Array(this.size ** 2);
    this.reserved = new Uint8Array(this.size ** 2);
    this.drawFunctionPatterns();
  }

  isDark(row: number, column: number): boolean {
    return this.dark[row * this.size + column] === 1;
  }

  drawData(words: readonly number[]): void {
    let bit = 0;
    for (let right = this.size - 1; right >= 1; right -= 2) {
      // The timing column is skipped whole.
      if (right === 6) right = 5;
      const upward = ((right + 1) & 2) === 0;
      for (let step = 0; step < this.size; step += 1) {
        const row = upward ? this.size - 1 - step : step;
        for (const column of [right, right - 1]) {
          if (this.isReserved(row, column)) continue;
          this.set(row, column, (((words[bit >> 3] ?? 0) >>> (7 - (bit & 7))) & 1) === 1);
          bit += 1;
        }
      }
    }
  }

  /** Turns the data's modules where the mask says so; twice is not at all. */
  applyMask(mask: number): void {
    for (let row = 0; row < this.size; row += 1)
      for (let column = 0; column < this.size; column += 1)
        if (!this.isReserved(row, column) && masks[mask]?.(row, column))
          this.set(row, column, !this.isDark(row, column));
  }

  drawFormat(mask: number): void {
    const bits = withCheck((levelM << 3) | mask, 0x537, 10) ^ 0x5412;
    const is = (bit: number) => ((bits >>> bit) & 1) === 1;
    const last = this.size - 1;
    for (let i = 0; i < 15; i += 1) {
      const [row, column] = i < 6 ? [i, 8] : i === 6 ? [7, 8] : i === 7 ? [8, 8] : i === 8 ? [8, 7] : [8, 14 - i];
      this.reserve(row, column, is(i));
      if (i < 8) this.reserve(8, last - i, is(i));
      else this.reserve(last - 14 + i, 8, is(i));
    }
    this.reserve(last - 7, 8, true);
  }

  /** How hard to read this is (§7.8.3): runs, blocks, what looks like a finder, and more of one colour. */
  penalty(): number {
    let total = 0;
    let darkCount = 0;
    for (let i = 0; i < this.size; i += 1) {
      const row = Array.from({ length: this.size }, (_, j) => (this.isDark(i, j) ? "1" : "0")).join("");
      const column = Array.from({ length: this.size }, (_, j) => (this.isDark(j, i) ? "1" : "0")).join("");
      for (const line of [row, column]) {
        for (const run of line.match(/0{5,}|1{5,}/g) ?? []) total += run.length - 2;
        total += 40 * (line.match(/(?=10111010000|00001011101)/g)?.length ?? 0);
      }
      darkCount += row.split("1").length - 1;
      for (let j = 0; i + 1 < this.size && j + 1 < this.size; j += 1) {
        const one = this.isDark(i, j);
        const same = [this.isDark(i + 1, j), this.isDark(i, j + 1), this.isDark(i + 1, j + 1)];
        if (same.every((other) => other === one)) total += 3;
      }
    }
    return total + 10 * Math.floor(Math.abs((darkCount * 20) / this.size ** 2 - 10));
  }

  private drawFunctionPatterns(): void {
    const last = this.size - 1;
    for (let i = 0; i < this.size; i += 1) {
      this.reserve(6, i, i % 2 === 0);
      this.reserve(i, 6, i % 2 === 0);
    }
    for (const [row, column] of [
      [3, 3],
      [3, last - 3],
      [last - 3, 3],
    ] as const)
      this.drawRings(row, column, 4, [0, 1, 3]);
    const centres = alignment[this.version - 1] ?? [];
    for (const row of centres)
      for (const column of centres) {
        const underFinder = (row === 6 && (column === 6 || column === last - 6)) || (row === last - 6 && column === 6);
        if (!underFinder) this.drawRings(row, column, 2, [0, 2]);
      }
    this.drawFormat(0);
    this.drawVersion();
  }

  /** Squares around a centre, out to `radius`; those at the distances in `darkAt` are dark. */
  private drawRings(row: number, column: number, radius: number, darkAt: readonly number[]): void {
    for (let y = -radius; y <= radius; y += 1)
      for (let x = -radius; x <= radius; x += 1) {
        const inside = row + y >= 0 && row + y < this.size && column + x >= 0 && column + x < this.size;
        if (inside) this.reserve(row + y, column + x, darkAt.includes(Math.max(Math.abs(x), Math.abs(y))));
      }
  }

  private drawVersion(): void {
    if (this.version < 7) return;
    const bits = withCheck(this.version, 0x1f25, 12);
    for (let i = 0; i < 18; i += 1) {
      const [far, near] = [this.size - 11 + (i % 3), Math.floor(i / 3)];
      this.reserve(far, near, ((bits >>> i) & 1) === 1);
      this.reserve(near, far, ((bits >>> i) & 1) === 1);
    }
  }

  private reserve(row: number, column: number, dark: boolean): void {
    this.set(row, column, dark);
    this.reserved[row * this.size + column] = 1;
  }
  private isReserved(row: number, column: number): boolean {
    return this.reserved[row * this.size + column] === 1;
  }
  private set(row: number, column: number, dark: boolean): void {
    this.dark[row * this.size + column] = dark ? 1 : 0;
  }
}

/** Null where the text is too long. */
export function qrCode(text: string): QrCode | null {
  const bytes = new TextEncoder().encode(text);
  const versions = blocksOf.map((_, index) => index + 1);
  const version = versions.find((one) => bytes.length + (one < 10 ? 2 : 3) <= dataCodewords(one));
  if (version === undefined) return null;
  const matrix = new Matrix(version);
  matrix.drawData(interleave(encodeData(bytes, version), version));
  let best = { mask: 0, penalty: Number.POSITIVE_INFINITY };
  for (let mask = 0; mask < masks.length; mask += 1) {
    matrix.applyMask(mask);
    matrix.drawFormat(mask);
    const penalty = matrix.penalty();
    if (penalty < best.penalty) best = { mask, penalty };
    matrix.applyMask(mask);
  }
  matrix.applyMask(best.mask);
  matrix.drawFormat(best.mask);
  return matrix;
}

/** The dark modules as one SVG path, a module being one unit, inside a quiet zone of four. */
export function pathOf(code: QrCode): string {
  const parts: string[] = [];
  for (let row = 0; row < code.size; row += 1)
    for (let column = 0; column < code.size; column += 1)
      if (code.isDark(row, column)) parts.push(`M${column + 4} ${row + 4}h1v1h-1z`);
  return parts.join("");
}
