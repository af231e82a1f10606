import { fromBase64 } from "@cosmjs/encoding";
import type { Coin, ContractEvent } from "../connection.ts";
import { event, send, transfer } from "./bank.ts";
import { eventGas, GAS, type GasMeter } from "./gas.ts";
import { Layer } from "./store.ts";
import { runContract } from "./vm.ts";

/** What a contract asks the chain to do behind its answer. */
interface SubMessage {
  readonly id: number;
  readonly payload?: string;
  readonly msg: {
    readonly bank?: { readonly send?: { readonly to_address: string; readonly amount: readonly Coin[] } };
  };
  readonly reply_on: "always" | "error" | "success" | "never";
}

interface Answer {
  readonly messages: readonly SubMessage[];
  readonly attributes: ContractEvent["attributes"];
  readonly events: readonly ContractEvent[];
}

/** What all calls of a transaction share. */
export interface Transaction {
  readonly block: { readonly height: number; readonly nanoseconds: bigint; readonly chainId: string };
  readonly gas: GasMeter;
  readonly events: ContractEvent[];
  readonly moduleOf: (contract: string) => WebAssembly.Module;
  readonly blocked: ReadonlySet<string>;
  readonly addressPrefix: string;
}

const toJson = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

/** The chain's description of the call, `Env`. */
export const envOf = ({ block }: Pick<Transaction, "block">, contract: string): Uint8Array =>
  toJson({
    block: { height: block.height, time: block.nanoseconds.toString(), chain_id: block.chainId },
    transaction: { index: 0 },
    contract: { address: contract },
  });

/** @throws Error unless the bytes are JSON; chains refuse other messages before the contract sees them */
function checkJson(message: Uint8Array): void {
  try {
    JSON.parse(new TextDecoder().decode(message));
  } catch (cause) {
    throw new Error("payload msg: invalid", { cause });
  }
}

/** Runs one message of a transaction: moves the funds, calls the contract, dispatches what it asks for. */
export function runMessage(
  tx: Transaction,
  store: Layer,
  call: {
    readonly entry: "instantiate" | "execute";
    readonly sender: string;
    readonly contract: string;
    readonly message: Uint8Array;
    readonly funds: readonly Coin[];
    /** Of an instantiation. */
    readonly codeId?: number | undefined;
  },
): void {
  checkJson(call.message);
  if (call.funds.length > 0) {
    tx.gas.spend(GAS.funds);
    transfer(store, call.sender, call.contract, call.funds, tx.events);
  }
  const info = toJson({ sender: call.sender, funds: call.funds });
  const answer = callContract(tx, store, call.contract, call.entry, [info, call.message]);
  const code = call.codeId === undefined ? {} : { code_id: `${call.codeId}` };
  tx.events.push(event(call.entry, { _contract_address: call.contract, ...code }));
  finish(tx, store, call.contract, answer);
}

function callContract(
  tx: Transaction,
  store: Layer,
  address: string,
  entry: "instantiate" | "execute" | "reply",
  inputs: readonly Uint8Array[],
): Answer {
  const result = runContract({
    module: tx.moduleOf(address),
    address,
    entry,
    inputs: [envOf(tx, address), ...inputs],
    store,
    gas: tx.gas,
    addressPrefix: tx.addressPrefix,
  }) as { readonly ok: Answer } | { readonly error: string };
  if ("error" in result) throw new Error(`${result.error}: ${entry} wasm contract failed`);
  return result.ok;
}

/** Logs the contract's events and dispatches its messages. */
function finish(tx: Transaction, store: Layer, contract: string, answer: Answer): void {
  const address = { key: "_contract_address", value: contract };
  tx.gas.spend(eventGas(answer.events));
  if (answer.attributes.length > 0)
    tx.events.push({ type: "wasm", attributes: [address, ...answer.attributes] });
  for (const { type, attributes } of answer.events)
    tx.events.push({ type: `wasm-${type}`, attributes: [address, ...attributes] });
  for (const message of answer.messages) dispatch(tx, store, contract, message);
}

/** A message that fails is undone alone when the contract wants to hear of it, else with the whole transaction. */
function dispatch(tx: Transaction, store: Layer, contract: string, message: SubMessage): void {
  const wanted = message.msg.bank?.send;
  if (!wanted) throw new Error("the embedded chain delivers bank sends only");
  const layer = new Layer(store);
  const events: ContractEvent[] = [];
  try {
    send(layer, contract, wanted.to_address, wanted.amount, tx.blocked, tx.addressPrefix, events);
  } catch (error) {
    if (message.reply_on !== "error" && message.reply_on !== "always") throw error;
    tx.gas.spend(GAS.refusedPayment);
    reply(tx, store, contract, message, { error: "codespace: sdk, code: 4" });
    return;
  }
  layer.commit();
  tx.gas.spend(GAS.payment);
  tx.events.push(...events);
  if (message.reply_on === "success" || message.reply_on === "always")
    reply(tx, store, contract, message, { ok: { events, data: null, msg_responses: [] } });
}

function reply(tx: Transaction, store: Layer, contract: string, message: SubMessage, result: object): void {
  const report = toJson({ id: message.id, payload: message.payload ?? "", gas_used: 0, result });
  tx.gas.spend(GAS.reload);
  const answer = callContract(tx, store, contract, "reply", [report]);
  tx.events.push(event("reply", { _contract_address: contract }));
  finish(tx, store, contract, answer);
}

/** Runs a smart query and decodes its answer. */
export function runQuery(
  tx: Omit<Transaction, "events" | "blocked">,
  store: Layer,
  contract: string,
  message: Uint8Array,
): unknown {
  checkJson(message);
  const result = runContract({
    module: tx.moduleOf(contract),
    address: contract,
    entry: "query",
    inputs: [envOf(tx, contract), message],
    store,
    gas: tx.gas,
    addressPrefix: tx.addressPrefix,
  }) as { readonly ok: string } | { readonly error: string };
  if ("error" in result) throw new Error(`${result.error}: query wasm contract failed`);
  return JSON.parse(new TextDecoder().decode(fromBase64(result.ok)));
}
