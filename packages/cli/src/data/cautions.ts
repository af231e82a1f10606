import type { Caution } from "@chainlearn/core";
import { learnsFromErrorsOnly } from "@chainlearn/kernel/testing";
import type { Site } from "../session.ts";

/** What whoever deploys the composition of a site should know first. */
export function cautionsOf({ composition, entry }: Site): readonly Caution[] {
  const { manifest } = composition.mechanism;
  if (!manifest.cautions) return [];
  return manifest.cautions({
    learnsFromErrorsOnly: learnsFromErrorsOnly(composition),
    roles: Object.keys(entry.roles ?? {}),
  });
}
