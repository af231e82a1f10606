import { unique } from "../../data-handler.ts";
import { readParts } from "../../parts.ts";
import { checkSample } from "../../sample.ts";
import { rejectionOf } from "../assert.ts";
import type { NumberedContribution, Operation, Payment } from "../differential/operation.ts";
import type { NumberedEntry } from "../differential/outcome.ts";
import type { MechanismRules, Ruling } from "./strategy.ts";
import type { KnownContribution, World } from "./world.ts";

/**
 * What an operation has to do: a code, or log entries with at least these fields. `payee` is the account that the kernel
 * pays, `left` what is left of the contribution.
 */
export type Expected =
  | { readonly accepted: false; readonly code: string }
  | {
      readonly accepted: true;
      readonly entries: readonly NumberedEntry[];
      readonly left?: bigint;
      readonly payee?: number;
    };

const refuse = (code: string): Expected => ({ accepted: false, code });

/** Whole units of a payment; undefined where it is between two. */
export function unitsOf(payment: Payment, quote: bigint): bigint | undefined {
  switch (payment.kind) {
    case "quote":
      return quote + payment.extraUnits;
    case "units":
      return payment.units;
    case "fraction":
      return (quote * payment.ofQuote[0]) / payment.ofQuote[1];
    case "short":
      return quote === 0n ? 0n : quote - 1n;
    case "odd":
      return undefined;
  }
}

/** The contribution that an operation names, if the chain has it in just these parts. */
export function knownTarget(world: World, named: NumberedContribution): KnownContribution | undefined {
  const known = world.contributions[named.id];
  if (known === undefined || known.time !== named.time || known.label !== named.label) return undefined;
  if (known.submitter !== named.submitter || known.sample.length !== named.sample.length) return undefined;
  return known.sample.every((byte, i) => byte === named.sample[i]) ? known : undefined;
}

/**
 * What docs/spec/shell.md and the mechanism's rules say about an operation, in the order in which the shell checks. The
 * rules take note of what they accept, so an operation is judged once.
 */
export async function judge(world: World, rules: MechanismRules, operation: Operation): Promise<Expected> {
  switch (operation.kind) {
    case "add":
      return judgeAddition(world, rules, operation);
    case "act":
      return judgeAction(world, rules, operation);
    case "withdraw":
      return judgeWithdrawal(world, operation);
    default:
      return refuse(operation.from === 0 ? "already_sealed" : "not_deployer");
  }
}

/** The code of the ChainlearnError that a check throws; undefined: it throws none. */
async function codeOf(check: () => unknown): Promise<string | undefined> {
  try {
    check();
    return undefined;
  } catch (error) {
    return rejectionOf("a check", () => Promise.reject(error));
  }
}

async function judgeAddition(
  world: World,
  rules: MechanismRules,
  { from, label, sample, payment }: Operation & { kind: "add" },
): Promise<Expected> {
  const { shape, dataHandler } = world.composition;
  const paid = unitsOf(payment, world.quote);
  if (paid === undefined) return refuse("payment_not_whole_units");
  if (label >= shape.classes) return refuse("label_out_of_range");
  const flaw = await codeOf(() => checkSample(sample, shape));
  if (flaw !== undefined) return refuse(flaw);
  if (dataHandler.manifest.id === unique.manifest.id && world.has(label, sample))
    return refuse("duplicate_data");
  const cost = rules.cost({ time: BigInt(world.time), sender: from, label, sample, paid });
  if (typeof cost !== "bigint") return refuse(cost.refused);
  if (paid < cost) return refuse("payment_below_quote");
  const entry = {
    ...({ kind: "dataAdded", actor: from, id: world.contributions.length, time: world.time } as const),
    ...{ label, sample, paid, cost },
  };
  return { accepted: true, entries: [entry, ...undelivered(world, from, paid - cost)], left: cost };
}

async function judgeAction(
  world: World,
  rules: MechanismRules,
  operation: Operation & { kind: "act" },
): Promise<Expected> {
  const { from, action, payUnits, input = {} } = operation;
  const { actions } = world.composition.mechanism.manifest;
  const index = actions.findIndex(({ name }) => name === action);
  const spec = actions[index]!;
  if (payUnits > 0n && !spec.payable) return refuse("payment_not_accepted");
  const contribution = operation.contribution && knownTarget(world, operation.contribution);
  if (operation.contribution && !contribution) return refuse("unknown_record");
  if (spec.parts) {
    const { shape } = world.composition;
    const flaw = await codeOf(() => readParts(input.parts ?? new Uint8Array(), shape, shape.classes));
    if (flaw !== undefined) return refuse(flaw);
  }
  const ruling: Ruling = await rules.act(action, {
    time: BigInt(world.time),
    sender: from,
    paid: payUnits,
    args: input.args ?? [],
    input,
    contribution,
    predict: () => world.predict(contribution!.sample),
  });
  if ("refused" in ruling) return refuse(ruling.refused);
  const { amount, reason, to = "caller", left = contribution?.record.left } = ruling;
  const entry = {
    ...({ kind: "acted", actor: from, action: index, id: contribution?.id, time: world.time } as const),
    ...{ reason, paid: payUnits, amount, args: input.args ?? [] },
  };
  return {
    accepted: true,
    payee: to === "caller" ? from : contribution!.submitter,
    entries: [entry, ...(to === "caller" ? undelivered(world, from, amount) : [])],
    ...(left === undefined ? {} : { left }),
  };
}

function judgeWithdrawal(world: World, { from, to = from }: Operation & { kind: "withdraw" }): Expected {
  const amount = world.account(from).credit;
  if (amount === 0n) return refuse("nothing_to_withdraw");
  if (world.refuses(to)) return refuse("delivery_failed");
  return { accepted: true, entries: [{ kind: "withdrawn", actor: from, to, time: world.time, amount }] };
}

/** The entry that follows where a payment to the sender fails. */
const undelivered = (world: World, account: number, amount: bigint): NumberedEntry[] =>
  amount > 0n && world.refuses(account) ? [{ kind: "credited", actor: account, amount }] : [];
