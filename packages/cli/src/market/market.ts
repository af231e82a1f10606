import { ChainlearnError } from "@chainlearn/core";
import type { Deployed } from "../session.ts";

const MECHANISM = "prediction-market";

/** Stages of a prediction market, by their numbers on chain. */
export const STAGES = [
  ...["unfunded", "funded", "reset", "test", "find", "train", "scan", "share", "promote"],
  ...["done", "expired", "cancelled"],
] as const;
export type Stage = (typeof STAGES)[number];

const ENDS: readonly Stage[] = ["done", "expired", "cancelled"];

/** What a prediction market holds now. Amounts are units, times are seconds. */
export interface Market {
  readonly stage: Stage;
  /** No stage comes after it. */
  readonly ended: boolean;
  /** Cell of the mechanism's pool. */
  pool(name: string): bigint;
  /** Parameter of the composition. */
  param(name: string): bigint;
  readonly testParts: number;
  /** Number of the part that is due to be revealed; undefined: all are. */
  readonly duePart: number | undefined;
  /** Windows with the time at which each begins; undefined before funding. */
  readonly windows: readonly (readonly [name: string, start: number])[] | undefined;
}

/** @throws ChainlearnError unsupported when the deployment is no market */
export async function lookAt({ trainer, composition }: Deployed): Promise<Market> {
  const { manifest } = composition.mechanism;
  if (manifest.id !== MECHANISM)
    throw new ChainlearnError("unsupported", `the mechanism is ${manifest.id}; markets have ${MECHANISM}.`);
  const snapshot = await trainer.snapshot({ contributions: [], accounts: [], marks: [] });
  const pool = (name: string): bigint =>
    snapshot.pool[manifest.pool.findIndex((cell) => cell.name === name)]!;
  const param = (name: string): bigint => composition.params.find(({ spec }) => spec.name === name)!.value;
  const stage = STAGES[Number(pool("stage"))]!;
  const testParts = Number(param("testParts"));
  const revealed = Number(pool("revealed"));
  const first = Number(BigInt.asUintN(64, pool("seed")) % param("testParts"));
  return {
    ...{ stage, ended: ENDS.includes(stage), pool, param, testParts },
    duePart: revealed < testParts ? (first + revealed) % testParts : undefined,
    windows: stage === "unfunded" ? undefined : windowsOf(Number(pool("startSeconds")), param),
  };
}

const WINDOWS = [
  ["join", "commitSeconds"],
  ["unveil", "drawSeconds"],
  ["reveal the first part", "showSeconds"],
  ["add-data", "stakeSeconds"],
  ["reveal the others", "revealSeconds"],
  ["settle", "settleSeconds"],
] as const;

function windowsOf(start: number, param: Market["param"]): (readonly [string, number])[] {
  let at = start;
  const windows: (readonly [string, number])[] = [];
  for (const [name, length] of WINDOWS) {
    windows.push([name, at]);
    at += Number(param(length));
  }
  return [...windows, ["end", at]];
}
