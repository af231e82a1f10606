import {
  checkEvmOptions,
  createEvmAdapter,
  DEFAULT_LOG_RANGE,
  type EvmCompiler,
  httpNodes,
  patient,
  SPARE_GAS,
  WEI_PER_UNIT,
} from "@chainlearn/adapter-evm";
import { ChainlearnError } from "@chainlearn/core";
import { type Chain, createPublicClient, getAddress, type Hex, http, type PublicClient } from "viem";
import { checkOptionNames, checkOptionRanges } from "../config/option-names.ts";
import type { Examination } from "../doctor/check.ts";
import { examineEvm } from "../doctor/evm.ts";
import { keyChecks } from "../doctor/keys.ts";
import { accountKeys } from "../keys/account-keys.ts";
import { type EvmKeySource, evmAddress, newEvmKeystore, unlockEvmAccount } from "../keys/evm-key.ts";
import { checkKeySources } from "../keys/key-source.ts";
import type { Secrets } from "../keys/secrets.ts";
import type { Currency } from "../spending/coin.ts";
import { firstLayerFee, GatedEvmAccount } from "../spending/evm-signer.ts";
import { accountNamed } from "./account-names.ts";
import { askNode } from "./ask-node.ts";
import type { ChainConfig, DeploymentCost, OpenChain, OpenOptions } from "./chain.ts";
import { nodeAddresses } from "./node-addresses.ts";
import { costOf, rehearsed, remainingSteps } from "./remaining.ts";

/** An EVM chain of the configuration. */
export interface EvmChainOptions {
  /** As viem has it: `import { sepolia } from "viem/chains"`. */
  readonly chain: Chain;
  /**
   * Address of a node, or of several: the next one is asked where one does not answer. `CHAINLEARN_RPC_EIP155_…` in the
   * environment (behind it the chain's number) comes first. Default: the chain's own public one.
   */
  readonly rpcUrl?: string | readonly string[];
  /** Keys by name; the first one is the default. */
  readonly accounts?: Readonly<Record<string, EvmKeySource>>;
  /** Most blocks of one request for logs. Default: 5,000. */
  readonly logRange?: number;
  /** Longest pause between two looks for a receipt in milliseconds. Default: the chain's block time, or 1,000. */
  readonly pollingIntervalMs?: number;
  /**
   * Blocks that have to have a transaction or follow it before it counts as done: a reorganisation of fewer cannot take
   * it back. Default: 1.
   */
  readonly confirmations?: number;
  /** Rules of the chain: "cancun" for those without CLZ. Default: osaka. */
  readonly evmVersion?: EvmVersion;
  /** No real money, so that nobody is asked before something is sent. Default: whether it is anvil's chain, 31337. */
  readonly development?: boolean;
}

const OPTIONS: Readonly<Record<keyof EvmChainOptions, true>> = {
  chain: true,
  rpcUrl: true,
  accounts: true,
  logRange: true,
  pollingIntervalMs: true,
  confirmations: true,
  evmVersion: true,
  development: true,
};

type EvmVersion = "cancun" | "osaka";

/** Longest wait for the first answer of one of several nodes. */
const FIRST_ANSWER_MS = 5_000;
/** That an address is wrong should be known soon. */
const FEW_RETRIES = 3;
const ANVIL_ID = 31_337;

/** A chain whose nodes speak the Ethereum JSON-RPC. */
export function evm(options: EvmChainOptions): ChainConfig {
  checkOptionNames("evm", options, OPTIONS);
  checkKeySources(options.accounts);
  checkOptionRanges(() => checkEvmOptions(options));
  const { chain, rpcUrl } = options;
  if (rpcUrl !== undefined) nodeAddresses(rpcUrl, "rpcUrl");
  return {
    kind: "evm",
    chainId: `eip155:${chain.id}`,
    accounts: Object.keys(options.accounts ?? {}),
    open: (open) => openEvm(options, open),
    keys: accountKeys(options.accounts ?? {}, {
      address: evmAddress,
      unlockedAddress: async (source, secrets) => (await unlockEvmAccount(source, secrets)).address,
      seal: newEvmKeystore,
      written: (address) => address.slice(2).toLowerCase(),
    }),
    examine: (secrets) => examine(options, secrets),
  };
}

const coinOf = ({ nativeCurrency: { symbol, decimals } }: Chain): Currency => ({
  symbol,
  base: "wei",
  decimals,
  baseUnitsPerUnit: WEI_PER_UNIT,
});

/** Addresses of nodes; undefined: viem's for the chain. */
const urlsOf = ({ chain, rpcUrl }: EvmChainOptions, secrets: Secrets): readonly string[] | undefined =>
  secrets.nodesOf(`eip155:${chain.id}`) ?? (rpcUrl === undefined ? undefined : [rpcUrl].flat());

/** A node of another chain would take what is meant for this one. Some of several need not answer. */
async function requireChain(chain: Chain, urls: readonly string[] | undefined): Promise<void> {
  const several = urls !== undefined && urls.length > 1;
  const answers = await Promise.allSettled(
    (urls ?? [undefined]).map((url) =>
      createPublicClient({
        chain,
        transport: patient(http(url, several ? { timeout: FIRST_ANSWER_MS } : {}), several ? 0 : FEW_RETRIES),
      }).getChainId(),
    ),
  );
  const other = answers.find((answer) => answer.status === "fulfilled" && answer.value !== chain.id);
  if (other?.status === "fulfilled")
    throw new ChainlearnError(
      "chain_failure",
      `the node is one of chain ${other.value}, not of ${chain.id}.`,
    );
  const [first] = answers;
  if (first?.status === "rejected" && answers.every(({ status }) => status === "rejected"))
    throw new ChainlearnError("chain_failure", `the node of ${chain.name} does not answer.`, {
      cause: first.reason,
    });
}

async function examine(options: EvmChainOptions, secrets: Secrets): Promise<Examination> {
  const { chain, accounts = {}, logRange = DEFAULT_LOG_RANGE, evmVersion = "osaka" } = options;
  const urls = urlsOf(options, secrets);
  const client = createPublicClient({ chain, transport: patient(httpNodes(urls), FEW_RETRIES) });
  const { checks, ...found } = await examineEvm(client, chain, { logRange, evmVersion, urls });
  const keys = await keyChecks(accounts, (account) => evmAddress(accounts[account]!, secrets));
  return { ...found, checks: [...checks, ...keys] };
}

/** Compiles for the rules of the chain. */
const compilerFor =
  (evmVersion: EvmVersion): EvmCompiler =>
  async (composition, options) => {
    const { compileComposition } = await import("@chainlearn/adapter-evm/compiler");
    return compileComposition(composition, { ...options, evmVersion });
  };

async function openEvm(options: EvmChainOptions, open: OpenOptions): Promise<OpenChain> {
  const { chain, accounts = {}, logRange, pollingIntervalMs, confirmations, evmVersion } = options;
  const compiler = evmVersion && compilerFor(evmVersion);
  const urls = urlsOf(options, open.secrets);
  await requireChain(chain, urls);
  const transport = httpNodes(urls);
  const client: PublicClient = createPublicClient({ chain, transport: patient(transport) });
  const name = open.account === undefined ? undefined : accountNamed(open.account, Object.keys(accounts));
  const gated =
    name === undefined
      ? undefined
      : new GatedEvmAccount(await unlockEvmAccount(accounts[name]!, open.secrets), client, open.gate);
  const adapter = createEvmAdapter({
    chain,
    transport,
    signers: gated ? [gated.account] : [],
    ...(logRange !== undefined && { logRange }),
    ...(pollingIntervalMs !== undefined && { pollingIntervalMs }),
    ...(confirmations !== undefined && { confirmations }),
    ...(compiler && { compiler }),
  });
  return {
    adapter,
    coin: coinOf(chain),
    sender: gated?.account.address,
    isDevelopment: options.development ?? chain.id === ANVIL_ID,
    addressOf: (account) => evmAddress(accounts[accountNamed(account, Object.keys(accounts))]!, open.secrets),
    balance: (address) =>
      askNode("reading the balance", () => client.getBalance({ address: getAddress(address) })),
    deploymentCost: (...deployment) => costOnAnvil(client, compiler, ...deployment),
    approve: async (signed) => gated?.approve(signed),
    settle: async () => gated?.settle(),
    close: async () => {},
  };
}

/** Deploys to an anvil of its own, which uses just the gas that the chain would. */
async function costOnAnvil(
  client: PublicClient,
  compiler: EvmCompiler | undefined,
  ...[composition, plan, done]: Parameters<OpenChain["deploymentCost"]>
): Promise<DeploymentCost> {
  const { startAnvil } = await import("@chainlearn/adapter-evm/testing");
  const [{ maxFeePerGas }, twin] = await Promise.all([
    askNode("estimating fees", () => client.estimateFeesPerGas()),
    startAnvil(compiler ? { compiler } : {}),
  ]);
  try {
    const rehearsal = rehearsed(composition, done);
    const { receipt } = await twin.adapter.deploy(rehearsal, { ...plan, from: twin.accounts[0]! });
    const steps = remainingSteps(receipt, done);
    let published = 0n;
    for (const { transaction } of steps) {
      const { from, to, input: data } = await twin.client.getTransaction({ hash: transaction as Hex });
      published += await firstLayerFee(client, { from, to, data });
    }
    const cost = costOf(
      steps,
      (gas, transactions) => (gas + BigInt(SPARE_GAS) * transactions) * maxFeePerGas + published,
    );
    const [first] = cost.steps;
    return first ? { ...cost, firstGas: first.gas + BigInt(SPARE_GAS) } : cost;
  } finally {
    await twin.close();
  }
}
