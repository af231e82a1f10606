import type { ResolvedComposition } from "@chainlearn/core";

const hex = (n: bigint): string => `0x${n.toString(16)}`;

/**
 * A sparse perceptron in assembly, written as well as we can by hand and without the translator: the same storage
 * layout, calldata, parameters, saturation and one-word cache. What translated kernels are measured against.
 */
export function handWrittenPerceptron(composition: ResolvedComposition): { predict: string; update: string } {
  const { shape, layout, params } = composition;
  const { lane } = shape;
  const perWord = 256 / lane;
  const [word, bit] = [Math.log2(perWord), Math.log2(lane)];
  const [intercept] = layout.hot;
  const half = hex(1n << BigInt(lane - 1));
  const top = hex((1n << BigInt(lane - 1)) - 1n);
  const mask = hex((1n << BigInt(lane)) - 1n);
  const state = hex(1n << 64n);
  const [rate, interceptRate] = params.map(({ value }) => hex(value));
  const interceptTop = hex((1n << 47n) - 1n);
  const score = `
                let meter := sload(0)
                let intercept := signextend(5, shr(${intercept!.bit}, meter))
                let score := intercept
                let end := add(sample.offset, sample.length)
                let held := not(0)
                let cached
                for { let p := sample.offset } lt(p, end) { p := add(p, 2) } {
                    let index := shr(240, calldataload(p))
                    let next := shr(${word}, index)
                    if xor(next, held) {
                        held := next
                        cached := sload(add(${state}, next))
                    }
                    score := add(score, signextend(${lane / 8 - 1}, shr(shl(${bit}, and(index, ${perWord - 1})), cached)))
                }`;
  return {
    predict: `${score}
                answer := sgt(score, 0)`,
    update: `${score}
                if xor(sgt(score, 0), label) {
                    let step := ${rate}
                    if iszero(label) { step := sub(0, step) }
                    let moved := add(intercept, sar(16, mul(step, ${interceptRate})))
                    if sgt(moved, ${interceptTop}) { moved := ${interceptTop} }
                    if slt(moved, not(${interceptTop})) { moved := not(${interceptTop}) }
                    sstore(0, xor(meter, shl(${intercept!.bit}, and(xor(intercept, moved), 0xffffffffffff))))
                    // The cache holds the last word of the score; the loop starts with the first.
                    held := shr(${word}, shr(240, calldataload(sample.offset)))
                    cached := sload(add(${state}, held))
                    for { let p := sample.offset } lt(p, end) { p := add(p, 2) } {
                        let index := shr(240, calldataload(p))
                        let next := shr(${word}, index)
                        if xor(next, held) {
                            sstore(add(${state}, held), cached)
                            held := next
                            cached := sload(add(${state}, next))
                        }
                        let shift := shl(${bit}, and(index, ${perWord - 1}))
                        let old := signextend(${lane / 8 - 1}, shr(shift, cached))
                        let cell := add(old, step)
                        if shr(${lane}, add(cell, ${half})) { cell := xor(${top}, sub(0, slt(cell, 0))) }
                        cached := xor(cached, shl(shift, and(xor(old, cell), ${mask})))
                    }
                    sstore(add(${state}, held), cached)
                }`,
  };
}
