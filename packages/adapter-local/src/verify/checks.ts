import type { CodeCheck, CodeVerification } from "@chainlearn/core";
import type { Difference } from "../replay/difference.ts";
import type { Check } from "./report.ts";

/** What comparing a contract with its replay came to; a difference stands where one was found. */
export interface Findings {
  readonly code: CodeVerification;
  /** The kernels at hand are others than the contract names: nothing could be replayed. */
  readonly kernels: Difference | undefined;
  /** Absent: nothing was replayed. */
  readonly replayed?: {
    readonly entries: number;
    /** Where they came from. */
    readonly logSource: string;
    /** Whether replay came to the end of the initial state. */
    readonly sealed: boolean;
    /** At the end of what could be replayed. */
    readonly stateHash: string;
    readonly log: Difference | undefined;
    readonly model: Difference | undefined;
    readonly records: Difference | undefined;
    readonly money: Difference | undefined;
  };
}

const COMPARED: Readonly<Record<CodeCheck["part"], string>> = {
  code: "the code on chain is the one that was built here",
  instance: "deployer, parameters and roles are those of the composition",
  creation: "nothing but this code has made what the contract holds",
};

const inWords = ({ where, expected, actual }: Difference): string =>
  `${where}: ${actual} on chain, expected ${expected}`;

const compared = (what: string, difference: Difference | undefined, equal: string): Check =>
  difference
    ? { what, outcome: "failed", details: inWords(difference) }
    : { what, outcome: "ok", details: equal };

/** Nobody has to be wrong for it, and still nobody should rely on what can change. */
const UNSEALED =
  "the contract is not sealed: it takes no data yet, and its deployer can still change the model's numbers";

const unknown = (what: string, details: string): Check => ({ what, outcome: "not checkable", details });

/** What no chain can tell, whatever else is in order. */
const OFF_CHAIN: readonly Check[] = [
  unknown(
    "encoder",
    "how samples are made from inputs is not on the chain; ask whoever deployed the contract",
  ),
  unknown(
    "accuracy",
    "no test set is on the chain, unless the mechanism has one revealed; measure with data of your own",
  ),
];

function replayChecks(replayed: Findings["replayed"]): Check[] {
  if (!replayed)
    return ["initial state", "log", "state", "records", "money"].map((what) =>
      unknown(what, "the contract's kernels are not at hand"),
    );
  const { entries, logSource, sealed, log, model, records, money, stateHash } = replayed;
  const initial = sealed
    ? compared("initial state", undefined, "the logged numbers have the hash that was sealed")
    : log
      ? compared("initial state", log, "")
      : { what: "initial state", outcome: "failed" as const, details: UNSEALED };
  if (log)
    return [
      initial,
      compared("log", log, ""),
      ...["state", "records", "money"].map((what) => unknown(what, "the log does not replay")),
    ];
  return [
    initial,
    compared("log", undefined, `${entries} entries of ${logSource} come out as they were logged`),
    compared("state", model, `every number of the model, hash ${stateHash}`),
    compared("records", records, "contributions, accounts, claims and the mechanism's cells"),
    compared("money", money, "what is owed is there"),
  ];
}

/** The table of checks, in the order in which they build on each other. */
export function checksOf({ code, kernels, replayed }: Findings): Check[] {
  const { model, mechanism } = code.kernelIds;
  return [
    compared("kernels", kernels, `model ${model}, mechanism ${mechanism}`),
    ...code.checks.map(
      ({ part, difference }): Check => ({
        what: part,
        outcome: difference === undefined ? "ok" : "failed",
        details: difference ?? COMPARED[part],
      }),
    ),
    ...replayChecks(replayed),
    ...OFF_CHAIN,
  ];
}
