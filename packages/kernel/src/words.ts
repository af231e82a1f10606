/** A number type of kernels. */
export type NumberType = "i32" | "i64";

/** What the checker and the hosts know about one word of the vocabulary (`assembly/index.ts` documents it). */
export interface Word {
  readonly params: readonly NumberType[];
  readonly result?: NumberType;
  /** Which kernels may import it. */
  readonly user: "model" | "mechanism" | "both";
  /** Changes something that outlives the call, so `predict` and `quote` may not reach it. */
  readonly writes?: true;
  /** About the sender, the sample or the record of a call, which `quote` has not. */
  readonly ofCall?: true;
  /** What each parameter that has to be a constant selects, by position. */
  readonly constants?: readonly (Selector | undefined)[];
}

/** What a constant argument selects; decides its range. */
export type Selector =
  | "poolCell"
  | "accountCell"
  | "recordCell"
  | "role"
  | "argument"
  | "who"
  | "rejection"
  | "copy"
  | "register"
  | "series"
  | "quarter";

const i32 = "i32";
const i64 = "i64";

const model = (params: readonly NumberType[], result?: NumberType, writes?: true): Word => ({
  params,
  user: "model",
  ...(result && { result }),
  ...(writes && { writes }),
});

const mechanism = (
  params: readonly NumberType[],
  result: NumberType | undefined,
  more: Pick<Word, "writes" | "ofCall" | "constants"> = {},
): Word => ({ params, user: "mechanism", ...(result && { result }), ...more });

const both = (params: readonly NumberType[], result: NumberType, more: Pick<Word, "ofCall"> = {}): Word => ({
  params,
  result,
  user: "both",
  ...more,
});

const ofCall = { ofCall: true } as const;
const writes = { writes: true, ofCall: true } as const;

/** Every word that every host has, by `module.name`. `config.<name>` is a word too: () -> i64. */
export const WORDS: Readonly<Record<string, Word>> = {
  "sample.count": both([], i32, ofCall),
  "sample.index": both([i32], i32, ofCall),
  "sample.value": both([i32], i32, ofCall),
  "state.get": model([i32], i64),
  "state.set": model([i32, i64], undefined, true),
  "state.add": model([i32, i64], undefined, true),
  "row.dot": model([i32], i64),
  "row.axpy": model([i32, i64], undefined, true),
  "row.norm": model([], i64),
  "label.count": model([], i32),
  "hot.get": model([i32], i64),
  "hot.set": model([i32, i64], undefined, true),
  "scratch.get": model([i32], i64),
  "scratch.set": model([i32, i64]),
  "math.mulDiv": both([i64, i64, i64], i64),
  "math.isqrt": both([i64], i64),
  "math.log2": both([i64], i64),
  "math.exp2": both([i64], i64),
  "call.time": mechanism([], i64),
  "call.paid": mechanism([], i64, ofCall),
  "call.isRole": mechanism([i32], i32, { ...ofCall, constants: ["role"] }),
  "call.arg": mechanism([i32], i64, { ...ofCall, constants: ["argument"] }),
  "call.reject": mechanism([i32], undefined, { constants: ["rejection"] }),
  "record.time": mechanism([], i64, ofCall),
  "record.label": mechanism([], i32, ofCall),
  "record.deposit": mechanism([], i64, ofCall),
  "record.left": mechanism([], i64, ofCall),
  "record.setLeft": mechanism([i64], undefined, writes),
  "record.isSubmitter": mechanism([], i32, ofCall),
  "record.claim": mechanism([], i32, writes),
  "record.get": mechanism([i32], i64, { ...ofCall, constants: ["recordCell"] }),
  "record.set": mechanism([i32, i64], undefined, { ...writes, constants: ["recordCell"] }),
  "account.get": mechanism([i32, i32], i64, { ...ofCall, constants: ["who", "accountCell"] }),
  "account.set": mechanism([i32, i32, i64], undefined, { ...writes, constants: ["who", "accountCell"] }),
  "pool.get": mechanism([i32], i64, { constants: ["poolCell"] }),
  "pool.set": mechanism([i32, i64], undefined, { writes: true, constants: ["poolCell"] }),
  "item.label": mechanism([], i32, ofCall),
  "item.next": mechanism([i32], i32, { ...writes, constants: ["register"] }),
  "digest.store": mechanism([i32], undefined, { ...writes, constants: ["register"] }),
  "digest.move": mechanism([i32, i32], undefined, { writes: true, constants: ["register", "register"] }),
  "digest.isZero": mechanism([i32], i32, { constants: ["register"] }),
  "parts.match": mechanism([i32, i32, i32], i32, { ...ofCall, constants: ["register"] }),
  "parts.count": mechanism([], i32, ofCall),
  "parts.open": mechanism([i32], i32, ofCall),
  "secret.part": mechanism([i32], i64, { ...ofCall, constants: ["quarter"] }),
  "secret.commitment": mechanism([i32], i64, { ...ofCall, constants: ["quarter"] }),
  "series.get": mechanism([i32, i64], i64, { constants: ["series"] }),
  "series.set": mechanism([i32, i64, i64], undefined, { writes: true, constants: ["series"] }),
  "model.predict": mechanism([], i32, ofCall),
  "model.update": mechanism([i32], undefined, writes),
  "copy.margin": mechanism([i32, i32], i64, { ...ofCall, constants: ["copy"] }),
  "copy.predict": mechanism([i32], i32, { ...ofCall, constants: ["copy"] }),
  "copy.update": mechanism([i32, i32], undefined, { ...writes, constants: ["copy"] }),
  "copy.assign": mechanism([i32, i32, i32, i32], i32, { writes: true, constants: ["copy", "copy"] }),
  "pay.to": mechanism([i32, i64], undefined, { ...writes, constants: ["who"] }),
};

/** Module of the imports that read parameters and constants. */
export const CONFIG_MODULE = "config";
