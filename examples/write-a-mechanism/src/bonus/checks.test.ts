import { fileURLToPath } from "node:url";
import { embeddedMechanismHost } from "@chainlearn/adapter-cosmwasm/testing";
import { anvilMechanismHost } from "@chainlearn/adapter-evm/testing";
import { createLocalChain, type LocalChain } from "@chainlearn/adapter-local";
import { type ActedEntry, type DataAddedEntry, type DevChain, resolveComposition } from "@chainlearn/core";
import { type MechanismHost, type MechanismSubject, mechanismChecks } from "@chainlearn/core/testing";
import { checkKernel, generateKernel } from "@chainlearn/kernel/compiler";
import { sparsePerceptron } from "@chainlearn/models-wasm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { strategy } from "./strategy.ts";

// Compiles kernel.ts first, so that what is checked is what it says now.
await generateKernel(fileURLToPath(new URL(".", import.meta.url)));
const { bonus: mechanism } = await import("./plugin.ts");

// #region by-hand
describe("the rules by hand", () => {
  it("give the deposit back with a bonus while the pot lasts", async () => {
    const chain = await createLocalChain();
    const [deployer = "", ann = "", sponsor = ""] = chain.accounts;
    const composition = resolveComposition({
      ...{ mechanism, model: subject.model, shape: subject.shape },
      mechanismParams: { depositUnits: 500n, bonusUnits: 30n, waitSeconds: 60n, sweepWaitSeconds: 600n },
    });
    const { trainer } = await chain.adapter.deploy(composition, { from: deployer, roles: { sponsor } });
    await trainer.act("fund", { from: sponsor, pay: 40n });
    const paid: bigint[] = [];
    for (let k = 0; k < 2; k++) {
      const { entries } = await trainer.addData({ from: ann, sample: { indices: [1, 4] }, label: 1 });
      const added = entries[0] as DataAddedEntry;
      await chain.setTime(added.time + 60);
      const contribution = { ...added, submitter: added.actor };
      const claim = await trainer.act("claim", { from: ann, contribution });
      paid.push((claim.entries[0] as ActedEntry).amount);
    }
    expect(paid).toEqual([530n, 510n]);
    await expect(trainer.act("drain", { from: sponsor, args: [1n] })).rejects.toMatchObject({
      code: "pot_too_small",
    });
  });
});
// #endregion

// #region checks
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
        const operations = reference ? 300 : 10_000;
        await check.run({ host: { host, chain }, ...(reference && { reference }) }, { operations });
      });
    }
  });
// #endregion

// #region size
it("is small", () => {
  const { bytes, words } = checkKernel(mechanism.kernel, mechanism.manifest, { budgetBytes: 2_048 });
  expect(bytes).toBeLessThan(900);
  expect(words).toContain("pay.to");
});
// #endregion
