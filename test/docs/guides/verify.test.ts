import { startEmbeddedChain } from "@chainlearn/adapter-cosmwasm/embedded";
import { resolveComposition } from "@chainlearn/core";
import { stake } from "@chainlearn/mechanisms";
import { sparsePerceptron } from "@chainlearn/models-wasm";
import { expect, it } from "vitest";
import { textOf } from "../pages.ts";
import { verifyAt } from "./verify-stranger.ts";

it("verifies a contract by its address, with the checks that the guide lists", async () => {
  const chain = await startEmbeddedChain();
  const composition = resolveComposition({
    model: sparsePerceptron,
    mechanism: stake,
    shape: { features: 1000, classes: 2, lane: 32, encoding: "sparse", valueBits: 0, maxEntries: 128 },
    mechanismParams: { costWeightUnits: 1_000_000n },
  });
  const { receipt } = await chain.adapter.deploy(composition, { from: chain.accounts[0]! });
  const report = await verifyAt(chain.adapter, receipt.address);
  expect(report).toMatchObject({ ok: true, stateHash: receipt.initialStateHash });

  const table = textOf("docs/guides/verify.md").matchAll(/^\| (\w[\w ]*?) +\| (not checkable)?/gm);
  const [, ...listed] = [...table].map(([, what, outcome]) => `${what}: ${outcome ?? "ok"}`);
  expect(report.checks.map(({ what, outcome }) => `${what}: ${outcome}`)).toEqual(listed);
});
