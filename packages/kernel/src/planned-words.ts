import type { Word } from "./words.ts";

const i32 = "i32";
const i64 = "i64";
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
  "lane.use": word([i32], undefined, ["lane"]),
  "lane.margin": word([i32], i64),
  "lane.copy": word([i32, i32, i32, i32], i32, ["lane", "lane"], true),
  "contribution.seen": word([], i32, undefined, true),
};

/** Export of models that tell how strongly they prefer a label. */
export const PLANNED_MODEL_EXPORTS = ["margin"] as const;
