import { BaseError, fallback, HttpRequestError, http, TimeoutError, type Transport } from "viem";

/** A node that does not answer is left alone for so long, unless all of them do not. */
const REST_MS = 10_000;

/** A node was not asked. */
export class NodeRests extends BaseError {}

/** A node over HTTP that refuses requests for a while after one without an answer. */
function resting(url: string): Transport {
  let until = 0;
  let failure = new NodeRests("");
  return (given) => {
    const node = http(url)(given);
    const request: typeof node.request = async (...asked) => {
      if (Date.now() < until) throw failure;
      try {
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
