export { type CosmWasmAdapterOptions, createCosmWasmAdapter } from "./adapter.ts";
export type {
  Coin,
  Connection,
  ConnectionResult,
  ContractCall,
  ContractEvent,
  PastTransaction,
} from "./connection.ts";
