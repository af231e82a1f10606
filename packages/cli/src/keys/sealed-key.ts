/** A new key, encrypted. */
export interface SealedKey {
  readonly address: string;
  /** What its file holds. */
  readonly text: string;
}
