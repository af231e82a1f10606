import type { MechanismHost } from "@chainlearn/core/testing";
import { DATA_HANDLERS } from "../client/data-handlers.ts";
import { type EmbeddedDevChain, startEmbeddedChain } from "../embedded/start.ts";
import { wasmdBlocks } from "./wasmd/shared-blocks.ts";
import { startWasmd, type Wasmd } from "./wasmd/start.ts";

/**
 * The embedded CosmWasm chain as a host of `mechanismChecks`. Its coin has 18 decimals, so that payments between two units
 * exist as on the EVM; blocks without a time of their own happen at the time of the one before.
 */
export const embeddedMechanismHost: MechanismHost = {
  name: "cosmwasm",
  dataHandlers: DATA_HANDLERS,
  start: () => startEmbeddedChain({ decimals: 18, blockSeconds: 0 }),
  // No code of a recipient runs in a bank transfer: there is one way to refuse it.
  async setRecipient(chain, address, manner) {
    const { blocked } = (chain as EmbeddedDevChain).connection;
    if (manner === "takes") blocked.delete(address);
    else blocked.add(address);
  },
};

/** A real wasmd as a host of `mechanismChecks`: its validator sets the clock. Nobody can refuse the bank's payments. */
export const wasmdMechanismHost: MechanismHost = {
  name: "wasmd",
  dataHandlers: DATA_HANDLERS,
  start: () => startWasmd({ clock: "settable", decimals: 18, blockMilliseconds: 1_000 }),
  // Every look at another time costs two blocks.
  quoteEvery: 5,
  blocks: (chain, composition, receipt) => wasmdBlocks(chain as Wasmd, composition, receipt),
};
