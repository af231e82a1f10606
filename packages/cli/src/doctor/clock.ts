import { type Check, fail, ok, warn } from "./check.ts";

const NAME = "clock";
const MILLISECONDS = 1_000;
/** Blocks are dated by other machines: some seconds mean nothing. */
const MOST_AHEAD_SECONDS = 30;
const MOST_BEHIND_SECONDS = 600;

/** Compares the time of a chain's newest block with this machine's clock. */
export function clockCheck(chainSeconds: number, now: number = Date.now()): Check {
  const ahead = Math.round(chainSeconds - now / MILLISECONDS);
  if (ahead > MOST_AHEAD_SECONDS)
    return fail(
      NAME,
      `the newest block is ${ahead} s ahead of this machine`,
      "Waiting times go by the chain's clock: set this machine's, or take a node with a right one.",
    );
  if (-ahead > MOST_BEHIND_SECONDS)
    return warn(
      NAME,
      `the newest block is ${-ahead} s old`,
      "The node has stopped or is behind, or this machine's clock is ahead: compare with a block explorer.",
    );
  return ok(NAME, `the newest block is ${Math.max(0, -ahead)} s old`);
}
