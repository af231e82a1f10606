import { resolveComposition } from "@chainlearn/core";
import { Agenda } from "./agenda.ts";
import { SimulatedContract } from "./contract.ts";
import type { Customs } from "./customs/customs.ts";
import type { MailParts } from "./mail.ts";
import { initialState, MODELS, shapeOf } from "./models.ts";
import { type Agent, COIN, populate, SCENARIOS } from "./people.ts";
import type { Plan } from "./plan.ts";
import { Random } from "./random.ts";

/** Time of the deployment in seconds. */
export const START = 1_700_000_000;
const DEPLOYER = "local1deployer";
const CURATOR = "local1curator";
const CURATOR_UNITS = 1_000_000n * COIN;

/** Everything that there is in a simulation. */
export interface World {
  readonly contract: SimulatedContract;
  readonly agenda: Agenda;
  readonly mails: MailParts;
  readonly agents: readonly Agent[];
  /** Commits and reveals test items, where a mechanism has them. */
  readonly curator: string;
  /** For whatever is not one agent's decision. */
  readonly random: Random;
  /** Accounts in random order; those of people who act more often come first more often. */
  passersBy(): string[];
}

/** Deploys a model that knows the initial mails; nobody has added anything yet. */
export async function createWorld(plan: Plan, mails: MailParts, customs: Customs): Promise<World> {
  const model = MODELS[plan.model];
  const agents = populate(SCENARIOS[plan.scenario], plan.seed);
  const random = new Random(plan.seed, "world");
  const purses = new Map<string, bigint>([[CURATOR, CURATOR_UNITS]]);
  for (const { addresses, capital } of agents) {
    for (const address of addresses) purses.set(address, capital / BigInt(addresses.length));
  }
  const { mechanism, params, curatorRole, held } = customs;
  const contract = await SimulatedContract.deploy({
    composition: resolveComposition({
      model: model.plugin,
      mechanism,
      shape: shapeOf(model),
      mechanismParams: params,
    }),
    state: await initialState(model, mails.initial, new Random(plan.seed, "initial")),
    deployer: DEPLOYER,
    roles: curatorRole === undefined ? {} : { [curatorRole]: CURATOR },
    purses,
    time: START,
    held,
  });
  const frequencies = agents.flatMap(({ addresses, group }) =>
    addresses.map((address) => ({ address, meanWait: group.meanWait * addresses.length })),
  );
  return {
    ...{ contract, agenda: new Agenda(START), mails, agents, curator: CURATOR, random },
    // Who of several independent people comes first is as if each had waited a random time.
    passersBy: () =>
      frequencies
        .map(({ address, meanWait }) => ({ address, comes: random.exponential(meanWait) }))
        .sort((a, b) => a.comes - b.comes)
        .map(({ address }) => address),
  };
}
