import type { DeploymentReceipt, ResolvedComposition } from "@chainlearn/core";
import type { FullTrainer, SharedBlocks } from "@chainlearn/core/testing";
import { type Address, custom, type Hex, numberToHex, RpcRequestError } from "viem";
import { createEvmAdapter } from "../adapter.ts";
import type { AnvilChain } from "./anvil.ts";

/** Most calls of a block; each has an adapter of its own, since an adapter sends one transaction of an account at a time. */
const MOST_CALLS = 8;
const GAS_PER_CALL = 5_000_000;
const EXECUTION_REVERTED = 3;

interface Sent {
  readonly from: Address;
  readonly to: Address;
  readonly data: Hex;
  readonly value: Hex;
}

interface Receipt {
  readonly status: Hex;
  readonly blockNumber: Hex;
}

/** A transaction of the block that is being filled. */
interface Slot {
  readonly sent: Sent;
  hash?: Hex;
  receipt?: Receipt;
  /** What a reverted call returned. */
  output?: Hex;
}

/**
 * Answers what an adapter asks for while it sends, without asking the node: the transaction waits in its place until all
 * of the block are there. Everything else goes to the node.
 */
class Gate {
  readonly #chain: AnvilChain;
  readonly #place: number;
  readonly #submit: (place: number, slot: Slot) => Promise<void>;
  readonly #slots = new Map<string, Slot>();

  constructor(chain: AnvilChain, place: number, submit: (place: number, slot: Slot) => Promise<void>) {
    this.#chain = chain;
    this.#place = place;
    this.#submit = submit;
  }

  async request({ method, params }: { method: string; params?: unknown }): Promise<unknown> {
    const [first] = (params ?? []) as readonly unknown[];
    switch (method) {
      case "eth_chainId":
        return numberToHex(this.#chain.client.chain.id);
      case "eth_estimateGas":
        return numberToHex(GAS_PER_CALL);
      case "eth_getTransactionCount":
        return "0x0";
      case "eth_sendTransaction": {
        const { from, to, data, value = "0x0" } = first as Sent;
        const slot: Slot = { sent: { from, to, data, value } };
        await this.#submit(this.#place, slot);
        this.#slots.set(slot.hash!, slot);
        return slot.hash;
      }
      case "eth_getTransactionReceipt":
        return this.#slots.get(first as string)?.receipt ?? null;
      case "eth_call":
        return this.#explain(first as Sent) ?? this.#ask(method, params);
      default:
        return this.#ask(method, params);
    }
  }

  /** The adapter asks why a call of its own reverted; the block's state is already that of after all its calls. */
  #explain({ from, data }: Sent): undefined {
    const slot = [...this.#slots.values()].at(-1);
    if (slot === undefined || slot.receipt?.status !== "0x0" || slot.sent.data !== data) return undefined;
    if (from?.toLowerCase() !== slot.sent.from.toLowerCase()) return undefined;
    throw new RpcRequestError({
      body: {},
      url: this.#chain.url,
      error: { code: EXECUTION_REVERTED, message: "execution reverted", data: slot.output },
    });
  }

  #ask(method: string, params: unknown): Promise<unknown> {
    return this.#chain.client.request({ method, params } as never);
  }
}

/** A contract whose calls share blocks of an anvil. */
class AnvilBlocks implements SharedBlocks {
  readonly #chain: AnvilChain;
  readonly #trainers: FullTrainer[] = [];
  #waiting: (Slot | undefined)[] = [];
  #expected = 0;
  #full: (() => void) | undefined;
  #mined: Promise<void> = Promise.resolve();

  private constructor(chain: AnvilChain) {
    this.#chain = chain;
  }

  static async open(
    chain: AnvilChain,
    composition: ResolvedComposition,
    receipt: DeploymentReceipt,
  ): Promise<AnvilBlocks> {
    await chain.client.request({ method: "anvil_autoImpersonateAccount", params: [true] } as never);
    const blocks = new AnvilBlocks(chain);
    for (let place = 0; place < MOST_CALLS; place++) {
      const gate = new Gate(chain, place, (at, slot) => blocks.#submit(at, slot));
      const adapter = createEvmAdapter({
        chain: chain.client.chain,
        transport: custom({ request: (args) => gate.request(args) }, { retryCount: 0 }),
        signers: chain.accounts.map((address) => ({
          address: address as Address,
          type: "json-rpc" as const,
        })),
        callBlock: "pending",
      });
      blocks.#trainers.push((await adapter.attach(composition, receipt)) as FullTrainer);
    }
    return blocks;
  }

  async run<T>(seconds: number, calls: readonly ((trainer: FullTrainer) => Promise<T>)[]): Promise<T[]> {
    if (calls.length > MOST_CALLS)
      throw new RangeError(`${calls.length} calls; a block takes ${MOST_CALLS}.`);
    this.#waiting = [];
    this.#expected = calls.length;
    const full = new Promise<void>((resolve) => {
      this.#full = resolve;
    });
    this.#mined = full.then(() => this.#mine(seconds));
    return Promise.all(calls.map((call, place) => call(this.#trainers[place]!)));
  }

  /** Resolves when the block with this transaction is there. */
  async #submit(place: number, slot: Slot): Promise<void> {
    this.#waiting[place] = slot;
    if (this.#waiting.filter(Boolean).length === this.#expected) this.#full!();
    await this.#mined;
  }

  async #mine(seconds: number): Promise<void> {
    const ask = (method: string, ...params: unknown[]) =>
      this.#chain.client.request({ method, params } as never) as Promise<unknown>;
    await ask("evm_setAutomine", false);
    try {
      const slots = this.#waiting as Slot[];
      // One after the other: the order in the block is that of arrival.
      for (const slot of slots)
        slot.hash = (await ask("eth_sendTransaction", {
          ...slot.sent,
          gas: numberToHex(GAS_PER_CALL),
          maxFeePerGas: "0x0",
          maxPriorityFeePerGas: "0x0",
        })) as Hex;
      await ask("evm_mine", numberToHex(seconds));
      await Promise.all(slots.map((slot) => this.#collect(slot, ask)));
    } finally {
      await ask("evm_setAutomine", true);
    }
  }

  async #collect(slot: Slot, ask: (method: string, ...params: unknown[]) => Promise<unknown>): Promise<void> {
    slot.receipt = (await ask("eth_getTransactionReceipt", slot.hash)) as Receipt;
    if (slot.receipt?.status !== "0x0") return;
    const [outer] = (await ask("trace_transaction", slot.hash)) as { result?: { output?: Hex } }[];
    slot.output = outer?.result?.output ?? "0x";
  }
}

/** Lets up to eight calls of a contract share a block, in order and at one time. Calls that revert are in the block too. */
export const anvilBlocks = (
  chain: AnvilChain,
  composition: ResolvedComposition,
  receipt: DeploymentReceipt,
): Promise<SharedBlocks> => AnvilBlocks.open(chain, composition, receipt);
