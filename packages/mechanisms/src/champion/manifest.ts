import {
  type Caution,
  type CellSpec,
  mechanismManifest,
  type ParamSpec,
  type Validity,
} from "@chainlearn/core";

const MAX_UNITS = 2n ** 53n;
const MAX_SECONDS = 2n ** 40n - 1n;

const param = (
  name: string,
  unit: string,
  [min, max]: readonly [bigint, bigint],
  fallback: bigint | undefined,
  description: string,
): ParamSpec => ({ name, unit, min, max, description, ...(fallback !== undefined && { default: fallback }) });

const units = (name: string, fallback: bigint | undefined, description: string): ParamSpec =>
  param(name, "units", [0n, MAX_UNITS], fallback, description);
const seconds = (name: string, min: bigint, fallback: bigint, description: string): ParamSpec =>
  param(name, "seconds", [min, MAX_SECONDS], fallback, description);
const permille = (name: string, fallback: bigint, description: string, max = 1000n): ParamSpec =>
  param(name, "permille", [0n, max], fallback, description);

const unsigned = (bits: number, ...names: readonly string[]): CellSpec[] =>
  names.map((name) => ({ name, bits, signed: false }));

const PLAIN = { record: "none", args: [], payable: false } as const;

/** What a contribution is by the reason that `settle` ends with; behind 3 its deposit is forfeited too. */
const VERDICTS: Readonly<Record<number, Validity>> = { 1: "valid", 2: "void", 3: "invalid", 4: "invalid" };

/** Champion and challenger: the served model changes only after a won test on items that were committed to before. */
export const manifest = mechanismManifest({
  kind: "mechanism",
  id: "champion",
  version: "1.0.0",
  description:
    "A fixed, locked deposit; valid contributions train a challenger, which is served after it has won a test on committed items.",
  copies: 2,
  dataHandler: "unique",
  pool: [
    // The meter's first word: what additions read; money of the curator and of sponsors; copying.
    ...unsigned(7, "setupLeft"),
    ...unsigned(63, "bondUnits", "fundUnits"),
    ...unsigned(24, "queuedInCycle"),
    ...unsigned(32, "nextWord"),
    ...unsigned(2, "copying"),
    // Setup.
    ...unsigned(52, "mistake1", "mistake2", "mistake3", "mistake4"),
    ...unsigned(32, "itemsQueued"),
    // Test. So wide that what follows begins with a word of its own.
    ...unsigned(63, "thresholdMilli", "stepMilli"),
    ...unsigned(40, "itemsLeft"),
    ...unsigned(20, "revealed"),
    { name: "wins", bits: 21, signed: true },
    ...unsigned(20, "discordant"),
    // All that settlements write; the hot cells of a model that has few find room beside it.
    ...unsigned(40, "cycleStartSeconds"),
    ...unsigned(24, "cycle"),
    ...unsigned(32, "validInCycle"),
    ...unsigned(63, "potUnits"),
  ],
  account: [...unsigned(40, "settled", "invalid"), ...unsigned(24, "cycle"), ...unsigned(48, "validInCycle")],
  record: unsigned(2, "verdict"),
  registers: ["head", "next"],
  series: ["unitsPerValid"],
  roles: ["curator"],
  params: [
    param("depositUnits", "units", [1n, MAX_UNITS], undefined, "What every contribution costs."),
    permille("feePermille", 5n, "Share of the deposit that goes to the pot whatever the verdict."),
    seconds("settleWaitSeconds", 0n, 86_400n, "From this age on a contribution can be settled."),
    seconds(
      "lockSeconds",
      0n,
      1_209_600n,
      "From this age on the deposit can be released; from twice this age on without a verdict.",
    ),
    permille("tolerancePermille", 200n, "Share of its settled contributions that an account may have wrong."),
    permille("tipPermille", 50n, "Share of a forfeited deposit that goes to whoever settles."),
    seconds("cycleSeconds", 600n, 1_209_600n, "How long a cycle trains before its test."),
    param("itemsPerCycle", "items", [1n, 100_000n], 98n, "Items of a test."),
    param("openItems", "items", [1n, 79n], 50n, "Items that are revealed at first, to set the threshold."),
    permille(
      "confidentPermille",
      20n,
      "Share of right labels that the served model may contradict beyond the threshold.",
      50n,
    ),
    param("minWins", "items", [1n, 100_000n], 3n, "The challenger has to win by at least as many items."),
    param(
      "strictness",
      "quarters",
      [0n, 1000n],
      9n,
      "z^2 of the test, times 4: 9 asks for 1.5 deviations, 16 for 2.",
    ),
    seconds("revealWaitSeconds", 60n, 172_800n, "So long after the test is due its items are late."),
    units("bondUnits", undefined, "What the curator leaves as a bond."),
    permille("latePermille", 100n, "Share of the bond that a late test moves to the pot."),
    permille("potPermille", 250n, "Share of the pot that the end of a cycle pays out."),
    units("subsidyUnits", 0n, "What the fund adds for each valid contribution, as long as it lasts."),
  ],
  contradiction({ settleWaitSeconds, lockSeconds, revealWaitSeconds, minWins, itemsPerCycle }) {
    // Nobody can settle during a test, and one that is late lasts revealWaitSeconds.
    const judged = settleWaitSeconds! + revealWaitSeconds!;
    if (2n * lockSeconds! <= judged)
      return `lockSeconds is ${lockSeconds}; after twice as long deposits go back without a verdict, and it may take ${judged}, settleWaitSeconds and revealWaitSeconds, until anybody can settle.`;
    if (minWins! > itemsPerCycle!)
      return `minWins is ${minWins}; a test has ${itemsPerCycle} items, itemsPerCycle, and no more can be won.`;
    return undefined;
  },
  cautions({ learnsFromErrorsOnly, roles }) {
    const said: Caution[] = [];
    if (learnsFromErrorsOnly)
      said.push({
        what: "the model changes only when it is wrong, and champion trains it on what the served copy has right: it never learns anything.",
        todo: "Take averaged-perceptron, or a model that learns from every sample.",
      });
    if (!roles.includes("curator"))
      said.push({
        what: "nobody is the curator: without test items the contract never leaves its setup.",
        todo: "Name a curator in the composition's roles; they cannot be given later.",
      });
    return said;
  },
  judge:
    () =>
    ({ action, entry, contribution, found }) => {
      if (contribution === undefined) return [];
      const { id } = contribution;
      if (action === "settle") return [{ id, validity: VERDICTS[entry.reason]! }];
      // What is released without a verdict never gets one.
      return found === undefined ? [{ id, validity: "void" }] : [];
    },
  actions: [
    {
      ...PLAIN,
      name: "settle",
      record: "sample",
      description: "Anyone: the served model gives its verdict; what is valid trains the challenger.",
    },
    {
      ...PLAIN,
      name: "release",
      record: "hash",
      description: "Anyone: the deposit goes back to the submitter.",
    },
    { ...PLAIN, name: "collect", description: "An account takes its shares of the pot." },
    { ...PLAIN, name: "fund", payable: true, description: "Anyone: pays for the subsidy." },
    {
      ...PLAIN,
      name: "commit",
      args: ["items"],
      digest: true,
      payable: true,
      description: "The curator commits to a chain of items and fills up the bond.",
    },
    { ...PLAIN, name: "reveal", record: "item", description: "Anyone who knows it: reveals the next item." },
    {
      ...PLAIN,
      name: "decide",
      args: ["words"],
      description: "Anyone: promotes, resets or keeps, so many words at a time.",
    },
    { ...PLAIN, name: "skip", description: "Anyone: ends a cycle whose items are late, or used up." },
    {
      ...PLAIN,
      name: "returnBond",
      description: "The curator gets the bond back when all items are revealed.",
    },
  ],
  errors: {
    /** The action belongs to another part of the cycle. @remedy Look at `status` for setup, training, test or copying, and call what is due. */
    1000: "wrong_phase",
    /** The contribution has no verdict yet, and its longest wait is not over. @remedy Settle it first, or release it after twice the lock. */
    1001: "not_settled",
    /** The item is not the next one of the committed chain. @remedy Reveal the items in the order in which they were committed. */
    1002: "not_the_item",
    /** The chain of items is used up, and no other was committed in an earlier cycle. @remedy The curator commits to new items and waits for the next cycle. */
    1003: "no_items",
    /** There are unrevealed items, so neither another chain nor the bond can take their place. @remedy Wait until they are revealed. */
    1004: "items_waiting",
    /** The payment is not the amount that is asked for. @remedy For `commit` send what is missing of the bond, for `fund` more than nothing. */
    1005: "wrong_amount",
    /** The chain has too few items or too many. @remedy Commit to one item at least, at first to `openItems`, and to fewer than 2^32. */
    1006: "wrong_count",
  },
});
