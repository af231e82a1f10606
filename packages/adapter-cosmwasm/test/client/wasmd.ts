import { wasmdAvailability } from "@chainlearn/adapter-cosmwasm/testing";
import { describe } from "vitest";

/** A suite on a real wasmd; where there is none it is skipped under a name that says why. */
export function describeOnWasmd(name: string, suite: () => void): void {
  const { available, reason } = wasmdAvailability();
  if (available) describe(`${name}, on wasmd`, suite);
  else describe.skip(`${name}, on wasmd (skipped: ${reason})`, suite);
}
