import { ChainlearnError, kernelId, type MechanismPlugin } from "@chainlearn/core";
import { ATTACKS, type Submission } from "./attacks/attacks.ts";
import { type CreateCustoms, CUSTOMS } from "./customs/all.ts";
import type { Customs } from "./customs/customs.ts";
import type { LabelledMail, MailParts } from "./mail.ts";
import { MODELS, type ModelName } from "./models.ts";
import { type Moment, type Outcome, standingsOf } from "./outcome.ts";
import { type Agent, DAY, SCENARIOS } from "./people.ts";
import type { Plan } from "./plan.ts";
import { Random } from "./random.ts";
import { createWorld, START, type World } from "./world.ts";

/** Days after the last addition: every deposit is claimed by then, one way or the other. */
const LAST_CLAIMS_DAYS = 20;
const MEASUREMENTS_PER_DAY = 4;
/** A good agent of the original works with a chance of the model's accuracy and this. */
const GOODWILL = 0.15;

export interface SimulateOptions {
  readonly signal?: AbortSignal;
  /** Called once a simulated day. @param done 0 to 1 */
  readonly onProgress?: (done: number, day: number) => void;
}

/** Ids of the kernels that a simulation runs. */
export const kernelsOf = (model: ModelName, mechanism: MechanismPlugin): Outcome["kernels"] => ({
  model: kernelId(MODELS[model].plugin.kernel),
  mechanism: kernelId(mechanism.kernel),
});

/**
 * Lets people and attackers use one contract. The same plan and mails have the same outcome on every machine.
 * @throws LedgerError when the contract's books do not balance after a call
 * @throws ChainlearnError aborted
 */
export async function simulate(
  plan: Plan,
  mails: MailParts,
  { signal, onProgress }: SimulateOptions = {},
): Promise<Outcome> {
  const create: CreateCustoms = CUSTOMS[plan.mechanism];
  const customs = create(plan.params ?? {}, SCENARIOS[plan.scenario].honest);
  const world = await createWorld(plan, mails, customs);
  const { contract, agenda } = world;
  const moments: Moment[] = [];
  const measure = (step: number): void => {
    const right = mails.test.filter(({ bytes, label }) => contract.predict(bytes) === label).length;
    const accuracy = right / mails.test.length;
    moments.push({ day: step / MEASUREMENTS_PER_DAY, accuracy, ...standingsOf(world, customs) });
  };
  customs.begin(world);
  measure(0);
  const additions = letWork(world, customs, plan, () => moments.at(-1)!.accuracy);
  const steps = (plan.days + LAST_CLAIMS_DAYS) * MEASUREMENTS_PER_DAY;
  for (let step = 1; step <= steps; step++) {
    agenda.runUntil(START + (step * DAY) / MEASUREMENTS_PER_DAY);
    measure(step);
    if (step % MEASUREMENTS_PER_DAY !== 0) continue;
    contract.audit();
    collectCredits(world);
    onProgress?.(step / steps, step / MEASUREMENTS_PER_DAY);
    // Signals and timers have their turn once a day.
    await new Promise((resolve) => setImmediate(resolve));
    if (signal?.aborted) throw new ChainlearnError("aborted", "the simulation was cancelled.");
  }
  return {
    kernels: kernelsOf(plan.model, customs.mechanism),
    ...{ additions, calls: contract.calls, counts: customs.counts, params: customs.params, moments },
  };
}

/** Everybody adds data from now on, until the plan's last day. @returns accepted additions, which go on counting */
function letWork(
  world: World,
  customs: Customs,
  plan: Plan,
  accuracy: () => number,
): { honest: number; attackers: number } {
  const { contract, agenda } = world;
  const { contributed } = world.mails;
  const additions = { honest: 0, attackers: 0 };
  const end = agenda.now + plan.days * DAY;
  let nextMail = 0;
  for (const agent of world.agents) {
    const random = new Random(plan.seed, agent.name);
    const strategy =
      agent.attack &&
      ATTACKS[agent.attack]({ mails: contributed, random, predict: (sample) => contract.predict(sample) });

    const submission = (): Submission | undefined => {
      if (strategy) return strategy();
      if (nextMail === contributed.length || random.share() >= accuracy() + GOODWILL) return undefined;
      return labelled(contributed[nextMail++]!, agent, random);
    };
    const work = (): void => {
      if (agenda.now >= end) return;
      agenda.after(waitOf(agent, random), work);
      const from = richest(world, agent);
      const price = contract.quote(agenda.now);
      if (contract.purse(from) < price || !customs.isWilling(agent, price, random)) return;
      const wanted = submission();
      if (!wanted) return;
      const added = contract.add(from, agenda.now, wanted.label, wanted.sample);
      if (!added) return;
      additions[agent.attack ? "attackers" : "honest"] += 1;
      customs.added(world, added);
    };
    agenda.after(waitOf(agent, random), work);
  }
  return additions;
}

/** What an honest person says about a mail; now and then a mistake. */
function labelled({ bytes, label }: LabelledMail, { mistakes }: Agent, random: Random): Submission {
  const isMistaken = random.share() < mistakes;
  return { sample: bytes, label: isMistaken ? (label === 0 ? 1 : 0) : label };
}

function waitOf({ group }: Agent, random: Random): number {
  if (group.waits === "poisson") return random.exponential(group.meanWait);
  return Math.max(1, random.normal(group.meanWait, 1));
}

function richest({ contract }: World, { addresses }: Agent): string {
  return addresses.reduce((best, next) => (contract.purse(next) > contract.purse(best) ? next : best));
}

function collectCredits({ contract, agenda, agents }: World): void {
  for (const address of agents.flatMap(({ addresses }) => addresses)) {
    if (contract.credit(address) > 0n) contract.withdraw(address, agenda.now);
  }
}
