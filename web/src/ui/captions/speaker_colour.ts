/** A colour for each person that stays theirs: light enough to be read on the captions' dark ground (7 to 1 or more). */
export function speakerColour(personId: string): string {
  let hash = 0;
  for (const sign of personId) hash = (hash * 31 + (sign.codePointAt(0) ?? 0)) >>> 0;
  return `hsl(${hash % 360} 75% 82%)`;
}
