import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { baseUnitsPerUnit, ChainlearnError, type DevChain } from "@chainlearn/core";
import { toBech32 } from "@cosmjs/encoding";
import type { OfflineSigner } from "@cosmjs/proto-signing";
import { Comet38Client } from "@cosmjs/tendermint-rpc";
import { createCosmWasmAdapter } from "../../adapter.ts";
import { sleep } from "../../client/abort.ts";
import type { Connection } from "../../connection.ts";
import { connectCosmWasm } from "../../cosmjs/connect.ts";
import { mnemonicSigner } from "../../cosmjs/signers.ts";
import { buildWasmd } from "./build.ts";
import { prepareGenesis } from "./genesis.ts";
import { carryOut, type Governance, type ProposedMessage, sendEnabled } from "./governance.ts";
import { freePorts } from "./ports.ts";
import { NodeProcess } from "./process.ts";
import { applicationSettings, type NodePorts, nodeSettings } from "./settings.ts";
import { wasmdPlace } from "./sources.ts";
import { Validator } from "./validator.ts";

export interface WasmdOptions {
  /** Denomination of payments. Default `utoken`. */
  readonly denom?: string;
  /** Decimals of the denomination, 0 to 18. Default 6. */
  readonly decimals?: number;
  /** Pause between two blocks. Default 200. */
  readonly blockMilliseconds?: number;
  /** Height of the first block. Default 1. */
  readonly firstHeight?: number;
  /** Number of funded accounts. Default 6. */
  readonly accounts?: number;
  /**
   * settable: the validator signs in this process and dates its votes as `setTime` says, which is where a chain's time
   * comes from. Blocks between two settings are nanoseconds apart, and what is sent does not wait for the pause.
   * Default: real.
   */
  readonly clock?: DevChain["clock"];
  /** Called now and then while wasmd is built, which happens once. */
  readonly onProgress?: (line: string) => void;
}

/** A real chain of one validator. */
export interface Wasmd extends DevChain {
  readonly connection: Connection;
  /** Address of the RPC, on loopback. */
  readonly rpc: string;
  /** A denomination that all accounts have and that the contract does not take. */
  readonly otherDenom: string;
  /** What the accounts' keys are made of; public, worth nothing. */
  readonly mnemonic: string;
  /** Has the accounts' keys. */
  readonly signer: OfflineSigner;
  /** The least that the node takes. */
  readonly gasPrice: string;
  /** Where the clock is settable. */
  readonly validator: Validator | undefined;
  /** Forbids or allows to send a denomination, by a governance vote of some seconds. */
  setSendEnabled(denom: string, enabled: boolean): Promise<void>;
  /** Has a message of the governance module carried out, by a vote of some seconds: outside of transactions. */
  carryOut(message: ProposedMessage): Promise<void>;
}

/** The public test vector of BIP-39 for 256 zero bits. */
const MNEMONIC = `${"abandon ".repeat(23)}art`;
const PREFIX = "wasm";
const NETWORK = "chainlearn-test-1";
const BOND_DENOM = "stake";
const OTHER_DENOM = "uother";
const GAS_PRICE = `0.001${BOND_DENOM}`;
const DEFAULT_ACCOUNTS = 6;
/** Time of the first block where the clock is settable. */
const START_SECONDS = 1_700_000_000;
const HURRIED_POLL_MILLISECONDS = 10;
const START_ATTEMPTS = 3;
const START_TIMEOUT_MILLISECONDS = 60_000;
const PLENTY = 10n ** 15n;

/**
 * Starts a fresh wasmd on loopback, with funded accounts; builds it first where that has not been done. Fees are
 * paid in another denomination than payments, so that balances show payments only.
 * @throws ChainlearnError chain_failure when wasmd is not available or does not start
 */
export async function startWasmd(options: WasmdOptions = {}): Promise<Wasmd> {
  const { denom = "utoken", decimals = 6, blockMilliseconds = 200, clock = "real" } = options;
  const { accounts: count = DEFAULT_ACCOUNTS, firstHeight } = options;
  const { available, reason } = await buildWasmd(options.onProgress);
  if (!available) throw new ChainlearnError("chain_failure", `wasmd is not available: ${reason}.`);
  const signer = await mnemonicSigner(MNEMONIC, { prefix: PREFIX, count: count + 1 });
  const addresses = (await signer.getAccounts()).map(({ address }) => address);
  const accounts = addresses.slice(0, count);
  const validatorAddress = addresses[count]!;
  const settable = clock === "settable";
  const funds = PLENTY * baseUnitsPerUnit(decimals);
  const prepare = (starting: NodeProcess): void => {
    starting.command(["init", "local", "--chain-id", NETWORK, "--default-denom", BOND_DENOM]);
    const file = join(starting.home, "config", "genesis.json");
    const own = { denom: BOND_DENOM, amount: PLENTY.toString() };
    const coins = [
      own,
      { denom: OTHER_DENOM, amount: PLENTY.toString() },
      { denom, amount: funds.toString() },
    ];
    // The validator's own transaction is signed for the account number 0, which only the height 1 does not look at.
    const genesis = [
      { address: validatorAddress, coins: [own] },
      ...accounts.map((address) => ({ address, coins })),
    ];
    const first = { seconds: settable ? START_SECONDS : undefined, height: firstHeight };
    writeFileSync(file, prepareGenesis(readFileSync(file, "utf8"), genesis, BOND_DENOM, first));
    const keys = ["--keyring-backend", "test"];
    starting.command(
      ["keys", "add", "validator", "--recover", "--index", `${count}`, ...keys],
      `${MNEMONIC}\n`,
    );
    starting.command([
      "genesis",
      "gentx",
      "validator",
      `${PLENTY / 2n}${BOND_DENOM}`,
      "--chain-id",
      NETWORK,
      ...keys,
    ]);
    starting.command(["genesis", "collect-gentxs"]);
  };
  const { node, ports, validator } = await startNode(prepare, blockMilliseconds, settable);
  const rpc = `http://127.0.0.1:${ports.rpc}`;
  const connection = await connectCosmWasm({
    rpc,
    signers: [signer],
    denom,
    decimals,
    gasPrice: GAS_PRICE,
    pollingIntervalMs: settable ? HURRIED_POLL_MILLISECONDS : Math.max(20, Math.floor(blockMilliseconds / 4)),
    onSent: () => validator?.hurry(),
  });
  const governance = async (): Promise<Governance> => ({
    comet: await Comet38Client.connect(rpc),
    validator: signer,
    validatorAddress,
    bondDenom: BOND_DENOM,
  });
  return {
    adapter: createCosmWasmAdapter({ connection }),
    connection,
    rpc,
    accounts,
    otherDenom: OTHER_DENOM,
    mnemonic: MNEMONIC,
    signer,
    gasPrice: GAS_PRICE,
    clock,
    baseUnitsPerUnit: baseUnitsPerUnit(decimals),
    now: () => connection.time(),
    validator,
    setTime: (seconds) => setTime(connection, validator, seconds),
    balance: (address) => connection.balance(address),
    setSendEnabled: async (which, enabled) =>
      carryOut(await governance(), sendEnabled(moduleAddress("gov"), which, enabled)),
    carryOut: async (message) => carryOut(await governance(), message),
    close: async () => {
      await connection.close();
      await node.stop();
      validator?.close();
    },
  };
}

/** Address of a module's account: the first 20 bytes of the sha256 of its name. */
export const moduleAddress = (name: string): string =>
  toBech32(PREFIX, createHash("sha256").update(name).digest().subarray(0, 20));

/** Sets the clock and waits until a block is at that time, so that whatever asks next sees it. */
async function setTime(
  connection: Connection,
  validator: Validator | undefined,
  seconds: number,
): Promise<void> {
  if (!validator)
    throw new ChainlearnError("unsupported", "this chain was started with a clock that cannot be set.");
  const now = await connection.time();
  if (seconds <= now)
    throw new ChainlearnError("chain_failure", `the chain's time is ${now}, past ${seconds} already.`);
  validator.hurry(seconds);
  while ((await connection.time()) < seconds) await sleep(HURRIED_POLL_MILLISECONDS, undefined, "a block");
}

/** A node that makes blocks, and its validator where that is not in the node itself. */
interface Started {
  readonly node: NodeProcess;
  readonly ports: NodePorts;
  readonly validator: Validator | undefined;
}

/** Starts a prepared node; tries again with other ports when somebody took them in the meantime. */
async function startNode(
  prepare: (node: NodeProcess) => void,
  blockMilliseconds: number,
  validatorOutside: boolean,
): Promise<Started> {
  const binary = wasmdPlace()!.binary;
  for (let attempt = 1; ; attempt++) {
    const node = new NodeProcess(binary);
    let validator: Validator | undefined;
    try {
      prepare(node);
      const [rpc, p2p, grpc] = (await freePorts(3)) as [number, number, number];
      const ports = { rpc, p2p, grpc };
      const socket = validatorOutside ? join(node.home, "validator.sock") : undefined;
      edit(node, "config.toml", (toml) => nodeSettings(toml, ports, socket ? 0 : blockMilliseconds, socket));
      edit(node, "app.toml", (toml) => applicationSettings(toml, ports, GAS_PRICE));
      node.start();
      const pace = { seconds: START_SECONDS, blockMilliseconds };
      validator = socket ? new Validator({ socket, home: node.home, ...pace }) : undefined;
      await firstBlock(node, rpc);
      return { node, ports, validator };
    } catch (error) {
      await node.stop();
      validator?.close();
      if (attempt === START_ATTEMPTS)
        throw new ChainlearnError("chain_failure", `wasmd does not start: ${(error as Error).message}`, {
          cause: error,
        });
    }
  }
}

function edit(node: NodeProcess, name: string, change: (text: string) => string): void {
  const file = join(node.home, "config", name);
  writeFileSync(file, change(readFileSync(file, "utf8")));
}

async function firstBlock(node: NodeProcess, port: number): Promise<void> {
  const deadline = Date.now() + START_TIMEOUT_MILLISECONDS;
  for (;;) {
    if (!node.running) throw new Error(`it ended:\n${node.log}`);
    try {
      const answer = await fetch(`http://127.0.0.1:${port}/abci_info`);
      const { result } = (await answer.json()) as {
        result?: { response?: { last_block_height?: string } };
      };
      if (Number(result?.response?.last_block_height ?? 0) >= 1) return;
    } catch {
      // It does not listen yet.
    }
    if (Date.now() > deadline)
      throw new Error(`no block after ${START_TIMEOUT_MILLISECONDS} ms:\n${node.log}`);
    await sleep(50, undefined, "starting wasmd");
  }
}
