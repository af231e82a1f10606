import { createLocalChain, type LocalChainOptions } from "@chainlearn/adapter-local";
import type { ChainAdapter, DevChain, RawTrainer, Trainer } from "@chainlearn/core";

export type FullTrainer = Trainer & RawTrainer;
/** Replaces some methods of a trainer. */
export type Tampering = (trainer: FullTrainer) => Partial<FullTrainer>;

/**
 * A local chain whose trainers lie in one respect.
 * @param bend changes what is asked of the chain before it deploys
 */
export async function lyingChain(
  name: string,
  tampering: Tampering,
  bend: (...asked: Parameters<ChainAdapter["deploy"]>) => Parameters<ChainAdapter["deploy"]> = (...asked) =>
    asked,
  options: LocalChainOptions = {},
): Promise<DevChain> {
  const chain = await createLocalChain({ ...options, name });
  const tampered = (trainer: Trainer): Trainer => {
    const lies = tampering(trainer as FullTrainer);
    return new Proxy(trainer, {
      get(target, key) {
        if (key in lies) return lies[key as keyof FullTrainer];
        const value: unknown = Reflect.get(target, key, target);
        return typeof value === "function" ? value.bind(target) : value;
      },
    });
  };
  return {
    ...chain,
    adapter: {
      ...chain.adapter,
      deploy: async (...asked) => {
        const { trainer, receipt } = await chain.adapter.deploy(...bend(...asked));
        return { trainer: tampered(trainer), receipt };
      },
      attach: async (composition, receipt) => tampered(await chain.adapter.attach(composition, receipt)),
    },
  };
}
