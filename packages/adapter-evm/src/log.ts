import {
  ChainlearnError,
  type Contribution,
  decodeClassName,
  fromHex,
  isChainlearnError,
  LOG_VERSION,
  type LogEntry,
  type PlacedLogEntry,
} from "@chainlearn/core";
import { type Address, decodeEventLog, type Hex, type Log, size, slice } from "viem";
import { growthAbi, itemsAbi, partsAbi, shellAbi } from "./abi.ts";

const NO_ID = 2n ** 48n - 1n;
const EVENTS = [...shellAbi, ...growthAbi, ...itemsAbi, ...partsAbi] as const;

/** Reads the packed `entry` of an event from the top down. */
class PackedEntry {
  #rest: bigint;
  #bits = 256n;

  constructor(packed: bigint) {
    this.#rest = packed;
    const version = this.take(8);
    if (version !== BigInt(LOG_VERSION))
      throw new ChainlearnError("invalid_log", `the entry has version ${version}; ${LOG_VERSION} is known.`);
  }

  take(bits: number): bigint {
    this.#bits -= BigInt(bits);
    const value = this.#rest >> this.#bits;
    this.#rest -= value << this.#bits;
    return value;
  }

  number(bits: number): number {
    return Number(this.take(bits));
  }
}

const wordsOf = (bytes: Hex): bigint[] =>
  Array.from({ length: size(bytes) / 32 }, (_, i) => BigInt(slice(bytes, 32 * i, 32 * i + 32)));

function decode(log: Pick<Log, "topics" | "data">): LogEntry {
  const event = decodeEventLog({ abi: EVENTS, topics: log.topics, data: log.data });
  const { actor } = event.args;
  if (event.eventName === "StateWritten") {
    const { firstWord, words } = event.args;
    return { kind: "stateWritten", actor, firstWord: Number(firstWord), words: wordsOf(words) };
  }
  const entry = new PackedEntry(event.args.entry);
  switch (event.eventName) {
    case "Sealed": {
      const { stateHash, hot } = event.args;
      return { kind: "sealed", actor, time: entry.number(40), stateHash: stateHash.slice(2), hot };
    }
    case "DataAdded": {
      const { id, sample } = event.args;
      const label = entry.number(16);
      const time = entry.number(40);
      const paid = entry.take(64);
      const cost = entry.take(64);
      return { kind: "dataAdded", actor, id: Number(id), time, label, sample: fromHex(sample), paid, cost };
    }
    case "Acted":
    case "ActedItem":
    case "ActedParts": {
      const { args: fields } = event;
      const id = "id" in fields ? fields.id : NO_ID;
      const action = entry.number(8);
      const reason = entry.number(8);
      const time = entry.number(40);
      const paid = entry.take(64);
      const amount = entry.take(64);
      const args = "args" in fields ? fields.args : [];
      const item = "sample" in fields && {
        label: entry.number(16),
        sample: fromHex(fields.sample),
        next: fromHex(fields.next),
      };
      return {
        kind: "acted",
        actor,
        action,
        id: id === NO_ID ? undefined : Number(id),
        time,
        reason,
        paid,
        amount,
        args,
        ...(item && { item }),
        ...("digest" in fields && { digest: fromHex(fields.digest) }),
        ...("parts" in fields && { parts: fromHex(fields.parts) }),
      };
    }
    case "ClassAdded": {
      const label = entry.number(16);
      const time = entry.number(40);
      return { kind: "classAdded", actor, time, label, name: decodeClassName(fromHex(event.args.name)) };
    }
    case "Withdrawn": {
      const time = entry.number(40);
      return { kind: "withdrawn", actor, to: event.args.to, time, amount: entry.take(64) };
    }
    case "Credited":
      return { kind: "credited", actor, amount: entry.take(64) };
  }
}

/** A contribution, and the word of its record as the addition left it; with the data handler `accumulator` only. */
export interface AddedRecord {
  readonly contribution: Contribution;
  readonly initialWord: bigint;
}

/** The contract's additions among its logs, in order. */
export function decodeAdditions(logs: readonly Log[]): AddedRecord[] {
  return logs.flatMap(({ topics, data }) => {
    const event = decodeEventLog({ abi: EVENTS, topics, data });
    if (event.eventName !== "DataAdded") return [];
    const { id, actor, entry, sample } = event.args;
    const packed = new PackedEntry(entry);
    const [label, time] = [packed.number(16), packed.number(40)];
    packed.take(64);
    const cost = packed.take(64);
    const contribution = { id: Number(id), time, submitter: actor, label, sample: fromHex(sample) };
    return [{ contribution, initialWord: (packed.take(64) << 128n) | (cost << 64n) | cost }];
  });
}

/**
 * The contract's entries among logs, in order.
 * @throws ChainlearnError invalid_log when the contract logged something that is no entry
 */
export function decodeLogs(logs: readonly Log[], contract: Address): PlacedLogEntry[] {
  return logs
    .filter((log) => log.address.toLowerCase() === contract.toLowerCase())
    .map((log) => {
      if (log.blockNumber === null || log.logIndex === null || log.transactionHash === null)
        throw new ChainlearnError("invalid_log", "the node gave a log of a block that is not there yet.");
      const position = {
        block: Number(log.blockNumber),
        index: log.logIndex,
        transaction: log.transactionHash,
      };
      try {
        return { ...decode(log), position };
      } catch (cause) {
        if (isChainlearnError(cause)) throw cause;
        throw new ChainlearnError("invalid_log", `an event of ${contract} is no log entry.`, {
          cause,
          details: { block: position.block, transaction: position.transaction },
        });
      }
    });
}
