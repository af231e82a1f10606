// #region keys
import { writeFile } from "node:fs/promises";
import { DirectSecp256k1HdWallet } from "@cosmjs/proto-signing";
import { Keystore } from "ox";
import { generatePrivateKey } from "viem/accounts";

/** Whoever reads the file needs the password as well; nobody else may read it, and nothing is overwritten. */
const SECRET = { mode: 0o600, flag: "wx" } as const;

/** A new EVM key in a keystore of version 3. */
export async function makeEvmKey(file: string, password: string): Promise<void> {
  const [key, options] = Keystore.scrypt({ password });
  await writeFile(file, JSON.stringify(Keystore.encrypt(generatePrivateKey(), key, options)), SECRET);
}

/** A new CosmWasm key in a wallet of cosmjs. @param prefix of the chain's addresses, as `osmo` */
export async function makeCosmWasmKey(file: string, password: string, prefix: string): Promise<void> {
  const wallet = await DirectSecp256k1HdWallet.generate(24, { prefix });
  await writeFile(file, await wallet.serialize(password), SECRET);
}
// #endregion
