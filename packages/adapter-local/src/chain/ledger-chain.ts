import {
  ChainlearnError,
  type LogEntry,
  type ResolvedComposition,
  type TransactionResult,
} from "@chainlearn/core";
import { type Call, Shell } from "../shell/shell.ts";
import { addressOf } from "./addresses.ts";
import type { Bank } from "./bank.ts";
import type { Clock } from "./clock.ts";
import type { Contract } from "./contract.ts";

/** Who sends what with a transaction. */
export interface Envelope {
  readonly from: string;
  readonly payBaseUnits: bigint;
}

interface Delivery {
  readonly from: string;
  readonly to: string;
  readonly baseUnits: bigint;
}

/** The chain below the contracts: blocks of one transaction each, money, contracts by address. */
export class LedgerChain {
  readonly bank: Bank;
  readonly clock: Clock;
  readonly baseUnitsPerUnit: bigint;
  readonly #signers: ReadonlySet<string>;
  readonly #contracts = new Map<string, Contract>();
  /** What the running transaction has delivered. */
  readonly #delivered: Delivery[] = [];
  readonly #salt = Math.random().toString(36).slice(2);
  #created = 0;
  #block = 0;

  constructor(bank: Bank, clock: Clock, baseUnitsPerUnit: bigint, signers: readonly string[]) {
    this.bank = bank;
    this.clock = clock;
    this.baseUnitsPerUnit = baseUnitsPerUnit;
    this.#signers = new Set(signers);
  }

  /** Number of the newest block. */
  get block(): number {
    return this.#block;
  }

  /** No two chains have a block in common, so that a log store tells a chain from one that was there before. */
  blockHash(block: number): string | undefined {
    return block >= 0 && block <= this.#block ? `local-block-${this.#salt}-${block}` : undefined;
  }

  contract(address: string): Contract | undefined {
    return this.#contracts.get(address);
  }

  /** @throws ChainlearnError unknown_account */
  requireSigner(address: string): void {
    if (!this.#signers.has(address)) {
      throw new ChainlearnError("unknown_account", `the chain has no signer for ${address}.`);
    }
  }

  /** Puts an empty contract on the chain. */
  async create(
    composition: ResolvedComposition,
    deployer: string,
    roles: Readonly<Record<string, string>>,
    implementation?: string,
  ): Promise<{ contract: Contract; transaction: string }> {
    this.requireSigner(deployer);
    // Counted before the shell is ready, which takes a while: another contract may be created meanwhile.
    this.#created += 1;
    const address = addressOf(`contract-${this.#created}`);
    const shell = await Shell.create(composition, {
      deployer,
      roles,
      baseUnitsPerUnit: this.baseUnitsPerUnit,
      deliver: (to, units) => this.#deliver(address, to, units * this.baseUnitsPerUnit),
    });
    const transaction = this.#mine();
    const contract: Contract = { address, shell, implementation, block: this.#block, log: [], balances: [] };
    this.#contracts.set(address, contract);
    return { contract, transaction };
  }

  /**
   * One transaction with one call. A refused one makes no block and changes nothing.
   * @throws ChainlearnError unknown_account, insufficient_funds, and whatever the entry refuses
   */
  transact(contract: Contract, envelope: Envelope, run: (call: Call) => LogEntry[]): TransactionResult {
    const { from, payBaseUnits } = envelope;
    const { address } = contract;
    this.requireSigner(from);
    if (payBaseUnits < 0n) {
      throw new ChainlearnError("malformed_message", `a payment of ${payBaseUnits} base units.`);
    }
    this.bank.move(from, address, payBaseUnits);
    let logged: LogEntry[];
    try {
      logged = run({ sender: from, time: this.clock.forBlock, paidBaseUnits: payBaseUnits });
    } catch (error) {
      for (const { from: giver, to, baseUnits } of this.#delivered.reverse())
        this.bank.move(to, giver, baseUnits);
      this.bank.move(address, from, payBaseUnits);
      throw error;
    } finally {
      this.#delivered.length = 0;
    }
    const transaction = this.#mine();
    const entries = logged.map((one, index) => ({
      ...one,
      position: { block: this.#block, index, transaction },
    }));
    for (const placed of entries) contract.log.push(placed);
    this.#noteBalance(contract);
    return { transaction, gasUsed: 0n, entries };
  }

  /** Puts coins into a contract without calling it, as a self-destruct or a genesis account can. */
  forceCoins(address: string, baseUnits: bigint): void {
    const contract = this.contract(address);
    if (contract === undefined)
      throw new ChainlearnError("chain_failure", `there is no contract ${address}.`);
    if (baseUnits < 0n)
      throw new ChainlearnError("chain_failure", `${baseUnits} base units cannot be forced.`);
    this.bank.mint(address, baseUnits);
    this.#mine();
    this.#noteBalance(contract);
  }

  /** Contracts take money with their entries only. */
  #deliver(from: string, to: string, baseUnits: bigint): boolean {
    if (this.#contracts.has(to) || !this.bank.deliver(from, to, baseUnits)) return false;
    this.#delivered.push({ from, to, baseUnits });
    return true;
  }

  #noteBalance({ address, balances }: Contract): void {
    const baseUnits = this.bank.balance(address);
    if (baseUnits !== (balances.at(-1)?.baseUnits ?? 0n)) balances.push({ block: this.#block, baseUnits });
  }

  #mine(): string {
    this.clock.tick();
    this.#block += 1;
    return `local-transaction-${this.#block}`;
  }
}
