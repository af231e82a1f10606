import { env } from "node:process";
import type { FaultCounts } from "./fault-proxy.ts";

/** Of 100 requests. */
export const PERCENT = 20;
export const SEED = 6;

/** CHAINLEARN_FAULT_CONTRIBUTIONS decides how many contributions go through faults. */
export const contributionsOr = (count: number): number => Number(env.CHAINLEARN_FAULT_CONTRIBUTIONS ?? count);

/** One line about a run, for whoever reads its output. */
export function report(count: number, { requests, calls, faults }: FaultCounts, ms: number): string {
  const all = Object.values(faults).reduce((sum, one) => sum + one, 0);
  const kinds = Object.entries(faults)
    .filter(([, times]) => times > 0)
    .map(([fault, times]) => `${times} ${fault}`)
    .join(", ");
  const share = ((100 * all) / requests).toFixed(1);
  return `${count} contributions in ${(ms / 1_000).toFixed(1)} s: ${requests} requests, ${calls} calls, ${all} faults (${share} %): ${kinds}`;
}
