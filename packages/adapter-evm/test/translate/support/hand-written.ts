import { ERROR_CODES, entryBytes, type ResolvedComposition } from "@chainlearn/core";

/** Bodies of the two functions: `predict(sample)` sets `answer`, `update(label, sample)` logs as `DataAdded` does. */
export interface HandWritten {
  readonly predict: string;
  readonly update: string;
}

const hex = (n: bigint): string => `0x${n.toString(16)}`;

/** Rejected(uint16) */
const REJECTED = "0xcd6eaef5";
/** DataAdded(uint256,address,uint256,bytes) */
const DATA_ADDED = "0x60133858a50f841502d0acb11523ef1c162ebb05632b8b92209ddebd0668c4ca";

const refuse = (code: keyof typeof ERROR_CODES): string =>
  `mstore(0, ${REJECTED.padEnd(66, "0")}) mstore(4, ${ERROR_CODES[code]}) revert(0, 36)`;

const checkLabel = `
                if gt(label, 1) { ${refuse("label_out_of_range")} }`;

/** What is checked of a sample's length, in the shell's order. */
function checkLength({ shape }: ResolvedComposition): string {
  const size = entryBytes(shape);
  const exact =
    shape.encoding === "dense"
      ? `
                if xor(sample.length, ${shape.features * size}) { ${refuse("sample_malformed")} }`
      : "";
  return `
                if and(sample.length, ${size - 1}) { ${refuse("sample_malformed")} }
                if iszero(sample.length) { ${refuse("sample_empty")} }
                if gt(sample.length, ${shape.maxEntries * size}) { ${refuse("sample_too_large")} }${exact}`;
}

/** The log entry of an addition: version 1, label, time, nothing paid. */
const logAddition = `
                let at_ := mload(0x40)
                mstore(at_, or(shl(248, 1), or(shl(232, label), shl(192, timestamp()))))
                mstore(add(at_, 32), 64)
                mstore(add(at_, 64), sample.length)
                calldatacopy(add(at_, 96), sample.offset, sample.length)
                mstore(add(add(at_, 96), sample.length), 0)
                log3(at_, add(96, and(add(sample.length, 31), not(31))), ${DATA_ADDED}, 0, caller())`;

/** The numbers of a perceptron's contract. */
function numbersOf({ shape, layout, params }: ResolvedComposition) {
  const { lane } = shape;
  const intercept = layout.hot[0]!.bit;
  const [rate, interceptRate] = params.map(({ value }) => hex(value));
  const interceptTop = hex((1n << 47n) - 1n);
  return {
    lane,
    perWord: 256 / lane,
    intercept,
    half: hex(1n << BigInt(lane - 1)),
    top: hex((1n << BigInt(lane - 1)) - 1n),
    mask: hex((1n << BigInt(lane)) - 1n),
    state: hex(1n << 64n),
    moveIntercept: `
                    let step := ${rate}
                    if iszero(label) { step := sub(0, step) }
                    let moved := add(intercept, sar(16, mul(step, ${interceptRate})))
                    if sgt(moved, ${interceptTop}) { moved := ${interceptTop} }
                    if slt(moved, not(${interceptTop})) { moved := not(${interceptTop}) }
                    sstore(0, xor(meter, shl(${intercept}, and(xor(intercept, moved), 0xffffffffffff))))`,
  };
}

/**
 * A sparse perceptron in assembly, written as well as we can by hand and without the translator: the same storage
 * layout, calldata, parameters, checks, saturation, log and one-word cache. What translated kernels are measured
 * against.
 */
export function handWrittenSparse(composition: ResolvedComposition): HandWritten {
  const { lane, perWord, intercept, half, top, mask, state, moveIntercept } = numbersOf(composition);
  const { features } = composition.shape;
  const [word, bit] = [Math.log2(perWord), Math.log2(lane)];
  const score = `${checkLength(composition)}
                let meter := sload(0)
                let intercept := signextend(5, shr(${intercept}, meter))
                let score := intercept
                let end := add(sample.offset, sample.length)
                let held := not(0)
                let cached
                let ordered := 1
                let above
                for { let p := sample.offset } lt(p, end) { p := add(p, 2) } {
                    let index := shr(240, calldataload(p))
                    ordered := and(ordered, iszero(lt(index, above)))
                    above := add(index, 1)
                    let next := shr(${word}, index)
                    if xor(next, held) {
                        held := next
                        cached := sload(add(${state}, next))
                    }
                    score := add(score, signextend(${lane / 8 - 1}, shr(shl(${bit}, and(index, ${perWord - 1})), cached)))
                }
                if iszero(ordered) { ${refuse("index_out_of_order")} }
                if gt(above, ${features}) { ${refuse("index_out_of_range")} }`;
  return {
    predict: `${score}
                answer := sgt(score, 0)`,
    update: `${checkLabel}${score}
                if xor(sgt(score, 0), label) {
${moveIntercept}
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
                }${logAddition}`,
  };
}

/** A dense perceptron in assembly, likewise: whole words at a time, their lanes written out. */
export function handWrittenDense(composition: ResolvedComposition): HandWritten {
  const { lane, perWord, intercept, half, top, mask, state, moveIntercept } = numbersOf(composition);
  const { features, valueBits } = composition.shape;
  const words = Math.floor(features / perWord);
  const rest = features % perWord;
  const value = (j: number): string => `sar(224, calldataload(${j ? `add(p, ${4 * j})` : "p"}))`;
  const cell = (j: number): string =>
    j === perWord - 1
      ? `sar(${256 - lane}, word)`
      : `signextend(${lane / 8 - 1}, ${j ? `shr(${j * lane}, word)` : "word"})`;
  const lanes = (count: number, write: (j: number) => string): string =>
    Array.from({ length: count }, (_, j) => write(j)).join("\n                    ");
  const products = (count: number): string =>
    lanes(count, (j) => `score := add(score, mul(${value(j)}, ${cell(j)}))`);
  const steps = (count: number): string =>
    lanes(count, (j) => {
      const placed = j === perWord - 1 ? "cell" : `and(cell, ${mask})`;
      return `{
                        let cell := add(${cell(j)}, sar(${valueBits}, mul(${value(j)}, step)))
                        if shr(${lane}, add(cell, ${half})) { cell := xor(${top}, sub(0, slt(cell, 0))) }
                        changed := or(changed, ${j ? `shl(${j * lane}, ${placed})` : placed})
                    }`;
    });
  const score = `${checkLength(composition)}
                let meter := sload(0)
                let intercept := signextend(5, shr(${intercept}, meter))
                let score
                let p := sample.offset
                let at := ${state}
                for { let end := add(at, ${words}) } lt(at, end) { at := add(at, 1) } {
                    let word := sload(at)
                    ${products(perWord)}
                    p := add(p, ${4 * perWord})
                }
                {
                    let word := sload(at)
                    ${products(rest)}
                }
                score := add(sar(${valueBits}, score), intercept)`;
  return {
    predict: `${score}
                answer := sgt(score, 0)`,
    update: `${checkLabel}${score}
                if xor(sgt(score, 0), label) {
${moveIntercept}
                    p := sample.offset
                    at := ${state}
                    for { let end := add(at, ${words}) } lt(at, end) { at := add(at, 1) } {
                        let word := sload(at)
                        let changed
                        ${steps(perWord)}
                        sstore(at, changed)
                        p := add(p, ${4 * perWord})
                    }
                    let word := sload(at)
                    let changed := shl(${rest * lane}, shr(${rest * lane}, word))
                    ${steps(rest)}
                    sstore(at, changed)
                }${logAddition}`,
  };
}
