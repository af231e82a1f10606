/** One call of a JSON-RPC request. */
export interface Call {
  readonly id: number | string;
  readonly method: string;
  readonly params?: unknown;
}

/** What answers one call: a result or an error. */
export interface Answer {
  readonly id: number | string;
  readonly [field: string]: unknown;
}

/** The calls of a request; of a batch all of them. */
export function callsOf(body: string): readonly Call[] {
  const parsed: unknown = JSON.parse(body);
  return (Array.isArray(parsed) ? parsed : [parsed]) as Call[];
}

/** The answers of a response; none: it is not JSON. */
export function answersOf(text: string): readonly Answer[] {
  try {
    const parsed: unknown = JSON.parse(text);
    return (Array.isArray(parsed) ? parsed : [parsed]) as Answer[];
  } catch {
    return [];
  }
}

/** Calls with one key ask for the same. */
export const keyOf = ({ method, params }: Call): string => JSON.stringify([method, params]);
