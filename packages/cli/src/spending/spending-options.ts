/** What whoever sends is told by its caller. */
export type SpendingOptions = {
  /** The most that payments and fees may cost together, as `0.01eth`. Default: what a simulation finds, and half its fees. */
  readonly maxSpend?: string | undefined;
  /** Nothing is sent. */
  readonly simulate?: true | undefined;
  /** Nobody is asked. */
  readonly yes?: true | undefined;
};
