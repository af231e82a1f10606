import { MAX_MILLISECONDS, requireWhole } from "@chainlearn/core";
import type { EvmAdapterOptions } from "./adapter.ts";

/** Those of an adapter's options that are numbers. */
export type EvmNumberOptions = Pick<
  EvmAdapterOptions,
  | "logRange"
  | "confirmations"
  | "pollingIntervalMs"
  | "receiptTimeoutMs"
  | "rebroadcastMs"
  | "replaceAfterMs"
  | "lagMs"
>;

/** Smallest value of each, and the largest of those that are times. */
const RANGES: Readonly<Record<keyof EvmNumberOptions, readonly [min: number, max?: number]>> = {
  logRange: [1],
  confirmations: [1],
  pollingIntervalMs: [1, MAX_MILLISECONDS],
  receiptTimeoutMs: [0, MAX_MILLISECONDS],
  rebroadcastMs: [0, MAX_MILLISECONDS],
  replaceAfterMs: [0, MAX_MILLISECONDS],
  lagMs: [0, MAX_MILLISECONDS],
};

/**
 * Checks the numbers among an adapter's options.
 * @throws ChainlearnError argument_out_of_range
 */
export function checkEvmOptions(options: EvmNumberOptions): void {
  for (const [name, [min, max]] of Object.entries(RANGES)) {
    const value = options[name as keyof EvmNumberOptions];
    if (value === undefined || (name === "replaceAfterMs" && value === Number.POSITIVE_INFINITY)) continue;
    requireWhole(name, value, min, max);
  }
}
