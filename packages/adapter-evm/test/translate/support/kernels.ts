import {
  bytesToBigint,
  cellsToWords,
  encodeSample,
  fromHex,
  type ModelState,
  type PlacedCell,
  type ResolvedComposition,
  type Sample,
} from "@chainlearn/core";
import { contextLayout, translateKernels } from "../../../src/translate/index.ts";
import { STATE_SLOT } from "../../../src/translate/state-storage.ts";
import type { Evm, Outcome } from "./evm.ts";
import {
  compileSolidity,
  fallbackContract,
  HEADER,
  type Runner,
  type SolidityOptions,
  word,
} from "./harness.ts";

/** Where the tests put the contract of a composition. */
export const KERNELS_ADDRESS = "0x00000000000000000000000000000000000000f3";

/** First words of calls that only touch storage. */
const LOAD = (1n << 256n) - 1n;
const STORE = (1n << 256n) - 2n;

/** What a shell puts into the memory that it shares with the kernels; see `ContextLayout`. */
export type ContextValues = Partial<
  Record<
    "time" | "paid" | "recordWord" | "recordTime" | "recordLabel" | "recordId" | "submitter" | "label",
    bigint
  >
> & {
  readonly meter?: readonly bigint[];
  readonly roles?: readonly bigint[];
  readonly args?: readonly bigint[];
  readonly sample?: Uint8Array;
};

/** What a call returned: the export's result and the shared memory afterwards. */
export interface Returned {
  readonly result: bigint;
  readonly memory: readonly bigint[];
}

/** Meter words with the hot cells packed in. */
export function packHot(cells: readonly PlacedCell[], values: readonly bigint[], words: number): bigint[] {
  const packed = Array.from({ length: words }, () => 0n);
  cells.forEach((cell, i) => {
    packed[cell.word]! |= BigInt.asUintN(cell.bits, values[i]!) << BigInt(cell.bit);
  });
  return packed;
}

/** The translated kernels of one composition behind a minimal shell: a call brings the whole shared memory. */
export class KernelContract {
  readonly #composition: ResolvedComposition;
  readonly #runner: Runner;
  readonly #entries: readonly string[];

  private constructor(composition: ResolvedComposition, runner: Runner, entries: readonly string[]) {
    this.#composition = composition;
    this.#runner = runner;
    this.#entries = entries;
  }

  static async install(
    evm: Evm,
    runner: Runner,
    composition: ResolvedComposition,
    entries: readonly string[],
    options: SolidityOptions = {},
  ): Promise<KernelContract> {
    const { evmVersion = "osaka" } = options;
    const kernels = translateKernels(composition, { evmVersion });
    const { size } = contextLayout(composition);
    const cases = entries.map((entry, i) => {
      const call = entry === "model_update" ? `${entry}(ctx, calldataload(0x20))` : `${entry}(ctx)`;
      const hasResult = entry !== "model_update" && entry !== "mechanism_seal";
      return `case ${i} { ${hasResult ? `result := ${call}` : call} }`;
    });
    const body = `
            let result
            switch calldataload(0)
            case ${LOAD} { result := sload(calldataload(0x20)) mstore(0, result) return(0, 0x20) }
            case ${STORE} { sstore(calldataload(0x20), calldataload(0x40)) return(0, 0) }
            default {
                let ctx := mload(0x40)
                mstore(0x40, add(ctx, ${size + 32}))
                calldatacopy(ctx, 0x40, ${size})
                switch calldataload(0)
                ${cases.join("\n                ")}
                default { revert(0, 0) }
                mstore(add(ctx, ${size}), result)
                return(ctx, ${size + 32})
            }`;
    const { Kernels: code } = await compileSolidity(
      HEADER + fallbackContract("Kernels", kernels.yul(entries), body),
      options,
    );
    await evm.setCode(KERNELS_ADDRESS, code!);
    return new KernelContract(composition, runner, entries);
  }

  /** Calldata of a call of an entry. */
  call(entry: string, given: ContextValues): string {
    const composition = this.#composition;
    const layout = contextLayout(composition);
    const memory = Array.from({ length: layout.size / 32 }, () => 0n);
    const put = (offset: number, values: readonly bigint[]): void =>
      values.forEach((value, i) => {
        memory[offset / 32 + i] = value;
      });
    const sample = given.sample ?? new Uint8Array();
    put(layout.sampleOffset, [BigInt(64 + layout.size)]);
    put(layout.sampleLength, [BigInt(sample.length)]);
    for (const name of [
      "time",
      "paid",
      "recordWord",
      "recordTime",
      "recordLabel",
      "recordId",
      "submitter",
    ] as const)
      put(layout[name], [given[name] ?? 0n]);
    put(layout.meter, given.meter ?? []);
    put(
      layout.params,
      composition.params.map(({ value }) => value),
    );
    put(layout.roles, given.roles ?? []);
    put(layout.args, given.args ?? []);
    const position = BigInt(this.#entries.indexOf(entry));
    const bytes = Array.from(sample, (byte) => byte.toString(16).padStart(2, "0")).join("");
    return `0x${[position, given.label ?? 0n, ...memory].map(word).join("")}${bytes}`;
  }

  load(slot: bigint): string {
    return `0x${word(LOAD)}${word(slot)}`;
  }

  store(slot: bigint, value: bigint): string {
    return `0x${word(STORE)}${word(slot)}${word(value)}`;
  }

  /** Runs calls in order on fresh storage. */
  run(calls: readonly string[]): Promise<Outcome[]> {
    return this.#runner.runInOrder(KERNELS_ADDRESS, calls);
  }

  returned({ data }: Outcome): Returned {
    const bytes = fromHex(data);
    const words = Array.from({ length: bytes.length / 32 }, (_, i) =>
      bytesToBigint(bytes.subarray(32 * i, 32 * i + 32)),
    );
    return { result: BigInt.asIntN(256, words.at(-1)!), memory: words.slice(0, -1) };
  }

  /** The meter words in the memory that a call returned. */
  meterOf({ memory }: Returned): bigint[] {
    const { layout } = this.#composition;
    const from = contextLayout(this.#composition).meter / 32;
    return memory.slice(from, from + layout.meterWords);
  }

  /** The calls that put a state into storage. */
  storeState(cells: ModelState["cells"]): string[] {
    return cellsToWords(cells, this.#composition.shape.lane).map((value, i) =>
      this.store(STATE_SLOT + BigInt(i), value),
    );
  }

  /** The calls that read all state words. */
  loadState(): string[] {
    return Array.from({ length: this.#composition.layout.stateWords }, (_, i) =>
      this.load(STATE_SLOT + BigInt(i)),
    );
  }

  encode(sample: Sample): Uint8Array {
    return encodeSample(sample, this.#composition.shape);
  }
}
