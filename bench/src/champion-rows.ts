/** Champion's name in the rows. */
export const CHAMPION = "Champion";
/** Settlements that are sent in one transaction. */
export const SETTLED_AT_ONCE = 16;
/** Calls that a promotion is cut into. */
export const CALLS_OF_PROMOTION = 2n;

/** Names of the rows' actions, in their order. */
export const CHAMPION_ACTIONS = {
  add: "addData",
  settle: "settle valid, trains",
  settleBatch: `settle valid, trains, one of ${SETTLED_AT_ONCE}`,
  forfeit: "settle invalid, forfeited",
  release: "release",
  releaseByAnother: "release by another",
  reveal: "reveal",
  promote: `promote, ${CALLS_OF_PROMOTION} calls`,
  collect: "collect",
} as const;

/** What a row may cost at most, as the project promises it for 20 entries, 1,000 weights and cells that were touched before. */
export const CHAMPION_LIMITS: readonly (readonly [action: string, most: number | null])[] = [
  [CHAMPION_ACTIONS.add, 66_000],
  [CHAMPION_ACTIONS.settle, 160_000],
  [CHAMPION_ACTIONS.settleBatch, 85_000],
  [CHAMPION_ACTIONS.forfeit, null],
  [CHAMPION_ACTIONS.release, 45_000],
  [CHAMPION_ACTIONS.releaseByAnother, 45_000],
  [CHAMPION_ACTIONS.reveal, 100_000],
  [CHAMPION_ACTIONS.promote, 800_000],
  [CHAMPION_ACTIONS.collect, null],
];
