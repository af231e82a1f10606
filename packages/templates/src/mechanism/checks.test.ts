import { fileURLToPath } from "node:url";
import { embeddedMechanismHost } from "@chainlearn/adapter-cosmwasm/testing";
import { anvilMechanismHost } from "@chainlearn/adapter-evm/testing";
import { createLocalChain, type LocalChain } from "@chainlearn/adapter-local";
import { type ActedEntry, type DataAddedEntry, type DevChain, resolveComposition } from "@chainlearn/core";
import { type MechanismHost, type MechanismSubject, mechanismChecks } from "@chainlearn/core/testing";
import { generateKernel } from "@chainlearn/kernel/compiler";
import { sparsePerceptron } from "@chainlearn/models-wasm";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { strategy } from "./strategy.ts";

// Compilers run before the first check of a chain.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });
// Compiles kernel.ts first, so that what is checked is what it says now.
await generateKernel(fileURLToPath(new URL(".", import.meta.url)));
const { templateMechanism: mechanism } = await import("./plugin.ts");

const subject: MechanismSubject = {
  mechanism,
  strategy,
  model: sparsePerceptron,
  modelParams: { learningRate: 3n, interceptRateQ16: 30_000n },
  shape: { features: 8, classes: 2, lane: 16, encoding: "sparse", valueBits: 0, maxEntries: 3 },
};

const local: MechanismHost = {
  name: "local",
  start: () => createLocalChain({ secondsPerBlock: 0 }),
  setRecipient: async (chain, address, manner) =>
    (chain as LocalChain).setBlocked(address, manner !== "takes"),
};

describe("the rule by hand", () => {
  it("gives the deposit back once the model agrees", async () => {
    const chain = await createLocalChain();
    const [deployer = "", ann = ""] = chain.accounts;
    const composition = resolveComposition({
      ...{ mechanism, model: subject.model, shape: subject.shape },
      mechanismParams: { depositUnits: 500n, refundWaitSeconds: 60n },
    });
    const { trainer } = await chain.adapter.deploy(composition, { from: deployer });
    const { entries } = await trainer.addData({ from: ann, sample: { indices: [1, 4] }, label: 1 });
    const added = entries[0] as DataAddedEntry;
    expect(added.cost).toBe(500n);
    const contribution = { ...added, submitter: added.actor };
    await expect(trainer.act("refund", { from: ann, contribution })).rejects.toMatchObject({
      code: "too_early",
    });
    await chain.setTime(added.time + 60);
    const refund = await trainer.act("refund", { from: ann, contribution });
    expect((refund.entries[0] as ActedEntry).amount).toBe(500n);
  });
});

for (const host of [local, anvilMechanismHost, embeddedMechanismHost])
  describe(`on ${host.name}`, () => {
    let chain: DevChain;
    let inProcess: DevChain;
    beforeAll(async () => {
      chain = await host.start();
      inProcess = await local.start();
    });
    afterAll(() => chain?.close());

    for (const check of mechanismChecks(subject)) {
      const why = check.notApplicable(host);
      it.skipIf(why !== undefined)(`${check.id}: ${check.title}${why ? ` (${why})` : ""}`, async () => {
        const reference = host === local ? undefined : { host: local, chain: inProcess };
        // Quick while you write. Without the number: 100,000 operations in process, 3,000 on a chain.
        const operations = reference ? 300 : 5_000;
        await check.run({ host: { host, chain }, ...(reference && { reference }) }, { operations });
      });
    }
  });
