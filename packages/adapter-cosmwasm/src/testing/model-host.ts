import type { ResolvedComposition } from "@chainlearn/core";
import type { ModelHost, TouchedCells } from "@chainlearn/core/testing";
import { buildContract, UPLOAD_LIMITS } from "../compiler/index.ts";
import { type EmbeddedDevChain, startEmbeddedChain } from "../embedded/start.ts";
import { startWasmd } from "./wasmd/start.ts";

/** What wasmd 0.61 charges for a key and its value, as measured; apart from the embedded host's own meter. */
const charge = (key: number, value: number): { readonly read: number; readonly write: number } => {
  const bytes = 33 + key + value;
  return { read: 1_000 + 3 * bytes, write: 2_000 + 30 * bytes };
};

const WORD_BYTES = 32;
const PAGE_KEY_BYTES = 4;
const DENSE_PAGE_WORDS = 64;

/** Meter read and written, a record written, every page with a touched cell read, every page with a changed cell written. */
function neededGas({ layout, shape }: ResolvedComposition, { cells, changed }: TouchedCells): bigint {
  const meter = charge(1, WORD_BYTES * layout.meterWords);
  const record = charge(33, WORD_BYTES);
  const pageWords = shape.encoding === "dense" ? DENSE_PAGE_WORDS : 1;
  const pagesOf = (touched: ReadonlySet<number>): number[] => [
    ...new Set([...touched].map((cell) => Math.floor(cell / layout.lanesPerWord / pageWords))),
  ];
  const page = (number: number) =>
    charge(PAGE_KEY_BYTES, WORD_BYTES * Math.min(pageWords, layout.stateWords - number * pageWords));
  const reads = pagesOf(cells).reduce((sum, number) => sum + page(number).read, 0);
  const writes = pagesOf(changed).reduce((sum, number) => sum + page(number).write, 0);
  return BigInt(meter.read + meter.write + record.write + reads + writes);
}

/** The embedded CosmWasm chain as a host of `modelChecks`. */
export const embeddedHost: ModelHost = {
  name: "cosmwasm",
  start: () => startEmbeddedChain(),
  async contractSize(composition) {
    const { wasm } = await buildContract(composition);
    return { bytes: wasm.length, most: UPLOAD_LIMITS.bytes };
  },
  storage: {
    spent: (chain) => (chain as EmbeddedDevChain).connection.newestStorageGas,
    needed: neededGas,
  },
};

/** A real wasmd as a host of `modelChecks`: a short run, since every addition waits for a block. */
export const wasmdHost: ModelHost = {
  name: "wasmd",
  start: () => startWasmd({ blockMilliseconds: 100 }),
  short: true,
};
