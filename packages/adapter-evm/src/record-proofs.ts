import {
  ChainlearnError,
  type Contribution,
  contributionKey,
  isChainlearnError,
  MountainRange,
  type ResolvedComposition,
  recordLeaf,
  toHex,
} from "@chainlearn/core";
import type { Address, Hex } from "viem";
import type { EvmConnection } from "./connection.ts";
import { decodeAdditions } from "./log.ts";
import { readLogs } from "./read-logs.ts";
import { slots } from "./slots.ts";
import { readStorage } from "./storage.ts";

/** What a claim brings where the record has no slot yet (data handler `accumulator`). */
export interface RecordProof {
  /** The record as the addition left it. */
  readonly initialWord: bigint;
  /** From the leaf up to its peak, 32 bytes each. */
  readonly siblings: readonly Uint8Array[];
}

/** Proofs that a claim is tried with while data is added faster than it is sent. */
const MOST_PROOFS = 5;

/** For records that have their slot, and for those that there are not. */
const NO_PROOF: RecordProof = { initialWord: 0n, siblings: [] };

/** A contract whose claims bring proofs. */
export interface ProofSource {
  readonly connection: EvmConnection;
  readonly address: Address;
  readonly composition: ResolvedComposition;
  /** First block that can hold log entries. */
  readonly firstBlock: number;
  /** Most blocks of one request for logs. */
  readonly logRange: number;
}

interface KnownRecord {
  readonly key: string;
  readonly initialWord: bigint;
}

/**
 * The mountain range of a contract's contributions, built from its log and kept: what was read is read again only when
 * the chain turns out to have replaced it.
 */
export class RecordProofs {
  readonly #source: ProofSource;
  #range = new MountainRange();
  #records: KnownRecord[] = [];
  /** Last block that was read. */
  #read: { readonly number: number; readonly hash: Hex } | undefined;
  /** Rises with everything new that was read. */
  #version = 0;
  /** One reading at a time. */
  #reading: Promise<unknown> = Promise.resolve();

  constructor(source: ProofSource) {
    this.#source = source;
  }

  /**
   * Sends claims with what they have to bring; again, with new proofs, if data was added meanwhile.
   * @param contributions that they are about, undefined for what is no claim
   * @param send gets a proof for each of them
   */
  async claim<T>(
    contributions: readonly (Contribution | undefined)[],
    send: (proofs: readonly (RecordProof | undefined)[]) => Promise<T>,
  ): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      // Before the proofs: the log may be read on while they are made, and some of them be older than others.
      const version = this.#version;
      const proofs = await Promise.all(contributions.map((one) => one && this.#proof(one)));
      try {
        return await send(proofs);
      } catch (error) {
        const code = isChainlearnError(error) ? error.code : undefined;
        // The second, because the chain may have replaced what was read.
        const doubtful = code === "stale_proof" || code === "unknown_record";
        if (!doubtful || attempt === MOST_PROOFS) throw error;
        await this.refresh();
        if (this.#version === version) throw error;
      }
    }
  }

  /** What a claim of a contribution has to bring now, as far as the log that was read says it. */
  async #proof(contribution: Contribution): Promise<RecordProof> {
    if (await this.#isOpen(contribution)) return NO_PROOF;
    if (contribution.id >= this.#range.length) await this.refresh();
    const known = this.#records[contribution.id];
    if (known === undefined) return NO_PROOF;
    return { initialWord: known.initialWord, siblings: this.#range.proof(contribution.id) };
  }

  /** The record of a contribution as its addition left it; undefined: the log has no such contribution. */
  initialWord(contribution: Contribution): bigint | undefined {
    const known = this.#records[contribution.id];
    return known?.key === this.#keyOf(contribution) ? known.initialWord : undefined;
  }

  /** Reads what was logged since. */
  refresh(): Promise<void> {
    const next = this.#reading.then(() => this.#readOn());
    this.#reading = next.catch(() => {});
    return next;
  }

  async #isOpen(contribution: Contribution): Promise<boolean> {
    const { connection, address, composition } = this.#source;
    const slot = slots.record(composition, contribution);
    const [word] = await readStorage(connection, address, [slot], await connection.block());
    return word !== 0n;
  }

  async #readOn(): Promise<void> {
    const { connection, address, firstBlock, logRange } = this.#source;
    const replaced = this.#read !== undefined && (await this.#hashOf(this.#read.number)) !== this.#read.hash;
    if (replaced) this.#forget();
    const toBlock = await connection.block();
    const fromBlock = this.#read === undefined ? firstBlock : this.#read.number + 1;
    if (toBlock < fromBlock) return;
    const hash = await this.#hashOf(toBlock);
    const added = decodeAdditions(
      await readLogs(connection, {
        address,
        fromBlock,
        toBlock,
        most: logRange,
        firstAddition: this.#range.length,
      }),
    );
    for (const { contribution, initialWord } of added) {
      if (contribution.id !== this.#range.length) {
        const wanted = this.#range.length;
        this.#forget();
        throw new ChainlearnError(
          "invalid_log",
          `contribution ${contribution.id} follows instead of ${wanted}.`,
        );
      }
      const key = contributionKey(this.#source.composition, contribution);
      this.#range.append(recordLeaf(key, initialWord));
      this.#records.push({ key: toHex(key), initialWord });
    }
    this.#read = { number: toBlock, hash };
    if (added.length > 0) this.#version += 1;
  }

  #forget(): void {
    this.#range = new MountainRange();
    this.#records = [];
    this.#read = undefined;
    this.#version += 1;
  }

  #keyOf(contribution: Contribution): string {
    return toHex(contributionKey(this.#source.composition, contribution));
  }

  async #hashOf(block: number): Promise<Hex> {
    const { connection } = this.#source;
    const found = await connection.askAt("reading a block", block, (client, at) => client.getBlock(at));
    return found.hash;
  }
}
