/**
 * The one catalogue of error codes. Contracts carry the number (EVM: `Rejected(uint16)`, CosmWasm:
 * `chainlearn:<number>`), clients decode it to the name; tests assert names. A number is never reused.
 *
 * 1-99 execution, 100-199 input, 200-299 life cycle and authority, 300-399 money, 400-499 contributions and
 * mechanisms, 600-999 off chain only (clients, compiler, verification). Plugins use 1000-65535 for their own.
 */
export const ERROR_CODES = {
  trap: 1,
  reentrant_call: 2,
  unsupported: 3,
  malformed_message: 100,
  label_out_of_range: 101,
  sample_malformed: 102,
  sample_empty: 103,
  sample_too_large: 104,
  index_out_of_order: 105,
  index_out_of_range: 106,
  argument_out_of_range: 107,
  parts_malformed: 108,
  batch_empty: 109,
  batch_too_large: 110,
  not_sealed: 200,
  already_sealed: 201,
  not_deployer: 202,
  state_incomplete: 203,
  wrong_chunk: 204,
  initial_state_malformed: 205,
  classes_full: 206,
  payment_below_quote: 300,
  payment_not_whole_units: 301,
  payment_wrong_denomination: 302,
  payment_not_accepted: 303,
  payment_too_large: 304,
  nothing_to_withdraw: 305,
  delivery_failed: 306,
  deposit_too_large: 307,
  unknown_record: 400,
  not_submitter: 401,
  own_contribution: 402,
  too_early: 403,
  already_claimed: 404,
  nothing_left: 405,
  model_disagrees: 406,
  model_agrees: 407,
  not_validated: 408,
  share_is_zero: 409,
  not_permitted: 410,
  ids_exhausted: 411,
  duplicate_data: 412,
  stale_proof: 413,
  invalid_composition: 600,
  invalid_kernel: 601,
  compile_failed: 602,
  contract_too_large: 603,
  unknown_plugin: 604,
  unknown_account: 605,
  chain_failure: 606,
  insufficient_funds: 607,
  receipt_mismatch: 608,
  invalid_id: 609,
  invalid_log: 610,
  aborted: 611,
  model_mismatch: 612,
  invalid_model_file: 613,
  encoder_mismatch: 614,
  list_too_large: 615,
  invalid_config: 630,
  invalid_file: 631,
  spend_limit: 632,
  invalid_keystore: 633,
  not_confirmed: 634,
  not_deployed: 635,
  unknown_deployment: 640,
  log_changed: 641,
  store_failure: 642,
} as const;

/** The name of a catalogued error. */
export type ErrorCode = keyof typeof ERROR_CODES;

const NAMES = new Map<number, ErrorCode>(
  Object.entries(ERROR_CODES).map(([name, number]) => [number, name as ErrorCode]),
);

/** First number that a plugin may use for its own rejections. */
export const FIRST_PLUGIN_ERROR = 1000;

/** What to do about an error, one sentence each; printed with every {@link ChainlearnError}. */
const REMEDIES: Partial<Record<ErrorCode, string>> = {
  trap: "The kernel divided by zero, overflowed a division or reached `unreachable`: report it to the plugin's author.",
  payment_below_quote: "Ask `quote()` again and send at least that amount; the excess comes back.",
  payment_not_whole_units: "Send a multiple of the chain's unit (EVM: 1 gwei).",
  deposit_too_large:
    "Deploy with smaller amounts, or with the data handler `stored`, which takes deposits up to 2^63 - 1 units.",
  not_sealed: "The deployer has to finish uploading the initial state and seal it first.",
  classes_full: "Deploy a composition with a larger shape.classes and start it with this model's state.",
  too_early: "Wait until the mechanism's waiting time has passed.",
  unknown_record: "Pass the contribution exactly as the log has it.",
  duplicate_data: "The sample was contributed with this label before: nothing was charged.",
  stale_proof: "Data was added since: build the proof from the newest log, as the client does by itself.",
  unknown_plugin: "Register the plugin: pass its value in the composition or load its container module.",
  model_mismatch: "Use the plugin version, shape and parameters that the export names.",
  list_too_large: "Commit to fewer items, or to samples with fewer entries.",
  encoder_mismatch: "Take the encoder's version and parameters from whoever deployed the contract.",
  unknown_deployment: "Follow it first.",
  log_changed: "Read it again from the start.",
  unknown_account: "Give the adapter a signer for this address.",
  spend_limit: "Nothing more was sent: allow more, or wait until the chain is cheaper.",
  not_confirmed: "Nothing was sent: answer yes, or confirm beforehand with --yes.",
  not_deployed: "Deploy it first, or name another chain or composition.",
};

/** Details that help to find the cause; never contains keys. */
export type ErrorDetails = Readonly<Record<string, string | number | bigint | boolean | undefined>>;

/** Every error that Chainlearn raises on purpose. `code` is stable, `message` is for people. */
export class ChainlearnError extends Error {
  override readonly name = "ChainlearnError";
  /** Catalogue name, or the plugin's own name for it, or `plugin_error_<number>`. */
  readonly code: string;
  /** Catalogue number. */
  readonly number: number;
  readonly details: ErrorDetails;

  constructor(
    code: ErrorCode | { name: string; number: number },
    message: string,
    options: { details?: ErrorDetails; cause?: unknown } = {},
  ) {
    const name = typeof code === "string" ? code : code.name;
    const remedy = typeof code === "string" ? REMEDIES[code] : undefined;
    super(
      `${name}: ${message}${remedy ? ` ${remedy}` : ""}`,
      options.cause === undefined ? undefined : { cause: options.cause },
    );
    this.code = name;
    this.number = typeof code === "string" ? ERROR_CODES[code] : code.number;
    this.details = options.details ?? {};
  }

  /** The first error of the cause chain that satisfies the predicate, this one included. */
  walk(predicate: (error: unknown) => boolean): unknown {
    let error: unknown = this;
    while (error !== undefined && error !== null) {
      if (predicate(error)) return error;
      error = (error as { cause?: unknown }).cause;
    }
    return undefined;
  }
}

/**
 * The error that a contract's numeric code stands for.
 * @param plugin names of the plugin's own codes (manifest `errors`), by number
 */
export function errorFromNumber(
  number: number,
  message: string,
  plugin: Readonly<Record<number, string>> = {},
  cause?: unknown,
): ChainlearnError {
  const known = NAMES.get(number);
  const options = cause === undefined ? {} : { cause };
  if (known) return new ChainlearnError(known, message, options);
  return new ChainlearnError({ name: plugin[number] ?? `plugin_error_${number}`, number }, message, options);
}
