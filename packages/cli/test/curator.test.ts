import { existsSync } from "node:fs";
import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { exportModel, resolveModel } from "@chainlearn/core";
import { averagedPerceptron } from "@chainlearn/models-wasm";
import { describe, expect, it } from "vitest";
import { standingAt } from "../src/curator/champion.ts";
import { writeWhole } from "../src/files/write.ts";
import { type CompositionConfig, EXIT_CODES } from "../src/index.ts";
import { configWith, keysIn, TEST_CHAINS, type TestChain } from "./support/chains.ts";
import { inFolder, json, run, type Setting } from "./support/cli.ts";

const DEPOSIT = 10_000n;
const BOND = 1_000_000n;
const FUND = 1_000n;
const CYCLE = 1_000;
const REVEAL_WAIT = 100;
const LOCK = 500;
const FEATURES = 64;

const composition: CompositionConfig = {
  ...{ model: "averaged-perceptron", mechanism: "champion", roles: { curator: "deployer" } },
  shape: { features: FEATURES, classes: 2, lane: 32, encoding: "sparse", valueBits: 0, maxEntries: 8 },
  initialModel: "start.model.json",
  mechanismParams: {
    ...{ depositUnits: DEPOSIT, bondUnits: BOND, subsidyUnits: 100n, openItems: 2n, itemsPerCycle: 3n },
    ...{ settleWaitSeconds: 0n, lockSeconds: BigInt(LOCK) },
    ...{ cycleSeconds: BigInt(CYCLE), revealWaitSeconds: BigInt(REVEAL_WAIT) },
  },
};

/**
 * After ten contributions features 3 and 8 are clear, and 20 is not: its weight says 1, the mean of its weights
 * 5 - 60 / 10 says 0. After three more that change nothing the mean is 5 - 60 / 13, rounded up: 1.
 */
function startModel(): string {
  const model = resolveModel({ model: averagedPerceptron, shape: composition.shape });
  const cells = Array.from({ length: 2 * FEATURES }, () => 0n);
  cells[2 * 3] = 5n;
  cells[2 * 8] = -5n;
  cells[2 * 20] = 5n;
  cells[2 * 20 + 1] = 60n;
  return JSON.stringify(exportModel(model, { cells, hot: [10n, 0n, 0n] }));
}

const line = (indices: readonly number[], label: number): string =>
  JSON.stringify({ sample: { indices }, label });
/** Two for the setup, and three for a test that the challenger wins. */
const TESTS = [line([3, 60], 1), line([8, 60], 0), ...[50, 51, 52].map((k) => line([20, k], 1))].join("\n");
const LATER = [line([3, 61], 1), line([8, 61], 0)].join("\n");
const DATA = [line([3, 40], 1), line([3, 41], 1), line([8, 40], 0)].join("\n");
const WRONG = line([3, 42], 0);

const SECRETS = "deployments/test/spam.secret.json";

interface Failed {
  readonly error: { readonly code: string };
}
interface Owed {
  readonly account: { readonly creditUnits: string };
}
interface Done {
  readonly done: readonly { readonly amountUnits: string; readonly reason: number }[];
}

async function onChampion(
  start: () => Promise<TestChain>,
  body: (setting: Setting, chain: TestChain) => Promise<void>,
): Promise<void> {
  const chain = await start();
  try {
    await inFolder(async (folder) => {
      for (const [name, text] of Object.entries({
        "start.model.json": startModel(),
        ...{ "tests.jsonl": TESTS, "later.jsonl": LATER, "data.jsonl": DATA, "wrong.jsonl": WRONG },
      }))
        await writeFile(join(folder, name), text);
      const setting = { folder, config: configWith(chain.config, composition), env: chain.env };
      expect((await run(setting, "deploy")).code).toBe(0);
      await body(setting, chain);
    });
  } finally {
    await chain.close();
  }
}

// The embedded chain differs in nothing that these commands know of; what differs is tested in the adapters.
describe.each(["local", "anvil"])("champion by the command line on %s", (name) => {
  it("goes from the commitment to a promotion, and to the bond's return", async () => {
    await onChampion(TEST_CHAINS[name]!, async (setting, chain) => {
      let said = "";
      const ask = async <T>(...args: readonly string[]): Promise<T & { readonly code: number }> => {
        const { code, value, err } = await json<T>(setting, ...args);
        said += JSON.stringify(value) + err;
        return { ...value, code };
      };
      const refused = async (...args: readonly string[]): Promise<string> =>
        (await ask<Failed>(...args)).error.code;
      const status = (): Promise<object> => ask("curator", "status");
      const file = join(setting.folder, SECRETS);
      const commit = ["curator", "commit", "--tests", "tests.jsonl"];

      expect(await status()).toMatchObject({ phase: "setup", next: "the curator: curator commit" });
      await writeFile(join(setting.folder, "short.jsonl"), WRONG);
      const short = await ask<Failed>("curator", "commit", "--tests", "short.jsonl");
      expect([short.code, short.error.code]).toEqual([EXIT_CODES.input, "invalid_file"]);
      expect(await ask(...commit, "--simulate")).toMatchObject({ simulated: true });
      const dear = await ask<Failed>(...commit, "--max-spend", "1units");
      expect([dear.code, dear.error.code]).toEqual([EXIT_CODES.money, "spend_limit"]);
      const stranger = await ask<Failed>(...commit, "--from", "alice");
      expect([stranger.code, stranger.error.code]).toEqual([EXIT_CODES.refused, "not_permitted"]);
      expect(existsSync(file), "secrets of nothing").toBe(false);
      expect(await ask(...commit)).toMatchObject({ code: 0, items: 5, secrets: file });
      expect((await stat(file)).mode & 0o777).toBe(0o600);
      const kept = await readFile(file, "utf8");
      expect(await ask(...commit)).toMatchObject({ code: 0, already: true });
      expect(await readFile(file, "utf8"), "the commitment that counts").toBe(kept);

      expect(await status()).toMatchObject({
        ...{ phase: "setup", next: "the curator: curator reveal", bondUnits: `${BOND}` },
        items: { inUse: 5, missing: 2, knownHere: 2 },
      });
      expect(await ask("curator", "reveal", "--simulate")).toMatchObject({ simulated: true });
      expect(await refused("curator", "reveal", "--count", "0")).toBe("argument_out_of_range");
      const one = await ask("curator", "reveal", "--count", "1");
      expect(one).toMatchObject({ code: 0, shown: 1, setupLeft: "1" });
      expect(await ask("curator", "reveal")).toMatchObject({ code: 0, shown: 1, setupLeft: "0" });
      // The phase goes by this machine's clock, which chains of tests do not have.
      expect(await status()).toMatchObject({ setupLeft: "0", items: { inUse: 3, missing: 3, knownHere: 3 } });
      const early = await ask<Failed>("curator", "reveal");
      expect([early.code, early.error.code]).toEqual([EXIT_CODES.refused, "wrong_phase"]);
      expect(await refused(...commit), "items that are known").toBe("invalid_file");

      const sent = ["add-data", "--max-spend", "1000000000units"];
      expect(await ask(...sent, "--file", "data.jsonl", "--from", "alice")).toMatchObject({ code: 0 });
      expect(await ask(...sent, "--file", "wrong.jsonl", "--from", "bob")).toMatchObject({ code: 0 });
      const settled = await ask<Done>("act", "settle", "0", "1", "2", "3", "--from", "bob");
      expect(settled.done.map(({ reason }) => reason)).toEqual([1, 1, 1, 4]);
      expect(await ask("act", "fund", "--pay", `${FUND}units`)).toMatchObject({ code: 0 });
      expect((await run(setting, "predict", "--sample", '{"indices": [20, 50]}')).out).toBe("0\n");

      await chain.pass(CYCLE);
      const shown = await ask<{ transactions: string[] }>("curator", "reveal", "--batch", "2");
      expect(shown).toMatchObject({ code: 0, shown: 3, revealed: "3", wins: "3" });
      expect(shown.transactions).toHaveLength(2);
      expect(await refused("curator", "reveal"), "all are revealed").toBe("wrong_phase");
      const decided = await ask<Done>("act", "decide", "--arg", "100", "--from", "bob");
      expect(decided.done).toMatchObject([{ reason: 1 }]);
      expect((await run(setting, "predict", "--sample", '{"indices": [20, 50]}')).out).toBe("1\n");

      expect(await refused("withdraw", "--from", "alice")).toBe("nothing_to_withdraw");
      const released = async (...ids: readonly string[]): Promise<bigint> => {
        expect((await ask("act", "release", ...ids, "--from", "bob")).code).toBe(0);
        return BigInt((await ask<Owed>("status", "--account", "alice")).account.creditUnits);
      };
      // A deposit that somebody else has released waits for its owner, and goes where the owner says.
      const first = await released("0");
      expect(first).toBeGreaterThan(0n);
      const withdrawing = ["withdraw", "--from", "alice"];
      expect(await ask(...withdrawing, "--simulate")).toMatchObject({ code: 0, simulated: true });
      expect(await ask(...withdrawing)).toMatchObject({ code: 0, amountUnits: `${first}` });
      expect(await refused(...withdrawing, "--to", "bob"), "it is paid once").toBe("nothing_to_withdraw");
      const more = await released("1", "2");
      const before = await chain.balance("bob");
      expect(await ask(...withdrawing, "--to", "bob")).toMatchObject({ code: 0, amountUnits: `${more}` });
      expect((await chain.balance("bob")) - before).toBe(more * chain.baseUnitsPerUnit);
      const earned = await ask<Done>("act", "collect", "--from", "alice");
      expect(BigInt(earned.done[0]!.amountUnits)).toBeGreaterThan(300n);
      expect((await ask<Done>("act", "returnBond")).done).toMatchObject([{ amountUnits: `${BOND}` }]);

      // Items of a later commitment are for a later cycle: this one has none.
      expect(await ask("curator", "commit", "--tests", "later.jsonl")).toMatchObject({ code: 0, items: 2 });
      expect(await status()).toMatchObject({
        ...{ cycle: "1", bondUnits: `${BOND}` },
        items: { inUse: 0, queued: 2, queuedReady: 0, missing: 3, knownHere: 0 },
      });
      await chain.pass(CYCLE);
      expect(await refused("curator", "reveal")).toBe("no_items");
      expect((await ask<Done>("act", "skip", "--from", "bob")).done).toMatchObject([{ reason: 0 }]);
      expect(await status()).toMatchObject({
        cycle: "2",
        items: { queued: 2, queuedReady: 2, knownHere: 2 },
      });
      await chain.pass(CYCLE);
      expect(await ask("curator", "reveal")).toMatchObject({ code: 0, shown: 2, revealed: "2" });
      expect(await refused("act", "reveal")).toBe("unsupported");
      expect(await refused("act", "decide", "--arg", "1", "--digest", "00")).toBe("argument_out_of_range");
      expect(await ask("verify")).toMatchObject({ code: 0, ok: true });

      const { chains } = JSON.parse(kept) as { chains: { items: { next: string }[] }[] };
      expect(chains[0]!.items).toHaveLength(5);
      for (const { next } of chains[0]!.items) expect(said).not.toContain(next);
      expect(keysIn(said)).toEqual([]);
    });
  });
});

describe("who has no items", () => {
  it("reveals none, and sees where champion stands", async () => {
    await onChampion(TEST_CHAINS.local!, async (setting) => {
      await run(setting, "curator", "commit", "--tests", "tests.jsonl");
      await inFolder(async (folder) => {
        const receipt = "deployments/test/spam.json";
        await writeWhole(join(folder, receipt), await readFile(join(setting.folder, receipt)));
        const elsewhere = { ...setting, folder };
        const { code, value } = await json<Failed>(elsewhere, "curator", "reveal", "--from", "bob");
        expect([code, value.error.code]).toEqual([EXIT_CODES.refused, "not_permitted"]);
        expect((await json(elsewhere, "curator", "status")).value).toMatchObject({
          items: { inUse: 5, missing: 2, knownHere: 0 },
        });
      });
    });
  });
});

describe("where champion stands", () => {
  const START = 10_000;
  const standing = (now: number, cells: Readonly<Record<string, bigint>> = {}) => {
    const pool: Readonly<Record<string, bigint>> = {
      ...{ setupLeft: 0n, copying: 0n, cycle: 2n, cycleStartSeconds: BigInt(START), revealed: 0n },
      ...{ itemsLeft: 3n, itemsQueued: 9n, queuedInCycle: 1n, ...cells },
    };
    const param: Readonly<Record<string, bigint>> = {
      ...{ itemsPerCycle: 3n, cycleSeconds: BigInt(CYCLE), revealWaitSeconds: BigInt(REVEAL_WAIT) },
    };
    const found = standingAt(
      { pool: (name) => pool[name]!, param: (name) => param[name]!, register: () => 0n },
      START + now,
    );
    return [found.phase, found.next, found.isLate];
  };
  const DECIDE = "anybody: act decide --arg 500";
  const REVEAL = "the curator: curator reveal";

  it.each<[string, number, Readonly<Record<string, bigint>>, readonly unknown[]]>([
    ["in training", CYCLE - 1, {}, ["train", "anybody: add-data, act settle", false]],
    [
      ...(["in training without items for the next test", CYCLE - 1] as const),
      { itemsQueued: 0n },
      ["train", "anybody: add-data, act settle; the curator: curator commit", false],
    ],
    ["when the test is due", CYCLE, {}, ["test", REVEAL, false]],
    [
      ...(["when the items are late", CYCLE + REVEAL_WAIT, {}] as const),
      ["test", `${REVEAL}; or anybody: act skip, since it is late`, true],
    ],
    [
      ...(["without items", CYCLE + REVEAL_WAIT, { itemsLeft: 0n, queuedInCycle: 2n }] as const),
      ["test", "anybody: act skip, since there are no items", false],
    ],
    ["with all items", CYCLE + REVEAL_WAIT, { revealed: 3n }, ["test", DECIDE, false]],
    [
      ...(["while it copies", CYCLE, { revealed: 3n, copying: 1n }] as const),
      ["copy", `${DECIDE}, until all is copied`, false],
    ],
  ])("%s", (_, now, cells, expected) => {
    expect(standing(now, cells)).toEqual(expected);
  });
});

describe("deploying champion", () => {
  it("warns of a model that never learns and of nobody as the curator, and of nothing else", async () => {
    const chain = await TEST_CHAINS.local!();
    await inFolder(async (folder) => {
      await writeFile(join(folder, "start.model.json"), startModel());
      const { roles: _, initialModel: __, ...bare } = composition;
      const wrong = configWith(chain.config, { ...bare, model: "sparse-perceptron" });
      const planned = await json<{ cautions: readonly object[] }>(
        { folder, config: wrong },
        "deploy",
        "--simulate",
      );
      expect(planned.value.cautions).toHaveLength(2);
      expect(planned.err).toMatch(
        /^Beware: the model changes only when it is wrong.*Take averaged-perceptron/m,
      );
      expect(planned.err).toMatch(/^Beware: nobody is the curator/m);
      type Found = { checks: readonly { name: string; status: string; found: string }[] };
      const cautionsIn = ({ checks }: Found): string[] =>
        checks
          .filter(({ name, status }) => name === "composition spam" && status === "warn")
          .map(({ found }) => found);
      const examined = await json<Found>({ folder, config: wrong }, "doctor");
      expect(cautionsIn(examined.value)).toHaveLength(2);
      expect(examined.code).toBe(EXIT_CODES.done);
      const right = { folder, config: configWith(chain.config, composition) };
      expect(cautionsIn((await json<Found>(right, "doctor")).value)).toEqual([]);
      expect((await run(right, "deploy", "--simulate")).err).not.toContain("Beware");
    });
    await chain.close();
  });
});
