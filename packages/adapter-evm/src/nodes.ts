import { BaseError, fallback, HttpRequestError, http, TimeoutError, type Transport } from "viem";

/** A node that does not answer is left alone for so long, also where no other one answers. */
const REST_MS = 10_000;

/** A node was not asked. */
export class NodeRests extends BaseError {}

/**
 * A node over HTTP that refuses requests for a while after one without an answer, and for good when its first answer is
 * that it is one of another chain.
 */
function resting(url: string): Transport {
  let until = 0;
  let failure = new NodeRests("");
  let isChecked = false;
  return (given) => {
    const node = http(url)(given);
    const check = async (wanted: number): Promise<void> => {
      const chain = Number(await node.request({ method: "eth_chainId" }));
      isChecked = true;
      if (chain === wanted) return;
      until = Number.POSITIVE_INFINITY;
      failure = new NodeRests(`a node is one of chain ${chain}, not of ${wanted}.`);
    };
    const request: typeof node.request = async (...asked) => {
      if (Date.now() < until) throw failure;
      try {
        if (!isChecked && given.chain) await check(given.chain.id);
        if (until === Number.POSITIVE_INFINITY) throw failure;
        return await node.request(...asked);
      } catch (error) {
        if (error instanceof HttpRequestError || error instanceof TimeoutError) {
          until = Date.now() + REST_MS;
          failure = new NodeRests(error.shortMessage, { cause: error });
        }
        throw error;
      }
    };
    return { ...node, request };
  };
}

/**
 * A transport to several nodes of one chain over HTTP: the first one that answers. For a single node it is viem's `http`.
 * @param urls in the order in which they are asked; undefined: the chain's own public node
 */
export function httpNodes(urls: readonly string[] | undefined): Transport {
  const [first, ...others] = urls ?? [];
  if (others.length === 0) return http(first);
  const nodes = urls!.map(resting);
  return (given) =>
    fallback(nodes, given.retryCount === undefined ? {} : { retryCount: given.retryCount })(given);
}
