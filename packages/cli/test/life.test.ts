import { createHash } from "node:crypto";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { DeploymentReceipt } from "@chainlearn/core";
import { type AbiFunction, type Address, createPublicClient, http, size } from "viem";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ContractSize } from "../src/contracts/build-contracts.ts";
import { EXIT_CODES } from "../src/index.ts";
import { configWith, keysIn, spam, TEST_CHAINS, type TestChain } from "./support/chains.ts";
import { inFolder, json, run, type Setting, TRANSCRIPT } from "./support/cli.ts";

/** What a deployment has left in the project's folder. */
const receiptOf = async ({ folder }: Setting): Promise<DeploymentReceipt> =>
  JSON.parse(await readFile(join(folder, "deployments", "test", "spam.json"), "utf8")) as DeploymentReceipt;

describe.each(Object.keys(TEST_CHAINS))("a model's life on %s", (name) => {
  let chain: TestChain;
  let setting: Setting;
  let done: () => void = () => {};
  let folderGone: Promise<unknown>;

  beforeAll(async () => {
    chain = await TEST_CHAINS[name]!();
    const folder = await new Promise<string>((resolve) => {
      folderGone = inFolder(
        (path) =>
          new Promise<void>((end) => {
            done = end;
            resolve(path);
          }),
      );
    });
    setting = { folder, config: configWith(chain.config), env: chain.env };
  });

  afterAll(async () => {
    expect(keysIn(TRANSCRIPT.join(""))).toEqual([]);
    done();
    await folderGone;
    await chain.close();
  });

  it("is not there before it is deployed", async () => {
    const { code, value } = await json<{ error: { code: string } }>(setting, "quote");
    expect([code, value.error.code]).toEqual([EXIT_CODES.config, "not_deployed"]);
  });

  it("is simulated without a trace", async () => {
    const { code, value } = await json<{ simulated: boolean; plan: { payment: string } }>(
      setting,
      "deploy",
      "--simulate",
    );
    expect([code, value.simulated, value.plan.payment]).toEqual([0, true, "0"]);
    expect((await json(setting, "quote")).value).toMatchObject({ error: { code: "not_deployed" } });
  });

  it("begins with a deployment, which is there once", async () => {
    const first = await json<{ receipt: { address: string; sealed: boolean }; file: string }>(
      setting,
      "deploy",
    );
    expect(first.err).toContain("deploy spam on test");
    expect(first.code).toBe(0);
    expect(first.value.receipt.sealed).toBe(true);
    expect(JSON.parse(await readFile(first.value.file, "utf8"))).toEqual(first.value.receipt);
    const again = await json<{ already: boolean; receipt: { address: string } }>(setting, "deploy");
    expect(again.value).toMatchObject({ already: true, receipt: { address: first.value.receipt.address } });
    expect(await readdir(join(setting.folder, "deployments", "test"))).toEqual(["spam.json"]);
    expect((await run(setting, "chains")).out).toContain(first.value.receipt.address);
  });

  it("asks a price, and takes a sample for it", async () => {
    const price = await json<{ units: string }>(setting, "quote");
    expect(BigInt(price.value.units)).toBeGreaterThan(0n);
    const sample = ["--sample", '{"indices": [3, 17, 256]}', "--label", "1", "--from", "alice"];
    const plan = await json<{ plan: { payment: string; fee: string } }>(
      setting,
      "add-data",
      ...sample,
      "--simulate",
    );
    expect(BigInt(plan.value.plan.payment)).toBeGreaterThan(0n);
    expect(await json(setting, "status")).toMatchObject({ value: { contributions: 0 } });
    const added = await json<{ added: { id: number; cost: string }[] }>(setting, "add-data", ...sample);
    expect(added.value.added).toMatchObject([{ id: 0, label: 1 }]);
    expect((await run(setting, "predict", "--sample", '{"indices": [3, 17]}')).out).toBe("1\n");
  });

  it("sends nothing beyond a limit", async () => {
    const { code, value } = await json<{ error: { code: string } }>(
      setting,
      ...["add-data", "--sample", '{"indices": [4]}', "--label", "0", "--max-spend", "1units"],
    );
    expect([code, value.error.code]).toEqual([EXIT_CODES.money, "spend_limit"]);
    expect(await json(setting, "status")).toMatchObject({ value: { contributions: 1 } });
  });

  it("stops at its limit when additions get dearer on the way", async () => {
    await chain.pass(90 * 86_400);
    const file = join(setting.folder, "dear.jsonl");
    await writeFile(file, '{"sample": {"indices": [900]}, "label": 0}\n'.repeat(3));
    const before = await chain.balance("bob");
    const { plan } = (
      await json<{ plan: { payment: string; fee: string } }>(
        setting,
        ...["add-data", "--file", file, "--batch", "1", "--from", "bob", "--simulate"],
        ...["--max-spend", "1000000000units"],
      )
    ).value;
    const limit = 2n * (BigInt(plan.payment) + BigInt(plan.fee));
    const base = (await json<{ denomination: string }>(setting, "quote")).value.denomination;
    const sent = await json<{ error: { code: string } }>(
      setting,
      ...["add-data", "--file", file, "--batch", "1", "--from", "bob", "--max-spend", `${limit}${base}`],
    );
    expect([sent.code, sent.value.error.code]).toEqual([EXIT_CODES.money, "spend_limit"]);
    expect(sent.err).toContain("added: 1 of 3");
    const spent = before - (await chain.balance("bob"));
    expect(spent).toBeGreaterThan(0n);
    expect(spent).toBeLessThanOrEqual(limit);
    expect(await json(setting, "status")).toMatchObject({ value: { contributions: 2 } });
  });

  it("takes files, and no line twice when they are sent again", async () => {
    const lines = [
      { sample: { indices: [1, 5] }, label: 0 },
      { sample: { indices: [3, 17] }, label: 1 },
      { sample: { indices: [3, 17] }, label: 1 },
    ].map((line) => JSON.stringify(line));
    await writeFile(join(setting.folder, "mails.jsonl"), `${lines.slice(0, 2).join("\n")}\n\n`);
    const sent = ["add-data", "--from", "bob", "--max-spend", "1000000000units"];
    const first = await json<{ added: { id: number }[] }>(
      setting,
      ...[...sent, "--file", "mails.jsonl", "--batch", "1"],
    );
    expect(first.value.added.map(({ id }) => id)).toEqual([2, 3]);
    const again = await json<{ added: { id: number }[]; skipped: number }>(
      { ...setting, input: lines.join("\n") },
      ...[...sent, "--file", "-", "--resume"],
    );
    expect(again.value).toMatchObject({ added: [{ id: 4 }], skipped: 2 });
    expect(again.err).toMatch(/^blocks read: (\d+) of \1$/m);
    const labels = await json<{ predictions: number[]; labelled: number }>(
      { ...setting, input: lines.join("\n") },
      ...["predict", "--file", "-"],
    );
    expect(labels.err).toContain("predicted: 3 of 3\n");
    expect(labels.value).toMatchObject({ predictions: [expect.any(Number), 1, 1], labelled: 3 });
  });

  it("gives deposits back, and shares of wrong ones", async () => {
    const refund = await json<{ done: { id: number; amountUnits: string }[] }>(
      setting,
      ...["refund", "0", "--from", "alice"],
    );
    expect(refund.value.done).toMatchObject([{ id: 0 }]);
    expect(refund.err).toMatch(/^blocks read: (\d+) of \1$/m);
    expect(BigInt(refund.value.done[0]!.amountUnits)).toBeGreaterThan(0n);
    const twice = await json<{ error: { code: string } }>(setting, "refund", "0", "--from", "alice");
    expect([twice.code, twice.value.error.code]).toEqual([EXIT_CODES.refused, "already_claimed"]);
    const unknown = await json<{ error: { code: string } }>(setting, "refund", "99", "--from", "alice");
    expect([unknown.code, unknown.value.error.code]).toEqual([EXIT_CODES.refused, "unknown_record"]);

    // Bob says the opposite once, and others say it right again.
    const say = (who: string, label: string) =>
      json(setting, "add-data", "--sample", '{"indices": [3, 256]}', "--label", label, "--from", who);
    expect((await say("bob", "0")).code).toBe(0);
    for (let i = 0; i < 3; i++) expect((await say("alice", "1")).code).toBe(0);
    const reported = await json<{ done: { amountUnits: string }[] }>(
      setting,
      ...["report", "5", "--from", "alice"],
    );
    expect(reported.value).toMatchObject({ done: [{ id: 5 }] });
    expect(reported.err).toMatch(/^blocks read: (\d+) of \1$/m);
    expect(BigInt(reported.value.done[0]!.amountUnits)).toBeGreaterThan(0n);
  });

  it("says what its mechanism can do when it is asked for more", async () => {
    const { code, value } = await json<{ error: { code: string; message: string } }>(
      setting,
      "act",
      "settle",
    );
    expect([code, value.error.code]).toEqual([EXIT_CODES.config, "unsupported"]);
    expect(value.error.message).toContain("refund, report, take");
  });

  it("tells its state, replays and verifies", async () => {
    const state = await json<{ contributions: number; pool: Record<string, string> }>(
      setting,
      ...["status", "--account", "alice"],
    );
    expect(state.value).toMatchObject({
      contributions: 9,
      pool: { allValidated: "1" },
      account: { cells: { validated: "1" } },
    });
    const replayed = await json<{ stateHash: string; contributions: number }>(setting, "replay");
    const verified = await json<{ stateHash: string; ok: boolean }>(setting, "verify");
    expect(verified.value).toMatchObject({ ok: true, stateHash: replayed.value.stateHash });
    expect(replayed.value.contributions).toBe(9);
    expect((await run(setting, "verify")).out).toMatch(/^verified +yes/);
    expect(await run(setting, "verify", "--quiet", "--memory", "512")).toMatchObject({ code: 0, err: "" });
    const short = await json<{ error: { code: string } }>(setting, "verify", "--fuel", "1");
    expect(short.value).toMatchObject({ error: { code: "fuel_exhausted" } });
  });

  it("is verified by somebody who knows its address only", async () => {
    const { address, deployer } = await receiptOf(setting);
    const own = await json<{ stateHash: string }>(setting, "verify");
    await inFolder(async (folder) => {
      const stranger = { folder, config: { chains: { test: chain.config }, compositions: {} } };
      const { code, value } = await json<{
        ok: boolean;
        stateHash: string;
        checks: { what: string; outcome: string }[];
        contract: Record<string, unknown>;
      }>(stranger, "verify", "--address", address);
      expect([code, value.ok, value.stateHash]).toEqual([EXIT_CODES.done, true, own.value.stateHash]);
      expect(value.contract).toMatchObject({
        ...{ address, deployer, shape: spam.shape, params: { costWeightUnits: "1000000" } },
        plugins: { model: "sparse-perceptron", mechanism: "stake", dataHandler: "stored" },
      });
      const checks = ["kernels", "code", ...(name === "local" ? [] : ["instance", "creation"])];
      expect(value.checks.filter(({ outcome }) => outcome === "ok").map(({ what }) => what)).toEqual([
        ...checks,
        ...["initial state", "log", "state", "records", "money"],
      ]);
      expect(
        value.checks.filter(({ outcome }) => outcome === "not checkable").map(({ what }) => what),
      ).toEqual(["encoder", "accuracy"]);
      expect((await run(stranger, "verify", "--address", address)).out).toMatch(/^verified +yes/);
      if (name === "anvil") {
        const { steps } = await receiptOf(setting);
        const created = ["--creation", steps[0]!.transaction];
        const told = await json(stranger, "verify", "--address", address, ...created);
        expect(told.value).toMatchObject({ ok: true, stateHash: own.value.stateHash });
      }

      const nowhere = await json<{ error: { code: string } }>(stranger, "verify", "--address", deployer);
      expect([nowhere.code, nowhere.value.error.code]).toEqual([EXIT_CODES.input, "unknown_contract"]);
    });
  });

  it("exports the sources of its contract", async () => {
    const { code, value } = await json<{
      codeHash: string;
      matches: boolean;
      files: string[];
      error: { code: string };
    }>(setting, "export", "source", "--out", "sources");
    if (name === "local") {
      expect([code, value.error.code]).toEqual([EXIT_CODES.config, "unsupported"]);
      return;
    }
    const { codeHash } = await receiptOf(setting);
    expect(value).toMatchObject({ codeHash, matches: true });
    expect(await readdir(join(setting.folder, "sources"))).toEqual(
      name === "anvil" ? ["standard-input.json", "verification.json"] : ["build.json", "contract.wasm"],
    );
    if (name === "embedded")
      expect(
        createHash("sha256")
          .update(await readFile(join(setting.folder, "sources", "contract.wasm")))
          .digest("hex"),
      ).toBe(codeHash);
  });

  it("is built as it was deployed, with its size", async () => {
    const { address, codeHash } = await receiptOf(setting);
    const { value } = await json<{ contracts: ContractSize[] }>(setting, "build", "--contracts");
    if (name === "local") {
      expect(value).toEqual({ kernels: [], contracts: [] });
      return;
    }
    const [kind, limit] = name === "anvil" ? ["EVM", 24_576] : ["CosmWasm", 819_200];
    expect(value).toEqual({
      kernels: [],
      contracts: [{ composition: "spam", kind, limit, codeHash, bytes: expect.any(Number) }],
    });
    const { bytes } = value.contracts[0]!;
    if (chain.url) {
      const client = createPublicClient({ transport: http(chain.url) });
      expect(size((await client.getCode({ address: address as Address }))!)).toBe(bytes);
    } else expect((await readFile(join(setting.folder, "sources", "contract.wasm"))).length).toBe(bytes);
    expect((await run(setting, "build", "--contracts")).out).toContain(`${bytes}`);
  });

  it("exports how other programs call it", async () => {
    const { address } = await receiptOf(setting);
    const abi = await json<AbiFunction[]>(setting, "export", "abi");
    expect(abi.value.find((item) => item.name === "refund")?.inputs.map(({ type }) => type)).toEqual([
      ...["uint48", "uint40", "address", "uint16", "bytes"],
    ]);
    expect(JSON.parse((await run(setting, "export", "abi")).out)).toEqual(abi.value);
    const file = join(setting.folder, "out", "spam-filter.abi.ts");
    expect((await run(setting, "export", "abi", "--out", file)).out).toBe(`${file}\n`);
    const module = (await import(pathToFileURL(file).href)) as Record<string, unknown>;
    expect(module.spamFilterAbi).toEqual(abi.value);

    const schema = await json<{ title: string; $defs: { execute: { oneOf: { required: string[] }[] } } }>(
      setting,
      ...["export", "schema"],
    );
    expect(schema.value.$defs.execute.oneOf.flatMap(({ required }) => required)).toContain("refund");
    if (name === "local") return;
    const [right, wrong] = name === "anvil" ? (["abi", "schema"] as const) : (["schema", "abi"] as const);
    const stranger = { ...setting, config: { ...setting.config!, compositions: {} } };
    expect((await json(stranger, "export", right, "--address", address)).value).toEqual(
      (right === "abi" ? abi : schema).value,
    );
    expect(await json(stranger, "export", wrong, "--address", address)).toMatchObject({
      code: EXIT_CODES.config,
      value: { error: { code: "unsupported" } },
    });
  });

  it("exports its data with what became of them", async () => {
    const { out, err } = await run(setting, "export", "data");
    expect(err).toContain("contributions: 9 of 9\n");
    const lines = out
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { validity: string; label: number });
    expect(lines.map(({ validity }) => validity)).toEqual(
      ["valid", "pending", "pending", "pending", "pending"].concat([
        ...["invalid", "pending", "pending", "pending"],
      ]),
    );
    const valid = await json<{ contributions: number }>(
      setting,
      ...["export", "data", "--valid", "--out", "valid.jsonl"],
    );
    expect(valid.value.contributions).toBe(1);
    const whole = await json<{ contributions: unknown[] }>(setting, "export", "data");
    expect(whole.value.contributions).toEqual(lines);
    const line = JSON.parse(await readFile(join(setting.folder, "valid.jsonl"), "utf8"));
    expect(line).toMatchObject({ id: 0, label: 1, sample: { indices: [3, 17, 256] }, modelAgrees: true });
  });

  it("exports its numbers, with which another one starts", async () => {
    const model = await json<{ file: string; stateHash: string }>(
      setting,
      ...["export", "model", "--out", "out/model.json"],
    );
    const heir = { ...spam, initialModel: "start.json" };
    const config = { ...setting.config!, compositions: { heir } };
    const imported = await json({ ...setting, config }, ...["import", "out/model.json"]);
    expect(imported.value).toMatchObject({ stateHash: model.value.stateHash });
    const deployed = await json<{ receipt: { initialStateHash: string } }>({ ...setting, config }, "deploy");
    expect(deployed.value).toMatchObject({ receipt: { initialStateHash: model.value.stateHash } });
    const asked = await run({ ...setting, config }, "predict", "--sample", '{"indices": [3, 17]}');
    expect(asked.out).toBe("1\n");

    const faster = { ...heir, modelParams: { learningRate: 4n } };
    const other = { ...setting, config: { ...config, compositions: { faster } } };
    const refused = await json<{ error: { code: string } }>(other, "import", "out/model.json");
    expect([refused.code, refused.value.error.code]).toEqual([EXIT_CODES.mismatch, "model_mismatch"]);
    const taken = await json(other, "import", "out/model.json", "--other-params");
    expect(taken.value).toMatchObject({ stateHash: model.value.stateHash });
  });
});
