import { baseUnitsPerUnit, ChainlearnError, type DevChain, requireWhole } from "@chainlearn/core";
import { dataHandlerIds } from "../shell/data-handlers/create.ts";
import { addressOf, checkAddress, localChainId } from "./addresses.ts";
import { Bank } from "./bank.ts";
import { Clock } from "./clock.ts";
import { attach, deploy } from "./deploy.ts";
import { findContract } from "./find.ts";
import { LedgerChain } from "./ledger-chain.ts";

const NAMES = ["deployer", "alice", "bob", "carol", "dave", "erin", "frank", "grace"] as const;

/** How a local chain is set up; all parts have defaults. */
export interface LocalChainOptions {
  /** CAIP-2 reference: the chain is `local:<name>`. Default "dev". */
  readonly name?: string;
  /** Names of the funded accounts; the first deploys. `alice` has the address `local1alice`. Default: eight of them. */
  readonly accounts?: readonly string[];
  /** Base units of every account at the start. Default: a million coins. */
  readonly balance?: bigint;
  /** Of the native coin, 0 to 36. A unit is 10^max(0, decimals - 9) base units. Default 18. */
  readonly decimals?: number;
  /** Time of block 0 in seconds. Default 1,700,000,000. */
  readonly time?: number;
  /** Time that passes from block to block unless it is set. 0 makes several blocks in one second. Default 1. */
  readonly secondsPerBlock?: number;
  /** State words that a deployment uploads in one transaction. Default 256. */
  readonly wordsPerChunk?: number;
}

/** The in-process chain, with what real chains only do to you. */
export interface LocalChain extends DevChain {
  /** From now on the address takes no money (or takes it again): what is sent to it is credited instead. */
  setBlocked(address: string, blocked: boolean): void;
  /** Puts coins into a contract without calling it. @param contract address of its `accountId` */
  forceCoins(contract: string, baseUnits: bigint): void;
}

/**
 * A chain in this process: one block per transaction, a settable clock, no gas. It does exactly what the other chains
 * do, fast enough for simulations.
 * @throws ChainlearnError invalid_id for a name that makes no id, argument_out_of_range for another option
 */
export async function createLocalChain(options: LocalChainOptions = {}): Promise<LocalChain> {
  const { decimals = 18, time = 1_700_000_000, secondsPerBlock = 1, wordsPerChunk = 256 } = options;
  requireWhole("decimals", decimals, 0, 36);
  requireWhole("wordsPerChunk", wordsPerChunk, 1, 2 ** 20);
  const accounts = (options.accounts ?? NAMES).map(addressOf);
  const bank = new Bank();
  for (const address of accounts) bank.mint(address, options.balance ?? 10n ** BigInt(decimals + 6));
  const clock = new Clock(time, secondsPerBlock);
  const chain = new LedgerChain(bank, clock, baseUnitsPerUnit(decimals), accounts);
  const chainId = localChainId(options.name ?? "dev");
  const context = { chain, chainId, wordsPerChunk };

  return {
    adapter: {
      chainId,
      dataHandlers: dataHandlerIds,
      deploy: (composition, deployOptions) => deploy(context, composition, deployOptions),
      attach: async (composition, receipt) => attach(context, composition, receipt),
      find: async (address) => findContract(context, address),
      source: async () => {
        throw new ChainlearnError("unsupported", "contracts of the local chain have no code of their own.");
      },
    },
    accounts,
    clock: "settable",
    now: async () => clock.now,
    setTime: async (seconds) => clock.setNext(seconds),
    balance: async (address) => bank.balance(checkAddress(address)),
    baseUnitsPerUnit: chain.baseUnitsPerUnit,
    close: async () => {},
    setBlocked: (address, blocked) => bank.setBlocked(checkAddress(address), blocked),
    forceCoins: (contract, baseUnits) => chain.forceCoins(contract, baseUnits),
  };
}
