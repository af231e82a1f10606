import { createDecipheriv, scryptSync } from "node:crypto";
import { mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DirectSecp256k1HdWallet } from "@cosmjs/proto-signing";
import { Keystore } from "ox";
import { keccak256 } from "viem";
import { privateKeyToAddress } from "viem/accounts";
import { sepolia } from "viem/chains";
import { describe, expect, it } from "vitest";
import {
  type Config,
  cosmwasm,
  EXIT_CODES,
  evm,
  fromEnvironment,
  fromKeystore,
  localChains,
} from "../src/index.ts";
import { cosmWasmAddress } from "../src/keys/cosmwasm-key.ts";
import { evmAddress, unlockEvmAccount } from "../src/keys/evm-key.ts";
import { Secrets } from "../src/keys/secrets.ts";
import { inFolder, json, run, type Setting } from "./support/cli.ts";

const PASSWORD = "correct horse battery";
const OTHERS = 0o077;

const sepoliaWith = (source: Parameters<typeof evm>[0]["accounts"]): Config => ({
  chains: { sepolia: evm({ chain: sepolia, accounts: { ...source } }) },
  compositions: {},
});
const evmConfig = sepoliaWith({
  deployer: fromKeystore("keys/deployer.json", { passwordVariable: "PASSWORD" }),
});
const wasmConfig: Config = {
  chains: {
    osmosis: cosmwasm({
      ...{ network: "osmo-test-5", rpc: "http://127.0.0.1:1", prefix: "osmo", denom: "uosmo" },
      gasPrice: "0.025uosmo",
      accounts: { deployer: fromKeystore("keys/deployer.json", { passwordVariable: "PASSWORD" }) },
    }),
  },
  compositions: {},
};

/** Nobody is there, and no variable is set. */
const unattended = (folder: string, env: Readonly<Record<string, string>> = {}): Secrets =>
  new Secrets({
    ...{ folder, env, signal: new AbortController().signal },
    terminal: {
      ...{ out: () => {}, err: () => {}, interactive: false },
      ask: () => Promise.reject(new Error("nobody is asked")),
    },
  });

interface Made {
  readonly account: string;
  readonly address: string;
  readonly file: string;
  readonly next: string;
}

/** The key in a keystore, by the Web3 Secret Storage Definition alone. */
function openKeystore(text: string, password: string): `0x${string}` {
  const { crypto } = JSON.parse(text);
  const { n, r, p, dklen, salt } = crypto.kdfparams;
  const derived = scryptSync(password, Buffer.from(salt, "hex"), dklen, { N: n, r, p, maxmem: 2 ** 30 });
  const ciphertext = Buffer.from(crypto.ciphertext, "hex");
  const mac = keccak256(Buffer.concat([derived.subarray(16, 32), ciphertext]));
  expect(mac.slice(2)).toBe(crypto.mac);
  const iv = Buffer.from(crypto.cipherparams.iv, "hex");
  const decipher = createDecipheriv(crypto.cipher, derived.subarray(0, 16), iv);
  return `0x${Buffer.concat([decipher.update(ciphertext), decipher.final()]).toString("hex")}`;
}

describe("chainlearn key new", () => {
  it("makes a keystore as geth has them: its address in clear, its key behind the password", async () => {
    await inFolder(async (folder) => {
      const setting: Setting = { folder, config: evmConfig, env: { PASSWORD } };
      const { code, value, err } = await json<Made>(setting, "key", "new");
      expect([code, err]).toEqual([EXIT_CODES.done, ""]);
      const text = await readFile(join(folder, "keys/deployer.json"), "utf8");
      expect(JSON.parse(text)).toMatchObject({ version: 3, address: value.address.slice(2).toLowerCase() });
      expect((await stat(value.file)).mode & OTHERS).toBe(0);
      const key = openKeystore(text, PASSWORD);
      expect(privateKeyToAddress(key)).toBe(value.address);
      for (const secret of [key.slice(2), PASSWORD]) expect(JSON.stringify(value)).not.toContain(secret);
      const source = fromKeystore("keys/deployer.json", { passwordVariable: "PASSWORD" });
      expect((await unlockEvmAccount(source, unattended(folder, { PASSWORD }))).address).toBe(value.address);
      // Without the password too.
      expect(await evmAddress(source, unattended(folder))).toBe(value.address);

      const again = await json<{ error: { code: string } }>(setting, "key", "new");
      expect([again.code, again.value.error.code]).toEqual([EXIT_CODES.account, "invalid_keystore"]);
      expect(await readFile(value.file, "utf8")).toBe(text);
      const told = await run(
        { folder, config: evmConfig },
        "key",
        "address",
        "deployer",
        "--chain",
        "sepolia",
      );
      expect([told.code, told.out]).toEqual([EXIT_CODES.done, `${value.address}\n`]);
    });
  });

  it("makes a wallet that cosmjs opens, and tells what comes next", async () => {
    await inFolder(async (folder) => {
      const { code, out, err } = await run(
        { folder, config: wasmConfig, answers: [PASSWORD, PASSWORD] },
        "key",
        "new",
      );
      expect(code).toBe(EXIT_CODES.done);
      expect(err).toBe("New password of keys/deployer.json: The same again: ");
      const [, address] = /^address +(osmo1[0-9a-z]{38})$/m.exec(out)!;
      expect(out).toContain("chainlearn doctor --chain osmosis");
      const file = join(folder, "keys/deployer.json");
      const text = await readFile(file, "utf8");
      const wallet = await DirectSecp256k1HdWallet.deserialize(text, PASSWORD);
      expect((await wallet.getAccounts())[0]!.address).toBe(address);
      expect(wallet.mnemonic.split(" ")).toHaveLength(24);
      for (const word of [wallet.mnemonic, PASSWORD]) expect(out + text).not.toContain(word);
      expect((await stat(file)).mode & OTHERS).toBe(0);
      expect(await cosmWasmAddress(fromKeystore("keys/deployer.json"), "osmo", unattended(folder))).toBe(
        address,
      );
    });
  });

  it.each([
    ["they differ", { answers: [PASSWORD, "correct horse batterx"] }, "not the same"],
    ["it is too short", { answers: ["1234567"] }, "less than 8 characters"],
    ["the variable's is too short", { env: { PASSWORD: "" } }, "less than 8 characters"],
    ["nobody can be asked", {}, "set PASSWORD"],
  ])("writes nothing where passwords are wrong: %s", async (_, given, why) => {
    await inFolder(async (folder) => {
      const { code, err, out } = await run({ folder, config: evmConfig, ...given }, "key", "new");
      expect([code, out]).toEqual([EXIT_CODES.account, ""]);
      expect(err).toContain(why);
      expect(err).not.toContain("batter");
      await expect(stat(join(folder, "keys"))).rejects.toMatchObject({ code: "ENOENT" });
    });
  });

  it.each([
    ["a key in a variable", sepoliaWith({ deployer: fromEnvironment("KEY") }), "in the variable KEY"],
    ["a local chain", { chains: { anvil: localChains.anvil() }, compositions: {} }, "known to everybody"],
    ["no accounts", sepoliaWith({}), "no accounts"],
  ] as const)("refuses %s", async (_, config, why) => {
    await inFolder(async (folder) => {
      const { code, err } = await run({ folder, config, env: { PASSWORD } }, "key", "new");
      expect([EXIT_CODES.config, EXIT_CODES.account]).toContain(code);
      expect(err).toContain(why);
    });
  });
});

const KEY = "7a28b5ba57c53603b0b07b56bba752f7784bf506fa95edc395f5cf6c7514fe9d";
const ADDRESS = "0x008AeEda4D805471dF9b2A5B0f38A0C3bCBA786b";

/** A keystore that others made, without an address; one round, which is fast. */
function nameless(): string {
  const [key, options] = Keystore.pbkdf2({ password: PASSWORD, iterations: 1 });
  return JSON.stringify(Keystore.encrypt(`0x${KEY}`, key, options));
}

describe("chainlearn key address", () => {
  it("asks for the password where the file names no address, and with --save not again", async () => {
    await inFolder(async (folder) => {
      await mkdir(join(folder, "keys"));
      const file = join(folder, "keys/deployer.json");
      await writeFile(file, nameless());
      const at = (setting: Partial<Setting>): Setting => ({ folder, config: evmConfig, ...setting });
      const refused = await run(at({}), "key", "address");
      expect([refused.code, refused.out]).toEqual([EXIT_CODES.account, ""]);
      const asked = await run(at({ answers: [PASSWORD] }), "key", "address", "--save");
      expect([asked.code, asked.err]).toEqual([EXIT_CODES.done, "Password of keys/deployer.json: "]);
      expect(asked.out).toContain(ADDRESS);
      expect((await stat(file)).mode & OTHERS).toBe(0);
      expect((await run(at({}), "key", "address")).out).toBe(`${ADDRESS}\n`);
      const source = fromKeystore("keys/deployer.json", { passwordVariable: "PASSWORD" });
      const secrets = unattended(folder, { PASSWORD });
      expect((await unlockEvmAccount(source, secrets)).address).toBe(ADDRESS);
      // Somebody who writes another address into the file would get what is sent to it.
      const other = "f".repeat(40);
      await writeFile(file, JSON.stringify({ ...JSON.parse(await readFile(file, "utf8")), address: other }));
      await expect(unlockEvmAccount(source, secrets)).rejects.toMatchObject({ code: "invalid_keystore" });
    });
  });
});
