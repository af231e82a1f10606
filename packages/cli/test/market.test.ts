import { existsSync } from "node:fs";
import { readFile, rename, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type CompositionConfig, EXIT_CODES } from "../src/index.ts";
import { configWith, keysIn, spam, TEST_CHAINS, type TestChain } from "./support/chains.ts";
import { inFolder, json, run, type Setting } from "./support/cli.ts";

const STAKE = 1_000_000n;
const ROUNDS = 4n;
const BOND = 5_000_000n;
const DRAW_BOND = 300_000n;
const FEES = 400_000n;
const WINDOW = 1_000;

const market: CompositionConfig = {
  ...spam,
  mechanism: "prediction-market",
  roles: { provider: "deployer" },
  mechanismParams: {
    ...{ stakeUnits: STAKE, rounds: ROUNDS, bondUnits: BOND, drawBondUnits: DRAW_BOND },
    ...{ stepFeeUnits: 1_000n, feePotUnits: FEES, testParts: 2n, itemsPerPart: 2n },
    ...{ commitSeconds: 1_000n, drawSeconds: 1_000n, showSeconds: 1_000n },
    ...{ stakeSeconds: 1_000n, revealSeconds: 1_000n, settleSeconds: 100_000n },
  },
};
const line = (indices: readonly number[], label: number): string =>
  JSON.stringify({ sample: { indices }, label });
/** The model has to learn that 3 and 17 are spam; it begins with everything in one class. */
const TESTS = [line([3, 40], 1), line([8, 30], 0), line([17, 41], 1), line([9, 31], 0)].join("\n");
const GOOD = [line([3, 17], 1), line([8, 9], 0)].join("\n");
const BAD = line([3, 17, 40, 41], 0);

interface Status {
  readonly stage: string;
  readonly next: string;
  readonly revealed: string;
  readonly contributions: string;
}
interface Failed {
  readonly error: { readonly code: string };
}

async function onMarket(
  start: () => Promise<TestChain>,
  body: (setting: Setting, chain: TestChain, said: string[]) => Promise<void>,
): Promise<void> {
  const chain = await start();
  try {
    await inFolder(async (folder) => {
      await writeFile(join(folder, "tests.jsonl"), TESTS);
      const setting = { folder, config: configWith(chain.config, market), env: chain.env };
      expect((await run(setting, "deploy")).code).toBe(0);
      await body(setting, chain, []);
    });
  } finally {
    await chain.close();
  }
}

const SECRETS = "deployments/test/spam.secret.json";

// The embedded chain differs in nothing that these commands know of; what differs is tested in the adapters.
describe.each(["local", "anvil"])("a market by the command line on %s", (name) => {
  it("goes from its bounty to the last payment", async () => {
    await onMarket(TEST_CHAINS[name]!, async (setting, chain) => {
      let said = "";
      const ask = async <T>(...args: readonly string[]): Promise<T & { readonly code: number }> => {
        const { code, value, err } = await json<T>(setting, ...args);
        said += JSON.stringify(value) + err;
        return { ...value, code };
      };
      const status = (): Promise<Status> => ask<Status>("market", "status");
      const file = join(setting.folder, SECRETS);
      const before = await Promise.all(
        (["deployer", "alice", "bob"] as const).map((who) => chain.balance(who)),
      );

      expect(await status()).toMatchObject({ stage: "unfunded", next: "the provider: market open" });
      await writeFile(join(setting.folder, "short.jsonl"), GOOD);
      const short = await ask<Failed>("market", "open", "--tests", "short.jsonl");
      expect([short.code, short.error.code]).toEqual([EXIT_CODES.input, "invalid_file"]);
      const open = ["market", "open", "--tests", "tests.jsonl"];
      expect(await ask(...open, "--simulate")).toMatchObject({ simulated: true });
      const dear = await ask<Failed>(...open, "--max-spend", "1units");
      expect([dear.code, dear.error.code]).toEqual([EXIT_CODES.money, "spend_limit"]);
      expect(existsSync(file), "secrets of nothing").toBe(false);
      expect(await ask(...open)).toMatchObject({ code: 0, secrets: file });
      expect((await stat(file)).mode & 0o777).toBe(0o600);
      const kept = await readFile(file, "utf8");
      expect(await ask<Failed>(...open)).toMatchObject({ error: { code: "wrong_phase" } });
      expect(await readFile(file, "utf8"), "the commitment that counts").toBe(kept);

      expect(await ask("market", "join", "--from", "alice")).toMatchObject({ code: 0 });
      const joined = await readFile(file, "utf8");
      expect(await ask<Failed>("market", "join", "--from", "alice")).toMatchObject({
        error: { code: "already_claimed" },
      });
      expect(await readFile(file, "utf8"), "the secret that counts").toBe(joined);
      await chain.pass(WINDOW);
      expect(await ask<Failed>("market", "unveil", "--from", "bob")).toMatchObject({
        error: { code: "not_permitted" },
      });
      expect(await ask("market", "unveil", "--from", "alice")).toMatchObject({ code: 0 });
      await chain.pass(WINDOW);
      expect(await ask("market", "reveal")).toMatchObject({ code: 0, revealed: "1", stage: "funded" });

      for (const [who, data] of [
        ["alice", GOOD],
        ["bob", BAD],
      ] as const) {
        await writeFile(join(setting.folder, "data.jsonl"), data);
        expect(await ask("add-data", "--file", "data.jsonl", "--from", who)).toMatchObject({ code: 0 });
      }
      expect(await status()).toMatchObject({ stage: "funded", contributions: "3" });
      expect(await ask<Failed>("market", "collect", "--from", "alice")).toMatchObject({
        error: { code: "too_early" },
      });
      await chain.pass(2 * WINDOW);
      expect(await ask("market", "reveal")).toMatchObject({ code: 0, revealed: "2", stage: "test" });

      // What was revealed is in the log: who settles needs no file.
      await rename(file, `${file}.away`);
      const first = await ask<{ transactions: string[] }>(
        "market",
        "settle",
        "--from",
        "bob",
        ...["--transactions", "2", "--steps", "1"],
      );
      expect(first).toMatchObject({ code: 0, ended: false });
      expect(first.transactions).toHaveLength(2);
      expect(said.match(/blocks read: (\d+) of \1\n/g), "the log is read once").toHaveLength(1);
      let earned = 0n;
      for (let ended = false; !ended; ) {
        const more = await ask<{ ended: boolean; earnedUnits: string }>("market", "settle", "--from", "bob");
        expect(more.code).toBe(0);
        earned += BigInt(more.earnedUnits);
        ended = more.ended;
      }
      expect(earned).toBeGreaterThan(0n);
      expect(await ask("market", "settle")).toMatchObject({ code: 0, stage: "done", transactions: [] });

      const won = await ask<{ done: { amountUnits: string }[] }>("market", "collect", "--from", "alice");
      expect(BigInt(won.done[0]!.amountUnits)).toBeGreaterThan(2n * STAKE);
      await ask("market", "collect", "--from", "bob");
      expect(await ask("market", "collect")).toMatchObject({ code: 0, action: "reclaim" });
      const told = await ask<{ log: { validated: number; leaderboard: { account: string }[] } }>("status");
      expect(told).toMatchObject({ balanceUnits: "0" });
      const { contributions } = await ask<{ contributions: { validity: string; submitter: string }[] }>(
        ...["export", "data"],
      );
      const valid = contributions.filter(({ validity }) => validity === "valid");
      expect(contributions.map(({ validity }) => validity).at(-1), "bob's").toBe("invalid");
      expect(valid.length).toBeGreaterThan(0);
      expect(told.log.validated).toBe(valid.length);
      expect(told.log.leaderboard.map(({ account }) => account)).toEqual([valid[0]!.submitter]);
      expect(await ask("export", "data", "--valid")).toMatchObject({ contributions: valid });
      expect(await ask("verify")).toMatchObject({ code: 0, ok: true });
      const after = await Promise.all(
        (["deployer", "alice", "bob"] as const).map((who) => chain.balance(who)),
      );
      expect(after[1]! > before[1]!, "alice earns").toBe(true);
      if (name !== "anvil") {
        // No fees: what some have less, others have more.
        const sum = (all: readonly bigint[]): bigint => all.reduce((total, one) => total + one, 0n);
        expect(sum(after)).toBe(sum(before));
      }

      const { tests, draws } = JSON.parse(joined) as {
        tests: { parts: { salt: string }[] };
        draws: Record<string, string>;
      };
      for (const secret of [...tests.parts.map(({ salt }) => salt), ...Object.values(draws)])
        expect(said).not.toContain(secret.replace(/^0x/, ""));
      expect(keysIn(said)).toEqual([]);
    });
  });
});

describe("a market that fails", () => {
  it("gives those who took part in the draw the bond, and the provider the rest", async () => {
    await onMarket(TEST_CHAINS.local!, async (setting, chain) => {
      await run(setting, "market", "open", "--tests", "tests.jsonl");
      await run(setting, "market", "join", "--from", "alice");
      await chain.pass(WINDOW);
      const { draws } = JSON.parse(await readFile(join(setting.folder, SECRETS), "utf8")) as {
        draws: Record<string, string>;
      };
      const [secret] = Object.values(draws);
      const unveiled = await run(setting, "act", "unveil", "--digest", secret!, "--from", "alice");
      expect(unveiled.code).toBe(0);
      await chain.pass(2 * WINDOW);
      expect((await run(setting, "act", "expire", "--from", "bob")).code).toBe(0);
      const due = await json<{ done: { amountUnits: string }[] }>(
        setting,
        "market",
        "collect",
        "--from",
        "alice",
      );
      expect(due.value.done).toMatchObject([{ amountUnits: `${BOND}` }]);
      const rest = await json<{ done: { amountUnits: string }[] }>(setting, "market", "collect");
      expect(rest.value.done).toMatchObject([{ amountUnits: `${ROUNDS * STAKE + FEES}` }]);
    });
  });

  it("gives stakes back where test items are withheld", async () => {
    await onMarket(TEST_CHAINS.local!, async (setting, chain) => {
      await run(setting, "market", "open", "--tests", "tests.jsonl");
      await chain.pass(2 * WINDOW);
      await run(setting, "market", "reveal");
      await writeFile(join(setting.folder, "data.jsonl"), GOOD);
      await run(setting, "add-data", "--file", "data.jsonl", "--from", "alice");
      await chain.pass(3 * WINDOW);
      await run(setting, "act", "expire");
      const back = await json<{ done: unknown[] }>(setting, "market", "collect", "--from", "alice");
      expect(back.value.done).toHaveLength(2);
      expect((await json(setting, "market", "collect", "--from", "bob")).value).toMatchObject({
        error: { code: "nothing_left" },
      });
    });
  });

  it("is told apart from other mechanisms", async () => {
    const chain = await TEST_CHAINS.local!();
    await inFolder(async (folder) => {
      const setting = { folder, config: configWith(chain.config), env: chain.env };
      await run(setting, "deploy");
      const { code, value } = await json<Failed>(setting, "market", "status");
      expect([code, value.error.code]).toEqual([EXIT_CODES.config, "unsupported"]);
    });
  });
});
