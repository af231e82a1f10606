import { randomBytes } from "node:crypto";
import { type CommittedItem, commitItems } from "@chainlearn/core";
import { champion as plugin } from "@chainlearn/mechanisms";
import { DAY, DEPOSIT_UNITS, MODEL } from "../composition.ts";
import type { LabelledSample } from "../mail/prepare.ts";
import type { OpenContribution } from "../story/books.ts";
import { eveningsOf } from "../story/plan.ts";
import type { Stage } from "../story/stage.ts";
import type { Routine, StoryMechanism } from "./story-mechanism.ts";
import { FORFEITED, testText, VALID, Verdicts } from "./verdicts.ts";

/** What the mechanism does unless a composition says otherwise. */
function byDefault(name: string): bigint {
  const value = plugin.manifest.params.find((param) => param.name === name)?.default;
  if (value === undefined) throw new Error(`${plugin.manifest.id} has no default for ${name}.`);
  return value;
}

const AFTER_FEE = DEPOSIT_UNITS - (DEPOSIT_UNITS * byDefault("feePermille")) / 1000n;
const SETTLE_WAIT = Number(byDefault("settleWaitSeconds"));
const OPEN_ITEMS = Number(byDefault("openItems"));
const ITEMS_PER_CYCLE = Number(byDefault("itemsPerCycle"));
const BOND_UNITS = 20n * DEPOSIT_UNITS;
/** Fewer than the mechanism's two weeks give, so that three weeks of mail see two tests. */
const EVENINGS_PER_TEST = 11;
/** The corpus has not many more mails beside those that are contributed and held back. */
const MOST_TESTS = 8;
/** As many words as the model has, or more: a decision is one transaction. */
const ALL_WORDS = 1_000n;

const millions = (units: bigint): string => (Number(units) / 1e6).toFixed(2);

/** One story with champion. The deployer is the curator: she keeps test mails, and reveals them on every eleventh evening. */
class ChampionRoutine implements Routine {
  readonly #stage: Stage;
  readonly #mails: readonly LabelledSample[];
  readonly #settled = new Set<OpenContribution>();
  #unrevealed: readonly CommittedItem[] = [];
  /** Hash of the model that has been served since the last test. */
  #served = "";
  /** What was settled since the last test. */
  #verdicts = new Verdicts();
  /** Who has shares of the cycle under way. */
  readonly #sharers = new Set<string>();

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
    this.#served = this.#stage.servedHash();
    this.#stage.tell(
      `The curator commits to ${items.length} test mails, leaves a bond, and reveals ${OPEN_ITEMS} to set the threshold.`,
    );
  }

  async evening(day: number): Promise<void> {
    if ((day + 1) % EVENINGS_PER_TEST === 0) await this.#test();
    const { books, honest } = this.#stage;
    for (const contribution of books.contributions) {
      if (this.#settled.has(contribution) || this.#stage.age(contribution) < SETTLE_WAIT) continue;
      // Everybody sees to his own mails; for the tip the honest ones see to what nobody wants to have settled.
      const own = honest.find(({ address }) => address === contribution.submitter);
      const { address } = own ?? honest[contribution.id % honest.length]!;
      const { reason } = await this.#stage.act("settle", { from: address, contribution });
      this.#verdicts.add(reason, this.#stage.nameOf(contribution.submitter));
      if (reason === VALID) this.#sharers.add(contribution.submitter);
      this.#settled.add(contribution);
    }
  }

  async end(): Promise<void> {
    if (this.#verdicts.count > 0) await this.#test();
    const open = this.#stage.books.contributions.filter(({ left }) => left > 0n);
    for (const contribution of open)
      await this.#stage.act("release", { from: contribution.submitter, contribution });
    await this.#stage.act("returnBond", { from: this.#stage.deployer });
    this.#stage.tell(
      `${open.length} deposits are released, less the fee, and the curator gets her bond back.`,
      "released",
    );
  }

  /** Challenger against champion; then the next cycle begins, and the last one's shares are paid. */
  async #test(): Promise<void> {
    const { deployer } = this.#stage;
    await this.#stage.look();
    if (this.#stage.servedHash() !== this.#served)
      throw new Error("The served model changed without a test.");
    this.#stage.tell(`${this.#verdicts.text()} The model that is served is still the same, bit for bit.`);
    this.#verdicts = new Verdicts();
    const complete = this.#unrevealed.length >= ITEMS_PER_CYCLE;
    const answers = await this.#reveal(ITEMS_PER_CYCLE);
    if (complete) {
      const decision = await this.#stage.act("decide", { from: deployer, args: [ALL_WORDS] });
      this.#stage.tell(...testText(answers, decision.reason));
    } else {
      await this.#stage.act("skip", { from: deployer });
      this.#stage.tell("There is no test: the curator has not enough mails left.");
    }
    await this.#stage.look();
    this.#served = this.#stage.servedHash();
    await this.#collect();
  }

  async #collect(): Promise<void> {
    let units = 0n;
    for (const address of this.#sharers)
      units += (await this.#stage.act("collect", { from: address })).amount;
    this.#stage.tell(`${this.#sharers.size} accounts collect ${millions(units)} million units from the pot.`);
    this.#sharers.clear();
  }

  /** @returns the reasons that were logged */
  async #reveal(count: number): Promise<number[]> {
    const reasons: number[] = [];
    for (const item of this.#unrevealed.slice(0, count))
      reasons.push((await this.#stage.act("reveal", { from: this.#stage.deployer, item })).reason);
    this.#unrevealed = this.#unrevealed.slice(count);
    return reasons;
  }
}

/** Champion and challenger: contributions are settled a day later, the served model changes when a test is won. */
export const champion: StoryMechanism = {
  composition: {
    ...MODEL,
    mechanism: "champion",
    mechanismParams: {
      depositUnits: DEPOSIT_UNITS,
      bondUnits: BOND_UNITS,
      cycleSeconds: BigInt((EVENINGS_PER_TEST - 1) * DAY),
    },
  },
  actions: ["commit", "reveal", "settle", "decide", "skip", "collect", "release", "returnBond"],
  deployerRole: "curator",
  lockDays: Number(byDefault("lockSeconds")) / DAY,
  testMails: (contributions) => {
    const tests = Math.ceil(eveningsOf(contributions) / EVENINGS_PER_TEST);
    return OPEN_ITEMS + Math.min(tests, MOST_TESTS) * ITEMS_PER_CYCLE;
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
