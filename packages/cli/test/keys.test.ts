import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DirectSecp256k1HdWallet, executeKdf } from "@cosmjs/proto-signing";
import { Keystore } from "ox";
import { describe, expect, it } from "vitest";
import { fromEnvironment, fromKeystore } from "../src/index.ts";
import { cosmWasmAddress, unlockCosmWasmSigner } from "../src/keys/cosmwasm-key.ts";
import { evmAddress, unlockEvmAccount } from "../src/keys/evm-key.ts";
import { Secrets } from "../src/keys/secrets.ts";
import { inFolder } from "./support/cli.ts";

/** A test vector of the Web3 Secret Storage Definition. */
const VECTOR_ADDRESS = "0x008AeEda4D805471dF9b2A5B0f38A0C3bCBA786b";
const VECTOR_KEY = "7a28b5ba57c53603b0b07b56bba752f7784bf506fa95edc395f5cf6c7514fe9d";
const VECTOR = {
  crypto: {
    cipher: "aes-128-ctr",
    cipherparams: { iv: "6087dab2f9fdbbfaddc31a909735c1e6" },
    ciphertext: "5318b4d5bcd28de64ee5559e671353e16f075ecae9f99c7a79a38af5f869aa46",
    kdf: "pbkdf2",
    kdfparams: {
      c: 262_144,
      dklen: 32,
      prf: "hmac-sha256",
      salt: "ae3cd4e7013836a3df6bd7241b12db061dbe2c6785853cce422d148a624ce0bd",
    },
    mac: "517ead924a9d0dc3124507e3393d175ce3ff7c1e96529c6c555ce9e51205e9b2",
  },
  id: "3198bc9c-6672-5ab3-d995-4942343ae5b6",
  version: 3,
};

/** Keystores by their derivation: the published one, and two by another implementation of scrypt. */
const KEYSTORES: Readonly<Record<string, () => object>> = {
  pbkdf2: () => VECTOR,
  scrypt: () => withScrypt({ n: 2 ** 12, r: 8, p: 1 }),
  "scrypt with more than OpenSSL takes": () => withScrypt({ n: 2 ** 16, r: 1, p: 1 }),
};

function withScrypt(cost: { n: number; r: number; p: number }): object {
  const [key, options] = Keystore.scrypt({ password: "testpassword", ...cost });
  return Keystore.encrypt(`0x${VECTOR_KEY}`, key, options);
}
const MNEMONIC = `${"abandon ".repeat(11)}about`;

const secrets = (
  folder: string,
  env: Record<string, string> = {},
  answer?: string,
): { readonly secrets: Secrets; readonly questions: string[] } => {
  const questions: string[] = [];
  return {
    questions,
    secrets: new Secrets({
      folder,
      env,
      signal: new AbortController().signal,
      terminal: {
        out: () => {},
        err: () => {},
        interactive: answer !== undefined,
        ask: async (question, { secret }) => {
          questions.push(`${secret} ${question}`);
          return answer ?? "";
        },
      },
    }),
  };
};

const refusal = async (call: Promise<unknown>): Promise<{ code: unknown; text: string }> =>
  call.then(
    () => ({ code: "done", text: "" }),
    (error: Error & { code?: unknown }) => ({ code: error.code, text: `${error.stack} ${error.cause}` }),
  );

describe("keys of EVM chains", () => {
  it.each(Object.keys(KEYSTORES))("come out of keystores with %s", async (kdf) => {
    await inFolder(async (folder) => {
      await writeFile(join(folder, "key.json"), JSON.stringify(KEYSTORES[kdf]!()));
      const source = fromKeystore("key.json", { passwordVariable: "PASSWORD" });
      const given = secrets(folder, { PASSWORD: "testpassword" });
      expect((await unlockEvmAccount(source, given.secrets)).address).toBe(VECTOR_ADDRESS);
    });
  });

  it("ask for a password that is not in the environment, without showing it", async () => {
    await inFolder(async (folder) => {
      await writeFile(join(folder, "key.json"), JSON.stringify(VECTOR));
      const asking = secrets(folder, {}, "testpassword");
      expect(await evmAddress(fromKeystore("key.json"), asking.secrets)).toBe(VECTOR_ADDRESS);
      expect(asking.questions).toEqual(["true Password of key.json: "]);
      expect((await refusal(unlockEvmAccount(fromKeystore("key.json"), secrets(folder).secrets))).code).toBe(
        "invalid_keystore",
      );
    });
  });

  it("are not needed for an address that the keystore names", async () => {
    await inFolder(async (folder) => {
      const address = VECTOR_ADDRESS.slice(2).toLowerCase();
      await writeFile(join(folder, "key.json"), JSON.stringify({ ...VECTOR, address }));
      expect(await evmAddress(fromKeystore("key.json"), secrets(folder).secrets)).toBe(VECTOR_ADDRESS);
    });
  });

  it("come from the environment, with and without 0x", async () => {
    for (const key of [VECTOR_KEY, `0x${VECTOR_KEY}`, ` ${VECTOR_KEY}\n`])
      expect(
        (await unlockEvmAccount(fromEnvironment("KEY"), secrets("/", { KEY: key }).secrets)).address,
      ).toBe(VECTOR_ADDRESS);
  });

  it.each([
    ["is not there", {}],
    ["is empty", { KEY: "" }],
    ["is too short", { KEY: VECTOR_KEY.slice(2) }],
    ["is no hex", { KEY: `${VECTOR_KEY.slice(2)}zz` }],
    ["is a number that is no key", { KEY: "f".repeat(64) }],
  ])("are refused without telling them: %s", async (_, env) => {
    const { code, text } = await refusal(
      unlockEvmAccount(fromEnvironment("KEY"), secrets("/", env as Record<string, string>).secrets),
    );
    expect(code).toBe("unknown_account");
    expect(text).toContain("KEY");
    expect(text).not.toContain(VECTOR_KEY.slice(2, 30));
    expect(text).not.toContain("ffffffffffff");
  });

  it.each([
    ["there is no file", undefined],
    ["the file is no JSON", "{"],
    ["it is another version", JSON.stringify({ ...VECTOR, version: 1 })],
    ["the cipher is unknown", JSON.stringify({ ...VECTOR, crypto: { ...VECTOR.crypto, cipher: "rot13" } })],
    ["the password is wrong", JSON.stringify(VECTOR)],
  ])("are refused when %s", async (_, text) => {
    await inFolder(async (folder) => {
      if (text !== undefined) await writeFile(join(folder, "key.json"), text);
      const source = fromKeystore("key.json", { passwordVariable: "PASSWORD" });
      const given = secrets(folder, { PASSWORD: "other-password" });
      const found = await refusal(unlockEvmAccount(source, given.secrets));
      expect(found.code).toBe("invalid_keystore");
      expect(found.text).not.toContain("other-password");
    });
  });
});

describe("keys of CosmWasm chains", () => {
  // BIP-39's first test vector, with Cosmos' path and prefix.
  it("come from mnemonics in the environment", async () => {
    const given = secrets("/", { MNEMONIC });
    const signer = await unlockCosmWasmSigner(fromEnvironment("MNEMONIC"), "cosmos", given.secrets);
    expect((await signer.getAccounts())[0]!.address).toBe("cosmos19rl4cm2hmr8afy4kldpxz3fka4jguq0auqdal4");
  });

  it("come out of wallets of cosmjs", async () => {
    await inFolder(async (folder) => {
      const wallet = await DirectSecp256k1HdWallet.fromMnemonic(MNEMONIC, { prefix: "osmo" });
      // As wallet.serialize("right"), with a cheap derivation of the key.
      const kdf = { algorithm: "argon2id", params: { outputLength: 32, opsLimit: 1, memLimitKib: 1024 } };
      const serialized = await wallet.serializeWithEncryptionKey(await executeKdf("right", kdf), kdf);
      await writeFile(join(folder, "wallet.json"), serialized);
      const source = fromKeystore("wallet.json", { passwordVariable: "PASSWORD" });
      const unlock = (prefix: string, password: string) =>
        unlockCosmWasmSigner(source, prefix, secrets(folder, { PASSWORD: password }).secrets);
      expect(await (await unlock("osmo", "right")).getAccounts()).toEqual(await wallet.getAccounts());
      // The address beside the wallet needs no password, and is compared where there is one.
      const [{ address } = { address: "" }] = await wallet.getAccounts();
      const naming = async (named: string): Promise<typeof source> => {
        await writeFile(
          join(folder, "named.json"),
          JSON.stringify({ ...JSON.parse(serialized), address: named }),
        );
        return fromKeystore("named.json", { passwordVariable: "PASSWORD" });
      };
      expect(await cosmWasmAddress(await naming(address), "osmo", secrets(folder).secrets)).toBe(address);
      const other = `osmo1${"q".repeat(38)}`;
      const forged = await refusal(
        unlockCosmWasmSigner(await naming(other), "osmo", secrets(folder, { PASSWORD: "right" }).secrets),
      );
      expect(forged).toMatchObject({ code: "invalid_keystore", text: expect.stringContaining(other) });
      const wrong = await refusal(unlock("osmo", "another one"));
      expect(wrong.code).toBe("invalid_keystore");
      expect(wrong.text).not.toMatch(/abandon|another one/);
      const elsewhere = await refusal(unlock("xion", "right"));
      expect(elsewhere.code).toBe("invalid_keystore");
      expect(elsewhere.text).not.toContain("abandon");
    });
  });

  it("are refused without telling them", async () => {
    const { code, text } = await refusal(
      unlockCosmWasmSigner(
        fromEnvironment("MNEMONIC"),
        "cosmos",
        secrets("/", { MNEMONIC: "abandon ability able" }).secrets,
      ),
    );
    expect(code).toBe("unknown_account");
    expect(text).not.toContain("ability");
  });
});
