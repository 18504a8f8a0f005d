/** Arithmetic in GF(256) over x⁸ + x⁴ + x³ + x² + 1, as QR codes use it (ISO/IEC 18004 §7.5.2). */
const exponents = new Uint8Array(510);
const logarithms = new Uint8Array(256);
for (let power = 0, value = 1; power < 255; power += 1) {
  exponents[power] = value;
  exponents[power + 255] = value;
  logarithms[value] = power;
  value <<= 1;
  if (value > 255) value ^= 0x11d;
}

function multiply(a: number, b: number): number {
  if (a === 0 || b === 0) return 0;
  return exponents[(logarithms[a] ?? 0) + (logarithms[b] ?? 0)] ?? 0;
}

/** The product of (x − αⁱ) for i below `degree`; the leading 1 is left out. */
function generator(degree: number): Uint8Array {
  const polynomial = new Uint8Array(degree);
  polynomial[degree - 1] = 1;
  for (let i = 0; i < degree; i += 1)
    for (let j = 0; j < degree; j += 1) {
      const next = polynomial[j + 1] ?? 0;
      polynomial[j] = multiply(polynomial[j] ?? 0, exponents[i] ?? 0) ^ next;
    }
  return polynomial;
}

/** The `count` error correction codewords of a block. */
export function correction(block: Uint8Array, count: number): Uint8Array {
  const divisor = generator(count);
  const remainder = new Uint8Array(count);
  for (const byte of block) {
    const factor = byte ^ (remainder[0] ?? 0);
    remainder.copyWithin(0, 1);
    remainder[count - 1] = 0;
    for (let i = 0; i < count; i += 1) remainder[i] = (remainder[i] ?? 0) ^ multiply(divisor[i] ?? 0, factor);
  }
  return remainder;
}
