import {
  ChainlearnError,
  decodeClassName,
  LOG_VERSION,
  type LogEntry,
  type PlacedLogEntry,
} from "@chainlearn/core";
import { fromBase64 } from "@cosmjs/encoding";
import type { ContractEvent } from "../connection.ts";
import { bytesToWords } from "./words.ts";

/** Type of the events that are the log. */
export const LOG_EVENT = "wasm-chainlearn";

/** Stands for no bytes, since no attribute may be empty. */
const NO_BYTES = "-";

/** Room for the entries of one transaction in a position's index. */
const ENTRIES_PER_TRANSACTION = 2 ** 20;

/**
 * The contract's log entries among a transaction's events, in order.
 * @throws ChainlearnError invalid_log
 */
export function decodeEvents(
  events: readonly ContractEvent[],
  contract: string,
  place: { readonly height: number; readonly index: number; readonly transaction: string },
): PlacedLogEntry[] {
  return events
    .filter((event) => event.type === LOG_EVENT)
    .map((event) => new Map(event.attributes.map(({ key, value }) => [key, value])))
    .filter((fields) => fields.get("_contract_address") === contract)
    .map((fields, i) => ({
      ...decodeEntry(fields),
      position: {
        block: place.height,
        index: place.index * ENTRIES_PER_TRANSACTION + i,
        transaction: place.transaction,
      },
    }));
}

function decodeEntry(fields: ReadonlyMap<string, string>): LogEntry {
  const reader = new FieldReader(fields);
  if (reader.number("v") !== LOG_VERSION) return reader.fail("v");
  const actor = reader.text("actor");
  const kind = reader.text("kind");
  switch (kind) {
    case "stateWritten":
      return {
        kind,
        actor,
        firstWord: reader.number("first_word"),
        words: bytesToWords(reader.bytes("words")),
      };
    case "sealed":
      return {
        kind,
        actor,
        time: reader.number("time"),
        stateHash: reader.hex("state_hash"),
        hot: reader.integers("hot"),
      };
    case "dataAdded":
      return {
        kind,
        actor,
        id: reader.number("id"),
        time: reader.number("time"),
        label: reader.number("label"),
        sample: reader.bytes("sample"),
        paid: reader.integer("paid"),
        cost: reader.integer("cost"),
      };
    case "acted":
      return {
        kind,
        actor,
        action: reader.number("action"),
        id: fields.has("id") ? reader.number("id") : undefined,
        time: reader.number("time"),
        reason: reader.number("reason"),
        paid: reader.integer("paid"),
        amount: reader.integer("amount"),
        args: reader.integers("args"),
        ...(fields.has("next") && {
          item: {
            label: reader.number("label"),
            sample: reader.bytes("sample"),
            next: reader.bytes("next"),
          },
        }),
        ...(fields.has("digest") && { digest: reader.bytes("digest") }),
        ...(fields.has("parts") && {
          parts: fields.get("parts") === NO_BYTES ? new Uint8Array() : reader.bytes("parts"),
        }),
      };
    case "classAdded":
      return {
        kind,
        actor,
        time: reader.number("time"),
        label: reader.number("label"),
        name: decodeClassName(reader.bytes("name")),
      };
    case "withdrawn":
      return {
        kind,
        actor,
        to: reader.text("to"),
        time: reader.number("time"),
        amount: reader.integer("amount"),
      };
    case "credited":
      return { kind, actor, amount: reader.integer("amount") };
    default:
      return reader.fail("kind");
  }
}

/** Reads an event's attributes; whatever is not as docs/spec/shell.md has it is `invalid_log`. */
class FieldReader {
  readonly #fields: ReadonlyMap<string, string>;

  constructor(fields: ReadonlyMap<string, string>) {
    this.#fields = fields;
  }

  fail(name: string): never {
    throw new ChainlearnError(
      "invalid_log",
      `attribute "${name}" of a log event is "${this.#fields.get(name)}".`,
    );
  }

  text(name: string): string {
    return this.#fields.get(name) || this.fail(name);
  }

  integer(name: string): bigint {
    const text = this.text(name);
    return /^-?\d+$/.test(text) ? BigInt(text) : this.fail(name);
  }

  number(name: string): number {
    const value = Number(this.integer(name));
    return Number.isSafeInteger(value) ? value : this.fail(name);
  }

  /** Comma-separated; absent or empty means none. */
  integers(name: string): bigint[] {
    const text = this.#fields.get(name) ?? "";
    if (text === "") return [];
    return text.split(",").map((part) => (/^-?\d+$/.test(part) ? BigInt(part) : this.fail(name)));
  }

  bytes(name: string): Uint8Array {
    try {
      return fromBase64(this.text(name));
    } catch {
      return this.fail(name);
    }
  }

  hex(name: string): string {
    const text = this.text(name);
    return /^[0-9a-f]{64}$/.test(text) ? text : this.fail(name);
  }
}
