import { arbitrumSepolia, baseSepolia, hoodi, optimismSepolia, sepolia } from "viem/chains";
import type { ChainConfig } from "./chain.ts";
import { type CosmWasmChainOptions, cosmwasm } from "./cosmwasm.ts";
import { type EvmChainOptions, evm } from "./evm.ts";

/** What a configuration adds to a known EVM chain, or has otherwise. */
type EvmPreset = (options?: Partial<EvmChainOptions>) => ChainConfig;

/** What a configuration adds to a known CosmWasm chain, or has otherwise: nodes and prices of testnets change. */
type CosmWasmPreset = (options?: Partial<CosmWasmChainOptions>) => ChainConfig;

const evmPreset =
  (chain: EvmChainOptions["chain"]): EvmPreset =>
  (options = {}) =>
    evm({ chain, ...options });

const cosmwasmPreset =
  (preset: CosmWasmChainOptions): CosmWasmPreset =>
  (options = {}) =>
    cosmwasm({ ...preset, ...options });

/** Test networks by name. EVM: viem's own, with its public nodes. CosmWasm: a public node and a fallback price of gas. */
export const testnets = {
  sepolia: evmPreset(sepolia),
  baseSepolia: evmPreset(baseSepolia),
  arbitrumSepolia: evmPreset(arbitrumSepolia),
  optimismSepolia: evmPreset(optimismSepolia),
  hoodi: evmPreset(hoodi),
  /** osmo-test-5 */
  osmosis: cosmwasmPreset({
    network: "osmo-test-5",
    rpc: "https://rpc.osmotest5.osmosis.zone",
    prefix: "osmo",
    denom: "uosmo",
    gasPrice: "0.025uosmo",
  }),
  /** pion-1 */
  neutron: cosmwasmPreset({
    network: "pion-1",
    rpc: "https://rpc-palvus.pion-1.ntrn.tech",
    prefix: "neutron",
    denom: "untrn",
    gasPrice: "0.025untrn",
  }),
  /** uni-7 */
  juno: cosmwasmPreset({
    network: "uni-7",
    rpc: "https://rpc.uni.junonetwork.io",
    prefix: "juno",
    denom: "ujunox",
    gasPrice: "0.04ujunox",
  }),
  /** xion-testnet-2 */
  xion: cosmwasmPreset({
    network: "xion-testnet-2",
    rpc: "https://rpc.xion-testnet-2.burnt.com",
    prefix: "xion",
    denom: "uxion",
    gasPrice: "0.001uxion",
  }),
} as const satisfies Readonly<Record<string, EvmPreset | CosmWasmPreset>>;

/** Chains that a command can name without a configuration: `base-sepolia` is `testnets.baseSepolia()`. */
export const presets = (): Readonly<Record<string, ChainConfig>> =>
  Object.fromEntries(
    Object.entries(testnets).map(([name, preset]) => [
      name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
      preset(),
    ]),
  );
