import type { ExitKind } from "../exit-codes.ts";
import { failureOf } from "../output/failure.ts";

/** What `chainlearn doctor` has found out about one thing. */
export interface Check {
  /** As "gas price". */
  readonly name: string;
  /** warn: works, and may surprise. fail: something will not work. */
  readonly status: "ok" | "warn" | "fail";
  /** For people. */
  readonly found: string;
  /** What to do about it; absent where there is nothing to do. */
  readonly todo?: string;
  /** What the process ends with for a failure. Default: chain. */
  readonly kind?: ExitKind;
}

/** What a chain's own node says about itself. */
export interface Examination {
  readonly checks: readonly Check[];
  /** The most gas that a transaction can have; undefined: no limit is known. */
  readonly transactionGas?: bigint;
  /** Whether commands can work with the chain. */
  readonly usable: boolean;
}

export const ok = (name: string, found: string): Check => ({ name, status: "ok", found });
export const warn = (name: string, found: string, todo: string): Check => ({
  name,
  status: "warn",
  found,
  todo,
});
export const fail = (name: string, found: string, todo: string, kind: ExitKind = "chain"): Check => ({
  ...{ name, status: "fail", found, todo, kind },
});

/** A check; what it throws is a failure, or with `optional` a warning. */
export async function attempt(
  name: string,
  todo: string,
  run: () => Promise<Check>,
  optional = false,
): Promise<Check> {
  try {
    return await run();
  } catch (error) {
    const { message, kind } = failureOf(error);
    const found = message.split("\n")[0]!;
    return optional
      ? warn(name, found, todo)
      : fail(name, found, todo, kind === "unexpected" ? "chain" : kind);
  }
}
