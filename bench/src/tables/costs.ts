import { DEFAULT_GAS_MARGIN } from "@chainlearn/adapter-cosmwasm";
import { markdownTable } from "@chainlearn/example-kit/markdown";
import { CHAMPION, CHAMPION_ACTIONS } from "../champion-rows.ts";
import { gasIn } from "../rows.ts";

const GWEI_PER_ETH = 1e9;
/** The price of gas that most presets of CosmWasm chains begin with, in the smallest unit of the coin. */
const COSMWASM_PRICE = 0.025;
const SMALLEST_PER_COIN = 1e6;

const AVERAGED = `AveragedPerceptron-1000/20/${CHAMPION}`;
const STAKE = "SparsePerceptron-1000";

/** What is paid for, with its rows in the snapshot. CosmWasm is measured with `stake`. */
const COSTS: readonly (readonly [what: string, evm: string, cosmwasm?: string])[] = [
  ["champion, averaged perceptron: deployment", `AveragedPerceptron-1000/-/${CHAMPION}/deploy/int32`],
  ["addition", `${AVERAGED}/${CHAMPION_ACTIONS.add}/int32`],
  ["its verdict, which trains", `${AVERAGED}/${CHAMPION_ACTIONS.settle}/int32`],
  ["the same, one of 16 in a transaction", `${AVERAGED}/${CHAMPION_ACTIONS.settleBatch}/int32`],
  ["release of its deposit", `${AVERAGED}/${CHAMPION_ACTIONS.release}/int32`],
  ["stake, sparse perceptron: deployment", `${STAKE}/-/Stakeable64/deploy/int32`, "cosmwasm/-/deploy/int32"],
  [
    "addition that trains",
    `${STAKE}/20/Stakeable64/addData incorrect label 1/int32`,
    "cosmwasm/20/addData incorrect/int32",
  ],
  ["refund of its deposit", `${STAKE}/20/Stakeable64/refund later/int32`, "cosmwasm/20/refund later/int32"],
];

/** Two significant digits, never in powers of ten. */
const short = (value: number): string =>
  Number(value.toPrecision(2)).toLocaleString("en-GB", { maximumSignificantDigits: 2 });

/**
 * What going public costs, for the guide: 1,000 features, samples of 20, int32. CosmWasm chains charge for the limit, which
 * the client sets to a multiple of the gas that a simulation used.
 */
export function costTable(snapshot: Readonly<Record<string, number>>): string {
  const lines = COSTS.map(([what, evmRow, cosmWasmRow]) => {
    const gas = gasIn(snapshot, evmRow);
    const cosmWasm = cosmWasmRow === undefined ? undefined : gasIn(snapshot, cosmWasmRow);
    return [
      what,
      gas.toLocaleString("en-GB"),
      `${short(gas / GWEI_PER_ETH)} ETH`,
      cosmWasm?.toLocaleString("en-GB") ?? "",
      cosmWasm === undefined
        ? ""
        : `${short((cosmWasm * DEFAULT_GAS_MARGIN * COSMWASM_PRICE) / SMALLEST_PER_COIN)} coins`,
    ];
  });
  return markdownTable(
    [
      "",
      "EVM, gas",
      "at 1 gwei",
      "CosmWasm, gas",
      `at ${COSMWASM_PRICE} a unit, times ${DEFAULT_GAS_MARGIN}`,
    ],
    lines,
  );
}
