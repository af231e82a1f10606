/** Even code points are capitals, the next odd ones their small letters. */
const isEvenPair = (unit: number): boolean =>
  (unit >= 0x100 && unit <= 0x137 && unit !== 0x130 && unit !== 0x131) || (unit >= 0x14a && unit <= 0x177);
/** Odd code points are capitals, the next even ones their small letters. */
const isOddPair = (unit: number): boolean =>
  (unit >= 0x139 && unit <= 0x148) || (unit >= 0x179 && unit <= 0x17e);

/** The small letter of a UTF-16 unit, or the unit itself. */
function smallLetter(unit: number): number {
  if (unit >= 0x41 && unit <= 0x5a) return unit + 32;
  if (unit < 0xc0) return unit;
  if (unit <= 0xde) return unit === 0xd7 ? unit : unit + 32;
  if (isEvenPair(unit)) return unit | 1;
  if (isOddPair(unit)) return unit + (unit & 1);
  if (unit === 0x178) return 0xff;
  if (unit >= 0x391 && unit <= 0x3ab && unit !== 0x3a2) return unit + 32;
  if (unit >= 0x400 && unit <= 0x40f) return unit + 80;
  return unit >= 0x410 && unit <= 0x42f ? unit + 32 : unit;
}

/**
 * Small letters for the capitals of ASCII, Latin-1, Latin Extended-A (but for U+0130), Greek (U+0391 to U+03AB) and
 * Cyrillic (U+0400 to U+042F), letter by letter. `String.prototype.toLowerCase` follows the engine's version of
 * Unicode and the letter's neighbours; a sample must not.
 */
export function lowerCase(text: string): string {
  let out = "";
  for (let i = 0; i < text.length; i++) out += String.fromCharCode(smallLetter(text.charCodeAt(i)));
  return out;
}
