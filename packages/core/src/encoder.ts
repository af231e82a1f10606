import { sha256 } from "@noble/hashes/sha2.js";
import { concatBytes, toHex, utf8Bytes } from "./bytes.ts";
import { ChainlearnError } from "./errors.ts";
import type { SampleEncoding, Shape } from "./manifest.ts";
import type { Sample } from "./sample.ts";

/** A value of an encoder's parameters: JSON without fractions, so that every machine writes it alike. */
export type EncoderParam =
  | string
  | number
  | boolean
  | readonly EncoderParam[]
  | { readonly [name: string]: EncoderParam };

/** An encoder's parameters by name, as a vocabulary or a seed. Numbers are safe integers. */
export type EncoderParams = { readonly [name: string]: EncoderParam };

/** What an encoder needs and promises. */
export interface EncoderManifest {
  readonly kind: "encoder";
  /** Kebab-case. */
  readonly id: string;
  /** Changes whenever some input is encoded differently. */
  readonly version: string;
  readonly description: string;
  readonly encodings: readonly SampleEncoding[];
}

/**
 * Turns an application's input into samples of one shape. What it returns a chain takes, but for a sparse sample
 * without entries: that says that nothing of the input is known, and `addData` refuses it (`sample_empty`).
 */
export interface Encoder<
  Input = never,
  Output extends Sample | Promise<Sample> = Sample | Promise<Sample>,
  Params extends EncoderParams = EncoderParams,
> {
  /** Complete: defaults filled in. With id and version they decide every sample. */
  readonly params: Params;
  /** @throws ChainlearnError sample_malformed, sample_empty or sample_too_large when the input cannot be encoded */
  encode(input: Input): Output;
}

/**
 * Role: a kind of encoder. The same id, version and parameters give the same sample for the same input on every
 * machine; where the sample comes out of a float computation, the plugin says how far machines may differ.
 */
export interface EncoderPlugin<
  Input = never,
  Params extends EncoderParams = EncoderParams,
  Output extends Sample | Promise<Sample> = Sample | Promise<Sample>,
> {
  readonly manifest: EncoderManifest;
  /** @throws ChainlearnError invalid_composition when the parameters are wrong or do not fit the shape */
  create(shape: Shape, params: Params): Encoder<Input, Output>;
}

/** By what two parties tell that they encode alike. */
export interface EncoderIdentity {
  readonly id: string;
  readonly version: string;
  /** Hex of {@link encoderHash}. */
  readonly hash: string;
}

/** An encoder with its identity. */
export interface ResolvedEncoder<
  Input = never,
  Output extends Sample | Promise<Sample> = Sample | Promise<Sample>,
> extends Encoder<Input, Output>,
    EncoderIdentity {}

/** What the hash begins with, so that these bytes are never mistaken for something else. */
const DOMAIN = "chainlearn:encoder:1\n";

const fail = (message: string): never => {
  throw new ChainlearnError("invalid_composition", message);
};

/** JSON with keys in the order of their UTF-16 units, and no spaces. */
function canonicalJson(value: EncoderParam, path: string): string {
  if (typeof value === "number") {
    return Number.isSafeInteger(value)
      ? String(value)
      : fail(`the encoder's ${path} is ${value}; a number is a safe integer.`);
  }
  if (typeof value === "string" || typeof value === "boolean") return JSON.stringify(value);
  if (Array.isArray(value))
    return `[${value.map((item, k) => canonicalJson(item, `${path}[${k}]`)).join(",")}]`;
  if (value === null || typeof value !== "object")
    return fail(`the encoder's ${path} is neither a number, text, a boolean, a list nor an object.`);
  const members = Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member, `${path}.${name}`)}`);
  return `{${members.join(",")}}`;
}

/**
 * Hex sha256 over id, version and parameters: of "chainlearn:encoder:1\n" and `{"id":…,"params":…,"version":…}`, JSON
 * as `JSON.stringify` writes it, with sorted keys.
 * @throws ChainlearnError invalid_composition when a number is not a safe integer
 */
export function encoderHash({ id, version }: EncoderManifest, params: EncoderParams): string {
  return toHex(sha256(concatBytes(utf8Bytes(DOMAIN), utf8Bytes(canonicalJson({ id, version, params }, id)))));
}

/**
 * Makes an encoder for a shape and names it.
 * @throws ChainlearnError invalid_composition when encoder, parameters and shape do not fit
 */
export function resolveEncoder<
  Input,
  Params extends EncoderParams,
  Output extends Sample | Promise<Sample> = Sample | Promise<Sample>,
>(
  plugin: EncoderPlugin<Input, Params, Output>,
  shape: Shape,
  params: Params,
): ResolvedEncoder<Input, Output> {
  const { manifest } = plugin;
  if (!manifest.encodings.includes(shape.encoding))
    fail(`${manifest.id} makes ${manifest.encodings.join(", ")} samples, not ${shape.encoding}.`);
  const encoder = plugin.create(shape, params);
  return {
    id: manifest.id,
    version: manifest.version,
    hash: encoderHash(manifest, encoder.params),
    params: encoder.params,
    encode: (input) => encoder.encode(input),
  };
}
