export { type CosmWasmAdapterOptions, createCosmWasmAdapter } from "./adapter.ts";
export { decodeEvents } from "./client/events.ts";
export type {
  Coin,
  Connection,
  ConnectionResult,
  ContractCall,
  ContractEvent,
  ContractRecord,
  InstantiateOptions,
  PastTransaction,
} from "./connection.ts";
export {
  type CosmWasmConnectOptions,
  type CosmWasmNumberOptions,
  checkConnectOptions,
  connectCosmWasm,
  DEFAULT_GAS_MARGIN,
} from "./cosmjs/connect.ts";
export { type NodeAddress, nodeAddress } from "./cosmjs/node-address.ts";
export { type MnemonicOptions, mnemonicSigner } from "./cosmjs/signers.ts";
export { contractSchema, type JsonSchema, mechanismSchema } from "./schema.ts";
