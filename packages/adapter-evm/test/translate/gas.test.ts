import { readFile, writeFile } from "node:fs/promises";
import process from "node:process";
import {
  cellsToWords,
  encodeSample,
  keccak256,
  type ResolvedComposition,
  resolveComposition,
  toHex,
} from "@chainlearn/core";
import { densePerceptron, sparsePerceptron } from "@chainlearn/models-wasm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { shellSources } from "../../src/compiler/contracts.ts";
import { layoutSource } from "../../src/compiler/layout-source.ts";
import { contextLayout, translateKernels } from "../../src/translate/index.ts";
import { STATE_SLOT } from "../../src/translate/state-storage.ts";
import { Evm } from "./support/evm.ts";
import { nothing } from "./support/fixtures.ts";
import { type HandWritten, handWrittenDense, handWrittenSparse } from "./support/hand-written.ts";
import { compileSolidity, HEADER, word } from "./support/harness.ts";
import { Random } from "./support/random.ts";

/** `UPDATE_GAS=1` writes what is measured into the snapshot. */
const SNAPSHOT = new URL("gas.json", import.meta.url);
const UPDATES = process.env.UPDATE_GAS === "1";

const TRANSLATED = "0x00000000000000000000000000000000000000f4";
const HAND_WRITTEN = "0x00000000000000000000000000000000000000f5";
/** A translated kernel may cost so much more than assembly that was written by hand. */
const MOST = 1.015;

let evm: Evm;
beforeAll(async () => {
  evm = await Evm.start();
});
afterAll(() => evm.stop());

/**
 * Both contracts behind the same two functions. Around the translated kernel stand the shell's own checks and log; the
 * meter is loaded and stored as a shell does.
 */
function contracts(composition: ResolvedComposition, hand: HandWritten): string {
  const context = contextLayout(composition);
  const kernels = translateKernels(composition);
  const prepare = `
                let ctx := mload(0x40)
                mstore(0x40, add(ctx, ${context.size}))
                mstore(add(ctx, ${context.sampleOffset}), sample.offset)
                mstore(add(ctx, ${context.sampleLength}), sample.length)
                let meter := sload(0)
                mstore(add(ctx, ${context.meter}), meter)`;
  const params = composition.params
    .map(({ value }, i) => `mstore(add(ctx, ${context.params + 32 * i}), ${value})`)
    .join("\n                ");
  return `${HEADER}
import {CLASSES} from "generated/Layout.sol";
import {Entries, Log} from "Log.sol";
import {Rejections, reject} from "Rejections.sol";
import {Samples} from "Samples.sol";

contract Translated is Log {
    function predict(bytes calldata sample) external view returns (uint256 answer) {
        Samples.check(sample);
        assembly ("memory-safe") {${kernels.yul(["model_predict"])}${prepare}
                answer := model_predict(ctx)
        }
    }
    function update(uint256 label, bytes calldata sample) external {
        if (label >= CLASSES) reject(Rejections.LABEL_OUT_OF_RANGE);
        Samples.check(sample);
        assembly ("memory-safe") {${kernels.yul(["model_update"])}${prepare}
                ${params}
                model_update(ctx, label)
                let changed := mload(add(ctx, ${context.meter}))
                if xor(changed, meter) { sstore(0, changed) }
        }
        emit DataAdded(0, msg.sender, Entries.dataAdded(label, block.timestamp, 0, 0), sample);
    }
}

contract HandWritten {
    function predict(bytes calldata sample) external view returns (uint256 answer) {
        assembly ("memory-safe") {${hand.predict}
        }
    }
    function update(uint256 label, bytes calldata sample) external {
        assembly ("memory-safe") {${hand.update}
        }
    }
}`;
}

const selector = (signature: string): string =>
  `0x${toHex(keccak256(new TextEncoder().encode(signature)).subarray(0, 4))}`;
const PREDICT = selector("predict(bytes)");
const UPDATE = selector("update(uint256,bytes)");

const bytes = (sample: Uint8Array): string => {
  const text = toHex(sample);
  return word(BigInt(sample.length)) + text.padEnd(Math.ceil(text.length / 64) * 64, "0");
};
const predictCall = (sample: Uint8Array): string => `${PREDICT}${word(32n)}${bytes(sample)}`;
const updateCall = (label: bigint, sample: Uint8Array): string =>
  `${UPDATE}${word(label)}${word(64n)}${bytes(sample)}`;

/** Data of a log entry but for the time, bytes 3 to 7: the two transactions are in blocks of their own. */
const withoutTime = (data: string): string => data.slice(0, 8) + data.slice(18);

const measured: Record<string, number> = {};

/** A perceptron, the contract that was written by hand for it, and a sample with its state. */
interface Case {
  readonly name: string;
  readonly lane: 16 | 32;
  readonly composition: ResolvedComposition;
  readonly hand: HandWritten;
  readonly sample: Uint8Array;
  readonly cells: readonly bigint[];
  /** The label that the model gives the sample. */
  readonly right: bigint;
}

function sparse(lane: 16 | 32): Case {
  const composition = resolveComposition({
    model: sparsePerceptron,
    mechanism: nothing,
    shape: { features: 1_000, classes: 2, lane, encoding: "sparse", valueBits: 16, maxEntries: 64 },
    modelParams: { learningRate: 3n },
  });
  const random = new Random(lane);
  const chosen = new Set<number>();
  while (chosen.size < 20) chosen.add(random.below(1_000));
  const cells = Array.from({ length: 1_000 }, () => BigInt(random.below(200)) - 100n);
  const sum = [...chosen].reduce((total, index) => total + cells[index]!, 0n);
  return {
    name: "sparse-perceptron",
    lane,
    composition,
    hand: handWrittenSparse(composition),
    sample: encodeSample({ indices: [...chosen].sort((a, b) => a - b) }, composition.shape),
    cells,
    right: sum > 0n ? 1n : 0n,
  };
}

function dense(lane: 16 | 32): Case {
  const composition = resolveComposition({
    model: densePerceptron,
    mechanism: nothing,
    shape: { features: 100, classes: 2, lane, encoding: "dense", valueBits: 16, maxEntries: 100 },
    modelParams: { learningRate: 300n },
  });
  const random = new Random(lane);
  const values = Array.from({ length: 100 }, () => random.below(131_072) - 65_536);
  const cells = values.map(() => BigInt(random.below(20_000)) - 10_000n);
  const sum = values.reduce((total, value, i) => total + BigInt(value) * cells[i]!, 0n);
  return {
    name: "dense-perceptron",
    lane,
    composition,
    hand: handWrittenDense(composition),
    sample: encodeSample({ values }, composition.shape),
    cells,
    right: sum >> 16n > 0n ? 1n : 0n,
  };
}

describe.each([sparse(16), sparse(32), dense(16), dense(32)])("$name, int$lane lanes", (given) => {
  const { lane, composition, hand, sample, cells, right } = given;

  async function measure(name: string, calldata: string): Promise<void> {
    const gas: number[] = [];
    const states: bigint[][] = [];
    const logs: unknown[] = [];
    for (const address of [TRANSLATED, HAND_WRITTEN]) {
      await evm.setStorage(address, 0n, 1n);
      const words = cellsToWords(cells, lane);
      for (const [i, value] of words.entries()) await evm.setStorage(address, STATE_SLOT + BigInt(i), value);
      const { ok, gasUsed, logs: entries } = await evm.send(address, calldata);
      expect(ok).toBe(true);
      gas.push(gasUsed);
      logs.push(entries.map(({ topics, data }) => [topics, withoutTime(data)]));
      const slots = [0n, ...words.map((_, i) => STATE_SLOT + BigInt(i))];
      states.push(await Promise.all(slots.map((slot) => evm.storage(address, slot))));
    }
    expect(states[0]).toEqual(states[1]);
    expect(logs[0]).toEqual(logs[1]);
    expect(logs[0]).toHaveLength(calldata.startsWith(UPDATE) ? 1 : 0);
    const [translated, hand] = gas as [number, number];
    measured[`${given.name} int${lane} ${name}`] = translated;
    measured[`${given.name} int${lane} ${name}, by hand`] = hand;
    console.log(
      `${given.name} int${lane} ${name}: ${translated} / ${hand} = ${(translated / hand).toFixed(4)}`,
    );
    expect(translated / hand).toBeLessThanOrEqual(MOST);
  }

  it(`costs at most ${MOST} times the hand-written contract`, async () => {
    const files = { ...(await shellSources()), "generated/Layout.sol": layoutSource(composition, "chunks") };
    const { Translated, HandWritten } = await compileSolidity(contracts(composition, hand), { files });
    await evm.setCode(TRANSLATED, Translated!);
    await evm.setCode(HAND_WRITTEN, HandWritten!);
    measured[`${given.name} int${lane} bytes`] = (Translated!.length - 2) / 2;
    const { ok } = await evm.call(TRANSLATED, predictCall(sample));
    expect(ok).toBe(true);
    await measure("predict", predictCall(sample));
    await measure("update, right", updateCall(right, sample));
    await measure("update, wrong", updateCall(1n - right, sample));

    const refused = [
      updateCall(2n, sample),
      ...[0, sample.length - 1, sample.length - 2, 2 * sample.length].map((length) =>
        updateCall(
          right,
          Uint8Array.from({ length }, (_, i) => sample[i] ?? 255),
        ),
      ),
      updateCall(
        right,
        Uint8Array.from({ length: 258 }, (_, i) => i % 2),
      ),
      updateCall(right, Uint8Array.of(...sample.subarray(2, 4), ...sample.subarray(0, 2))),
      updateCall(right, Uint8Array.of(...sample.subarray(0, 2), ...sample.subarray(0, 2))),
      updateCall(right, Uint8Array.of(...sample.subarray(0, 2), 3, 232)),
    ];
    for (const calldata of refused) {
      const outcomes = await Promise.all([TRANSLATED, HAND_WRITTEN].map((to) => evm.call(to, calldata)));
      expect(outcomes[0]).toEqual(outcomes[1]);
    }
  });
});

it("costs what the snapshot says", async () => {
  if (UPDATES) await writeFile(SNAPSHOT, `${JSON.stringify(measured, undefined, 2)}\n`);
  expect(measured).toEqual(JSON.parse(await readFile(SNAPSHOT, "utf8")));
});
