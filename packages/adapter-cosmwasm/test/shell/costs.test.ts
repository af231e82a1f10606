import { buildContract } from "@chainlearn/adapter-cosmwasm/compiler";
import { encodeSample, keccak256, type Shape } from "@chainlearn/core";
import { describe, expect, it } from "vitest";
import { Bench, base64, compose } from "./support/bench.ts";

/** As the gas bench has it: sparse samples of 20 entries over 1,000 features, 32-bit lanes. */
const SHAPE: Partial<Shape> = { features: 1000, lane: 32, maxEntries: 32 };
const composition = compose({ shape: SHAPE });
const indices = Array.from({ length: 20 }, (_, i) => 47 * i + 3);
const sample = encodeSample({ indices }, composition.shape);

// A change of these numbers is to be seen in review: `vitest -u` writes them.
describe("costs of the stake composition, 20 entries, 32-bit lanes", () => {
  it("gas by action: the transaction itself, and what storage adds", async () => {
    const bench = await Bench.sealed(composition);
    const costs: Record<string, number> = {};
    const measure = async (name: string, account: number, message: object, units = 0n): Promise<void> => {
      const { gasUsed, storageGas } = await bench.execute(account, message, bench.coins(units));
      const [total, storage] = [Number(gasUsed), Number(storageGas)];
      costs[`${name}: base`] = total - storage;
      costs[`${name}: storage`] = storage;
    };
    const add = (label: number): object => ({ add_data: { label, sample: base64(sample) } });
    const claimOf = async (
      id: number,
      submitter: number,
      label: number,
    ): Promise<Record<string, unknown>> => ({
      ...{
        id,
        time: await bench.chain.time(),
        submitter: bench.account(submitter),
        label,
        sample: base64(sample),
      },
    });
    await measure("addData, wrong prediction, cells not there yet", 1, add(1), 1000n);
    const first = await claimOf(0, 1, 1);
    await measure("addData, right prediction", 2, add(1), 1000n);
    const second = await claimOf(1, 2, 1);
    await measure("addData, wrong prediction, paid 7 too much", 1, add(0), 1007n);
    const third = await claimOf(2, 1, 0);
    await measure("refund, first of the account", 1, { refund: third });
    await measure("addData, back to the first label", 1, add(1), 1000n);
    await measure("refund, a later one", 1, { refund: first });
    await measure("addData, and back again", 2, add(0), 1000n);
    const { sample: _, ...last } = await claimOf(4, 2, 0);
    await measure("report, first of the account", 1, { report: second });
    bench.chain.setNextTime(BigInt((await bench.chain.time()) + 2_000_000) * 1_000_000_000n);
    await measure("take, late", 3, { take: { ...last, sample_hash: base64(keccak256(sample)) } });
    await expect(`${JSON.stringify(costs, null, 2)}\n`).toMatchFileSnapshot("costs/gas.json");
  });

  it("bytes of the contract", async () => {
    const { wasm } = await buildContract(composition);
    expect(wasm.length).toBeLessThan(24_000);
    await expect(`${JSON.stringify({ contract: wasm.length }, null, 2)}\n`).toMatchFileSnapshot(
      "costs/size.json",
    );
  });
});
