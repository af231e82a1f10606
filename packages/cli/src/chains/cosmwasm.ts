import {
  checkConnectOptions,
  connectCosmWasm,
  createCosmWasmAdapter,
  DEFAULT_GAS_MARGIN,
} from "@chainlearn/adapter-cosmwasm";
import { baseUnitsPerUnit, type ChainId, ChainlearnError } from "@chainlearn/core";
import { checkOptionNames, checkOptionRanges } from "../config/option-names.ts";
import type { Check, Examination } from "../doctor/check.ts";
import { examineCosmWasm } from "../doctor/cosmwasm.ts";
import { keyChecks } from "../doctor/keys.ts";
import { accountKeys } from "../keys/account-keys.ts";
import {
  cosmWasmAddress,
  newCosmWasmWallet,
  unlockCosmWasmSigner,
  unlockedCosmWasmAddress,
} from "../keys/cosmwasm-key.ts";
import { checkKeySources, type KeySource } from "../keys/key-source.ts";
import type { Secrets } from "../keys/secrets.ts";
import type { Currency } from "../spending/coin.ts";
import { approveSigned, gatedCosmWasmSigner } from "../spending/cosmwasm-signer.ts";
import { accountNamed } from "./account-names.ts";
import type { ChainConfig, DeploymentCost, OpenChain, OpenOptions } from "./chain.ts";
import { nodeAddresses } from "./node-addresses.ts";
import { costOf, rehearsed, remainingSteps } from "./remaining.ts";

/** A CosmWasm chain of the configuration. */
export interface CosmWasmChainOptions {
  /** Name of the network, as `osmo-test-5`. */
  readonly network: string;
  /**
   * Address of a CometBFT RPC endpoint, or of several: the next one is asked where one does not answer.
   * `CHAINLEARN_RPC_COSMOS_…` in the environment (behind it the network in capitals, with underscores) comes first.
   */
  readonly rpc: string | readonly string[];
  /** Prefix of its addresses, as `osmo`. */
  readonly prefix: string;
  /** Denomination of payments and of fees, as `uosmo`. */
  readonly denom: string;
  /** Name of 10^decimals of it. Default: the denomination without its first letter, in capitals. */
  readonly symbol?: string;
  /** Default: 6. */
  readonly decimals?: number;
  /** Price of gas in the denomination, as `0.025uosmo`. */
  readonly gasPrice: string;
  /** Gas limit of a transaction as a multiple of what its simulation used. Default: 1.4. */
  readonly gasMargin?: number;
  /** Mnemonics by name; the first one is the default. */
  readonly accounts?: Readonly<Record<string, KeySource>>;
  /** No real money, so that nobody is asked before something is sent. Default: false. */
  readonly development?: boolean;
}

const OPTIONS: Readonly<Record<keyof CosmWasmChainOptions, true>> = {
  network: true,
  rpc: true,
  prefix: true,
  denom: true,
  symbol: true,
  decimals: true,
  gasPrice: true,
  gasMargin: true,
  accounts: true,
  development: true,
};

/** The Cosmos SDK's rule. */
const DENOMINATION = /^[a-zA-Z][a-zA-Z0-9/:._-]{2,127}$/;
const GAS_PRICE = /^(\d+(?:\.\d+)?)([a-zA-Z][a-zA-Z0-9/:._-]*)$/;
/** Prices have up to 18 decimals. */
const PRICE_SCALE = 18;

/** @throws ChainlearnError invalid_config */
function checkGasPrice({ gasPrice, denom }: CosmWasmChainOptions): void {
  if (!DENOMINATION.test(denom))
    throw new ChainlearnError(
      "invalid_config",
      `denom is "${denom}", not a denomination as uosmo: 3 to 128 letters, digits and / : . _ -, a letter first.`,
    );
  const found = GAS_PRICE.exec(gasPrice)?.[2];
  if (found === undefined)
    throw new ChainlearnError("invalid_config", `gasPrice is "${gasPrice}", not a price as 0.025${denom}.`);
  if (found !== denom)
    throw new ChainlearnError(
      "invalid_config",
      `gas is paid in ${found} and additions in ${denom}: a limit of spending is about one denomination, so they have to be equal.`,
    );
}

/** A chain with the wasm module of CosmWasm, reached through CometBFT's RPC. */
export function cosmwasm(options: CosmWasmChainOptions): ChainConfig {
  checkOptionNames("cosmwasm", options, OPTIONS);
  checkKeySources(options.accounts);
  checkGasPrice(options);
  checkOptionRanges(() => checkConnectOptions(options));
  nodeAddresses(options.rpc, "rpc");
  return {
    kind: "cosmwasm",
    chainId: `cosmos:${options.network}`,
    accounts: Object.keys(options.accounts ?? {}),
    open: (open) => openCosmWasm(options, open),
    keys: accountKeys(options.accounts ?? {}, {
      address: (source, secrets) => cosmWasmAddress(source, options.prefix, secrets),
      unlockedAddress: (source, secrets) => unlockedCosmWasmAddress(source, options.prefix, secrets),
      seal: (password) => newCosmWasmWallet(password, options.prefix),
      written: (address) => address,
    }),
    examine: (secrets) => examine(options, secrets),
  };
}

const coinOf = ({ denom, decimals = 6, symbol }: CosmWasmChainOptions): Currency => ({
  symbol: symbol ?? denom.slice(1).toUpperCase(),
  base: denom,
  decimals,
  baseUnitsPerUnit: baseUnitsPerUnit(decimals),
});

/** What so much gas costs, rounded up. */
function feeOf(gas: bigint, { gasPrice, gasMargin = DEFAULT_GAS_MARGIN }: CosmWasmChainOptions): bigint {
  const [whole = "0", fraction = ""] = GAS_PRICE.exec(gasPrice)![1]!.split(".");
  const price = BigInt(whole + fraction.padEnd(PRICE_SCALE, "0"));
  const scale = 10n ** BigInt(PRICE_SCALE);
  const limit = BigInt(Math.ceil(Number(gas) * gasMargin));
  return (limit * price + scale - 1n) / scale;
}

const urlsOf = ({ network, rpc }: CosmWasmChainOptions, secrets: Secrets): readonly string[] =>
  secrets.nodesOf(`cosmos:${network}`) ?? [rpc].flat();

async function examine(options: CosmWasmChainOptions, secrets: Secrets): Promise<Examination> {
  const { accounts = {}, prefix } = options;
  const addresses = new Map<string, string>();
  const keys: Check[] = await keyChecks(accounts, async (account) => {
    const address = await cosmWasmAddress(accounts[account]!, prefix, secrets);
    addresses.set(account, address);
    return address;
  });
  const [first = ""] = Object.keys(accounts);
  const { checks, ...found } = await examineCosmWasm({
    ...options,
    rpc: urlsOf(options, secrets),
    uploader: addresses.get(first),
  });
  return { ...found, checks: [...checks, ...keys] };
}

async function openCosmWasm(options: CosmWasmChainOptions, open: OpenOptions): Promise<OpenChain> {
  const { accounts = {}, prefix, denom, decimals = 6, gasPrice, gasMargin } = options;
  const names = Object.keys(accounts);
  const source = (name: string): KeySource => accounts[accountNamed(name, names)]!;
  const signer =
    open.account === undefined
      ? undefined
      : gatedCosmWasmSigner(
          await unlockCosmWasmSigner(source(open.account), prefix, open.secrets),
          denom,
          open.gate,
        );
  const connection = await connectCosmWasm({
    rpc: urlsOf(options, open.secrets),
    denom,
    decimals,
    gasPrice,
    signers: signer ? [signer] : [],
    ...(gasMargin !== undefined && { gasMargin }),
  });
  const expected: ChainId = `cosmos:${options.network}`;
  if (connection.chainId !== expected) {
    await connection.close();
    throw new ChainlearnError(
      "chain_failure",
      `the node is one of ${connection.chainId}, not of ${expected}.`,
    );
  }
  return {
    adapter: createCosmWasmAdapter({ connection }),
    coin: coinOf(options),
    sender: (await signer?.getAccounts())?.[0]?.address,
    isDevelopment: options.development ?? false,
    addressOf: (name) => cosmWasmAddress(source(name), prefix, open.secrets),
    balance: (address) => connection.balance(address),
    deploymentCost: (...deployment) => costOnEmbedded(options, ...deployment),
    approve: async (signed) => approveSigned(signed, denom, open.gate),
    settle: async () => {},
    close: () => connection.close(),
  };
}

/** Deploys to the embedded host, whose gas is within a percent of a chain's. */
async function costOnEmbedded(
  options: CosmWasmChainOptions,
  ...[composition, plan, done]: Parameters<OpenChain["deploymentCost"]>
): Promise<DeploymentCost> {
  const { startEmbeddedChain } = await import("@chainlearn/adapter-cosmwasm/embedded");
  const { denom, decimals = 6, prefix } = options;
  const twin = await startEmbeddedChain({ denom, decimals, addressPrefix: prefix });
  const rehearsal = rehearsed(composition, done);
  const { receipt } = await twin.adapter.deploy(rehearsal, { ...plan, from: twin.accounts[0]! });
  return costOf(remainingSteps(receipt, done), (gas) => feeOf(gas, options));
}
