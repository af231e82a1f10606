import type { Cancellable } from "./cancel.ts";
import { ChainlearnError } from "./errors.ts";
import type { CommittedItem } from "./item.ts";
import type { ActionSpec, MechanismPlugin } from "./manifest.ts";
import type { Contribution } from "./record.ts";
import type { ActInput } from "./trainer.ts";
import type { TransactionResult } from "./transaction.ts";

type Claimed<A extends ActionSpec> = A["record"] extends "sample" | "hash"
  ? { readonly contribution: Contribution }
  : A["record"] extends "item"
    ? { readonly item: CommittedItem }
    : unknown;
type Digest<A> = A extends { readonly digest: true } ? { readonly digest: Uint8Array } : unknown;
type Parts<A> = A extends { readonly parts: true } ? { readonly parts?: Uint8Array } : unknown;
type Args<A extends ActionSpec> = A["args"] extends readonly []
  ? unknown
  : { readonly args: { readonly [Name in A["args"][number]]: bigint } };
type Pay<A extends ActionSpec> = A["payable"] extends true ? { readonly pay?: bigint } : unknown;

/** What a call of one action brings, as its manifest says; arguments go by their names, `pay` is in units. */
export type ActionInput<A extends ActionSpec> = Cancellable &
  Claimed<A> &
  Digest<A> &
  Parts<A> &
  Args<A> &
  Pay<A>;

/** An action whose input may be left out where it needs nothing. */
type ActionCall<A extends ActionSpec> =
  Record<never, never> extends ActionInput<A>
    ? (input?: ActionInput<A>) => Promise<TransactionResult>
    : (input: ActionInput<A>) => Promise<TransactionResult>;

/** One method for each action of a mechanism. Where the plugin's type does not name them, any name is taken. */
export type MechanismActions<P extends MechanismPlugin> =
  P extends MechanismPlugin<infer A, string>
    ? string extends A["name"]
      ? Readonly<Record<string, (input?: UntypedInput) => Promise<TransactionResult>>>
      : { readonly [Action in A as Action["name"]]: ActionCall<Action> }
    : never;

type UntypedInput = Omit<ActInput, "from" | "args"> & { readonly args?: Readonly<Record<string, bigint>> };

function inOrder({ name, args }: ActionSpec, given: Readonly<Record<string, bigint>>): bigint[] {
  const surplus = Object.keys(given).find((key) => !args.includes(key));
  if (surplus !== undefined)
    throw new ChainlearnError("argument_out_of_range", `${name} has no argument "${surplus}".`);
  return args.map((key) => {
    const value = given[key];
    if (value === undefined)
      throw new ChainlearnError("argument_out_of_range", `${name} needs the argument "${key}".`);
    return value;
  });
}

/**
 * The actions of a mechanism as methods of one account.
 * @param act what sends them, as a trainer's `act` with an account filled in
 */
export function mechanismActions<P extends MechanismPlugin>(
  { manifest }: P,
  act: (action: string, input: Omit<ActInput, "from">) => Promise<TransactionResult>,
): MechanismActions<P> {
  const methods = manifest.actions.map((spec) => [
    spec.name,
    async ({ args = {}, ...input }: UntypedInput = {}) =>
      act(spec.name, { ...input, args: inOrder(spec, args) }),
  ]);
  return Object.fromEntries(methods) as MechanismActions<P>;
}
