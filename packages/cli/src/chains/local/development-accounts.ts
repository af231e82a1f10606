import { type Hex, keccak256, stringToBytes } from "viem";

/** Accounts of a local chain; the first one deploys. */
export const DEVELOPMENT_ACCOUNTS = ["deployer", "alice", "bob", "carol", "dave", "erin"] as const;

/** A key that everybody can compute: for chains without real money, which no other process can confuse with others. */
export const developmentKey = (account: string): Hex =>
  keccak256(stringToBytes(`chainlearn development key of ${account}`));
