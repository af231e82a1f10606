import {
  type EncoderParams,
  type EncoderPlugin,
  encodeSample,
  fromHex,
  resolveEncoder,
  type Sample,
  type Shape,
  toHex,
  utf8Bytes,
} from "@chainlearn/core";
import {
  fixedPoint,
  hashingTrick,
  identity,
  murmur3,
  murmur3Words,
  pixels,
  vocabulary,
} from "@chainlearn/encoders";
import encoderVectors from "../vectors/encoders.json" with { type: "json" };
import murmurVectors from "../vectors/murmur3.json" with { type: "json" };

/** How many vectors there are, and a line for each that comes out otherwise. */
export interface VectorReport {
  readonly checked: number;
  readonly differences: readonly string[];
}

interface EncoderVector {
  readonly encoder: string;
  readonly shape: Shape;
  readonly params: EncoderParams;
  /** With the defaults. */
  readonly complete: EncoderParams;
  readonly hash: string;
  readonly cases: readonly { readonly input: unknown; readonly sample: Sample }[];
}

const PLUGINS: readonly EncoderPlugin[] = [
  fixedPoint,
  hashingTrick,
  identity,
  murmur3Words,
  pixels,
  vocabulary,
];

/** SMHasher's verification value: keys 0, 01, 0102… under seeds 256, 255…, and the hash of all their hashes. */
function murmurVerification(): string {
  const hashes = new Uint8Array(1_024);
  const view = new DataView(hashes.buffer);
  for (let i = 0; i < 256; i++)
    view.setUint32(
      4 * i,
      murmur3(
        Uint8Array.from({ length: i }, (_, k) => k),
        256 - i,
      ),
      true,
    );
  return hex32(murmur3(hashes, 0));
}

const hex32 = (value: number): string => value.toString(16).padStart(8, "0");

/**
 * Runs every committed vector. Needs nothing but the language, so that it runs in any engine.
 */
export function checkVectors(): VectorReport {
  const differences: string[] = [];
  let checked = 0;
  const compare = (what: string, found: unknown, expected: unknown): void => {
    checked += 1;
    const [a, b] = [JSON.stringify(found), JSON.stringify(expected)];
    if (a !== b) differences.push(`${what}: ${a} instead of ${b}`);
  };
  compare("murmur3 verification", murmurVerification(), murmurVectors.verification);
  for (const { hex, seed, hash } of murmurVectors.bytes)
    compare(`murmur3 of ${hex} under ${seed}`, hex32(murmur3(fromHex(hex), seed)), hash);
  for (const { text, seed, hash } of murmurVectors.texts)
    compare(`murmur3 of "${text}" under ${seed}`, hex32(murmur3(utf8Bytes(text), seed)), hash);
  for (const vector of encoderVectors as unknown as EncoderVector[]) {
    const { shape, params } = vector;
    const plugin = PLUGINS.find(({ manifest }) => manifest.id === vector.encoder)!;
    const encoder = resolveEncoder(plugin, shape, params);
    compare(`${encoder.id}'s hash`, encoder.hash, vector.hash);
    compare(
      `${encoder.id}'s hash with all parameters`,
      resolveEncoder(plugin, shape, vector.complete).hash,
      vector.hash,
    );
    for (const { input, sample } of vector.cases) {
      const found = encoder.encode(input as never) as Sample;
      compare(`${encoder.id} (${shape.encoding}) of ${JSON.stringify(input)}`, found, sample);
      const entries = (found.indices ?? found.values)!;
      if (entries.length > 0)
        compare(
          `${encoder.id}'s bytes`,
          toHex(encodeSample(found, shape)),
          toHex(encodeSample(sample, shape)),
        );
    }
  }
  return { checked, differences };
}
