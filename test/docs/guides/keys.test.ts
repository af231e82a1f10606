import { stat } from "node:fs/promises";
import { join } from "node:path";
import { fromKeystore } from "@chainlearn/cli";
import { describe, expect, it } from "vitest";
import { unlockCosmWasmSigner } from "../../../packages/cli/src/keys/cosmwasm-key.ts";
import { unlockEvmAccount } from "../../../packages/cli/src/keys/evm-key.ts";
import { Secrets } from "../../../packages/cli/src/keys/secrets.ts";
import { inFolder } from "../../../packages/cli/test/support/cli.ts";
import { makeCosmWasmKey, makeEvmKey } from "./make-keys.ts";

const secretsIn = (folder: string, password: string): Secrets =>
  new Secrets({
    folder,
    env: { PASSWORD: password },
    signal: new AbortController().signal,
    terminal: {
      out: () => {},
      err: () => {},
      interactive: false,
      ask: () => Promise.reject(new Error("nobody is asked")),
    },
  });
const source = fromKeystore("key.json", { passwordVariable: "PASSWORD" });
const OTHERS = 0o077;

describe("keys made as the guide says", () => {
  it("of EVM chains sign for the command line, with the password only", async () => {
    await inFolder(async (folder) => {
      const file = join(folder, "key.json");
      await makeEvmKey(file, "a long password");
      const account = await unlockEvmAccount(source, secretsIn(folder, "a long password"));
      expect(account.address).toMatch(/^0x[0-9a-fA-F]{40}$/);
      await expect(unlockEvmAccount(source, secretsIn(folder, "another"))).rejects.toMatchObject({
        code: "invalid_keystore",
      });
      expect((await stat(file)).mode & OTHERS).toBe(0);
    });
  });

  it("of CosmWasm chains do too", async () => {
    await inFolder(async (folder) => {
      await makeCosmWasmKey(join(folder, "key.json"), "a long password", "osmo");
      const signer = await unlockCosmWasmSigner(source, "osmo", secretsIn(folder, "a long password"));
      const [account] = await signer.getAccounts();
      expect(account!.address).toMatch(/^osmo1[0-9a-z]{38}$/);
    });
  });
});
