/** A contribution that was found right. */
export interface Validation {
  /** Who added it, as the log writes addresses. */
  readonly account: string;
  /** Of the contribution. */
  readonly id: number;
  readonly label: number;
  /** Block time of the addition in seconds. */
  readonly added: number;
  /** Block time of the validation in seconds. */
  readonly validated: number;
  /** The model had predicted another label just before the addition. */
  readonly correction: boolean;
}
