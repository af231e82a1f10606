import { type MechanismState, stateOfMechanism } from "../data/mechanism-state.ts";
import type { Deployed } from "../session.ts";

/** Words that `act decide` copies in one transaction; far below what fits a block. */
const WORDS = 500;

/** @throws ChainlearnError unsupported when the deployment's mechanism is another one */
export const lookAtChampion = (deployed: Deployed): Promise<MechanismState> =>
  stateOfMechanism(deployed, "champion");

/** Where champion stands; docs/mechanisms/champion.md has the same names. */
export type Phase = "setup" | "train" | "test" | "copy";

/** Unrevealed items. */
export interface ItemCounts {
  /** The chain in use has so many. */
  readonly inUse: number;
  /** Of the chain that was committed to behind it. */
  readonly queued: number;
  /** Of the queued ones, those that this cycle can reveal: the chain was committed to in an earlier one. */
  readonly queuedReady: number;
  /** The setup or the test needs so many more. */
  readonly missing: number;
}

export function itemCounts({ pool, param }: MechanismState): ItemCounts {
  const setupLeft = Number(pool("setupLeft"));
  const queued = Number(pool("itemsQueued"));
  return {
    inUse: Number(pool("itemsLeft")),
    queued,
    queuedReady: pool("queuedInCycle") < pool("cycle") ? queued : 0,
    missing: setupLeft > 0 ? setupLeft : Number(param("itemsPerCycle") - pool("revealed")),
  };
}

/** A moment of champion's life. Times are seconds since 1970. */
export interface Standing {
  readonly phase: Phase;
  /** What can be done, and by whom. */
  readonly next: string;
  /** From then on the test's items can be revealed; undefined in the setup. */
  readonly dueSeconds: number | undefined;
  /** From then on anybody may end the cycle at the curator's cost; undefined in the setup. */
  readonly lateSeconds: number | undefined;
  /** The test's items could be shown, and were not in time. */
  readonly isLate: boolean;
}

const COMMIT = "the curator: curator commit";
const REVEAL = "the curator: curator reveal";

/** @param now seconds since 1970 */
export function standingAt(state: MechanismState, now: number): Standing {
  const { pool, param } = state;
  const { inUse, queued, queuedReady, missing } = itemCounts(state);
  if (pool("setupLeft") > 0n)
    return {
      ...{ phase: "setup", next: inUse > 0 ? REVEAL : COMMIT },
      ...{ dueSeconds: undefined, lateSeconds: undefined, isLate: false },
    };
  const dueSeconds = Number(pool("cycleStartSeconds") + param("cycleSeconds"));
  const lateSeconds = dueSeconds + Number(param("revealWaitSeconds"));
  const standing = (phase: Phase, next: string, isLate = false): Standing => ({
    ...{ phase, next, dueSeconds, lateSeconds, isLate },
  });
  if (pool("copying") > 0n)
    return standing("copy", `anybody: act decide --arg ${WORDS}, until all is copied`);
  if (now < dueSeconds) {
    const leftAfterTest = Math.max(0, inUse + queuedReady - missing);
    const isShort = queued === 0 && leftAfterTest < param("itemsPerCycle");
    return standing("train", `anybody: add-data, act settle${isShort ? `; ${COMMIT}` : ""}`);
  }
  if (missing === 0) return standing("test", `anybody: act decide --arg ${WORDS}`);
  if (inUse + queuedReady === 0) return standing("test", "anybody: act skip, since there are no items");
  const isLate = now >= lateSeconds;
  return standing("test", isLate ? `${REVEAL}; or anybody: act skip, since it is late` : REVEAL, isLate);
}
