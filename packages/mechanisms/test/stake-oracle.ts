/** A contribution in the oracle's books. */
export interface Contribution {
  readonly submitter: string;
  readonly time: bigint;
  readonly label: number;
  readonly deposit: bigint;
  left: bigint;
  readonly takers: Set<string>;
}

export interface StakeSettings {
  readonly costWeightUnits: bigint;
  readonly minDepositUnits: bigint;
  readonly maxDepositUnits: bigint;
  readonly refundWaitSeconds: bigint;
  readonly ownerWaitSeconds: bigint;
  readonly anyWaitSeconds: bigint;
}

/** What an action pays, or why it is refused. */
export type Outcome = { readonly paid: bigint; readonly reason: number } | { readonly refused: string };

const refused = (code: string): Outcome => ({ refused: code });

/** Largest r with r * r <= n, by bisection. */
function root(n: bigint): bigint {
  let low = 0n;
  let high = 2n ** 40n;
  while (high - low > 1n) {
    const middle = (low + high) / 2n;
    if (middle * middle <= n) low = middle;
    else high = middle;
  }
  return low;
}

/** The rules of deposit, refund and take in plain integers; knows nothing of kernels and hosts. */
export class StakeOracle {
  lastAddition = 0n;
  readonly validated = new Map<string, bigint>();
  readonly #settings: StakeSettings;
  readonly #beneficiary: string | undefined;

  constructor(settings: StakeSettings, beneficiary?: string) {
    this.#settings = settings;
    this.#beneficiary = beneficiary;
  }

  get allValidated(): bigint {
    return [...this.validated.values()].reduce((sum, count) => sum + count, 0n);
  }

  quote(now: bigint): bigint {
    const { costWeightUnits, minDepositUnits, maxDepositUnits } = this.#settings;
    let idle = now - this.lastAddition;
    if (idle < 1n) idle = 1n;
    if (idle > 2_147_483_647n) idle = 2_147_483_647n;
    const price = (costWeightUnits * 60n * 65_536n) / root(idle * 2n ** 32n);
    const floored = price < minDepositUnits ? minDepositUnits : price;
    return floored > maxDepositUnits ? maxDepositUnits : floored;
  }

  add(now: bigint, submitter: string, label: number): Contribution {
    const deposit = this.quote(now);
    this.lastAddition = now;
    return { submitter, time: now, label, deposit, left: deposit, takers: new Set() };
  }

  refund(now: bigint, caller: string, item: Contribution, prediction: number): Outcome {
    if (caller !== item.submitter) return refused("not_submitter");
    if (item.takers.has(caller)) return refused("already_claimed");
    if (now - item.time < this.#settings.refundWaitSeconds) return refused("too_early");
    if (item.left === 0n && item.deposit > 0n) return refused("nothing_left");
    if (prediction !== item.label) return refused("model_disagrees");
    const paid = item.left;
    item.left = 0n;
    item.takers.add(caller);
    this.validated.set(caller, (this.validated.get(caller) ?? 0n) + 1n);
    return { paid, reason: 0 };
  }

  report(now: bigint, caller: string, item: Contribution, prediction: number): Outcome {
    if (caller === item.submitter) return refused("own_contribution");
    if (now - item.time < this.#settings.refundWaitSeconds) return refused("too_early");
    const own = this.validated.get(caller) ?? 0n;
    if (own === 0n) return refused("not_validated");
    if (item.takers.has(caller)) return refused("already_claimed");
    if (item.left === 0n) return refused("nothing_left");
    const part = (item.deposit * own) / this.allValidated;
    const paid = part < item.left ? part : item.left;
    if (paid === 0n) return refused("share_is_zero");
    if (prediction === item.label) return refused("model_agrees");
    item.left -= paid;
    item.takers.add(caller);
    return { paid, reason: 0 };
  }

  take(now: bigint, caller: string, item: Contribution): Outcome {
    const age = now - item.time;
    const late = age >= this.#settings.anyWaitSeconds;
    const asBeneficiary = age >= this.#settings.ownerWaitSeconds && caller === this.#beneficiary;
    if (!late && !asBeneficiary) return refused("too_early");
    if (item.left === 0n) return refused("nothing_left");
    const paid = item.left;
    item.left = 0n;
    return { paid, reason: late ? 1 : 2 };
  }
}
