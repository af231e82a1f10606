import type { ChainId } from "@chainlearn/core";
import { toHex } from "@cosmjs/encoding";
import { sha256 } from "@noble/hashes/sha2.js";

const DIRECT = /^[-a-zA-Z0-9]{1,32}$/;

/** CAIP-2 id of a Cosmos network; names that do not fit are hashed, as the CAIP profile of Cosmos says. */
export const chainIdOf = (network: string): ChainId =>
  DIRECT.test(network) && !network.startsWith("hashed-")
    ? `cosmos:${network}`
    : `cosmos:hashed-${toHex(sha256(new TextEncoder().encode(network))).slice(0, 16)}`;
