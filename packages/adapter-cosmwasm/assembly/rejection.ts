// The code that a call is refused with. WebAssembly cannot unwind, so a refusal is remembered and everybody who may
// have been refused asks and returns; the chain undoes what a refused call did. The first refusal counts.

/** 0 while the call is not refused. The linked kernels read it to return at once after `call.reject`. */
export let rejection: i32 = 0;

export function reject(code: i32): void {
  if (rejection == 0) rejection = code;
}

/** Refuses with `code` unless the condition holds. Returns whether the call goes on. */
export function require(condition: bool, code: i32): bool {
  if (!condition) reject(code);
  return rejection == 0;
}

// Numbers of packages/core/src/errors.ts.
export const MALFORMED_MESSAGE: i32 = 100;
export const LABEL_OUT_OF_RANGE: i32 = 101;
export const SAMPLE_MALFORMED: i32 = 102;
export const SAMPLE_EMPTY: i32 = 103;
export const SAMPLE_TOO_LARGE: i32 = 104;
export const INDEX_OUT_OF_ORDER: i32 = 105;
export const INDEX_OUT_OF_RANGE: i32 = 106;
export const ARGUMENT_OUT_OF_RANGE: i32 = 107;
export const PARTS_MALFORMED: i32 = 108;
export const BATCH_EMPTY: i32 = 109;
export const BATCH_TOO_LARGE: i32 = 110;
export const NOT_SEALED: i32 = 200;
export const ALREADY_SEALED: i32 = 201;
export const NOT_DEPLOYER: i32 = 202;
export const STATE_INCOMPLETE: i32 = 203;
export const WRONG_CHUNK: i32 = 204;
export const INITIAL_STATE_MALFORMED: i32 = 205;
export const CLASSES_FULL: i32 = 206;
export const PAYMENT_BELOW_QUOTE: i32 = 300;
export const PAYMENT_NOT_WHOLE_UNITS: i32 = 301;
export const PAYMENT_WRONG_DENOMINATION: i32 = 302;
export const PAYMENT_NOT_ACCEPTED: i32 = 303;
export const PAYMENT_TOO_LARGE: i32 = 304;
export const NOTHING_TO_WITHDRAW: i32 = 305;
export const DELIVERY_FAILED: i32 = 306;
export const DEPOSIT_TOO_LARGE: i32 = 307;
export const UNKNOWN_RECORD: i32 = 400;
export const NOT_PERMITTED: i32 = 410;
export const IDS_EXHAUSTED: i32 = 411;
export const DUPLICATE_DATA: i32 = 412;
