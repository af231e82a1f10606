const U256 = (1n << 256n) - 1n;
const unsigned = (x: bigint): bigint => x & U256;
const signed = (x: bigint): bigint => BigInt.asIntN(256, x);
const flag = (is: boolean): bigint => (is ? 1n : 0n);
const shifted = (by: bigint, shift: () => bigint): bigint => (by > 255n ? 0n : unsigned(shift()));

/** What the EVM's instructions give, by the Yellow Paper; `clz` by EIP-7939, `popcnt` is the translator's. */
const INSTRUCTIONS: Readonly<Record<string, (a: bigint, b: bigint) => bigint>> = {
  add: (a, b) => unsigned(a + b),
  sub: (a, b) => unsigned(a - b),
  mul: (a, b) => unsigned(a * b),
  div: (a, b) => (b === 0n ? 0n : a / b),
  mod: (a, b) => (b === 0n ? 0n : a % b),
  sdiv: (a, b) => (b === 0n ? 0n : unsigned(signed(a) / signed(b))),
  smod: (a, b) => (b === 0n ? 0n : unsigned(signed(a) % signed(b))),
  and: (a, b) => a & b,
  or: (a, b) => a | b,
  xor: (a, b) => a ^ b,
  not: (a) => U256 ^ a,
  iszero: (a) => flag(a === 0n),
  eq: (a, b) => flag(a === b),
  lt: (a, b) => flag(a < b),
  gt: (a, b) => flag(a > b),
  slt: (a, b) => flag(signed(a) < signed(b)),
  sgt: (a, b) => flag(signed(a) > signed(b)),
  shl: (by, a) => shifted(by, () => a << by),
  shr: (by, a) => shifted(by, () => a >> by),
  sar: (by, a) => unsigned(signed(a) >> (by > 255n ? 255n : by)),
  signextend: (byte, a) => unsigned(BigInt.asIntN(Number(byte) * 8 + 8, a)),
  clz: (a) => (a === 0n ? 256n : BigInt(256 - a.toString(2).length)),
  popcnt: (a) => BigInt(a.toString(2).replaceAll("0", "").length),
};

/** The 256-bit number of a Yul expression of calls, literals and variables. */
export function evaluate(text: string, variables: ReadonlyMap<string, bigint>): bigint {
  const tokens = text.match(/[$\w]+|[(),]/g) ?? [];
  let at = 0;
  const expression = (): bigint => {
    const token = tokens[at++] ?? "";
    if (/^\d/.test(token)) return BigInt(token);
    const variable = variables.get(token);
    if (variable !== undefined) return variable;
    const instruction = INSTRUCTIONS[token];
    if (!instruction) throw new Error(`"${token}" of ${text} is unknown.`);
    const operands: bigint[] = [];
    at++;
    for (; tokens[at - 1] !== ")"; at++) operands.push(expression());
    return instruction(operands[0] ?? 0n, operands[1] ?? 0n);
  };
  return expression();
}
