import { keccak256, stringToBytes } from "viem";
import { type PrivateKeyAccount, privateKeyToAccount } from "viem/accounts";

/** Accounts whose keys everybody can compute: for chains that live as long as a test, and nothing else. */
export const developmentAccount = (index: number): PrivateKeyAccount =>
  privateKeyToAccount(keccak256(stringToBytes(`chainlearn development account ${index}`)));
