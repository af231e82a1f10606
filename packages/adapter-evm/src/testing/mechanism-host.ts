import type { MechanismHost, RecipientManner } from "@chainlearn/core/testing";
import type { Address, Hex } from "viem";
import type { AnvilChain } from "./anvil.ts";
import { anvilHost } from "./model-host.ts";
import { anvilBlocks } from "./shared-blocks.ts";

/** Code that an account delegates to (EIP-7702): it still signs and sends, and payments to it run this. */
const DELEGATES: Readonly<
  Record<Exclude<RecipientManner, "takes">, { readonly address: Address; readonly code: Hex }>
> = {
  // PUSH0 PUSH0 REVERT
  refuses: { address: "0x00000000000000000000000000000000000c0de1", code: "0x5f5ffd" },
  // JUMPDEST PUSH0 JUMP: until the gas is gone
  burns: { address: "0x00000000000000000000000000000000000c0de2", code: "0x5b5f56" },
};

/** anvil as a host of `mechanismChecks`: several calls a block, accounts that are contract wallets when asked to. */
export const anvilMechanismHost: MechanismHost = {
  name: "evm",
  start: anvilHost.start,
  blocks: (chain, composition, receipt) => anvilBlocks(chain as AnvilChain, composition, receipt),
  async setRecipient(chain, address, manner) {
    const { client } = chain as AnvilChain;
    if (manner === "takes") return client.setCode({ address: address as Address, bytecode: "0x" });
    const delegate = DELEGATES[manner];
    await client.setCode({ address: delegate.address, bytecode: delegate.code });
    await client.setCode({ address: address as Address, bytecode: `0xef0100${delegate.address.slice(2)}` });
  },
};
