import { ChainlearnError, type SignedTransaction } from "@chainlearn/core";
import { pairs } from "../output/table.ts";
import type { Session, Site } from "../session.ts";
import { formatAmount, parseAmount } from "./coin.ts";
import type { Proposal } from "./gate.ts";
import type { SpendingOptions } from "./spending-options.ts";

/** What a command is about to send, in base units; a simulation found it. */
export interface Plan {
  readonly action: string;
  readonly chain: string;
  readonly from: string;
  readonly transactions: number;
  /** Goes to the contract. */
  readonly payment: bigint;
  /** The most that the chain can charge at today's prices. */
  readonly fee: bigint;
  readonly gas: bigint;
  /** What the account has. */
  readonly balance: bigint;
  /** More than this is not spent, whatever happens. */
  readonly limit: bigint;
}

/** What a command sends. */
export interface Sending<T> {
  /** For people, as "add-data". */
  readonly action: string;
  /** Number of transactions, each about as dear as the first. */
  readonly transactions?: number;
  /** Costs, where they are known better than from a simulation of the first transaction. */
  readonly cost?: { readonly fee: bigint; readonly gas: bigint; readonly firstGas?: bigint };
  /** What an earlier run has signed and this one will send again. It cannot be simulated: it may have happened. */
  readonly signed?: readonly SignedTransaction[];
  /** Sends. It runs twice: up to the first signature to simulate, and then in earnest. */
  run(): Promise<T>;
}

/** A plan, and what came of it; no result: it was a simulation only. */
export interface Sent<T> {
  /** Absent when there was nothing to send any more. */
  readonly plan?: Plan;
  readonly result?: T;
  /** Base units that it cost at most. */
  readonly spent: bigint;
}

/** Fees move between a simulation and its transaction. */
const withReserve = (fee: bigint): bigint => (fee * 3n) / 2n;

function planText(plan: Plan, { chain: { coin } }: Site): string {
  const { action, chain, from, transactions, payment, fee, gas, balance, limit } = plan;
  return pairs([
    ["action", `${action} on ${chain}`],
    ["from", from],
    ["transactions", `${transactions}`],
    ["payment", formatAmount(payment, coin)],
    ["fee", `at most ${formatAmount(fee, coin)}${gas > 0n ? ` (gas ${gas})` : ""}`],
    ["balance", formatAmount(balance, coin)],
    ["limit", formatAmount(limit, coin)],
  ]);
}

async function confirm(session: Session, site: Site, { yes }: SpendingOptions): Promise<void> {
  if (yes || site.chain.isDevelopment) return;
  const { terminal, signal } = session.environment;
  if (!terminal.interactive || session.json)
    throw new ChainlearnError("not_confirmed", "nobody can be asked.");
  const answer = await terminal.ask("Send? [y/N] ", { secret: false, signal });
  if (!/^y(es)?$/i.test(answer.trim())) throw new ChainlearnError("not_confirmed", "the answer was no.");
}

/**
 * Costs that were found on a chain of the same kind, where this one takes more gas for the first transaction: Arbitrum's
 * has the fee of the first layer in it.
 */
function scaled(
  amount: bigint,
  { firstGas }: NonNullable<Sending<unknown>["cost"]>,
  first: Proposal | undefined,
): bigint {
  if (!firstGas || !first || first.gas <= firstGas) return amount;
  return (amount * first.gas + firstGas - 1n) / firstGas;
}

/**
 * Simulates, shows what it costs, asks, and sends with a limit that no signature gets past.
 * @throws ChainlearnError spend_limit, insufficient_funds, not_confirmed, and what the chain refuses
 */
export async function send<T>(
  session: Session,
  site: Site,
  options: SpendingOptions,
  { action, run, transactions = 1, cost, signed = [] }: Sending<T>,
): Promise<Sent<T>> {
  const { chain, gate } = site;
  const newest = signed.at(-1);
  const first = await gate.simulate(newest ? () => chain.approve(newest) : run);
  const times = BigInt(transactions);
  const payment = (first?.payment ?? 0n) * times;
  const fee = cost ? scaled(cost.fee, cost, first) : (first?.fee ?? 0n) * times;
  const gas = cost ? scaled(cost.gas, cost, first) : (first?.gas ?? 0n) * times;
  const most = options.maxSpend === undefined ? undefined : parseAmount(options.maxSpend, chain.coin);
  if (most === undefined && transactions > 1 && payment > 0n)
    throw new ChainlearnError(
      "not_confirmed",
      `${transactions} transactions, of which the later ones can cost more than the first: say with --max-spend how much all may cost; ${formatAmount(payment + withReserve(fee), chain.coin)} by the first.`,
    );
  const plan: Plan = {
    action,
    chain: site.chainName,
    from: chain.sender ?? "",
    transactions,
    payment,
    fee,
    gas,
    balance: chain.sender === undefined ? 0n : await chain.balance(chain.sender),
    limit: most ?? payment + withReserve(fee),
  };
  session.note(planText(plan, site));
  if (payment + fee > plan.limit)
    throw new ChainlearnError(
      "spend_limit",
      `it costs about ${formatAmount(payment + fee, chain.coin)}; the limit is ${formatAmount(plan.limit, chain.coin)}.`,
      { details: { limit: plan.limit, spent: 0n, next: payment + fee } },
    );
  if (options.simulate) return { plan, spent: 0n };
  // What an earlier run has signed may have been paid already.
  if (plan.balance < payment + fee && signed.length === 0)
    throw new ChainlearnError(
      "insufficient_funds",
      `it costs up to ${formatAmount(payment + fee, chain.coin)}; ${plan.from} has ${formatAmount(plan.balance, chain.coin)}.`,
    );
  await confirm(session, site, options);
  gate.open(plan.limit);
  try {
    for (const transaction of signed) await chain.approve(transaction);
    const result = await run();
    await chain.settle();
    return { plan, result, spent: gate.spent };
  } catch (error) {
    session.note(`Spent so far: at most ${formatAmount(gate.spent, chain.coin)}.`);
    throw error;
  }
}

/** The plan of a simulation as a result. */
export const planned = ({ plan }: Sent<unknown>): { readonly json: object; readonly text: string } => ({
  json: { simulated: true, plan },
  text: "Nothing was sent: this was a simulation.",
});
