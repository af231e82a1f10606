import { ChainlearnError, type DeploymentReceipt, type ResolvedComposition } from "@chainlearn/core";
import type { FullTrainer, SharedBlocks } from "@chainlearn/core/testing";
import { GasPrice } from "@cosmjs/stargate";
import { Comet38Client, type CometClient } from "@cosmjs/tendermint-rpc";
import { createCosmWasmAdapter } from "../../adapter.ts";
import { CosmjsConnection } from "../../cosmjs/connect.ts";
import { included } from "../../cosmjs/inclusion.ts";
import { PromptSender, WAITING } from "./prompt-sender.ts";
import type { Wasmd } from "./start.ts";
import type { Validator } from "./validator.ts";

const nothing = (): void => {};

/** A promise that is kept from outside. */
function signal(): { readonly given: Promise<void>; readonly give: () => void } {
  let give = nothing;
  const given = new Promise<void>((resolve) => {
    give = resolve;
  });
  return { given, give };
}

/** A contract whose calls are sent one right after the other, so that they are in one block of a wasmd. */
class WasmdBlocks implements SharedBlocks {
  readonly #validator: Validator;
  readonly #comet: CometClient;
  readonly #senders: ReadonlyMap<string, PromptSender>;
  #trainer!: FullTrainer;
  #onSent: (transaction: string) => void = nothing;
  /** Kept when a block has the calls, so that only one of them has to be looked for again and again. */
  #made: Promise<void> = Promise.resolve();

  private constructor(chain: Wasmd & { readonly validator: Validator }, comet: CometClient) {
    this.#validator = chain.validator;
    this.#comet = comet;
    const options = {
      ...{ comet, signer: chain.signer, network: chain.connection.chainId.slice("cosmos:".length) },
      gasPrice: GasPrice.fromString(chain.gasPrice),
      onSent: async (transaction: string) => {
        this.#onSent(transaction);
        await this.#made;
      },
    };
    this.#senders = new Map(
      chain.accounts.map((address) => [address, new PromptSender({ ...options, address })]),
    );
  }

  static async open(
    chain: Wasmd,
    composition: ResolvedComposition,
    receipt: DeploymentReceipt,
  ): Promise<WasmdBlocks> {
    const { validator } = chain;
    if (!validator)
      throw new ChainlearnError("unsupported", "calls share a block only where the clock is settable.");
    const { chainId, denom, decimals } = chain.connection;
    const comet = await Comet38Client.connect(chain.rpc);
    const blocks = new WasmdBlocks({ ...chain, validator }, comet);
    const connection = new CosmjsConnection(comet, chainId, denom, decimals, blocks.#senders);
    blocks.#trainer = (await createCosmWasmAdapter({ connection }).attach(
      composition,
      receipt,
    )) as FullTrainer;
    return blocks;
  }

  async run<T>(seconds: number, calls: readonly ((trainer: FullTrainer) => Promise<T>)[]): Promise<T[]> {
    await this.#validator.hold();
    // Batches go out by other senders between the blocks.
    for (const sender of this.#senders.values()) sender.startOver();
    const made = signal();
    this.#made = made.given;
    let last: string | undefined;
    const results: Promise<T>[] = [];
    for (const call of calls) {
      const sent = signal();
      this.#onSent = (transaction) => {
        last = transaction;
        sent.give();
      };
      const result = call(this.#trainer);
      results.push(result);
      // A call that fails before it is sent has its place too.
      await Promise.race([sent.given, result.then(nothing, nothing)]);
    }
    this.#validator.hurry(seconds);
    // What it failed with is its caller's to hear.
    if (last) await included(this.#comet, last, WAITING).catch(nothing);
    made.give();
    return Promise.all(results);
  }
}

/** Lets calls of a contract share a block, in order; those that fail are in it too. The chain's clock has to be settable. */
export const wasmdBlocks = (
  chain: Wasmd,
  composition: ResolvedComposition,
  receipt: DeploymentReceipt,
): Promise<SharedBlocks> => WasmdBlocks.open(chain, composition, receipt);
