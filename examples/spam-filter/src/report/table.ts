import type { StoryResult } from "../story/run.ts";
import { isVerified } from "./json.ts";

const ACTIONS = ["deploy", "addData", "refund", "report", "take"];

/** Rows as aligned text; the first column to the left, numbers to the right. */
function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows
    .map((row) =>
      row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join("  "),
    )
    .join("\n");
}

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
const grouped = (value: number): string => value.toLocaleString("en-US");

/** Units as native coins (a unit is a gwei or a millionth of an ATOM). */
const signed = (units: bigint): string => `${units > 0n ? "+" : ""}${grouped(Number(units))}`;

/** What one story came to, for people. */
export function storySummary(title: string, story: StoryResult): string {
  const { verification } = story;
  const lowest = Math.min(...story.evenings.map(({ accuracy }) => accuracy));
  const people = story.outcomes.map(({ name, role, contributed, refunded, paid, received }) => [
    `${name} (${role})`,
    grouped(contributed),
    grouped(refunded),
    grouped(Number(paid)),
    grouped(Number(received)),
    signed(received - paid),
  ]);
  const gas = ACTIONS.flatMap((action) => {
    const use = story.gas[action];
    return use ? [[action, grouped(use.count), grouped(use.mean), grouped(use.min), grouped(use.max)]] : [];
  });
  const first = verification.firstDifference;
  return [
    `${title}, ${story.chainId}, contract ${story.receipt.address}`,
    "",
    `Accuracy on held-back mail: ${percent(story.accuracyBefore)} before, ${percent(story.accuracyAfter)} after ${story.contributions} contributions (lowest ${percent(lowest)}).`,
    `${story.comparedPredictions} predictions asked on chain: all equal to the local ones.`,
    "",
    table([["account (units)", "mails", "agreed", "paid", "received", "won or lost"], ...people]),
    "",
    table([["gas", "calls", "mean", "least", "most"], ...gas]),
    "",
    isVerified(story)
      ? `Verified: ${grouped(verification.entries)} log entries replayed, every cell, record, account and balance equal; the code is what the sources build.`
      : `NOT VERIFIED: ${first ? `${first.where}: expected ${first.expected}, found ${first.actual}` : (verification.code.difference ?? "the code differs")}.`,
    `Model state hash: ${story.stateHash}`,
  ].join("\n");
}
