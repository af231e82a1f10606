import { createLocalChain } from "@chainlearn/adapter-local";
import { ChainlearnError, type LogEntry, type Snapshot, type TransactionResult } from "@chainlearn/core";
import { adapterChecks, runDifferential } from "@chainlearn/core/testing";
import { stake } from "@chainlearn/mechanisms";
import { sparsePerceptron } from "@chainlearn/models-wasm";
import { describe, expect, it } from "vitest";
import { lyingChain, type Tampering } from "../support/lying-chain.ts";
import { sparse } from "./compositions.ts";

const withEntries = (
  result: TransactionResult,
  change: (entry: LogEntry) => Partial<LogEntry>,
): TransactionResult => ({
  ...result,
  entries: result.entries.map((entry) => ({ ...entry, ...change(entry) }) as typeof entry),
});
const withSnapshot =
  (change: (snapshot: Snapshot) => Partial<Snapshot>): Tampering =>
  (trainer) => ({
    snapshot: async (request, block) => {
      const snapshot = await trainer.snapshot(request, block);
      return { ...snapshot, ...change(snapshot) };
    },
  });
const plusOne = (values: readonly bigint[]): bigint[] => values.map((value) => value + 1n);

const LIES: readonly (readonly [what: string, tampering: Tampering, message: RegExp])[] = [
  ["quote", (trainer) => ({ quote: async () => (await trainer.quote()) + 1n }), /quote before operation/],
  [
    "amount of a charge",
    (trainer) => ({
      rawAddData: async (input) =>
        withEntries(await trainer.rawAddData(input), (entry) =>
          entry.kind === "dataAdded" ? { cost: entry.cost + 1n } : {},
        ),
    }),
    /operation \d+ \(add .*entries\.0\.cost/,
  ],
  [
    "amount of a report",
    (trainer) => ({
      rawAct: async (action, input) =>
        withEntries(await trainer.rawAct(action, input), (entry) =>
          entry.kind === "acted" && action === "report" ? { amount: entry.amount - 1n } : {},
        ),
    }),
    /operation \d+ \(report .*entries\.0\.amount/,
  ],
  [
    "code of a refusal",
    (trainer) => ({
      withdraw: () => Promise.reject(new ChainlearnError("trap", "a lie")),
      rawSeal: (input) => trainer.rawSeal(input),
    }),
    /operation \d+ \(withdraw .*code is "trap"; "nothing_to_withdraw"/,
  ],
  [
    "acceptance",
    () => ({ withdraw: async () => ({ transaction: "", gasUsed: 0n, entries: [] }) }),
    /operation \d+ \(withdraw .*accepted is true; false/,
  ],
  [
    "error that is none of ours",
    () => ({ withdraw: () => Promise.reject(new TypeError("socket closed")) }),
    /TypeError: socket closed instead of a ChainlearnError/,
  ],
  [
    "prediction",
    (trainer) => ({ predict: async (sample) => 1 - (await trainer.predict(sample)) }),
    /predictions/,
  ],
  ["state word", withSnapshot(({ words }) => ({ words: plusOne(words) })), /state\.words\.0/],
  ["hot cell", withSnapshot(({ hot }) => ({ hot: plusOne(hot) })), /state\.hot\.0/],
  ["pool", withSnapshot(({ pool }) => ({ pool: plusOne(pool) })), /state\.pool\.0/],
  ["next id", withSnapshot(({ nextId }) => ({ nextId: nextId + 1 })), /state\.nextId/],
  ["balance", withSnapshot(({ balance }) => ({ balance: balance + 1n })), /state\.balance/],
  [
    "record",
    withSnapshot(({ records }) => ({
      records: new Map([...records].map(([id, record]) => [id, record && { ...record, claims: 99 }])),
    })),
    /state\.records\.\d+\.claims/,
  ],
  [
    "account",
    withSnapshot(({ accounts }) => ({
      accounts: new Map([...accounts].map(([who, account]) => [who, { ...account, credit: 1n }])),
    })),
    /state\.accounts\.\d\.credit/,
  ],
  [
    "marks",
    withSnapshot(({ marks }) => ({ marks: new Map([...marks].map(([key, word]) => [key, word ^ 2n])) })),
    /state\.marks\.\d\/0/,
  ],
  ["log", (trainer) => ({ log: async (range) => (await trainer.log(range)).slice(1) }), /log\.0/],
];

describe("the differential test notices a chain that lies about its", () => {
  it.each(LIES)("%s", async (_, tampering, message) => {
    const chains = { honest: await createLocalChain(), liar: await lyingChain("liar", tampering) };
    const run = runDifferential({
      chains,
      composition: sparse,
      seed: 5,
      operations: 400,
      compareStateEvery: 25,
      print: () => {},
    });
    await expect(run).rejects.toThrow(message);
  });

  it("nothing: the run passes", async () => {
    const chains = { honest: await createLocalChain(), liar: await lyingChain("liar", () => ({})) };
    const run = runDifferential({ chains, composition: sparse, seed: 5, operations: 400, print: () => {} });
    await expect(run).resolves.toMatchObject({ mix: { operations: 400 } });
  });
});

describe("the adapter checks notice a chain", () => {
  const failing = async (ids: readonly string[], tampering: Tampering): Promise<string[]> => {
    const chain = await lyingChain("liar", tampering);
    const failed: string[] = [];
    for (const check of adapterChecks.filter(({ id }) => ids.includes(id))) {
      try {
        await check.run({ chain, plugins: { model: sparsePerceptron, mechanism: stake } });
      } catch (error) {
        expect((error as Error).name).toBe("CheckFailure");
        failed.push(check.id);
      }
    }
    return failed;
  };

  it("that refuses with another code", async () => {
    const ids = ["bad-labels", "order-of-refusals", "payment-below-quote"];
    const failed = await failing(ids, () => ({
      rawAddData: () => Promise.reject(new ChainlearnError("sample_malformed", "a lie")),
    }));
    expect(failed).toEqual(ids);
  });

  it("on which a refused call leaves something behind", async () => {
    const ids = ["refund-too-early", "report-not-validated", "take-too-early", "withdraw-without-credit"];
    let looks = 0n;
    const failed = await failing(ids, (trainer) => ({
      snapshot: async (request, block) => {
        const snapshot = await trainer.snapshot(request, block);
        looks += 1n;
        return { ...snapshot, pool: [looks, snapshot.pool[1]!] };
      },
    }));
    expect(failed).toEqual(ids);
  });

  it("that accepts what it has to refuse", async () => {
    const ids = ["refund-by-another", "refund-twice", "unknown-record", "report-by-submitter"];
    const failed = await failing(ids, (trainer) => {
      const accept = async (): Promise<TransactionResult> => ({ transaction: "", gasUsed: 0n, entries: [] });
      return {
        act: (action, input) => trainer.act(action, input).catch(accept),
        rawAct: (action, input) => trainer.rawAct(action, input).catch(accept),
      };
    });
    expect(failed).toEqual(ids);
  });

  it("that mistakes the model", async () => {
    const failed = await failing(["training-sparse", "training-values"], (trainer) => ({
      predict: async (sample) => 1 - (await trainer.predict(sample)),
    }));
    expect(failed).toEqual(["training-sparse", "training-values"]);
  });
});
