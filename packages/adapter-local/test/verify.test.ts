import { verify } from "@chainlearn/adapter-local";
import {
  type LogEntry,
  type PlacedLogEntry,
  type RecordState,
  type Snapshot,
  stateHash,
  toHex,
} from "@chainlearn/core";
import { beforeAll, describe, expect, it } from "vitest";
import { DAY, HOUR, probeComposition, stakeComposition } from "./support/compositions.ts";
import { codeOf, contribute, passTime, type Stage, setStage } from "./support/stage.ts";
import { type Tampering, tampered } from "./support/tampered.ts";

/** Additions, refunds, a report, a payment that is refused, a withdrawal, forced coins. */
async function lively(): Promise<Stage> {
  const stage = await setStage(stakeComposition(), {
    deploy: { initialState: { cells: [0n, 0n, 0n, 5n] }, roles: { beneficiary: "local1dave" } },
  });
  await passTime(stage, HOUR);
  const right = await contribute(stage, stage.alice, [1, 4], 1);
  const wrong = await contribute(stage, stage.bob, [2], 0);
  const right2 = await contribute(stage, stage.carol, [2, 19], 1);
  await passTime(stage, DAY);
  await stage.trainer.act("refund", { from: stage.alice, contribution: right });
  stage.chain.setBlocked(stage.carol, true);
  await stage.trainer.act("refund", { from: stage.carol, contribution: right2 });
  await stage.trainer.act("report", { from: stage.alice, contribution: wrong });
  stage.chain.forceCoins(stage.address, 3n * stage.chain.baseUnitsPerUnit);
  await passTime(stage, 8 * DAY);
  await stage.trainer.act("take", { from: "local1dave", contribution: wrong });
  await stage.trainer.withdraw({ from: stage.carol, to: stage.bob });
  await stage.trainer.addData({ from: stage.carol, sample: { indices: [7] }, label: 1, pay: 10_000_000n });
  return stage;
}

describe("verify", () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await lively();
  });

  it("finds nothing wrong with an honest chain", async () => {
    const report = await verify(stage.trainer);
    const log = await stage.trainer.log();
    const { words, hot, balance } = await stage.trainer.snapshot({});
    expect(report).toMatchObject({
      ok: true,
      verdict: "verified",
      logSource: "the chain",
      block: await stage.trainer.block(),
      entries: log.length,
      contributions: 4,
      stateHash: toHex(stateHash(words, hot)),
      code: { matches: true, kernelIds: stage.trainer.composition.kernelIds },
    });
    expect(report.firstDifference).toBeUndefined();
    const { paidIn, paidOut, owed, heldByMechanism, surplus } = report.ledger;
    expect(paidIn).toBe(log.reduce((sum, entry) => sum + ("paid" in entry ? entry.paid : 0n), 0n));
    expect(paidIn).toBe(paidOut + owed);
    expect({ heldByMechanism, surplus, balance: report.ledger.balance }).toEqual({
      heldByMechanism: 0n,
      surplus: 3n,
      balance,
    });
    expect(owed).toBe(balance - 3n);
  });

  it("verifies older blocks, from the deployment on", async () => {
    const created = 1;
    const entries = [];
    for (let block = created; block <= (await stage.trainer.block()); block++) {
      const report = await verify(stage.trainer, { block });
      const { sealed } = await stage.trainer.snapshot({}, block);
      expect(report).toMatchObject({ ok: sealed, verdict: sealed ? "verified" : "unsealed", block });
      expect(report.firstDifference).toBeUndefined();
      entries.push(report.entries);
    }
    expect(entries[0]).toBeLessThan(2);
    expect(entries).toEqual([...entries].sort((a, b) => a - b));
  });

  it("does not call a contract verified that its deployer can still change", async () => {
    const report = await verify(stage.trainer, { block: 2 });
    expect(report).toMatchObject({ ok: false, verdict: "unsealed", entries: 1, contributions: 0 });
    expect(report.checks.filter(({ outcome }) => outcome === "failed")).toEqual([
      {
        what: "initial state",
        outcome: "failed",
        details: expect.stringMatching(/takes no data yet, and its deployer can still change/),
      },
    ]);
  });

  it("takes the log from elsewhere and compares what it leads to with the chain", async () => {
    const entries = await stage.trainer.log();
    const unasked = tampered(stage.trainer, {
      log: () => {
        throw new Error("the chain's log was asked for");
      },
    });
    const log = { name: "a store", entries, total: entries.length };
    const own = await verify(stage.trainer);
    const { checks, ...report } = await verify(unasked, { log });
    expect({ ...report, checks: own.checks }).toEqual({ ...own, logSource: "a store" });
    expect(checks.find(({ what }) => what === "log")!.details).toMatch(/^\d+ entries of a store/);
    const block = own.block - 1;
    const { entries: before } = await verify(stage.trainer, { block });
    expect(before).toBeLessThan(entries.length);
    expect(await verify(unasked, { block, log })).toMatchObject({ ok: true, entries: before });
    const forged = await verify(unasked, { log: { ...log, entries: entries.slice(0, -1) } });
    expect(forged).toMatchObject({ ok: false, verdict: "different" });
  });

  it("tells how far it is and stops when it is cancelled", async () => {
    const seen: [number, number][] = [];
    await verify(stage.trainer, { onProgress: (done, total) => seen.push([done, total]) });
    const total = (await stage.trainer.log()).length;
    expect(seen).toEqual([
      [0, total],
      [total, total],
    ]);
    expect(await codeOf(verify(stage.trainer, { signal: AbortSignal.abort() }))).toBe("aborted");
    const controller = new AbortController();
    const cancelled = verify(stage.trainer, {
      signal: controller.signal,
      onProgress: () => controller.abort(),
    });
    expect(await codeOf(cancelled)).toBe("aborted");
  });

  it.each(["model", "mechanism"] as const)("sees every flipped bit of the %s's kernel", async (role) => {
    const { composition } = stage.trainer;
    const { kernel } = composition[role];
    for (const at of [0, 8, Math.floor(kernel.length / 2), kernel.length - 1]) {
      const flipped = kernel.slice();
      flipped[at]! ^= 1 << (at % 8);
      const report = await verify(stage.trainer, {
        composition: { ...composition, [role]: { ...composition[role], kernel: flipped } },
      });
      expect(report.ok).toBe(false);
      expect(report.firstDifference).toMatchObject({
        where: `sha256 of the ${role}'s kernel`,
        actual: composition.kernelIds[role],
      });
    }
  });

  describe("of a tampered chain", () => {
    const differenceOf = async (tampering: Tampering) => {
      const report = await verify(tampered(stage.trainer, tampering));
      expect(report.ok).toBe(false);
      return report.firstDifference!;
    };
    const inSnapshot = (change: (snapshot: Snapshot) => Partial<Snapshot>) =>
      differenceOf({ snapshot: (honest) => ({ ...honest, ...change(honest) }) });
    const inEntry = <K extends LogEntry["kind"]>(
      kind: K,
      change: (entry: Extract<PlacedLogEntry, { kind: K }>) => object,
      nth = 0,
    ) =>
      differenceOf({
        log: (entries) => {
          const target = entries.filter((entry) => entry.kind === kind)[nth]!;
          return entries.map((entry) =>
            entry === target ? { ...entry, ...change(entry as Extract<PlacedLogEntry, { kind: K }>) } : entry,
          );
        },
      });

    it("names the cell of every flipped bit of the state", async () => {
      const cells = 20;
      for (let bit = 0; bit < cells * 32; bit += 37) {
        const word = Math.floor(bit / 256);
        const difference = await inSnapshot(({ words }) => ({
          words: words.map((value, w) => (w === word ? value ^ (1n << BigInt(bit % 256)) : value)),
        }));
        expect(difference.where).toBe(`state word ${word}, cell ${Math.floor(bit / 32)}`);
      }
    });

    it("says what replay has and what the chain has", async () => {
      const { words } = await stage.trainer.snapshot({});
      const cell = BigInt.asIntN(32, words[0]! >> 96n);
      expect(await inSnapshot(() => ({ words: [words[0]! + (1n << 96n), ...words.slice(1)] }))).toEqual({
        where: "state word 0, cell 3",
        expected: cell.toString(),
        actual: (cell + 1n).toString(),
      });
    });

    it.each<[string, (snapshot: Snapshot) => Partial<Snapshot>]>([
      ["sealed", () => ({ sealed: false })],
      ["next id", ({ nextId }) => ({ nextId: nextId + 1 })],
      ["state words", ({ words }) => ({ words: words.slice(1) })],
      ["hot, cell intercept", ({ hot }) => ({ hot: [hot[0]! ^ 1n] })],
      ["pool, cell allValidated", ({ pool }) => ({ pool: [pool[0]!, pool[1]! ^ 1n] })],
      ["record 1", ({ records }) => ({ records: new Map([...records].filter(([id]) => id !== 1)) })],
      ...(
        [
          ["deposit", { deposit: 1n }],
          ["left", { left: 1n }],
          ["claimedBySubmitter", { claimedBySubmitter: false }],
          ["claims", { claims: 7 }],
        ] as const
      ).map(([field, change]): [string, (snapshot: Snapshot) => Partial<Snapshot>] => [
        `record 0, ${field}`,
        ({ records }) => ({
          records: new Map(records).set(0, { ...(records.get(0) as RecordState), ...change }),
        }),
      ]),
      [
        "account local1alice, credit",
        ({ accounts }) => ({
          accounts: new Map(accounts).set("local1alice", { ...accounts.get("local1alice")!, credit: 1n }),
        }),
      ],
      [
        "account local1alice, cell validated",
        ({ accounts }) => ({
          accounts: new Map(accounts).set("local1alice", { ...accounts.get("local1alice")!, cells: [2n] }),
        }),
      ],
      [
        "account local1alice, claim of contribution 1",
        ({ marks }) => ({ marks: new Map(marks).set("local1alice/0", 0n) }),
      ],
      [
        "account local1alice, claim of contribution 3",
        ({ marks }) => ({ marks: new Map(marks).set("local1alice/0", 2n | 8n | 32n) }),
      ],
    ])("names %s", async (where, change) => {
      expect((await inSnapshot(change)).where).toBe(where);
    });

    it("misses money", async () => {
      const { balance } = await stage.trainer.snapshot({});
      expect((await inSnapshot(() => ({ balance: balance - 4n }))).where).toBe("ledger: balance");
      expect(
        (await verify(tampered(stage.trainer, { snapshot: (one) => ({ ...one, balance: balance - 3n }) })))
          .ok,
      ).toBe(true);
    });

    it("sees every flipped bit of a logged sample", async () => {
      const sizes = (await stage.trainer.log()).flatMap((entry) =>
        entry.kind === "dataAdded" ? [entry.sample.length] : [],
      );
      for (const [id, size] of sizes.entries()) {
        for (let bit = 0; bit < 8 * size; bit += 3) {
          const { where } = await inEntry(
            "dataAdded",
            ({ sample }) => ({
              sample: sample.map((byte, i) => (i === Math.floor(bit / 8) ? byte ^ (1 << (bit % 8)) : byte)),
            }),
            id,
          );
          expect(where).toMatch(
            /^(log entry \d+ \(.*\)|state word \d+, cell \d+|record \d+|hot, cell intercept)/,
          );
        }
      }
    });

    it.each<[string, () => Promise<{ where: string }>]>([
      ["(stateWritten, block 2): the call", () => inEntry("stateWritten", () => ({ actor: "local1bob" }))],
      ["(stateWritten, block 2): the call", () => inEntry("stateWritten", () => ({ firstWord: 1 }))],
      ["(sealed, block 3): stateHash", () => inEntry("sealed", () => ({ hot: [1n] }))],
      ["(sealed, block 3): stateHash", () => inEntry("stateWritten", () => ({ words: [0n, 0n, 0n] }))],
      ["(dataAdded, block 4): id", () => inEntry("dataAdded", () => ({ id: 5 }))],
      ["(dataAdded, block 4): cost", () => inEntry("dataAdded", () => ({ cost: 1n }))],
      ["(dataAdded, block 4): the call", () => inEntry("dataAdded", () => ({ paid: 1n }))],
      ["(dataAdded, block 4): the call", () => inEntry("dataAdded", () => ({ label: 2 }))],
      ["(acted, block 7): the call", () => inEntry("acted", () => ({ actor: "local1bob" }))],
      ["(acted, block 7): the call", () => inEntry("acted", () => ({ id: 9 }))],
      ["(acted, block 7): the call", () => inEntry("acted", () => ({ id: undefined }))],
      ["(acted, block 7): the call", () => inEntry("acted", () => ({ action: 3 }))],
      ["(acted, block 7): the call", () => inEntry("acted", () => ({ args: [1n] }))],
      ["(acted, block 7): the call", () => inEntry("acted", ({ time }) => ({ time: time - DAY }))],
      ["(acted, block 7): reason", () => inEntry("acted", () => ({ reason: 1 }))],
      ["(acted, block 7): amount", () => inEntry("acted", () => ({ amount: 1n }))],
      ["(credited, block 8): actor", () => inEntry("credited", () => ({ actor: "local1bob" }))],
      ["(credited, block 8): amount", () => inEntry("credited", () => ({ amount: 1n }))],
      [
        "(credited, block 9): the payment before",
        () =>
          inEntry("credited", () => ({
            position: { block: 9, index: 1, transaction: "another transaction" },
          })),
      ],
      ["(withdrawn, block 12): amount", () => inEntry("withdrawn", () => ({ amount: 1n }))],
    ])("names the log entry %s", async (where, difference) => {
      expect((await difference()).where).toMatch(/^log entry \d+ /);
      expect((await difference()).where.replace(/^log entry \d+ /, "")).toBe(where);
    });

    it("sees entries that are missing, swapped, repeated or made up", async () => {
      const { length } = await stage.trainer.log();
      for (let i = 0; i < length; i++) {
        await differenceOf({ log: (entries) => entries.filter((_, j) => j !== i) });
        await differenceOf({
          log: (entries) => entries.flatMap((entry, j) => (j === i ? [entry, entry] : [entry])),
        });
      }
      expect(
        await differenceOf({ log: (entries) => entries.filter((entry) => entry.kind !== "credited") }),
      ).toMatchObject({ expected: expect.stringContaining("nothing_to_withdraw"), actual: "logged" });
    });
  });
});

describe("verify, in other situations", () => {
  it("verifies a contract whose state is not complete", async () => {
    const stage = await setStage(probeComposition());
    const block = (await stage.trainer.block()) - 2;
    expect(await verify(stage.trainer, { block })).toMatchObject({
      verdict: "unsealed",
      entries: 0,
      contributions: 0,
    });
  });

  it("knows what a mechanism keeps for itself", async () => {
    const stage = await setStage(probeComposition());
    await contribute(stage, stage.alice, [1], 1);
    await stage.trainer.act("escrow", { from: stage.bob, pay: 50n });
    expect(await verify(stage.trainer)).toMatchObject({
      ok: true,
      ledger: { paidIn: 60n, paidOut: 0n, owed: 10n, heldByMechanism: 50n, balance: 60n, surplus: 0n },
    });
  });

  it("finds a mechanism that promises more than it took", async () => {
    const stage = await setStage(probeComposition());
    await contribute(stage, stage.alice, [1], 1);
    await stage.trainer.act("payCaller", { from: stage.bob, args: [4n] });
    expect(await verify(stage.trainer)).toMatchObject({
      ok: false,
      firstDifference: {
        where: "ledger: what is owed",
        expected: "at most 6 units (paid in 10, paid out 4)",
        actual: "10 units",
      },
    });
  });

  it("compares the code with the composition's", async () => {
    const stage = await setStage(probeComposition());
    const { composition } = stage.trainer;
    const lying = {
      ...tampered(stage.trainer, {}),
      verifyCode: async () => ({
        checks: [{ part: "code", difference: "byte 7" }] as const,
        matches: false,
        onChain: "aa",
        rebuilt: "bb",
        kernelIds: composition.kernelIds,
        difference: "byte 7",
      }),
    };
    expect(await verify(lying)).toMatchObject({
      ok: false,
      firstDifference: { where: "code: byte 7", expected: "bb", actual: "aa" },
    });
  });
});
