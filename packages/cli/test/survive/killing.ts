import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { type DeploymentReceipt, stateHash, toHex } from "@chainlearn/core";
import { Random } from "@chainlearn/core/testing";
import { expect } from "vitest";
import type { CompositionConfig } from "../../src/index.ts";
import { inFolder, type Ran } from "../support/cli.ts";
import { type KillProxy, type Phase, startKillProxy } from "../support/kill-proxy.ts";
import { startProgram } from "../support/process.ts";
import type { KillChain, KillChainKind } from "./chains.ts";
import { composition, trainersOf, writeProject } from "./project.ts";

/** A fresh chain, and a folder to work with it. */
export interface Place {
  readonly kind: KillChainKind;
  readonly chain: KillChain;
  readonly proxy: KillProxy;
  readonly folder: string;
}

/** Runs something with a fresh chain. */
export async function onFreshChain<T>(
  kind: KillChainKind,
  body: (place: Place) => Promise<T>,
  config: CompositionConfig = composition,
): Promise<T> {
  const chain = await kind.start();
  try {
    const proxy = await startKillProxy(chain.rpc);
    try {
      return await inFolder(async (folder) => {
        const resolved = trainersOf(chain).resolve(config);
        await writeProject(folder, kind, chain.entry(proxy.url), config, resolved);
        return body({ kind, chain, proxy, folder });
      });
    } finally {
      await proxy.close();
    }
  } finally {
    await chain.close();
  }
}

/** The full number, which docs/decisions/0028 has the figures of, is 20: CHAINLEARN_KILLS=20. */
export const KILLS = Number(process.env.CHAINLEARN_KILLS ?? 2);
export const SEED = 28;

/** When a process is killed: at one of its requests, at one of those that broadcast, or at a line of its progress. */
export interface KillPoint {
  readonly of: "requests" | "broadcasts" | "lines";
  /** Counted from 1. */
  readonly number: number;
  readonly phase?: Phase;
}

export const tell = ({ of, number, phase }: KillPoint): string =>
  `${of} ${number}${phase ? ` ${phase}` : ""}`;

/**
 * Runs the program, and kills it with SIGKILL at a point if it gets there; otherwise it has to succeed.
 * @returns what it has left behind; undefined: it was killed
 */
export async function runUntil(
  { kind, chain, proxy, folder }: Place,
  point: KillPoint | undefined,
  ...args: readonly string[]
): Promise<Ran | undefined> {
  let broadcasts = 0;
  let killed = false;
  const kill = (): void => {
    running.kill();
    killed = true;
  };
  proxy.watch((request, phase, body) => {
    const isBroadcast = kind.broadcast.test(body);
    if (isBroadcast && phase === "asked") broadcasts += 1;
    const at = { requests: request, broadcasts: isBroadcast ? broadcasts : 0, lines: 0 };
    if (!killed && point && at[point.of] === point.number && phase === point.phase) kill();
    return killed;
  });
  const running = startProgram(folder, chain.env, ...args, "--json");
  running.onLine((line) => {
    if (!killed && point?.of === "lines" && point.number === line) kill();
  });
  const ran = await running.ended;
  if (killed) return undefined;
  expect(ran.code, ran.err + ran.out).toBe(0);
  return ran;
}

/** Points for one run after the other, half of them at broadcasts. */
export function* killPoints(requests: number): Generator<KillPoint, never> {
  const random = new Random(SEED);
  for (;;) {
    const phase = random.pick<Phase>(["asked", "answered"]);
    yield random.chance(50)
      ? { of: "broadcasts", number: random.between(1, 2), phase }
      : random.chance(80)
        ? { of: "requests", number: random.between(1, requests), phase }
        : { of: "lines", number: random.between(1, 12) };
  }
}

/** What a deployment has left behind: where, what, and at which price. */
export interface Outcome {
  readonly address: string;
  readonly steps: readonly string[];
  readonly stateHash: string;
  readonly spent: bigint;
}

export const receiptIn = async ({ folder }: Place): Promise<DeploymentReceipt> =>
  JSON.parse(await readFile(join(folder, "deployments/test/spam.json"), "utf8")) as DeploymentReceipt;

/** @param before what the deployer had then */
export async function outcomeOf(place: Place, before: bigint): Promise<Outcome> {
  const { chain, folder } = place;
  const receipt = await receiptIn(place);
  expect(receipt).toMatchObject({ sealed: true });
  expect(receipt).not.toHaveProperty("pending");
  expect(await readdir(join(folder, "deployments/test"))).toEqual(["spam.json"]);
  const trainer = await trainersOf(chain).attach(composition, receipt);
  const { words, hot, sealed } = await trainer.snapshot({});
  expect(sealed).toBe(true);
  return {
    address: receipt.address,
    steps: receipt.steps.map(({ step, gasUsed }) => `${step}: ${gasUsed}`),
    stateHash: toHex(stateHash(words, hot)),
    spent: before - (await chain.balance()),
  };
}
