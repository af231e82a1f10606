import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { type AnvilChain, startAnvil } from "@chainlearn/adapter-evm/testing";
import { createLocalChain, linkedModel } from "@chainlearn/adapter-local";
import {
  type Contribution,
  type DataAddedEntry,
  readModelState,
  resolveComposition,
  type Sample,
} from "@chainlearn/core";
import { stake } from "@chainlearn/mechanisms";
import { sparsePerceptron } from "@chainlearn/models-wasm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { build } from "../../scripts/pack/packages.ts";
import { bundleForBrowsers } from "../packages/bundle.ts";
import { examine, type Findings } from "./app/deployment.ts";
import { HAS_CHROMIUM, startChromium } from "./chromium.ts";
import { composition, deployed } from "./composition.ts";
import { type Outcome, outcomeOf, type Task } from "./outcome.ts";
import { fromText, toText } from "./text.ts";

/** Numbers from 0 to `below` - 1 (mulberry32). */
function random(seed: number): (below: number) => number {
  let a = seed;
  return (below) => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

const pick = random(6);
const sample = (): Sample => {
  const indices = new Set(Array.from({ length: 1 + pick(20) }, () => pick(composition.shape.features)));
  return { indices: [...indices].sort((a, b) => a - b) };
};

/** A history with refunds and reports, and what is to be predicted after it. */
async function history(): Promise<Task> {
  const chain = await createLocalChain();
  const [owner, ...people] = chain.accounts as [string, ...string[]];
  const { trainer } = await chain.adapter.deploy(composition, { from: owner });
  const added: Contribution[] = [];
  for (let i = 0; i < 200; i++) {
    const from = people[pick(people.length)]!;
    const { entries } = await trainer.addData({ from, sample: sample(), label: pick(2) });
    const { id, time, actor, label, sample: bytes } = entries[0] as DataAddedEntry;
    added.push({ id, time, submitter: actor, label, sample: bytes });
    const contribution = added[pick(added.length)]!;
    // Most claims are refused, as the model or the mechanism wants it; the others are in the log.
    await trainer.act("refund", { from: contribution.submitter, contribution }).catch(() => {});
    await trainer.act("report", { from, contribution }).catch(() => {});
  }
  const log = await trainer.log();
  const { deployer, roles } = trainer;
  const state = await readModelState(trainer);
  await chain.close();
  return { parties: { deployer, roles }, log, state, samples: Array.from({ length: 300 }, sample) };
}

/** A model on an EVM chain with some data, and a claim; and what to ask it. */
async function onAnvil({ adapter, url, accounts }: AnvilChain): Promise<Parameters<typeof examine>[1]> {
  const [owner = "", ann = "", ben = ""] = accounts;
  const { trainer, receipt } = await adapter.deploy(deployed, { from: owner });
  const items = Array.from({ length: 12 }, () => ({ sample: sample(), label: pick(2) }));
  await trainer.addDataBatch({ from: ann, items: items.slice(0, 6) });
  const { entries } = await trainer.addDataBatch({ from: ben, items: items.slice(6) });
  const { id, time, actor, label, sample: bytes } = entries.at(-1) as DataAddedEntry;
  const contribution = { id, time, submitter: actor, label, sample: bytes };
  await trainer.act("refund", { from: ben, contribution });
  return { url, receipt, samples: [...items.map((item) => item.sample), sample()] };
}

/** What a page may do: its own scripts, WebAssembly, its own server and one node. */
const policy = (scripts: string, node: string): Readonly<Record<string, string>> => ({
  "content-security-policy": `default-src 'none'; script-src ${scripts}; connect-src 'self' ${node}`,
});

describe.skipIf(!HAS_CHROMIUM)("in Chromium", () => {
  let server: Server;
  let task: Task;
  let stop: (() => Promise<void>) | undefined;
  let found: { outcome: Outcome; another: string; without: string; findings: Findings };
  let anvil: AnvilChain | undefined;
  let where: Parameters<typeof examine>[1];
  let withoutWasm: unknown;
  const failures: string[] = [];

  beforeAll(async () => {
    await build();
    task = await history();
    const other = resolveComposition({
      model: sparsePerceptron,
      mechanism: stake,
      shape: composition.shape,
      mechanismParams: { costWeightUnits: 1n },
    });
    anvil = await startAnvil();
    where = await onAnvil(anvil);
    const page = '<!doctype html><meta charset="utf-8"><script type="module" src="page.js"></script>';
    const files: Readonly<
      Record<
        string,
        readonly [type: string, content: string | Uint8Array, headers?: Readonly<Record<string, string>>]
      >
    > = {
      "/": ["text/html", page, policy("'self' 'wasm-unsafe-eval'", anvil.url)],
      "/no-wasm": ["text/html", page, policy("'self'", anvil.url)],
      "/deployment.json": ["application/json", toText(where)],
      "/deployed.wasm": ["application/wasm", await linkedModel(deployed)],
      "/page.js": [
        "text/javascript",
        (await bundleForBrowsers({ file: fileURLToPath(new URL("app/page.ts", import.meta.url)) })).code,
      ],
      "/task.json": ["application/json", toText(task)],
      "/linked.wasm": ["application/wasm", await linkedModel(composition)],
      // The same model with another learning rate.
      "/another.wasm": ["application/wasm", await linkedModel(other)],
    };
    server = createServer((request, response) => {
      const file = files[request.url ?? ""];
      response
        .writeHead(file ? 200 : 404, { "content-type": file?.[0] ?? "text/plain", ...file?.[2] })
        .end(file?.[1]);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const chromium = await startChromium();
    ({ stop } = chromium);
    const open = async (path: string): Promise<string> => {
      const tab = await chromium.context.newPage();
      if (path === "/") tab.on("pageerror", (error) => failures.push(error.message));
      await tab.goto(`http://127.0.0.1:${port}${path}`);
      // The policy has no eval for `waitForFunction` to use.
      await tab.waitForLoadState("load");
      return tab.evaluate(() => (globalThis as unknown as { result: Promise<string> }).result);
    };
    found = fromText(await open("/")) as typeof found;
    withoutWasm = await open("/no-wasm").catch((error: unknown) => error);
  });

  afterAll(async () => {
    await stop?.();
    server?.close();
    await anvil?.close();
  });

  it("replays and predicts as Node does", async () => {
    expect(failures).toEqual([]);
    const kinds = new Set(task.log.map((entry) => (entry.kind === "acted" ? entry.action : entry.kind)));
    expect([...kinds]).toEqual(expect.arrayContaining(["sealed", "dataAdded", 0, 1]));
    expect(new Set(found.outcome.predictions).size).toBe(2);
    expect(found.outcome.difference).toBeUndefined();
    expect(found.outcome).toEqual(await outcomeOf(composition, task));
  });

  it("refuses a module that was linked for another model", () => {
    expect(found.another).toBe("model_mismatch");
  });

  it("reads a deployment from an EVM node, predicts and replays its log", async () => {
    expect(found.findings.difference).toBeUndefined();
    // A chunk of the initial state, the seal, twelve additions and a claim.
    expect(found.findings.entries).toBeGreaterThanOrEqual(14);
    expect(found.findings.here).toEqual(found.findings.there);
    expect(new Set(found.findings.there).size).toBe(2);
    expect(found.findings).toEqual(await examine(deployed, where, () => linkedModel(deployed)));
  });

  it("needs the page's policy to allow WebAssembly, and no eval of scripts", () => {
    expect(String(withoutWasm)).toMatch(/WebAssembly.*Content Security Policy|unsafe-eval/);
  });

  it("says that it has no compilers", () => {
    expect(found.without).toBe("unsupported");
  });
});
