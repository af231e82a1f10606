import { embeddedHost } from "@chainlearn/adapter-cosmwasm/testing";
import { startAnvil } from "@chainlearn/adapter-evm/testing";
import { createLocalChain } from "@chainlearn/adapter-local";
import { expect, test } from "vitest";
import { copiesEndOn } from "./copies-story.ts";

test("two copies end alike on every chain, and logs repeat there", async () => {
  const local = await copiesEndOn(await createLocalChain());
  expect(await copiesEndOn(await startAnvil())).toBe(local);
  expect(await copiesEndOn(await embeddedHost.start())).toBe(local);
});
