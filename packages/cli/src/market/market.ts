import { type MechanismState, stateOfMechanism } from "../data/mechanism-state.ts";
import type { Deployed } from "../session.ts";

/** Stages of a prediction market, by their numbers on chain. */
export const STAGES = [
  ...["unfunded", "funded", "reset", "test", "find", "train", "scan", "share", "promote"],
  ...["done", "expired", "cancelled"],
] as const;
export type Stage = (typeof STAGES)[number];

const ENDS: readonly Stage[] = ["done", "expired", "cancelled"];

/** What a prediction market holds now. Amounts are units, times are seconds. */
export interface Market extends Pick<MechanismState, "pool" | "param"> {
  readonly stage: Stage;
  /** No stage comes after it. */
  readonly ended: boolean;
  readonly testParts: number;
  /** Number of the part that is due to be revealed; undefined: all are. */
  readonly duePart: number | undefined;
  /** Windows with the time at which each begins; undefined before funding. */
  readonly windows: readonly (readonly [name: string, start: number])[] | undefined;
}

/** @throws ChainlearnError unsupported when the deployment is no market */
export async function lookAt(deployed: Deployed): Promise<Market> {
  const { pool, param } = await stateOfMechanism(deployed, "prediction-market");
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
