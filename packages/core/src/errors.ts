/**
 * The one catalogue of error codes. Contracts carry the number (EVM: `Rejected(uint16)`, CosmWasm:
 * `chainlearn:<number>`), clients decode it to the name; tests assert names. A number is never reused.
 *
 * 1-99 execution, 100-199 input, 200-299 life cycle and authority, 300-399 money, 400-499 contributions and
 * mechanisms, 600-999 off chain only (clients, compiler, verification). Plugins use 1000-65535 for their own.
 *
 * The comment of a code says what it means; docs/reference/errors.md is made of them and of {@link REMEDIES}.
 */
export const ERROR_CODES = {
  /** The kernel divided by zero, overflowed a division, was asked for what there is not, or reached `unreachable`. */
  trap: 1,
  /** The contract was called from within one of its own calls, as by an account that it pays. */
  reentrant_call: 2,
  /** This chain, contract or mechanism does not have what was asked for. */
  unsupported: 3,
  /** The call cannot be decoded, or a part of it is missing. */
  malformed_message: 100,
  /** The label is not one of those in use, which are 0 to their number less 1. */
  label_out_of_range: 101,
  /** The sample is not in the encoding of the composition's shape. */
  sample_malformed: 102,
  /** The sample has no entries. */
  sample_empty: 103,
  /** The sample has more entries than the shape's `maxEntries`. */
  sample_too_large: 104,
  /** The indices of the sample do not increase strictly. */
  index_out_of_order: 105,
  /** An index is not below the shape's `features`. */
  index_out_of_range: 106,
  /** An argument or an option is not what is asked for, or not in its range, or there are too many or too few. */
  argument_out_of_range: 107,
  /** The bytes are no opening of a list in parts. */
  parts_malformed: 108,
  /** A batch without items. */
  batch_empty: 109,
  /** A batch of more than 256 items. */
  batch_too_large: 110,
  /** The contract's initial state is not complete yet, so it takes no data and no actions. */
  not_sealed: 200,
  /** The initial state was sealed and cannot be written any more. */
  already_sealed: 201,
  /** Only the account that created the contract may upload and seal its initial state. */
  not_deployer: 202,
  /** Sealing came before all words of the initial state were uploaded. */
  state_incomplete: 203,
  /** The uploaded words do not continue where the upload stands, or are too many. */
  wrong_chunk: 204,
  /** The initial state does not fit the shape: its length, a cell's range, its hash or what is behind the last cell. */
  initial_state_malformed: 205,
  /** All classes that the shape has room for are in use. */
  classes_full: 206,
  /** The payment is less than what the mechanism asks for the addition. */
  payment_below_quote: 300,
  /** The payment is not a whole number of the chain's units. */
  payment_not_whole_units: 301,
  /** The payment has another denomination than the one that the contract was created with. */
  payment_wrong_denomination: 302,
  /** A payment came with an entry that takes none. */
  payment_not_accepted: 303,
  /** The payment is 2^63 units or more. */
  payment_too_large: 304,
  /** The account has no credit in this contract. */
  nothing_to_withdraw: 305,
  /** The receiver refused the withdrawn credit; it is still there. */
  delivery_failed: 306,
  /** What the mechanism asks is too large for a record of the data handler. */
  deposit_too_large: 307,
  /** The contract has no contribution with these parts: id, time, submitter, label and sample. */
  unknown_record: 400,
  /** Only the account that made the contribution may do this. */
  not_submitter: 401,
  /** The account that made the contribution may not do this. */
  own_contribution: 402,
  /** The mechanism's waiting time is not over. */
  too_early: 403,
  /** The account has claimed this before. */
  already_claimed: 404,
  /** There is nothing left to be paid out. */
  nothing_left: 405,
  /** The model predicts another label than the contribution's, so the deposit stays. */
  model_disagrees: 406,
  /** The model predicts the contribution's label, so it cannot be reported. */
  model_agrees: 407,
  /** The account has no contribution of its own that was found right, so it has no share in others' deposits. */
  not_validated: 408,
  /** The account's share is below one unit. */
  share_is_zero: 409,
  /** Only the account with the role for it may do this. */
  not_permitted: 410,
  /** The contract has taken all contributions that its ids can number: 2^48 - 1. */
  ids_exhausted: 411,
  /** The data handler `unique` has this sample with this label already. */
  duplicate_data: 412,
  /** The proof of a record was made before later additions changed what it leads to. */
  stale_proof: 413,
  /** The parts of a composition do not fit together, or a parameter is missing or out of range. */
  invalid_composition: 600,
  /** A kernel uses what not every chain has, or does not export what its manifest says. */
  invalid_kernel: 601,
  /** The compiler refused a kernel or a contract; its own words are in the message. */
  compile_failed: 602,
  /** The compiled contract has more bytes than the chain accepts. */
  contract_too_large: 603,
  /** No plugin of this kind has the id that the composition names. */
  unknown_plugin: 604,
  /** There is no signer for the address, or the key that was to be it is missing or no key. */
  unknown_account: 605,
  /** The node or the chain failed in a way that has no code of its own; its words are in the message and the cause. */
  chain_failure: 606,
  /** The account cannot pay for the payment and the fee. */
  insufficient_funds: 607,
  /** The receipt, the composition and what is on the chain are not of the same deployment. */
  receipt_mismatch: 608,
  /** The text is no id of the kind that is asked for: plugin, chain (CAIP-2) or account (CAIP-10). */
  invalid_id: 609,
  /** A contract's log cannot be decoded or replayed. */
  invalid_log: 610,
  /** The caller cancelled, or the user pressed Ctrl-C. */
  aborted: 611,
  /** An exported model belongs to another plugin, shape or parameters. */
  model_mismatch: 612,
  /** The model file is not in the format that its reader knows. */
  invalid_model_file: 613,
  /** The encoder is not the one whose hash the receipt pins. */
  encoder_mismatch: 614,
  /** The list of labelled samples is too large to be revealed part by part. */
  list_too_large: 615,
  /** A transaction was signed and sent, and no block has it after the chain's waiting time. */
  transaction_pending: 620,
  /** Another transaction of the account has used the number (nonce, sequence) of a signed one. */
  transaction_replaced: 621,
  /** The node refuses requests because there were too many, and went on doing so. */
  rate_limited: 622,
  /** The node does not keep what is that old: blocks, logs or states. */
  history_pruned: 623,
  /** Nodes behind one address contradict each other for longer than one of them lags behind. */
  nodes_disagree: 624,
  /** `chainlearn.config.ts` is missing, cannot be run, or does not say enough. */
  invalid_config: 630,
  /** A file that the command needs is missing or not in its format. */
  invalid_file: 631,
  /** The next transaction could cost more than what is left of the limit. */
  spend_limit: 632,
  /** The encrypted key file cannot be read, not with this password, or not be made: no key takes another one's place. */
  invalid_keystore: 633,
  /** A transaction would have cost real money and nobody agreed to it. */
  not_confirmed: 634,
  /** There is no receipt of this composition on this chain. */
  not_deployed: 635,
  /** Another process works with the same file: it deploys the same composition, or sends for the same account. */
  in_use: 636,
  /** The log store does not follow this deployment. */
  unknown_deployment: 640,
  /** The chain took blocks back while the log was being read. */
  log_changed: 641,
  /** The database of the log store failed; its words are in the message. */
  store_failure: 642,
  /** The contract names a kernel that no registered plugin has. */
  unknown_kernel: 650,
  /** There is no contract of this framework at the address. */
  unknown_contract: 651,
  /** The deployment did not write down for which shape the contract's code was made. */
  undescribed_contract: 652,
  /** The transaction that created the contract cannot be found. */
  creation_not_found: 653,
  /** A kernel took more turns of its loops for one log entry than it is allowed. */
  fuel_exhausted: 654,
  /** A replay took more memory than it is allowed. */
  memory_exhausted: 655,
} as const;

/** The name of a catalogued error. */
export type ErrorCode = keyof typeof ERROR_CODES;

const NAMES = new Map<number, ErrorCode>(
  Object.entries(ERROR_CODES).map(([name, number]) => [number, name as ErrorCode]),
);

/** First number that only what is off chain uses. */
const FIRST_OFF_CHAIN_ERROR = 600;

/** First number that a plugin may use for its own rejections. */
export const FIRST_PLUGIN_ERROR = 1000;

/** What to do about each error, in a sentence; it ends the message of every {@link ChainlearnError}. */
export const REMEDIES: Readonly<Record<ErrorCode, string>> = {
  trap: "Report it to the plugin's author: no call may end like this. Nothing was changed.",
  reentrant_call: "Call again when the first call is over.",
  unsupported: "Take another chain or another option, or one of those that the message names.",
  malformed_message: "Build the call with the client or the ABI of this very contract.",
  label_out_of_range:
    "Pass a label in use: `labels()` of a composition that grows, else the shape's `classes`, says how many there are.",
  sample_malformed: "Give the sample as the composition's shape or encoder asks for it.",
  sample_empty: "Leave the sample out: nothing can be learned from it.",
  sample_too_large: "Cut the sample down, or deploy with a larger shape.maxEntries.",
  index_out_of_order: "Sort the indices and name each once.",
  index_out_of_range: "Count indices from 0, and take the encoder that the composition was deployed with.",
  argument_out_of_range: "Pass the arguments that are asked for, each within its range.",
  parts_malformed: "Make the opening with the same functions and the same list as the commitment.",
  batch_empty: "Leave the call out.",
  batch_too_large: "Send it in several batches.",
  not_sealed: "The deployer has to finish uploading the initial state and seal it first.",
  already_sealed: "Go on: the deployment is complete; another initial state needs a deployment of its own.",
  not_deployer: "Send it from the account that the receipt names as the deployer.",
  state_incomplete: "Run the deployment again: it uploads what is missing and seals.",
  wrong_chunk: "Run the deployment again: it goes on where the upload stands.",
  initial_state_malformed: "Make the initial state with the plugin, shape and parameters of the composition.",
  classes_full: "Deploy a composition with a larger shape.classes and start it with this model's state.",
  payment_below_quote: "Ask `quote()` again and send at least that amount; the excess comes back.",
  payment_not_whole_units: "Send a multiple of the chain's unit (EVM: 1 gwei).",
  payment_wrong_denomination: "Send the denomination that the contract's instance names.",
  payment_not_accepted: "Send it without a payment.",
  payment_too_large: "Send less: the excess would come back anyway.",
  nothing_to_withdraw:
    "Nothing has to be done: credit comes about only when a payment could not be delivered or somebody else caused it.",
  delivery_failed: "Withdraw to another address, one that accepts payments.",
  deposit_too_large:
    "Deploy with smaller amounts, or with the data handler `stored`, which takes deposits up to 2^63 - 1 units.",
  unknown_record: "Pass the contribution exactly as the log has it.",
  not_submitter: "Send it from the account that made the contribution.",
  own_contribution: "Report contributions of others; refund your own.",
  too_early: "Wait until the mechanism's waiting time has passed.",
  already_claimed: "Nothing has to be done: it was paid then.",
  nothing_left: "Nothing has to be done: others, or an earlier call, have taken it.",
  model_disagrees: "Try again when the model has learned more, before others may take the deposit.",
  model_agrees: "Only contributions that the model disagrees with can be reported.",
  not_validated: "Have a contribution of your own refunded first.",
  share_is_zero: "Leave it: shares grow with the account's part in all that was found right.",
  not_permitted: "Send it from the account that the deployment gave the role to.",
  ids_exhausted: "Deploy anew and start with this model's state.",
  duplicate_data: "The sample was contributed with this label before: nothing was charged.",
  stale_proof: "Data was added since: build the proof from the newest log, as the client does by itself.",
  invalid_composition: "Change what the message names; the plugins' manifests say what they need.",
  invalid_kernel: "Change the kernel as the message says; the guides say what kernels may use.",
  compile_failed: "Correct what the compiler points at.",
  contract_too_large: "Take a smaller mechanism or model, or leave features of the composition out.",
  unknown_plugin: "Register the plugin: pass its value in the composition or load its container module.",
  unknown_account: "Set the key that the message names, or give the adapter a signer for this address.",
  chain_failure: "Read the cause, check the node, and try again: what was finished before is kept.",
  insufficient_funds: "Send the account more, or pay less.",
  receipt_mismatch: "Take the receipt that belongs to this chain and composition, or deploy anew.",
  invalid_id: "Write it in the form that the message asks for.",
  invalid_log:
    "Ask another node; if all agree, the contract is not one of this framework or of this version.",
  aborted: "Run it again: what was finished before is kept.",
  model_mismatch: "Use the plugin version, shape and parameters that the export names.",
  invalid_model_file: "Correct the file at the place that the message names.",
  encoder_mismatch: "Take the encoder's version and parameters from whoever deployed the contract.",
  list_too_large: "Commit to fewer items, or to samples with fewer entries.",
  transaction_pending:
    "It may still happen: do not send it anew; run the same command again, or resume it, which sends the same bytes.",
  transaction_replaced:
    "It can never happen and has charged nothing: look at what the other transaction did, then send again if it is still wanted.",
  rate_limited: "Wait, or use a node that takes more requests (rpcUrl, rpc).",
  history_pruned:
    "Use an archive node for what is that old, or a log store that has followed from the start.",
  nodes_disagree: "Ask again, or use one node instead of a balancer of many.",
  invalid_config: "Correct the configuration, or name what is meant with --config, --chain or --composition.",
  invalid_file: "Check the file's path, and correct it at the place that the message names.",
  spend_limit: "Nothing more was sent: allow more, or wait until the chain is cheaper.",
  invalid_keystore:
    "Check the path and the password, and that the file is of the chain's kind; `chainlearn key new` makes one.",
  not_confirmed: "Nothing was sent: answer yes, or confirm beforehand with --yes.",
  not_deployed: "Deploy it first, or name another chain or composition.",
  in_use: "Wait until that process has ended, or stop it; then run the same command again.",
  unknown_deployment: "Follow it first.",
  log_changed: "Read it again from the start.",
  store_failure:
    "Check that the database can be reached and written and is of this version; what was stored before is kept.",
  unknown_kernel:
    "Install the package that has it and put its plugin into `plugins` of chainlearn.config.ts, or load its container module.",
  unknown_contract: "Check the address and the chain.",
  undescribed_contract: "Name a composition of the same kernels that has the shape: --composition.",
  creation_not_found: "Name the transaction that created the contract, as explorers show it: --creation.",
  fuel_exhausted:
    "If the kernel is only slow, allow more with --fuel; otherwise its model cannot be replayed.",
  memory_exhausted: "If the model is only large, allow more with --memory; otherwise it cannot be replayed.",
};

/** Details that help to find the cause; never contains keys. */
export type ErrorDetails = Readonly<Record<string, string | number | bigint | boolean | undefined>>;

/** Every error that Chainlearn raises on purpose. `code` is stable, `message` is for people. */
export class ChainlearnError extends Error {
  override readonly name = "ChainlearnError";
  /** Catalogue name, or the plugin's own name for it, or `plugin_error_<number>`; {@link errorCode} gives it a type. */
  readonly code: string;
  /** Catalogue number. */
  readonly number: number;
  readonly details: ErrorDetails;
  /** What to do about it, as at the end of the message; missing for a plugin's own rejections. */
  readonly remedy: string | undefined;

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
    this.remedy = remedy;
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

/** Whether an error is one of ours. By its parts and not by its class: a plugin may bring a copy of this package. */
export const isChainlearnError = (error: unknown): error is ChainlearnError =>
  error instanceof Error && error.name === "ChainlearnError" && "code" in error && "number" in error;

/** Whether an error is of a kind that no contract raises (600-999): of a client, a node, a compiler or a verification. */
export const isOffChain = ({ number }: ChainlearnError): boolean =>
  number >= FIRST_OFF_CHAIN_ERROR && number < FIRST_PLUGIN_ERROR;

/** What an error says, without its code in front and its remedy behind. */
export function plainMessage({ code, message, remedy = "" }: ChainlearnError): string {
  const start = message.startsWith(`${code}: `) ? code.length + 2 : 0;
  const end = message.endsWith(remedy) ? message.length - remedy.length : message.length;
  return message.slice(start, end).trimEnd();
}

/**
 * The same error with its place in front, as "line 3 of mails.jsonl"; what is none of ours stays as it is.
 * @param details added to those that the error has
 */
export function located(error: unknown, where: string, details: ErrorDetails = {}): unknown {
  if (!isChainlearnError(error)) return error;
  const { code, number } = error;
  const known = NAMES.get(number);
  return new ChainlearnError(
    known !== undefined && known === code ? known : { name: code, number },
    `${where}: ${plainMessage(error)}`,
    { details: { ...error.details, ...details }, cause: error },
  );
}

/**
 * The code of an error as a union, so that a `switch` over it is checked.
 * @param plugin manifest whose own codes are known besides the catalogue's
 * @returns "plugin_error" for codes of other plugins; undefined for errors that are none of ours
 */
export function errorCode<E extends string = never>(
  error: unknown,
  plugin?: { readonly errors: Readonly<Record<number, E>> },
): ErrorCode | E | "plugin_error" | undefined {
  if (!isChainlearnError(error)) return undefined;
  return NAMES.get(error.number) ?? plugin?.errors[error.number] ?? "plugin_error";
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
