import type { Word } from "../site.ts";
import { largest, makeValue, signedMax, smallest, toSigned, toUnsigned, type Value } from "../value.ts";

const isqrt = (x: bigint): bigint => {
  let root = 0n;
  for (let bit = 1n << 31n; bit > 0n; bit >>= 1n) if ((root + bit) * (root + bit) <= x) root += bit;
  return root;
};

/** `math.*` */
export function mathWords(): Map<string, Word> {
  return new Map<string, Word>([
    [
      "math.mulDiv",
      (operands, site) => {
        const [a, b, c] = operands.map(toUnsigned) as [Value, Value, Value];
        const atLeastOne = (n: bigint): bigint => largest(n, 1n);
        const interval = {
          lo: smallest((a.lo * b.lo) / atLeastOne(c.hi), signedMax(64)),
          hi: smallest((a.hi * b.hi) / atLeastOne(c.lo), signedMax(64)),
        };
        // Where the intervals rule out both special cases, the division alone is enough.
        const fits = c.lo > 0n && (a.hi * b.hi) / c.lo <= signedMax(64);
        if (fits) return makeValue(`div(mul(${a.text}, ${b.text}), ${c.text})`, interval, 64);
        return site.compute(`${site.need("$mulDiv")}(${a.text}, ${b.text}, ${c.text})`, interval, 64);
      },
    ],
    [
      "math.isqrt",
      ([given], site) => {
        const x = toUnsigned(given!);
        return site.compute(`${site.need("$isqrt")}(${x.text})`, { lo: isqrt(x.lo), hi: isqrt(x.hi) }, 64);
      },
    ],
    [
      "math.log2",
      ([given], site) => {
        const x = toSigned(given!);
        return site.compute(`${site.need("$log2")}(${x.text})`, { lo: 0n, hi: 64n << 16n }, 64);
      },
    ],
    [
      "math.exp2",
      ([given], site) => {
        const x = toSigned(given!);
        return site.compute(`${site.need("$exp2")}(${x.text})`, { lo: 0n, hi: signedMax(64) }, 64);
      },
    ],
  ]);
}
