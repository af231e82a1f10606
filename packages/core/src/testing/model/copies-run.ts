import { type ResolvedComposition, resolveComposition } from "../../composition.ts";
import type { DevChain } from "../../dev-chain.ts";
import { SERVED, WORKING } from "../../manifest.ts";
import type { Contribution } from "../../record.ts";
import { encodeSample, type Sample } from "../../sample.ts";
import { cellsToWords } from "../../state.ts";
import type { TransactionResult } from "../../transaction.ts";
import { entryOf, type FullTrainer, peopleOf, Stage } from "../adapter/stage.ts";
import { assertEqual, assertRejects, assertThat, CheckFailure } from "../assert.ts";
import { Random } from "../random.ts";
import { type ModelCase, usualState } from "./cases.ts";
import { hashOf, References } from "./run.ts";
import { anySample } from "./samples.ts";
import type { ModelSubject } from "./subject.ts";

const SEED = 20_261_122;
const HALF = 128n;
const lower = (word: bigint): bigint => BigInt.asUintN(Number(HALF), word);

interface Known extends Contribution {
  readonly entries: Sample;
}

/** A composition of two copies on a chain, beside two sets of references that keep apart by themselves. */
export class CopiesRun {
  readonly trainer: FullTrainer;
  readonly composition: ResolvedComposition;
  readonly #chain: DevChain;
  readonly #case: ModelCase;
  readonly #copies: readonly [served: References, working: References];
  readonly #random = new Random(SEED);
  readonly #known: Known[] = [];
  #wereApart = false;
  #labels: number;

  private constructor(
    chain: DevChain,
    trainer: FullTrainer,
    modelCase: ModelCase,
    copies: readonly [References, References],
  ) {
    this.trainer = trainer;
    this.composition = trainer.composition;
    this.#chain = chain;
    this.#case = modelCase;
    this.#copies = copies;
    this.#labels = modelCase.growth?.startClasses ?? modelCase.shape.classes;
    for (const references of copies) references.setLabels(this.#labels);
  }

  /** @param state default: cells and hot cells that are usual for the model */
  static async start(
    subject: ModelSubject,
    chain: DevChain,
    modelCase: ModelCase,
    state = usualState(new Random(SEED), subject, modelCase),
  ): Promise<CopiesRun> {
    if (!subject.copies) throw new CheckFailure("the subject names no mechanism with two copies.");
    const { growth, shape, params } = modelCase;
    const { deployer, beneficiary } = peopleOf(chain);
    const resolved = resolveComposition({
      ...{ model: subject.model, mechanism: subject.copies, shape, modelParams: params },
      ...(growth && { growth }),
    });
    const { trainer } = await Stage.of(chain, resolved, {
      from: deployer,
      initialState: state,
      ...(growth && { roles: { [growth.role]: beneficiary } }),
    });
    const copyOf = (): References => new References(subject, modelCase, state);
    return new CopiesRun(chain, trainer, modelCase, [copyOf(), copyOf()]);
  }

  /** The copies have differed at some comparison. */
  get wereApart(): boolean {
    return this.#wereApart;
  }

  /** Hex of the hash of both copies, which has to be the chain's. */
  async compare(when: string): Promise<string> {
    const { words, hot } = await this.trainer.snapshot({});
    const { lane } = this.#case.shape;
    const [served, working] = this.#copies.map(({ state }) => cellsToWords(state.cells, lane, 2));
    assertEqual(
      words,
      served!.map((word, w) => lower(word) | ((working![w]! >> HALF) << HALF)),
      `state words ${when}`,
    );
    assertEqual(
      hot,
      this.#copies.flatMap(({ state }) => state.hot),
      `hot cells ${when}`,
    );
    this.#wereApart ||= words.some((word) => lower(word) !== word >> HALF);
    return hashOf({ words, hot });
  }

  /** So many calls of all kinds, each compared with the references. */
  async steps(count: number): Promise<void> {
    await this.add();
    for (let step = 0; step < count; step++) {
      const calls: (() => Promise<unknown>)[] = [
        ...[() => this.add(), () => this.settle(), () => this.train(), () => this.assign()],
        ...[() => this.ask(), () => this.predict(), () => this.refused()],
      ];
      await this.#random.pick(calls)();
      await this.compare(`after step ${step}`);
    }
  }

  async add(): Promise<void> {
    const entries = anySample(this.#random, this.#case.shape);
    const label = this.#random.below(this.#labels);
    const result = await this.trainer.addData({ from: this.#from, sample: entries, label, pay: 0n });
    const { id, time, actor: submitter, sample } = entryOf(result, "dataAdded");
    this.#known.push({ id, time, submitter, label, sample, entries });
    this.#copies[WORKING].update(entries, label);
  }

  async settle(): Promise<void> {
    const contribution = this.#any();
    const { entries, label } = contribution;
    const margin = this.#copies[SERVED].margin(entries, label);
    const { reason } = entryOf(await this.#act("settle", contribution), "acted");
    assertEqual([reason, (await this.#pool())[0]], [margin >= 0n ? 1 : 0, margin], "reason and margin");
    if (margin >= 0n) this.#copies[WORKING].update(entries, label);
  }

  /** Margins of every label by both copies: 0 or more exactly for the one that is predicted. */
  async ask(): Promise<void> {
    const contribution = this.#any();
    const { entries } = contribution;
    const predictions = this.#copies.map((copy) => labelOf(copy.predict(entries)));
    for (let label = 0; label < this.#labels; label++) {
      await this.#act("ask", contribution, BigInt(label));
      const found = await this.#pool();
      const margins = this.#copies.map((copy) => copy.margin(entries, label));
      assertEqual(found, [...margins, ...predictions.map(BigInt)], `margins of label ${label}, predictions`);
      for (const which of [SERVED, WORKING])
        assertThat(
          margins[which]! >= 0n === (predictions[which] === label),
          `copy ${which} predicts ${predictions[which]}, and its margin for ${label} is ${margins[which]}.`,
        );
    }
    for (const label of [-1, this.#labels])
      await this.#traps(`the margin of label ${label}`, () => this.#act("ask", contribution, BigInt(label)));
  }

  async train(): Promise<void> {
    const contribution = this.#any();
    const which = this.#random.pick([SERVED, WORKING] as const);
    const label = this.#random.below(this.#labels);
    await this.#act("train", contribution, BigInt(which), BigInt(label));
    this.#copies[which].update(contribution.entries, label);
  }

  /** Some words from one copy to the other. */
  async assign(
    source: typeof SERVED | typeof WORKING = this.#random.pick([SERVED, WORKING] as const),
    first = this.#random.below(this.composition.layout.stateWords),
    count = this.#random.between(1, this.composition.layout.stateWords + 1),
  ): Promise<TransactionResult> {
    const { stateWords, cellsPerWord } = this.composition.layout;
    const result = await this.#act("assign", undefined, BigInt(source), BigInt(first), BigInt(count));
    const end = first + count;
    assertEqual((await this.#pool())[0], end < stateWords ? BigInt(end) : 0n, "the next word");
    const target = source === SERVED ? WORKING : SERVED;
    this.#copies[target].take(
      this.#copies[source].state,
      first * cellsPerWord,
      end * cellsPerWord,
      end >= stateWords,
    );
    return result;
  }

  /** The view answers with the served copy. */
  async predict(): Promise<void> {
    const sample = anySample(this.#random, this.#case.shape);
    const expected = labelOf(this.#copies[SERVED].predict(sample));
    assertEqual(await this.trainer.predict(sample), expected, "prediction");
  }

  /** What is refused changes nothing. */
  async refused(): Promise<void> {
    const contribution = this.#any();
    const { stateWords } = this.composition.layout;
    await assertRejects("not_permitted", "a call that is refused after it has changed everything", () =>
      this.#act("undone", contribution),
    );
    for (const [first, count] of [
      [-1, 1],
      [stateWords, 1],
      [2 ** 31 - 1, 2 ** 31 - 1],
      [0, 0],
      [0, -(2 ** 31)],
    ] as const)
      await this.#traps(`copying ${count} words from number ${first} on`, () =>
        this.#act("assign", undefined, 1n, BigInt(first), BigInt(count)),
      );
    await this.#traps("a prediction without a sample", () => this.#act("blind", contribution));
  }

  /** The next class, where the composition grows. */
  async addClass(): Promise<void> {
    await this.trainer.addClass({ from: peopleOf(this.#chain).beneficiary, name: "another" });
    this.#labels += 1;
    for (const references of this.#copies) references.setLabels(this.#labels);
  }

  get #from(): string {
    return this.#chain.accounts[1]!;
  }

  #any(): Known {
    return this.#random.pick(this.#known);
  }

  async #pool(): Promise<readonly bigint[]> {
    return (await this.trainer.snapshot({})).pool;
  }

  #act(action: string, known: Known | undefined, ...args: bigint[]): Promise<TransactionResult> {
    if (!known) return this.trainer.act(action, { from: this.#from, args });
    const { entries, ...contribution } = known;
    assertEqual(contribution.sample, encodeSample(entries, this.#case.shape), "bytes of the contribution");
    return this.trainer.act(action, { from: this.#from, contribution, args });
  }

  #traps(what: string, call: () => Promise<unknown>): Promise<void> {
    return assertRejects("trap", what, call);
  }
}

function labelOf(outcome: { readonly value: number } | { readonly trap: string }): number {
  if ("trap" in outcome) throw new CheckFailure(`a reference trapped: ${outcome.trap}`);
  return outcome.value;
}
