export type {
  ChainConfig,
  DeploymentCost,
  DeploymentPlan,
  OpenChain,
  OpenOptions,
  RunningChain,
} from "./chains/chain.ts";
export { type CosmWasmChainOptions, cosmwasm } from "./chains/cosmwasm.ts";
export { type DevChainOptions, devChain, type FundedChain } from "./chains/dev-chain.ts";
export { type EvmChainOptions, evm } from "./chains/evm.ts";
export type { LocalAnvilOptions } from "./chains/local/anvil.ts";
export type { LocalCosmWasmOptions } from "./chains/local/cosmwasm.ts";
export { localChains } from "./chains/local/local-chains.ts";
export { testnets } from "./chains/testnets.ts";
export { type CompositionConfig, type Config, defineConfig, type PluginSource } from "./config/config.ts";
export type { Check, Examination } from "./doctor/check.ts";
export { EXIT_CODES, type ExitKind } from "./exit-codes.ts";
export type { AccountKeys, KeyFile } from "./keys/account-keys.ts";
export type { EvmKeySource } from "./keys/evm-key.ts";
export { fromEnvironment, fromKeystore, type KeySource } from "./keys/key-source.ts";
export type { Secrets } from "./keys/secrets.ts";
export type { Terminal } from "./output/terminal.ts";
export { runCli } from "./run.ts";
export type { Environment } from "./session.ts";
export type { Currency } from "./spending/coin.ts";
export { Gate, type Proposal } from "./spending/gate.ts";
