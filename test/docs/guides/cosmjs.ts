// #region connect
import { connectCosmWasm, createCosmWasmAdapter, mnemonicSigner } from "@chainlearn/adapter-cosmwasm";
import { createTrainers, type TrainerFactory } from "@chainlearn/core";
import { mechanisms } from "@chainlearn/mechanisms";
import { models } from "@chainlearn/models-wasm";

/** Trainers of contracts on a CosmWasm chain. @param rpc a node's CometBFT RPC */
export async function connect(rpc: string, mnemonic: string): Promise<TrainerFactory> {
  const connection = await connectCosmWasm({
    rpc,
    denom: "uosmo",
    decimals: 6,
    gasPrice: "0.025uosmo",
    signers: [await mnemonicSigner(mnemonic, { prefix: "osmo" })],
  });
  return createTrainers({
    adapter: createCosmWasmAdapter({ connection }),
    modules: [models, mechanisms],
  });
}
// #endregion
