export { type CosmWasmAdapterOptions, createCosmWasmAdapter } from "./adapter.ts";
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
export { type CosmWasmConnectOptions, connectCosmWasm } from "./cosmjs/connect.ts";
export { type MnemonicOptions, mnemonicSigner } from "./cosmjs/signers.ts";
