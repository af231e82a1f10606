import { startWasmd, wasmdAvailability } from "@chainlearn/adapter-cosmwasm/testing";
import { createLocalChain } from "@chainlearn/adapter-local";
import { expect, it } from "vitest";
import { copiesEndOn } from "./copies-story.ts";

const { available, reason } = wasmdAvailability();
const title = "two copies end alike on a real wasmd and in process, and logs repeat there";

it.skipIf(!available)(available ? title : `${title} (skipped: ${reason})`, async () => {
  const wasmd = await copiesEndOn(await startWasmd({ clock: "settable" }));
  expect(wasmd).toBe(await copiesEndOn(await createLocalChain()));
});
