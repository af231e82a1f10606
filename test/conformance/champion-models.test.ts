import { env } from "node:process";
import { embeddedMechanismHost } from "@chainlearn/adapter-cosmwasm/testing";
import { anvilMechanismHost } from "@chainlearn/adapter-evm/testing";
import { createModel } from "@chainlearn/adapter-local";
import { decodeSample, type ModelPlugin, resolveModel, type Shape } from "@chainlearn/core";
import {
  type MechanismHost,
  type MechanismSubject,
  mechanismChecks,
  Random,
  type RunningMechanismHost,
  randomSample,
} from "@chainlearn/core/testing";
import { champion } from "@chainlearn/mechanisms";
import { afterAll, describe, expect, test } from "vitest";
import { type ChampionModel, championStrategy } from "../../packages/mechanisms/test/champion-strategy.ts";
import { localMechanismHost } from "./mechanism-hosts.ts";
import { subjects } from "./subjects.ts";

/** Several contracts a model, each with tests that promote, keep and reset. */
const OPERATIONS = 3_000;
const INITIAL_SAMPLES = 30;

/** The model's first encoding, lanes of 32 bits, and a third class where it can have one. */
function shapeOf({ manifest }: ModelPlugin): Shape {
  const encoding = manifest.encodings[0]!;
  const features = encoding === "dense" ? 6 : 40;
  return {
    features,
    classes: Math.min(3, manifest.maxClasses),
    lane: 32,
    encoding,
    valueBits: encoding === "sparse" ? 0 : 4,
    maxEntries: encoding === "dense" ? features : 4,
  };
}

/** A model that has learnt a little, as whoever deploys champion has to bring one. */
async function taught(model: ModelPlugin): Promise<ChampionModel> {
  const shape = shapeOf(model);
  const params = Object.fromEntries(
    model.manifest.params.map(({ name, default: usual }) => [name, usual ?? 3n]),
  );
  const learner = await createModel(resolveModel({ model, shape, params }));
  const random = new Random(1);
  for (let k = 0; k < INITIAL_SAMPLES; k++)
    learner.update(decodeSample(randomSample(random, shape), shape), k % shape.classes);
  return { model, shape, params, initialState: learner.state() };
}

/** In process always; a contract of every model on both chains takes minutes, so those have to be asked for. */
const HOSTS = [
  localMechanismHost,
  ...(env.CHAINLEARN_EVERY_MODEL ? [anvilMechanismHost, embeddedMechanismHost] : []),
];

const started: RunningMechanismHost[] = [];
async function start(host: MechanismHost): Promise<RunningMechanismHost> {
  const running = { host, chain: await host.start() };
  started.push(running);
  return running;
}
afterAll(() => Promise.all(started.map(({ chain }) => chain.close())));

describe.each(HOSTS.map((host) => [host.name, host] as const))("champion on %s", (_, host) => {
  test.each(subjects.map(({ model }) => [model.manifest.id, model] as const))(
    `with %s follows its rules in ${OPERATIONS} operations`,
    async (_, model) => {
      const known = await taught(model);
      const subject: MechanismSubject = {
        mechanism: champion,
        strategy: championStrategy(known),
        model,
        modelParams: known.params,
        initialState: known.initialState,
        shape: known.shape,
      };
      const interleavings = mechanismChecks(subject).find(({ id }) => id === "interleavings")!;
      const hosts = {
        host: await start(host),
        ...(host !== localMechanismHost && { reference: await start(localMechanismHost) }),
      };
      const { operations } = await interleavings.run(hosts, { most: OPERATIONS });
      expect(operations).toBe(OPERATIONS);
    },
  );
});
