/** What an implementation holds after it has trained on and predicted a workload. */
export interface Outcome {
  /** The cells, little-endian, as many bytes as their lane. */
  readonly state: Uint8Array;
  readonly hot: readonly bigint[];
  readonly predictions: Uint32Array;
}

/** One implementation of a case with its workload in memory. */
export interface Contestant {
  readonly implementation: string;
  /** Trains on the whole workload from a zero state; seconds of processor time. */
  update(): Promise<number>;
  /** Predicts the whole workload with the state that there is; seconds of processor time. */
  predict(): Promise<number>;
  outcome(): Promise<Outcome>;
  close(): Promise<void>;
}

/**
 * Runs `work` and says how many seconds of processor time it took: unlike the clock, that does not count what other
 * programs did meanwhile.
 */
export function timed(work: () => void): number {
  const start = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1e6;
}
