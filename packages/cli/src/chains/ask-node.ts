import { toChainlearnError } from "@chainlearn/adapter-evm";

/**
 * Asks a node something through viem.
 * @param what for the message, as "reading the balance"
 * @throws ChainlearnError rate_limited, chain_failure and what else a node can say
 */
export async function askNode<T>(what: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    throw toChainlearnError(error, what);
  }
}
