import type { Word } from "./words.ts";

const i32 = "i32";
const word = (
  params: Word["params"],
  result?: Word["result"],
  constants?: Word["constants"],
  writes?: true,
): Word => ({
  params,
  user: "mechanism",
  ofCall: true,
  ...(result && { result }),
  ...(constants && { constants }),
  ...(writes && { writes }),
});

/**
 * Words that are specified (`assembly/planned.ts`), so that the market and the champion mechanism can be written, but
 * that no host has yet.
 */
export const PLANNED_WORDS: Readonly<Record<string, Word>> = {
  "contribution.seen": word([], i32, undefined, true),
};
