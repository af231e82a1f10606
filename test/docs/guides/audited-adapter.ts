// #region adapter
import type { ChainAdapter, RawTrainer, Trainer, TransactionResult } from "@chainlearn/core";

type FullTrainer = Trainer & RawTrainer;

/** What was sent to a contract, by whom, and what it did. */
export interface Audited {
  readonly contract: string;
  readonly call: string;
  readonly from: string;
  readonly result: TransactionResult;
}

/** The methods that send; all others ask. */
const SENDING: ReadonlySet<string | symbol> = new Set([
  "addData",
  "addDataBatch",
  "act",
  "actBatch",
  "addClass",
  "withdraw",
  "rawAddData",
  "rawAddBatch",
  "rawAct",
  "rawActBatch",
  "rawAddClass",
  "rawInitialize",
  "rawSeal",
]);

/** The same trainer, and everything that it sends is noted when the chain has taken it. */
function audited(trainer: FullTrainer, note: (entry: Audited) => void): FullTrainer {
  return new Proxy(trainer, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== "function") return value;
      if (!SENDING.has(name)) return value.bind(target);
      return async (...args: readonly unknown[]): Promise<TransactionResult> => {
        const result = (await value.apply(target, args)) as TransactionResult;
        const { from } = args.at(-1) as { readonly from: string };
        note({ contract: trainer.accountId, call: String(name), from, result });
        return result;
      };
    },
  });
}

/** An adapter that keeps a trail of everything that goes through it. */
export function auditedAdapter(inner: ChainAdapter, note: (entry: Audited) => void): ChainAdapter {
  return {
    chainId: inner.chainId,
    dataHandlers: inner.dataHandlers,
    deploy: async (composition, options) => {
      const { trainer, receipt } = await inner.deploy(composition, options);
      return { trainer: audited(trainer as FullTrainer, note), receipt };
    },
    attach: async (composition, receipt) =>
      audited((await inner.attach(composition, receipt)) as FullTrainer, note),
    find: (address, options) => inner.find(address, options),
    source: (composition, receipt) => inner.source(composition, receipt),
  };
}
// #endregion
