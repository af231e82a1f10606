import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createLocalChain } from "@chainlearn/adapter-local";
import { expect, it } from "vitest";
import { devChain } from "../src/index.ts";
import guide from "./fixture/chainlearn.config.ts";
import { environment, printed } from "./fixture/environment.ts";
import { rehearsal } from "./fixture/rehearsal.ts";
import { inFolder, json, run } from "./support/cli.ts";

it("runs in a program as the guide says", async () => {
  await import("./fixture/in-a-program.ts");
  const { exitCode } = process;
  process.exitCode = undefined;
  await rm(environment.folder, { recursive: true });
  expect(exitCode).toBe(0);
  expect(printed.join("")).toContain("local1");
});

it("takes the guide's configuration", async () => {
  await inFolder(async (folder) => {
    const listed = await json<{ chains: { chainId: string }[] }>({ folder, config: guide }, "chains");
    expect(listed.value.chains.map(({ chainId }) => chainId)).toEqual([
      "eip155:31337",
      "eip155:11155111",
      "cosmos:osmo-test-5",
    ]);
    // Resolved without a chain: the composition fits its plugins.
    const { err } = await run(
      { folder, config: guide },
      "import",
      "none.json",
      "--out",
      "x",
      "--composition",
      "spam",
    );
    expect(err).toContain("invalid_file");
  });
});

/** Mails that a filter can tell apart; each is another one. */
const mails = (name: string, count: number): string =>
  Array.from({ length: count }, (_, k) =>
    JSON.stringify(
      k % 2 === 0
        ? { input: `cheap offer, buy now ${name} ${k}`, label: 1 }
        : { input: `minutes of the meeting ${name} ${k}`, label: 0 },
    ),
  ).join("\n");

it("goes from the school to a test of champion's challenger, as the guide says", async () => {
  const chain = await createLocalChain();
  const { school, spam } = guide.compositions;
  const config = {
    ...guide,
    chains: { anvil: devChain(chain) },
    compositions: {
      school: school!,
      spam: { ...spam!, mechanismParams: { ...spam!.mechanismParams, ...rehearsal } },
    },
  };
  const pass = async (seconds: bigint): Promise<void> => chain.setTime((await chain.now()) + Number(seconds));
  await inFolder(async (folder) => {
    for (const [name, count] of [
      ["first", 40],
      ["tests", 30],
      ["mails", 6],
    ] as const)
      await writeFile(join(folder, `${name}.jsonl`), mails(name, count));
    const ask = async (line: string, ...more: readonly string[]): Promise<{ readonly value: unknown }> => {
      const result = await json({ folder, config }, ...line.split(" "), ...more);
      expect(result.code, `${line}: ${result.err}`).toBe(0);
      return result;
    };
    await ask("deploy --composition school");
    await ask("add-data --composition school --file first.jsonl --batch 16");
    await ask("export model --composition school --out spam.model.json");
    await ask("deploy --composition spam");
    await ask("curator commit --composition spam --tests tests.jsonl");
    await ask("curator reveal --composition spam");
    await ask("add-data --composition spam --file mails.jsonl --from alice --batch 6 --max-spend 1coin");
    await pass(rehearsal.settleWaitSeconds);
    const settled = await ask("act settle 0 1 2 3 4 5 --composition spam --from bob");
    // The first model has them all right.
    expect(settled.value).toMatchObject({ done: Array.from({ length: 6 }, () => ({ reason: 1 })) });
    await pass(rehearsal.cycleSeconds);
    await ask("curator reveal --composition spam");
    await ask("act decide --arg 5000 --composition spam");
    expect((await ask("curator status --composition spam")).value).toMatchObject({ cycle: "1" });
    await ask("act release 0 1 2 3 4 5 --composition spam --from alice");
    await ask("verify --composition spam");
  });
});
