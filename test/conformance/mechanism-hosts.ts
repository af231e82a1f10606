import { embeddedMechanismHost, wasmdMechanismHost } from "@chainlearn/adapter-cosmwasm/testing";
import { anvilMechanismHost } from "@chainlearn/adapter-evm/testing";
import { createLocalChain, type LocalChain } from "@chainlearn/adapter-local";
import type { MechanismHost } from "@chainlearn/core/testing";

/** In process; further blocks happen at the time of the one before unless it is set. */
export const localMechanismHost: MechanismHost = {
  name: "local",
  start: () => createLocalChain({ secondsPerBlock: 0 }),
  setRecipient: async (chain, address, manner) =>
    (chain as LocalChain).setBlocked(address, manner !== "takes"),
};

export const mechanismHosts: readonly MechanismHost[] = [
  localMechanismHost,
  anvilMechanismHost,
  embeddedMechanismHost,
  wasmdMechanismHost,
];
