/** A contribution in the oracle's books. */
export interface PointsContribution {
  readonly submitter: string;
  readonly time: bigint;
  readonly label: number;
  claimed: boolean;
}

/** undefined: accepted. */
export type PointsOutcome = { readonly refused: string } | undefined;

/** The rules of points in plain integers; knows nothing of kernels and hosts. */
export class PointsOracle {
  readonly validated = new Map<string, bigint>();
  readonly #claimWaitSeconds: bigint;

  constructor(claimWaitSeconds: bigint) {
    this.#claimWaitSeconds = claimWaitSeconds;
  }

  add(now: bigint, submitter: string, label: number): PointsContribution {
    return { submitter, time: now, label, claimed: false };
  }

  claim(now: bigint, caller: string, item: PointsContribution, prediction: number): PointsOutcome {
    if (caller !== item.submitter) return { refused: "not_submitter" };
    if (item.claimed) return { refused: "already_claimed" };
    if (now < item.time + this.#claimWaitSeconds) return { refused: "too_early" };
    if (prediction !== item.label) return { refused: "model_disagrees" };
    item.claimed = true;
    this.validated.set(caller, (this.validated.get(caller) ?? 0n) + 1n);
    return undefined;
  }
}
