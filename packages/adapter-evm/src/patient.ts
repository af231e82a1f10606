import { BaseError, HttpRequestError, type Transport } from "viem";
import { BUSY_CODES, retryAfter } from "./broadcast.ts";
import { pause } from "./wait.ts";

/** Requests are made again so often unless the transport says otherwise. */
const RETRIES = 8;
const FIRST_PAUSE_MS = 150;
/** Pauses of one request together. A node that wants more is heard of instead of waited for. */
const LONGEST_WAIT_MS = 60_000;

/** Statuses of HTTP that another try may not have. Some nodes say 403 or 413 where they mean 429. */
const LATER = [403, 408, 413, 425, 429, 500, 502, 503, 504];

/**
 * A transport whose failed requests are made again, with growing pauses that have an end. viem's own retries wait for
 * as long as the node says in `Retry-After`, be it hours.
 * @param most how often at most, whatever the transport says
 */
export const patient =
  (transport: Transport, most = Number.POSITIVE_INFINITY): Transport =>
  (given) => {
    const made = transport({ retryCount: RETRIES, ...given });
    const { retryCount = RETRIES, retryDelay = FIRST_PAUSE_MS } = made.config;
    const request = async (...[asked, options]: Parameters<typeof made.request>): Promise<unknown> => {
      const retries = Math.min(most, options?.retryCount ?? retryCount);
      let waited = 0;
      for (let attempt = 0; ; attempt++) {
        try {
          return await made.request(asked, { ...options, retryCount: 0 });
        } catch (error) {
          if (attempt >= retries || !mayHelp(error)) throw error;
          const wait = Math.max(
            retryDelay * 2 ** attempt,
            error instanceof BaseError ? retryAfter(error) : 0,
          );
          waited += wait;
          if (waited > LONGEST_WAIT_MS) throw error;
          await pause(wait);
        }
      }
    };
    return { ...made, request: request as typeof made.request };
  };

/** Whether another try may have what one had not: a node's word about the request is final, one about itself is not. */
function mayHelp(error: unknown): boolean {
  const { code } = error as { readonly code?: unknown };
  if (typeof code === "number") return BUSY_CODES.includes(code);
  if (error instanceof HttpRequestError && error.status) return LATER.includes(error.status);
  return true;
}
