import { ChainlearnError, concatBytes, toHex } from "@chainlearn/core";
import { sha256 } from "@noble/hashes/sha2.js";
import { type GraphModel, loadGraphModel } from "@tensorflow/tfjs-converter";
import {
  add,
  avgPool,
  getBackend,
  image,
  type io,
  mul,
  ready,
  reshape,
  type Tensor,
  type Tensor4D,
  tensor4d,
  tidy,
  tile,
} from "@tensorflow/tfjs-core";
import type { EmbeddingModel } from "./embedding-model.ts";

/** A graph model of TensorFlow.js and how images go through it. */
export interface ImageModelOptions {
  /** Bytes of model.json. */
  readonly topology: Uint8Array;
  /** Bytes of the weight files, in the order of model.json's `weightsManifest`. */
  readonly weights: readonly Uint8Array[];
  /** Name of the graph's node whose output is the embedding. */
  readonly layer: string;
  /** Averages squares of so many by so many places of the layer; default 1: every place counts. */
  readonly pool?: number;
  /** Size of the images, whose pixels are grey levels from 0 to 255, row by row. */
  readonly width: number;
  readonly height: number;
  /** What the network takes for black and white: [0, 1] (default), [-1, 1] or [0, 255]. */
  readonly range?: readonly [black: number, white: number];
}

interface ModelJson {
  readonly format?: string;
  readonly modelTopology: { readonly node: readonly { readonly name: string }[] };
  readonly weightsManifest: readonly { readonly weights: io.WeightsManifestEntry[] }[];
  readonly signature?: object;
}

const fail = (message: string, cause?: unknown): never => {
  throw new ChainlearnError("invalid_composition", message, cause === undefined ? {} : { cause });
};

/** Bytes of a value as weight files have it. */
const VALUE_BYTES: Readonly<Record<string, number>> = {
  float32: 4,
  int32: 4,
  uint8: 1,
  bool: 1,
  uint16: 2,
  float16: 2,
};

/** Length of the weights that a topology speaks of. */
function weightBytes(json: ModelJson): number {
  return json.weightsManifest
    .flatMap((group) => group.weights)
    .reduce((sum, { name, shape, dtype, quantization }) => {
      const size = VALUE_BYTES[quantization?.dtype ?? dtype];
      if (size === undefined) return fail(`the embedding model's weight "${name}" is of the type ${dtype}.`);
      return sum + size * shape.reduce((product, side) => product * side, 1);
    }, 0);
}

function parse(topology: Uint8Array): ModelJson {
  const json = (() => {
    try {
      return JSON.parse(new TextDecoder().decode(topology)) as Partial<ModelJson>;
    } catch (cause) {
      return fail("the embedding model's topology is not JSON.", cause);
    }
  })();
  if (!json.modelTopology?.node || !json.weightsManifest)
    fail("the embedding model's topology is not a graph model of TensorFlow.js.");
  return json as ModelJson;
}

async function load(json: ModelJson, weights: Uint8Array): Promise<GraphModel> {
  const artifacts = {
    format: "graph-model",
    modelTopology: json.modelTopology,
    weightSpecs: json.weightsManifest.flatMap((group) => group.weights),
    weightData: weights.buffer as ArrayBuffer,
    ...(json.signature && { signature: json.signature }),
  };
  try {
    return await loadGraphModel({ load: async () => artifacts });
  } catch (cause) {
    return fail("TensorFlow.js cannot load the embedding model.", cause);
  }
}

/** Height, width and channels of the images that the graph takes. */
function inputOf(model: GraphModel): { name: string; height: number; width: number; channels: number } {
  const [input, ...others] = model.inputs;
  const [, height = -1, width = -1, channels = -1] = input?.shape ?? [];
  if (!input || others.length > 0 || height < 1 || width < 1 || ![1, 3].includes(channels))
    return fail("the embedding model does not take one image of a fixed size with 1 or 3 channels.");
  return { name: input.name, height, width, channels };
}

/**
 * Loads a graph model of TensorFlow.js and uses one of its layers as the embedding of grey images. A backend has to be
 * set up by the application (`import "@tensorflow/tfjs-backend-wasm"; await setBackend("wasm")`).
 * @throws ChainlearnError invalid_composition when files, layer or sizes do not fit together
 */
export async function loadImageModel(
  options: ImageModelOptions,
): Promise<EmbeddingModel<ArrayLike<number>> & { dispose(): void }> {
  const { topology, layer, width, height, pool = 1, range = [0, 1] } = options;
  for (const [name, value] of Object.entries({ pool, width, height }))
    if (!Number.isSafeInteger(value) || value < 1)
      fail(`${name} is ${value}; it is a whole number from 1 on.`);
  if (!getBackend()) fail("TensorFlow.js has no backend; import one and call setBackend.");
  await ready();
  const weights = concatBytes(...options.weights);
  const json = parse(topology);
  if (!json.modelTopology.node.some(({ name }) => name === layer))
    fail(
      `the embedding model has no layer "${layer}"; its last is "${json.modelTopology.node.at(-1)?.name}".`,
    );
  const wanted = weightBytes(json);
  if (weights.length !== wanted)
    fail(`the embedding model has ${weights.length} bytes of weights; its topology speaks of ${wanted}.`);
  const model = await load(json, weights);
  const input = inputOf(model);
  const [black, white] = range;

  const run = (levels: ArrayLike<number>): Tensor =>
    tidy(() => {
      const pixels = tensor4d(Float32Array.from(levels), [1, height, width, 1]);
      const sized = image.resizeBilinear(pixels, [input.height, input.width]);
      const grey = add(mul(sized, (white - black) / 255), black);
      const output = model.execute({ [input.name]: tile(grey, [1, 1, 1, input.channels]) }, layer) as Tensor;
      if (pool > 1 && output.rank !== 4)
        return fail(`the output of "${layer}" has no places that could be averaged; leave pool out.`);
      return reshape(pool > 1 ? avgPool(output as Tensor4D, pool, pool, "valid") : output, [-1]);
    });
  const embed = async (levels: ArrayLike<number>): Promise<Float32Array> => {
    if (levels.length !== width * height)
      throw new ChainlearnError(
        "sample_malformed",
        `${levels.length} pixels; an image has ${width * height}.`,
      );
    const output = run(levels);
    try {
      return (await output.data()) as Float32Array;
    } finally {
      output.dispose();
    }
  };
  return {
    identity: {
      runtime: "tfjs-graph-model",
      files: toHex(sha256(concatBytes(topology, weights))),
      layer,
      pool,
      width,
      height,
      black,
      white,
    },
    features: (await embed(new Uint8Array(width * height))).length,
    embed,
    dispose: () => model.dispose(),
  };
}
