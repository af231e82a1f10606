import { accountId } from "@chainlearn/core";
import { textTable } from "@chainlearn/example-kit/text-table";
import { STAKE_UNITS } from "./composition.ts";
import { PEOPLE } from "./people.ts";
import type { StoryResult } from "./story.ts";

/** One chain of the JSON document; amounts are decimal strings in units. */
export interface ChainReport {
  /** CAIP-2. */
  readonly chain: string;
  /** CAIP-10. */
  readonly contract: string;
  readonly testItems: number;
  readonly correctBefore: number;
  readonly passes: StoryResult["passes"];
  readonly accuracy: StoryResult["accuracy"];
  readonly payouts: readonly {
    readonly account: string;
    readonly name: string;
    readonly role: string;
    readonly paid: string;
    readonly received: string;
    readonly profit: string;
  }[];
  readonly transactions: number;
  readonly gas: { readonly deployment: string; readonly market: string; readonly largest: string };
  readonly verified: boolean;
}

/** All money is out, and the log and the code give what the chain holds. */
export const isVerified = ({ left, verification }: StoryResult): boolean =>
  left === 0n && verification.ok && verification.code.matches;

export const jsonReport = (stories: readonly StoryResult[]): { readonly chains: readonly ChainReport[] } => ({
  chains: stories.map((story) => ({
    chain: story.chainId,
    contract: accountId(story.chainId, story.receipt.address),
    ...{ testItems: story.testItems, correctBefore: story.correctBefore, passes: story.passes },
    accuracy: story.accuracy,
    payouts: story.payouts.map(({ account, name, role, paid, received }) => ({
      account: accountId(story.chainId, account),
      ...{ name, role, paid: paid.toString(), received: received.toString() },
      profit: (received - paid).toString(),
    })),
    transactions: story.transactions,
    gas: {
      deployment: story.gas.deployment.toString(),
      market: story.gas.market.toString(),
      largest: story.gas.largest.toString(),
    },
    verified: isVerified(story),
  })),
});

const whole = (value: bigint | number): string => value.toLocaleString("en-US");
const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
const stakes = (units: bigint): string => (Number(units) / Number(STAKE_UNITS)).toFixed(2);
const signed = (score: number | undefined): string =>
  score === undefined ? "dropped" : score > 0 ? `+${score}` : String(score);

/** The report for people. */
export function summary(title: string, story: StoryResult): string {
  const { passes, payouts, gas, testItems, correctBefore, verification } = story;
  const turns = passes.map(({ scores, correct, rounds }, k) => ({
    pass: String(k + 1),
    ...Object.fromEntries(PEOPLE.map(({ name }, n) => [name, signed(scores[n])])),
    correct: `${correct} of ${testItems}`,
    "rounds paid": String(rounds),
  }));
  const money = payouts.map(({ name, role, paid, received }) => ({
    account: `${name}, ${role}`,
    "put in": stakes(paid),
    got: stakes(received),
    "won or lost": stakes(received - paid),
  }));
  const cost = `${whole(gas.market)} in ${story.transactions} transactions, ${whole(gas.largest)} in the largest; ${whole(gas.deployment)} to deploy`;
  const difference = verification.firstDifference;
  return [
    title,
    "",
    `${correctBefore} of ${testItems} hidden test mails were right before. What each account changed:`,
    textTable(turns),
    "",
    `In stakes of ${whole(STAKE_UNITS)} units:`,
    textTable(money),
    "",
    `accuracy on mail that nobody in the market has: ${percent(story.accuracy.before)} before, ${percent(story.accuracy.after)} after`,
    `gas: ${gas.market === 0n ? "none in process" : cost}`,
    `left in the contract: ${whole(story.left)}`,
    `verified: ${isVerified(story) ? `yes, ${whole(verification.entries)} log entries` : "NO"}`,
    ...(difference
      ? [`${difference.where}: expected ${difference.expected}, found ${difference.actual}`]
      : []),
  ].join("\n");
}

/** Whether the same happened on all chains: scores, and who won or lost what. */
export function agree(stories: readonly StoryResult[]): boolean {
  const essence = ({ passes, payouts }: StoryResult): string =>
    JSON.stringify([passes, payouts.map(({ name, paid, received }) => [name, String(received - paid)])]);
  return new Set(stories.map(essence)).size <= 1;
}
