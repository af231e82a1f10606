import { type EmbeddedDevChain, startEmbeddedChain } from "@chainlearn/adapter-cosmwasm/embedded";
import { type Contribution, resolveComposition, type Trainer } from "@chainlearn/core";
import { sparsePerceptron } from "@chainlearn/models-wasm";
import { beforeAll, describe, expect, it } from "vitest";
import { purse } from "../golden/purse/plugin.ts";
import { SHAPE } from "./compositions.ts";

const code = (name: string) => expect.objectContaining({ code: name });

/** What the shared checks, which know the stake mechanism only, do not reach. */
describe("a trainer with a mechanism of its own actions", () => {
  let chain: EmbeddedDevChain;
  let trainer: Trainer;
  let ann: string;
  let contribution: Contribution;

  beforeAll(async () => {
    chain = await startEmbeddedChain();
    ann = chain.accounts[1]!;
    const resolved = resolveComposition({ model: sparsePerceptron, mechanism: await purse(), shape: SHAPE });
    ({ trainer } = await chain.adapter.deploy(resolved, { from: chain.accounts[0]! }));
    const { entries } = await trainer.addData({ from: ann, sample: { indices: [3] }, label: 0 });
    const entry = entries.find((one) => one.kind === "dataAdded")!;
    contribution = {
      id: entry.id,
      time: entry.time,
      submitter: ann,
      label: entry.label,
      sample: entry.sample,
    };
  });

  it("sends arguments and payments, and reads them back from the log", async () => {
    const filled = await trainer.act("fill", { from: ann, pay: 500n });
    expect(filled.entries).toEqual([
      expect.objectContaining({ kind: "acted", action: 0, id: undefined, reason: 7, paid: 500n, args: [] }),
    ]);
    const paid = await trainer.act("paySubmitter", { from: ann, contribution, args: [4n] });
    expect(paid.entries).toEqual([
      expect.objectContaining({ kind: "acted", action: 2, id: 0, reason: 2, amount: 4n, args: [4n] }),
    ]);
    const log = await trainer.log();
    expect(log.slice(-2)).toEqual([...filled.entries, ...paid.entries]);
    expect(await trainer.account(ann)).toEqual({ credit: 4n, cells: [0n] });
  });

  it("names a plugin's own rejections", async () => {
    await expect(trainer.act("deny", { from: ann })).rejects.toEqual(code("purse_denies"));
  });

  it("tells a trap from a rejection", async () => {
    await expect(trainer.act("crash", { from: ann })).rejects.toEqual(code("trap"));
    await expect(trainer.act("divide", { from: ann, args: [1n, 0n] })).rejects.toEqual(code("trap"));
  });

  it("refuses what cannot be sent before it is sent", async () => {
    const height = await chain.connection.height();
    await expect(trainer.act("divide", { from: ann, args: [1n] })).rejects.toEqual(
      code("argument_out_of_range"),
    );
    await expect(trainer.act("divide", { from: ann, args: [2n ** 63n, 1n] })).rejects.toEqual(
      code("argument_out_of_range"),
    );
    await expect(trainer.act("paySubmitter", { from: ann, args: [1n] })).rejects.toEqual(
      code("malformed_message"),
    );
    await expect(trainer.act("refund", { from: ann })).rejects.toEqual(code("unsupported"));
    await expect(trainer.act("fill", { from: ann, pay: -1n })).rejects.toEqual(code("argument_out_of_range"));
    await expect(trainer.addData({ from: ann, sample: { indices: [3, 3] }, label: 0 })).rejects.toEqual(
      code("index_out_of_order"),
    );
    await expect(trainer.predict({ indices: [40] })).rejects.toEqual(code("index_out_of_range"));
    expect(await chain.connection.height()).toBe(height);
  });

  it("credits a payment that the chain refuses, and pays it out later", async () => {
    const ben = chain.accounts[2]!;
    await trainer.act("fill", { from: ann, pay: 100n });
    chain.connection.blocked.add(ben);
    const { entries } = await trainer.act("payCaller", { from: ben, args: [40n] });
    expect(entries.map((entry) => entry.kind)).toEqual(["acted", "credited"]);
    expect(await trainer.account(ben)).toEqual({ credit: 40n, cells: [1n] });
    await expect(trainer.withdraw({ from: ben })).rejects.toEqual(code("delivery_failed"));
    chain.connection.blocked.delete(ben);
    const before = await chain.balance(ben);
    const withdrawn = await trainer.withdraw({ from: ben });
    expect(withdrawn.entries).toEqual([
      expect.objectContaining({ kind: "withdrawn", actor: ben, to: ben, amount: 40n }),
    ]);
    expect((await chain.balance(ben)) - before).toBe(40n);
    await expect(trainer.withdraw({ from: ben })).rejects.toEqual(code("nothing_to_withdraw"));
  });

  it("reads parts of the log", async () => {
    const log = await trainer.log();
    const middle = log[2]!.position.block;
    expect(await trainer.log({ fromBlock: middle })).toEqual(
      log.filter((entry) => entry.position.block >= middle),
    );
    expect(await trainer.log({ toBlock: middle })).toEqual(
      log.filter((entry) => entry.position.block <= middle),
    );
    expect(await trainer.log({ fromBlock: (await trainer.block()) + 1 })).toEqual([]);
  });
});
