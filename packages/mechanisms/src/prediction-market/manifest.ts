import { type CellSpec, mechanismManifest, type ParamSpec } from "@chainlearn/core";
import { judge } from "./judge.ts";

const unsigned = (bits: number, ...names: readonly string[]): CellSpec[] =>
  names.map((name) => ({ name, bits, signed: false }));
const signed = (bits: number, ...names: readonly string[]): CellSpec[] =>
  names.map((name) => ({ name, bits, signed: true }));

const param = (
  name: string,
  unit: string,
  [min, max, fallback]: readonly [bigint, bigint, bigint?],
  description: string,
): ParamSpec => ({
  name,
  unit,
  min,
  max,
  ...(fallback !== undefined && { default: fallback }),
  description,
});
const DAY = 86_400n;
const window = (name: string, fallback: bigint, description: string): ParamSpec =>
  param(name, "seconds", [1n, 2n ** 37n, fallback], description);

const PLAIN = { record: "none", args: [], payable: false } as const;

/** A bounty for data that makes a model better on hidden test items; who makes it worse pays. */
export const manifest = mechanismManifest({
  kind: "mechanism",
  id: "prediction-market",
  version: "1.0.0",
  description:
    "A bounty for staked contributions: each wins or loses by what it changes in the model's score on hidden test items.",
  copies: 2,
  // What every step of the settlement changes stands in the first word.
  pool: [
    ...unsigned(4, "stage"),
    ...unsigned(32, "cursor"),
    ...unsigned(16, "correct", "before", "turn", "turnMember"),
    ...unsigned(53, "feesUnits"),
    ...unsigned(16, "contributions", "members"),
    ...unsigned(5, "revealed"),
    ...unsigned(1, "reclaimed"),
    ...unsigned(16, "baseline", "roundsLeft", "run"),
    ...unsigned(63, "owedUnits"),
    ...unsigned(40, "startSeconds"),
    ...unsigned(32, "joined", "unveiled"),
    ...unsigned(63, "shareUnits"),
    ...signed(64, "seed"),
  ],
  account: [
    ...unsigned(16, "member", "contributions", "lastContribution"),
    ...unsigned(2, "draw"),
    ...signed(64, "secret0", "secret1", "secret2", "secret3"),
  ],
  record: unsigned(16, "number"),
  registers: ["testItems"],
  series: ["balance", "score", "dropped", "owner", "first", "after"],
  roles: ["provider"],
  params: [
    param(
      "stakeUnits",
      "units",
      [1n, 2n ** 36n],
      "Stake of a contribution, and what a round moves for the whole score.",
    ),
    param("rounds", "rounds", [1n, 32_767n], "The bounty pays so many rounds: it is rounds x stakeUnits."),
    param(
      "bondUnits",
      "units",
      [0n, 2n ** 52n],
      "The provider's bond, shared out if the test items are not revealed.",
    ),
    param(
      "drawBondUnits",
      "units",
      [0n, 2n ** 40n],
      "Bond of whoever joins the draw, lost by not unveiling.",
    ),
    param(
      "stepFeeUnits",
      "units",
      [0n, 2n ** 40n, 0n],
      "Paid to the caller for each step of the settlement.",
    ),
    param("feePotUnits", "units", [0n, 2n ** 52n, 0n], "Escrowed with the bounty for these fees."),
    param(
      "testParts",
      "parts",
      [2n, 16n, 10n],
      "Parts of the test items; one is drawn and shown before the stakes.",
    ),
    param("itemsPerPart", "items", [1n, 64n, 10n], "Test items in each part."),
    param("maxContributions", "contributions", [1n, 32_767n, 1_000n], "Most contributions that are taken."),
    param("grouped", "0 or 1", [0n, 1n, 0n], "1: scored account by account, all its contributions at once."),
    window("commitSeconds", DAY, "From funding on: the draw is open to join."),
    window("drawSeconds", DAY, "Then: those who joined unveil."),
    window("showSeconds", DAY, "Then: the part that was drawn has to be shown."),
    window("stakeSeconds", 14n * DAY, "Then: contributions are taken; also before, once the part is shown."),
    window("revealSeconds", 3n * DAY, "Then: the other parts have to be revealed."),
    window("settleSeconds", 30n * DAY, "Then: the settlement, before anybody may expire it."),
  ],
  judge,
  actions: [
    {
      ...PLAIN,
      name: "fund",
      digest: true,
      payable: true,
      description: "The provider escrows bounty, bond and fees, and commits to the test items.",
    },
    {
      ...PLAIN,
      name: "join",
      digest: true,
      payable: true,
      description: "Commits the caller to a share of the randomness that draws the part to show.",
    },
    {
      ...PLAIN,
      name: "unveil",
      digest: true,
      description: "Adds the caller's share to the randomness; the bond comes back.",
    },
    {
      ...PLAIN,
      name: "reveal",
      parts: true,
      description: "Opens the next part of the test items; the last call opens all parts.",
    },
    {
      ...PLAIN,
      name: "expire",
      description:
        "Ends a market that its provider let down, that nobody took part in, or that nobody has settled.",
    },
    {
      ...PLAIN,
      name: "settle",
      args: ["steps"],
      parts: true,
      description: "Does steps of the settlement, for a fee.",
    },
    {
      ...PLAIN,
      name: "train",
      record: "sample",
      description: "Trains the working copy on the contribution whose turn it is, for a fee.",
    },
    {
      ...PLAIN,
      name: "collect",
      description: "Pays out what a settled or cancelled market owes the caller.",
    },
    {
      ...PLAIN,
      name: "refund",
      record: "hash",
      description: "Gives the stake of an expired market back, with its share of bounty and bond.",
    },
    { ...PLAIN, name: "reclaim", description: "Pays what is left over back to the provider." },
  ],
  errors: {
    /** The action belongs to another phase of the market. @remedy Look at the windows on the mechanism's page; `settle` says by its reason what follows. */
    1000: "wrong_phase",
    /** The payment is not exactly the amount that is asked for. @remedy `fund`: bounty, bond and fees together; `join`: the bond of the draw. */
    1001: "wrong_amount",
    /** The market has taken as many contributions as it can settle. @remedy Nothing was charged; wait for another market. */
    1002: "market_full",
    /** The 32 bytes are not the secret that the account committed to. @remedy Unveil the very bytes, from the account that joined. */
    1003: "not_the_secret",
    /** The opening is of another list or part, or has another number of items. @remedy Open the part that is due, with the salts of the commitment. */
    1004: "not_the_part",
    /** It is another contribution's turn to train. @remedy Train the one whose number is the market's turn. */
    1005: "not_the_next",
  },
});
