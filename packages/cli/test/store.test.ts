import { existsSync, readdirSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createLocalChain } from "@chainlearn/adapter-local";
import { type ChainAdapter, ChainlearnError, type ErrorCode } from "@chainlearn/core";
import { LogStore } from "@chainlearn/log-store";
import { expect, it } from "vitest";
import { devChain, EXIT_CODES } from "../src/index.ts";
import { configWith, TEST_CHAINS, type TestChain } from "./support/chains.ts";
import { inFolder, json, run, type Setting } from "./support/cli.ts";

interface Status {
  readonly contributions: number;
  readonly log: {
    readonly block: number;
    readonly entries: number;
    readonly contributions: number;
    readonly contributors: number;
    readonly validated: number;
    readonly actions: Readonly<Record<string, number>>;
    readonly leaderboard: readonly object[];
    readonly badges: readonly object[];
    readonly accuracy: readonly { contributions: number; beforeLearning: number; test?: number }[];
  };
}

const MAILS = [
  { sample: { indices: [3, 17] }, label: 1, who: "alice" },
  { sample: { indices: [3, 40] }, label: 0, who: "bob" },
  { sample: { indices: [17, 41] }, label: 1, who: "alice" },
  { sample: { indices: [3, 42] }, label: 0, who: "alice" },
  { sample: { indices: [40, 43] }, label: 0, who: "bob" },
];
const TESTS = [
  { sample: { indices: [3, 17] }, label: 1 },
  { sample: { indices: [3, 40] }, label: 0 },
  { sample: { indices: [41] }, label: 1 },
];

/** A deployment with five contributions, two of them refunded, and how good the model was after each contribution. */
async function withModel(
  body: (setting: Setting, measured: readonly number[], chain: TestChain) => Promise<void>,
): Promise<void> {
  const chain = await TEST_CHAINS.local!();
  try {
    await inFolder(async (folder) => {
      const setting = { folder, config: configWith(chain.config), env: chain.env };
      await writeFile(join(folder, "tests.jsonl"), TESTS.map((line) => JSON.stringify(line)).join("\n"));
      expect((await run(setting, "deploy")).code).toBe(0);
      const measured: number[] = [];
      for (const { sample, label, who } of MAILS) {
        const data = ["--sample", JSON.stringify(sample), "--label", `${label}`, "--from", who];
        expect((await run(setting, "add-data", ...data)).code).toBe(0);
        const { value } = await json<{ accuracy: number }>(setting, "predict", "--file", "tests.jsonl");
        measured.push(value.accuracy);
      }
      expect((await run(setting, "refund", "0", "2", "--from", "alice")).code).toBe(0);
      await body(setting, measured, chain);
    });
  } finally {
    await chain.close();
  }
}

it("tells what the log tells, and draws it", async () => {
  await withModel(async (setting, measured) => {
    const { code, value } = await json<Status>(
      setting,
      ...["status", "--test", "tests.jsonl", "--plot", "pictures/accuracy.svg"],
    );
    expect(code).toBe(0);
    const alice = expect.stringContaining("local1");
    expect(value.log).toMatchObject({
      ...{ contributions: 5, contributors: 2, validated: 2, actions: { refund: 2 } },
      leaderboard: [{ rank: 1, account: alice, validated: 2, labels: 1 }],
      badges: [{ account: alice, kind: "milestone", level: 1 }, ...value.log.badges.slice(1)],
    });
    expect(value.contributions).toBe(5);
    // Few entries: a point for every contribution.
    expect(value.log.accuracy.map(({ contributions, test }) => [contributions, test])).toEqual(
      measured.map((share, k) => [k + 1, share]),
    );
    const svg = await readFile(join(setting.folder, "pictures/accuracy.svg"), "utf8");
    expect(svg).toMatch(/^<svg .*right on the test set.*<\/svg>\n$/s);
    expect(svg.match(/<polyline points="([^"]*)"/)![1]!.split(" ")).toHaveLength(5);
    const { out } = await run(setting, "status");
    expect(out).toMatch(/^found right +2$/m);
    expect(out).toMatch(/^rank +account/m);
    expect(out).toMatch(/^milestone +1 /m);
  });
});

it("exports through the store, and leaves nothing half-written when it is stopped", async () => {
  await withModel(async (setting) => {
    const file = join(setting.folder, "data.jsonl");
    await writeFile(file, "of yesterday");
    const parts = (): string[] => readdirSync(setting.folder).filter((name) => name.endsWith(".part"));
    const stop = new AbortController();
    let open: string[] = [];
    const heard = (text: string): void => {
      if (!text.startsWith("contributions: 1 of 5")) return;
      open = parts();
      stop.abort("SIGINT");
    };
    const args = ["export", "data", "--out", "data.jsonl", "--store", "own.db"];
    const stopped = await run({ ...setting, signal: stop.signal, heard }, ...args);
    expect([stopped.code, open]).toEqual([EXIT_CODES.interrupted, [`data.jsonl.${process.pid}.part`]]);
    expect([await readFile(file, "utf8"), parts()]).toEqual(["of yesterday", []]);

    const done = await json<{ contributions: number }>(setting, ...args);
    expect([done.code, done.value.contributions]).toEqual([0, 5]);
    expect(done.err).toMatch(/^log entries replayed: (\d+) of \1\ncontributions: 1 of 5\n/m);
    const lines = (await readFile(file, "utf8")).trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject(
      MAILS.map(({ sample, label }, id) => ({ id, sample, label })),
    );
    expect(existsSync(join(setting.folder, "deployments/log.db"))).toBe(false);
  });
});

it("predicts no part of a file when it is stopped", async () => {
  await withModel(async (setting) => {
    const stop = new AbortController();
    const heard = (text: string): void => {
      if (text === "predicted: 1\n") stop.abort("SIGINT");
    };
    const args = ["predict", "--file", "tests.jsonl"];
    const stopped = await run({ ...setting, signal: stop.signal, heard }, ...args);
    expect(stopped).toMatchObject({
      code: EXIT_CODES.interrupted,
      out: "",
      err: expect.stringMatching(/^predicted: 1\n/),
    });
    expect((await run(setting, ...args)).err).toBe("predicted: 1\npredicted: 3 of 3\n");
  });
});

it("leaves the log alone when it is told to", async () => {
  await withModel(async (setting) => {
    const { value } = await json<Partial<Status>>(setting, "status", "--state-only");
    expect([value.contributions, value.log]).toEqual([5, undefined]);
    expect(existsSync(join(setting.folder, "deployments/log.db"))).toBe(false);
    const both = await json<{ error: { code: string } }>(setting, "status", "--state-only", "--test", "x");
    expect(both.value.error.code).toBe("argument_out_of_range");
  });
});

it("refuses tests without labels and without samples", async () => {
  await withModel(async (setting) => {
    for (const text of ['{"sample": {"indices": [1]}}\n', "\n"]) {
      await writeFile(join(setting.folder, "wrong.jsonl"), text);
      const { code, value } = await json<{ error: { code: string } }>(
        setting,
        ...["status", "--test", "wrong.jsonl"],
      );
      expect([code, value.error.code]).toEqual([EXIT_CODES.input, "invalid_file"]);
    }
  });
});

it("follows once, or until it is stopped, and goes on where it was", async () => {
  await withModel(async (setting) => {
    const confirmed = await json<{ block: number; entries: number }>(
      setting,
      ...["follow", "--once", "--confirmations", "2", "--store", "confirmed.db"],
    );
    const once = await json<{ block: number; entries: number; added: number }>(setting, "follow", "--once");
    expect(confirmed.value.block).toBe(once.value.block - 2);
    expect(confirmed.value.entries).toBeLessThan(once.value.entries);
    expect(once.value.added).toBe(once.value.entries);
    const stop = new AbortController();
    const following = json<{ entries: number; added: number; rounds: number }>(
      { ...setting, signal: stop.signal },
      ...["follow", "--interval", "0"],
    );
    const added = await run(
      setting,
      ...["add-data", "--sample", '{"indices": [9]}', "--label", "1", "--from", "bob"],
    );
    expect(added.code).toBe(0);
    const stored = async (): Promise<number> => {
      const store = await LogStore.openFile(join(setting.folder, "deployments/log.db"));
      const [deployment] = await store.deployments();
      await store.close();
      return deployment!.entries;
    };
    while ((await stored()) === once.value.entries) await new Promise((done) => setTimeout(done, 10));
    stop.abort();
    const { code, value, err } = await following;
    expect([code, value.added, value.entries]).toEqual([0, 1, once.value.entries + 1]);
    expect(err).toContain("1 entries added, 0 taken back");
  });
});

it("goes on following after what passes by itself, and says so", async () => {
  const chain = await createLocalChain();
  /** What the next questions for the newest block end with; undefined: an answer. */
  const answers: (ErrorCode | undefined)[] = [];
  const adapter: ChainAdapter = {
    ...{ chainId: chain.adapter.chainId, dataHandlers: chain.adapter.dataHandlers },
    deploy: (...args) => chain.adapter.deploy(...args),
    find: (...args) => chain.adapter.find(...args),
    source: (...args) => chain.adapter.source(...args),
    attach: async (...args) => {
      const trainer = await chain.adapter.attach(...args);
      return new Proxy(trainer, {
        get(target, name) {
          if (name === "block")
            return async () => {
              const code = answers.shift();
              if (code !== undefined) throw new ChainlearnError(code, "as the test wants it.");
              return target.block();
            };
          const value: unknown = Reflect.get(target, name);
          return typeof value === "function" ? value.bind(target) : value;
        },
      });
    },
  };
  try {
    await inFolder(async (folder) => {
      const setting = { folder, config: configWith(devChain({ ...chain, adapter })) };
      expect((await run(setting, "deploy")).code).toBe(0);
      expect((await run(setting, "follow", "--once")).code).toBe(0);
      answers.push(
        ...(["rate_limited", undefined, "nodes_disagree", undefined] as const),
        ...(["log_changed", "chain_failure", "history_pruned"] as const),
      );
      const { code, value, err } = await json(setting, "follow", "--interval", "0");
      expect([code, value]).toMatchObject([EXIT_CODES.chain, { error: { code: "history_pruned" } }]);
      expect(err.match(/Trying again in \d+ s/g)).toEqual(
        [1, 1, 1, 2].map((seconds) => `Trying again in ${seconds} s`),
      );
      answers.push("rate_limited");
      expect(await json(setting, "follow", "--once")).toMatchObject({
        value: { error: { code: "rate_limited" } },
      });
    });
  } finally {
    await chain.close();
  }
});

it("replays from the store that an option or the environment names, up to a block", async () => {
  await withModel(async (setting) => {
    const all = await json<{ stateHash: string; block: number; contributions: number }>(
      setting,
      ...["replay", "--store", "stores/own.db"],
    );
    expect(existsSync(join(setting.folder, "stores/own.db"))).toBe(true);
    expect(existsSync(join(setting.folder, "deployments/log.db"))).toBe(false);
    const elsewhere = { ...setting, env: { ...setting.env, CHAINLEARN_STORE: "stores/other.db" } };
    expect((await json(elsewhere, "replay")).value).toEqual(all.value);
    expect(existsSync(join(setting.folder, "stores/other.db"))).toBe(true);
    const verified = await json(setting, "verify");
    expect(verified.value).toMatchObject({ stateHash: all.value.stateHash, logSource: "the chain" });
    expect(existsSync(join(setting.folder, "deployments/log.db"))).toBe(false);
    const { stateHash } = all.value;
    const fromStore = { ok: true, verdict: "verified", stateHash, logSource: "the log store" };
    expect((await json(setting, "verify", "--store", "stores/own.db")).value).toMatchObject(fromStore);
    expect((await json(setting, "verify", "--store")).value).toMatchObject(fromStore);
    expect(existsSync(join(setting.folder, "deployments/log.db"))).toBe(true);
    const earlier = await json<{ contributions: number; block: number }>(
      setting,
      ...["replay", "--block", `${all.value.block - 2}`],
    );
    expect(earlier.value).toMatchObject({ contributions: 4, block: all.value.block - 2 });
  });
});

it("says what is wrong with a database, and not its password", async () => {
  await withModel(async (setting) => {
    const env = { ...setting.env, CHAINLEARN_STORE: "postgres://user:secret@127.0.0.1:1/none" };
    const { code, value, err } = await json<{ error: { code: string; message: string } }>(
      { ...setting, env },
      "replay",
    );
    expect([code, value.error.code]).toEqual([EXIT_CODES.chain, "store_failure"]);
    expect(JSON.stringify(value) + err).not.toContain("secret");
  });
});
