import { randomBytes } from "node:crypto";
import { type CommittedItem, commitItems } from "@chainlearn/core";
import { DAY, DEPOSIT_UNITS, MODEL } from "../composition.ts";
import type { LabelledSample } from "../mail/prepare.ts";
import type { OpenContribution } from "../story/books.ts";
import { PER_DAY } from "../story/plan.ts";
import type { Stage } from "../story/stage.ts";
import type { Routine, StoryMechanism } from "./story-mechanism.ts";

const FEE_PERMILLE = 10n;
const AFTER_FEE = DEPOSIT_UNITS - (DEPOSIT_UNITS * FEE_PERMILLE) / 1000n;
const BOND_UNITS = 20n * DEPOSIT_UNITS;
const SETTLE_WAIT = DAY;
const LOCK_DAYS = 14;
const CYCLE_DAYS = 10;
const OPEN_ITEMS = 50;
const ITEMS_PER_CYCLE = 98;
/** The corpus has not many more mails beside those that are contributed and held back. */
const MOST_CYCLES = 8;
/** As many words as the model has, or more: a decision is one transaction. */
const ALL_WORDS = 1_000n;
/** Reasons that settle logs. */
const VALID = 1;
const FORFEITED = 4;

/** One story with champion. The deployer is the curator: she keeps test items, and reveals them every ten days. */
class ChampionRoutine implements Routine {
  readonly #stage: Stage;
  readonly #mails: readonly LabelledSample[];
  readonly #settled = new Set<OpenContribution>();
  /** Who has shares of the cycle under way. */
  readonly #sharers = new Set<string>();
  #unrevealed: readonly CommittedItem[] = [];
  #cycleStart = 0;

  constructor(stage: Stage, mails: readonly LabelledSample[]) {
    this.#stage = stage;
    this.#mails = mails;
  }

  async begin(): Promise<void> {
    const { trainer, deployer } = this.#stage;
    const { head, items } = commitItems(this.#mails, randomBytes(32), trainer.composition.shape);
    this.#unrevealed = items;
    await this.#stage.act("commit", {
      ...{ from: deployer, digest: head, args: [BigInt(items.length)], pay: BOND_UNITS },
    });
    await this.#reveal(OPEN_ITEMS);
    this.#cycleStart = this.#stage.clock;
  }

  async evening(): Promise<void> {
    if (this.#stage.clock >= this.#cycleStart + CYCLE_DAYS * DAY) await this.#test();
    const { books, honest } = this.#stage;
    for (const contribution of books.contributions) {
      if (this.#settled.has(contribution) || this.#stage.age(contribution) < SETTLE_WAIT) continue;
      // Everybody sees to his own mails; for the tip the honest ones see to what nobody wants to have settled.
      const own = honest.find(({ address }) => address === contribution.submitter);
      const { address } = own ?? honest[contribution.id % honest.length]!;
      const { reason } = await this.#stage.act("settle", { from: address, contribution });
      this.#settled.add(contribution);
      if (reason === VALID) this.#sharers.add(contribution.submitter);
    }
  }

  async end(): Promise<void> {
    await this.#test();
    for (const contribution of this.#stage.books.contributions) {
      if (contribution.left > 0n)
        await this.#stage.act("release", { from: contribution.submitter, contribution });
    }
    await this.#reveal(this.#unrevealed.length);
    await this.#stage.act("returnBond", { from: this.#stage.deployer });
  }

  /** Challenger against champion; then the next cycle begins, and the last one's shares are paid. */
  async #test(): Promise<void> {
    const { deployer } = this.#stage;
    const complete = this.#unrevealed.length >= ITEMS_PER_CYCLE;
    await this.#reveal(ITEMS_PER_CYCLE);
    if (complete) await this.#stage.act("decide", { from: deployer, args: [ALL_WORDS] });
    else await this.#stage.act("skip", { from: deployer });
    this.#cycleStart = this.#stage.clock;
    for (const address of this.#sharers) await this.#stage.act("collect", { from: address });
    this.#sharers.clear();
  }

  async #reveal(count: number): Promise<void> {
    for (const item of this.#unrevealed.slice(0, count))
      await this.#stage.act("reveal", { from: this.#stage.deployer, item });
    this.#unrevealed = this.#unrevealed.slice(count);
  }
}

/** Champion and challenger: contributions are settled a day later, the served model changes when a test is won. */
export const champion: StoryMechanism = {
  composition: {
    ...MODEL,
    mechanism: "champion",
    mechanismParams: {
      depositUnits: DEPOSIT_UNITS,
      feePermille: FEE_PERMILLE,
      settleWaitSeconds: BigInt(SETTLE_WAIT),
      lockSeconds: BigInt(LOCK_DAYS * DAY),
      cycleSeconds: BigInt(CYCLE_DAYS * DAY),
      itemsPerCycle: BigInt(ITEMS_PER_CYCLE),
      openItems: BigInt(OPEN_ITEMS),
      bondUnits: BOND_UNITS,
    },
  },
  actions: ["commit", "reveal", "settle", "decide", "skip", "collect", "release", "returnBond"],
  deployerRole: "curator",
  lockDays: LOCK_DAYS,
  testMails: (contributions) => {
    const cycles = Math.ceil(contributions / PER_DAY / CYCLE_DAYS);
    return OPEN_ITEMS + Math.min(cycles, MOST_CYCLES) * ITEMS_PER_CYCLE;
  },
  effect: (action, { actor, amount, reason }, { submitter, left, agreed }) => {
    if (action === "settle")
      return {
        receiver: reason === FORFEITED ? actor : submitter,
        left: reason === FORFEITED ? 0n : AFTER_FEE,
        agreed: reason === VALID,
      };
    return { receiver: submitter, left: left - amount, agreed };
  },
  pledged: (action, { paid, amount }) =>
    action === "commit" ? paid : action === "returnBond" ? -amount : 0n,
  routine: (stage, testMails) => new ChampionRoutine(stage, testMails),
};
