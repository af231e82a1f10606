const MILLISECONDS = 1_000;

/** This machine's time in whole seconds; blocks are hardly off it. */
export const nowSeconds = (): number => Math.floor(Date.now() / MILLISECONDS);

/** A moment for people, in UTC. @param seconds since 1970 */
export const dateOf = (seconds: number): string =>
  new Date(seconds * MILLISECONDS).toISOString().replace(".000Z", "Z");
