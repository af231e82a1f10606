import { createModel, type VerificationReport, verify } from "@chainlearn/adapter-local";
import {
  type ChainId,
  type Composition,
  createTrainers,
  type DeploymentReceipt,
  type DevChain,
  stateHash,
  toHex,
} from "@chainlearn/core";
import { encoders } from "@chainlearn/encoders";
import type { OnProgress } from "@chainlearn/example-kit/in-turn";
import { mechanisms } from "@chainlearn/mechanisms";
import { models } from "@chainlearn/models-wasm";
import { DAY } from "../composition.ts";
import { trainInitialModel } from "../initial-model.ts";
import type { LabelledSample, MailParts } from "../mail/prepare.ts";
import { MECHANISMS, type MechanismName } from "../mechanism/mechanisms.ts";
import type { GasUse } from "./gas.ts";
import { type Person, peopleOf } from "./people.ts";
import { eveningsOf, planStory } from "./plan.ts";
import { type Milestone, Stage } from "./stage.ts";

const EVENING = 21 * 3_600;
/** Held-back mails whose label is asked on chain and in process, before and after. */
const COMPARED = 25;

/** The story's state at the end of one day; units per person in the order of the cast. */
export interface Evening {
  readonly day: number;
  readonly contributions: number;
  /** Of the model that is served. */
  readonly accuracy: number;
  /** Of the copy that learns, where it is not the one that is served. */
  readonly challengerAccuracy?: number;
  /** Hex of the served model's hash. */
  readonly servedHash: string;
  readonly standings: readonly bigint[];
}

/** What one person won or lost, in units. */
export interface Outcome extends Person {
  readonly contributed: number;
  /** Contributions that the model came to agree with. */
  readonly agreed: number;
  readonly paid: bigint;
  readonly received: bigint;
}

export interface StoryResult {
  readonly chainId: ChainId;
  readonly mechanism: MechanismName;
  readonly receipt: DeploymentReceipt;
  readonly baseUnitsPerUnit: bigint;
  readonly contributions: number;
  readonly accuracyBefore: number;
  readonly accuracyAfter: number;
  readonly evenings: readonly Evening[];
  readonly milestones: readonly Milestone[];
  /** Hex of the hash of all that the chain keeps of the model in the end. */
  readonly stateHash: string;
  readonly outcomes: readonly Outcome[];
  /** By action, in the chain's own gas; `deploy` is one sum over the deployment's transactions. */
  readonly gas: Readonly<Record<string, GasUse>>;
  readonly comparedPredictions: number;
  readonly verification: VerificationReport;
}

export interface StoryOptions {
  readonly mechanism: MechanismName;
  readonly seed: number;
  readonly signal?: AbortSignal;
  /** @param done share of the story, 0 to 1 */
  readonly onProgress?: OnProgress;
}

async function setStage(
  chain: DevChain,
  mails: MailParts,
  options: StoryOptions,
): Promise<[Stage, DeploymentReceipt]> {
  const trainers = createTrainers({ adapter: chain.adapter, modules: [models, mechanisms, encoders] });
  const mechanism = MECHANISMS[options.mechanism];
  const pinned: Composition = {
    ...mechanism.composition,
    encoder: "vocabulary",
    encoderParams: mails.encoderParams,
  };
  const composition = trainers.resolve(pinned);
  const people = peopleOf(chain);
  const deployer = people[0]!.address;
  const { trainer, receipt } = await trainers.deploy(pinned, {
    from: deployer,
    initialState: await trainInitialModel(composition, mails.initial, options.seed),
    roles: { [mechanism.deployerRole]: deployer },
    onProgress: (_done, _total, step) => options.onProgress?.(0, `deploying: ${step}`),
    ...(options.signal ? { signal: options.signal } : {}),
  });
  // A full day lies between sealing and the first contribution: its deposit is the floor, whenever the story starts.
  const firstMidnight = (Math.floor((await chain.now()) / DAY) + 2) * DAY;
  const model = await createModel(composition);
  const challenger = composition.layout.copies === 2 ? await createModel(composition) : undefined;
  const { signal } = options;
  const setup = { chain, trainer, mechanism, people, model, challenger, firstMidnight, signal };
  const stage = new Stage(setup);
  stage.gas.add(
    "deploy",
    receipt.steps.reduce((sum, { gasUsed }) => sum + BigInt(gasUsed), 0n),
  );
  return [stage, receipt];
}

/** @throws Error when the chain gives a mail another label than the same kernel in this process */
async function comparePredictions(
  { trainer, model }: Stage,
  mails: readonly LabelledSample[],
): Promise<number> {
  const compared = mails.slice(0, COMPARED);
  for (const { mail, sample } of compared) {
    const [here, there] = [model.predict(sample), await trainer.predict(sample)];
    if (here !== there)
      throw new Error(
        `${trainer.accountId} predicts ${there} for the mail ${mail}; in process it is ${here}.`,
      );
  }
  return compared.length;
}

/**
 * Deploys the spam filter, lets people contribute and claim for some weeks, and verifies the outcome. Knows
 * its chain only through core's interfaces.
 * @throws ChainlearnError of the chain; the signal's reason after an abort; Error when a chain predicts differently
 */
export async function runStory(
  chain: DevChain,
  mails: MailParts,
  options: StoryOptions,
): Promise<StoryResult> {
  if (chain.clock !== "settable")
    throw new Error("The story lasts weeks: it needs a chain whose clock can be set.");
  const [stage, receipt] = await setStage(chain, mails, options);
  const { trainer, people, books, model, challenger } = stage;
  const { lockDays, routine: routineFor } = MECHANISMS[options.mechanism];
  const routine = routineFor(stage, mails.tests);
  const notes: Evening[] = [];
  const lookAndNote = async (day: number): Promise<void> => {
    await stage.look();
    notes.push({
      day,
      contributions: books.contributions.length,
      accuracy: model.accuracy(mails.heldBack),
      ...(challenger && { challengerAccuracy: challenger.accuracy(mails.heldBack) }),
      servedHash: stage.servedHash(),
      standings: people.map(({ address }) => books.standing(address)),
    });
  };
  const progress = (what: string): void =>
    options.onProgress?.(books.contributions.length / mails.contributions.length, what);

  await lookAndNote(0);
  progress("day 1: before the first mail");
  await routine.begin();
  let comparedPredictions = await comparePredictions(stage, mails.heldBack);

  const days = planStory(mails.contributions, stage.contributors.length, options.seed);
  const evenings = eveningsOf(mails.contributions.length);
  for (let day = 0; day < evenings; day++) {
    for (const planned of days[day] ?? []) {
      await stage.contribute(planned);
      progress(`day ${day + 1}: contributions`);
    }
    await stage.waitUntil(day * DAY + EVENING);
    await stage.look();
    progress(`day ${day + 1}: evening`);
    await routine.evening(day);
    await lookAndNote(day + 1);
  }

  const lastDay = evenings - 1 + lockDays;
  await stage.waitUntil(lastDay * DAY + EVENING);
  await routine.end();
  await lookAndNote(lastDay + 1);
  comparedPredictions += await comparePredictions(stage, mails.heldBack);

  progress("verifying");
  const verification = await verify(trainer);
  const state = await trainer.snapshot({});
  return {
    chainId: trainer.chainId,
    mechanism: options.mechanism,
    receipt,
    baseUnitsPerUnit: chain.baseUnitsPerUnit,
    contributions: books.contributions.length,
    accuracyBefore: notes[0]!.accuracy,
    accuracyAfter: notes.at(-1)!.accuracy,
    evenings: notes,
    milestones: stage.milestones,
    stateHash: toHex(stateHash(state.words, state.hot)),
    outcomes: people.map((person) => ({ ...person, ...books.account(person.address) })),
    gas: stage.gas.uses(),
    comparedPredictions,
    verification,
  };
}
