import {
  type ChainAdapter,
  ChainlearnError,
  checkReceipt,
  type ResolvedComposition,
  receiptParts,
  requireWhole,
} from "@chainlearn/core";
import { DATA_HANDLERS } from "./client/data-handlers.ts";
import { type BuiltContract, deployContract } from "./client/deploy.ts";
import { findContract } from "./client/find.ts";
import { isCreated } from "./client/receipt.ts";
import { contractSource } from "./client/source.ts";
import { CosmWasmTrainer } from "./client/trainer.ts";
import type { Connection } from "./connection.ts";

export interface CosmWasmAdapterOptions {
  readonly connection: Connection;
  /** State words (32 bytes each) per `initialize` transaction, 1 to 4,096. Default 512. */
  readonly wordsPerTransaction?: number;
}

/** Loaded only when a contract is deployed or verified: a browser that attaches needs no toolchain. */
async function build(composition: ResolvedComposition): Promise<BuiltContract> {
  const { buildContract } = await import("@chainlearn/adapter-cosmwasm/compiler");
  return buildContract(composition);
}

/**
 * A chain adapter over a connection: one CosmWasm contract per composition. Amounts are units of
 * 10^max(0, decimals - 9) base units of the connection's denomination.
 * @throws ChainlearnError argument_out_of_range
 */
export function createCosmWasmAdapter(options: CosmWasmAdapterOptions): ChainAdapter {
  const { connection, wordsPerTransaction = 512 } = options;
  requireWhole("wordsPerTransaction", wordsPerTransaction, 1, 4096);
  return {
    chainId: connection.chainId,
    dataHandlers: DATA_HANDLERS,
    async deploy(composition, deployOptions) {
      const context = { connection, build, wordsPerTransaction };
      const receipt = await deployContract(context, composition, deployOptions);
      return { trainer: new CosmWasmTrainer(connection, composition, receipt, build), receipt };
    },
    async attach(composition, receipt) {
      checkReceipt(receipt, { ...receiptParts(composition), chain: connection.chainId });
      if (receipt.address === "" || !isCreated(receipt))
        throw new ChainlearnError(
          "receipt_mismatch",
          "the receipt is of a deployment that has no contract yet.",
        );
      return new CosmWasmTrainer(connection, composition, receipt, build);
    },
    find: (address) => findContract(connection, address),
    async source(composition, receipt) {
      checkReceipt(receipt, { ...receiptParts(composition), chain: connection.chainId });
      return contractSource(composition, await build(composition));
    },
  };
}
