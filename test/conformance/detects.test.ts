import { createLocalChain } from "@chainlearn/adapter-local";
import {
  cellsToWords,
  type DevChain,
  resolveComposition,
  type TransactionResult,
  wordsToCells,
} from "@chainlearn/core";
import { type ModelHost, type ModelSubject, modelCheckIds, modelChecks } from "@chainlearn/core/testing";
import { describe, expect, it } from "vitest";
import { lyingChain, type Tampering } from "../support/lying-chain.ts";
import { subjects } from "./subjects.ts";

const subjectOf = (id: string): ModelSubject => subjects.find(({ model }) => model.manifest.id === id)!;
const subject = subjectOf("sparse-perceptron");

/** In process, with made-up sizes and gas of storage, so that every check applies. */
const honest: ModelHost = {
  name: "local",
  start: () => createLocalChain(),
  contractSize: async () => ({ bytes: 99, most: 100 }),
  storage: { spent: () => 0n, needed: () => 0n },
};

const accepted: TransactionResult = { transaction: "", gasUsed: 0n, entries: [] };
const flipped: Tampering = (trainer) => ({
  predict: async (sample) => 1 - (await trainer.predict(sample)),
});

interface Lie {
  readonly what: string;
  /** The check that is there to notice it. */
  readonly check: string;
  readonly host?: Partial<ModelHost>;
  readonly chain?: () => Promise<DevChain>;
  readonly subject?: Partial<ModelSubject>;
}

const lies: readonly Lie[] = [
  { what: "predicts the other class", check: "stream", chain: () => lyingChain("flipped", flipped) },
  {
    what: "does not train",
    check: "stream",
    chain: () => lyingChain("idle", () => ({ addData: async () => accepted })),
  },
  {
    what: "has a hot cell that is off by one",
    check: "shapes",
    chain: () =>
      lyingChain("off", (trainer) => ({
        snapshot: async (request, block) => {
          const snapshot = await trainer.snapshot(request, block);
          return { ...snapshot, hot: snapshot.hot.map((value) => value + 1n) };
        },
      })),
  },
  {
    what: "trains otherwise for some senders",
    check: "determinism",
    chain: async () => {
      const { accounts } = await createLocalChain();
      return lyingChain("favours", (trainer) => ({
        addData: (input) =>
          trainer.addData(input.from === accounts[2] ? { ...input, label: 1 - input.label } : input),
      }));
    },
  },
  {
    what: "learns what it predicts",
    check: "pure-predict",
    chain: () =>
      lyingChain("learns", (trainer) => ({
        predict: async (sample) => {
          const label = await trainer.predict(sample);
          await trainer.addData({ from: trainer.deployer, sample, label });
          return label;
        },
      })),
  },
  {
    what: "exports all words but the last",
    check: "export-import",
    chain: () =>
      lyingChain("short", (trainer) => ({
        snapshot: async (request, block) => {
          const snapshot = await trainer.snapshot(request, block);
          return { ...snapshot, words: snapshot.words.slice(0, -1) };
        },
      })),
  },
  {
    what: "starts with cells one below the top of their lanes",
    check: "extremes",
    chain: () =>
      lyingChain(
        "below",
        () => ({}),
        (composition, options) => {
          const top = 2n ** BigInt(composition.shape.lane - 1) - 1n;
          const cells = options.initialState?.cells?.map((cell) => (cell === top ? top - 1n : cell));
          return [composition, { ...options, initialState: { ...options.initialState, cells: cells ?? [] } }];
        },
      ),
  },
  {
    what: "takes one copy for the other",
    check: "copies",
    chain: () =>
      lyingChain("swapped", (trainer) => ({
        snapshot: async (request, block) => {
          const snapshot = await trainer.snapshot(request, block);
          const words = snapshot.words.map((word) => (word >> 128n) | (BigInt.asUintN(128, word) << 128n));
          return { ...snapshot, words };
        },
      })),
  },
  {
    what: "wraps full cells",
    check: "saturation",
    chain: () =>
      lyingChain("wraps", (trainer) => ({
        snapshot: async (request, block) => {
          const snapshot = await trainer.snapshot(request, block);
          const { shape, layout } = trainer.composition;
          const top = 2n ** BigInt(shape.lane - 1) - 1n;
          const cells = wordsToCells(snapshot.words, shape.lane, layout.cells);
          const wrapped = cells.map((cell) => (cell === top ? -top - 1n : cell));
          return { ...snapshot, words: cellsToWords(wrapped, shape.lane) };
        },
      })),
  },
  {
    what: "ignores parameters",
    check: "parameters",
    chain: () =>
      lyingChain(
        "deaf",
        () => ({}),
        ({ model, mechanism, shape }, options) => [
          resolveComposition({ model, mechanism, shape, mechanismParams: { costWeightUnits: 0n } }),
          options,
        ],
      ),
  },
  {
    what: "drops what a later chunk brings",
    check: "initial-state",
    chain: () =>
      lyingChain("forgetful", (trainer) => ({
        rawInitialize: (input) =>
          trainer.rawInitialize(input.firstWord > 0 ? { ...input, words: input.words.map(() => 0n) } : input),
      })),
  },
  {
    what: "does not take a class into use",
    check: "growth",
    subject: subjectOf("naive-bayes"),
    chain: () => lyingChain("closed", () => ({ addClass: async () => accepted })),
  },
  {
    what: "accepts bad samples",
    check: "hostile-input",
    chain: () =>
      lyingChain("naive", (trainer) => ({
        rawAddData: (input) => trainer.rawAddData(input).catch(() => accepted),
      })),
  },
  {
    what: "takes gas by the square of the entries",
    check: "linear-cost",
    chain: () =>
      lyingChain("dear", (trainer) => ({
        addData: async (input) => {
          const entries = BigInt((input.sample.indices ?? []).length);
          return { ...(await trainer.addData(input)), gasUsed: 100_000n + entries * entries };
        },
      })),
  },
  {
    what: "has a kernel of 3,000 bytes",
    check: "kernel-size",
    subject: { model: { ...subject.model, kernel: new Uint8Array(3_000) } },
  },
  {
    what: "fills the largest contract",
    check: "contract-size",
    host: { contractSize: async () => ({ bytes: 100, most: 100 }) },
  },
  {
    what: "reads pages twice",
    check: "storage-gas",
    host: { storage: { spent: () => 116n, needed: () => 100n } },
    chain: () =>
      lyingChain("reads", (trainer) => ({
        addData: async (input) => ({ ...(await trainer.addData(input)), gasUsed: 116n }),
      })),
  },
];

describe("the checks of models notice a host that", () => {
  it("is lied about in every respect", () => {
    expect(new Set(lies.map(({ check }) => check))).toEqual(new Set(modelCheckIds));
  });

  it.each(lies)("$what ($check)", async ({ check: id, host, chain, subject: changes }) => {
    const lyingHost = { ...honest, ...host };
    const checks = modelChecks({ ...subject, ...changes });
    const check = checks.find((one) => one.id === id)!;
    expect(check.notApplicable(lyingHost)).toBeUndefined();
    const running = { host: lyingHost, chain: await (chain?.() ?? lyingHost.start()) };
    await expect(check.run(running)).rejects.toThrow(expect.objectContaining({ name: "CheckFailure" }));
  });

  it("is honest: they pass", async () => {
    const chain = await honest.start();
    for (const check of modelChecks(subject))
      if (check.notApplicable(honest) === undefined) await check.run({ host: honest, chain });
  });
});
