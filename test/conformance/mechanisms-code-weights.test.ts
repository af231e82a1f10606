import { anvilMechanismHost } from "@chainlearn/adapter-evm/testing";
import type { ChainAdapter, DeploymentReceipt } from "@chainlearn/core";
import {
  type MechanismHost,
  mechanismChecks,
  type RunningMechanismHost,
  subjectName,
} from "@chainlearn/core/testing";
import { afterAll, describe, expect, it } from "vitest";
import { localMechanismHost } from "./mechanism-hosts.ts";
import { mechanismSubjects } from "./mechanism-subjects.ts";

/** Several contracts, of which all but the first are clones. */
const OPERATIONS = 1_000;

const receipts: DeploymentReceipt[] = [];

/** anvil, where every deployment keeps its initial weights as contract code. */
const codeWeightsHost: MechanismHost = {
  ...anvilMechanismHost,
  async start() {
    const chain = await anvilMechanismHost.start();
    const { adapter } = chain;
    const deploy: ChainAdapter["deploy"] = (composition, options) =>
      adapter.deploy(composition, {
        ...options,
        weights: "code",
        onReceipt: async (receipt) => {
          receipts.push(receipt);
          await options.onReceipt?.(receipt);
        },
      });
    return {
      ...chain,
      adapter: {
        chainId: adapter.chainId,
        dataHandlers: adapter.dataHandlers,
        deploy,
        attach: (...given) => adapter.attach(...given),
        find: (...given) => adapter.find(...given),
        source: (...given) => adapter.source(...given),
      },
    };
  },
};

const started: RunningMechanismHost[] = [];
const start = async (host: MechanismHost): Promise<RunningMechanismHost> => {
  const running = { host, chain: await host.start() };
  started.push(running);
  return running;
};
afterAll(() => Promise.all(started.map(({ chain }) => chain.close())));

describe("mechanisms with the initial weights as contract code, and their clones", () => {
  const withWeights = mechanismSubjects.filter(({ initialState }) => initialState !== undefined);
  it.each(withWeights.map((subject) => [subjectName(subject), subject] as const))(
    `%s does the same as in process in ${OPERATIONS} operations`,
    async (_, subject) => {
      receipts.length = 0;
      const hosts = { host: await start(codeWeightsHost), reference: await start(localMechanismHost) };
      const interleavings = mechanismChecks(subject).find(({ id }) => id === "interleavings");
      const mix = await interleavings!.run(hosts, { most: OPERATIONS });
      expect(mix.operations).toBe(OPERATIONS);
      expect(receipts.length).toBeGreaterThan(1);
      expect(receipts.every(({ codeWeights }) => codeWeights !== undefined)).toBe(true);
      expect(receipts.some(({ implementation }) => implementation !== undefined)).toBe(true);
    },
  );
});
