import type { StoryResult } from "../story/run.ts";
import { isVerified } from "./json.ts";

/** Why the outcome is not what it has to be; empty when it is. */
export function complaints(
  stories: readonly Pick<StoryResult, "chainId" | "stateHash" | "verification">[],
): string[] {
  const hashes = new Set(stories.map(({ stateHash }) => stateHash));
  return [
    ...stories
      .filter((story) => !isVerified(story))
      .map(({ chainId }) => `${chainId} could not be verified.`),
    ...(hashes.size > 1 ? [`The chains ended with different models: ${[...hashes].join(", ")}.`] : []),
  ];
}
