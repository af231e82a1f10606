import {
  type EncoderManifest,
  type EncoderParam,
  type EncoderParams,
  type EncoderPlugin,
  encoderHash,
  type Sample,
} from "@chainlearn/core";
import { completeQuantisation, type Quantisation, quantise } from "../numbers/quantise.ts";
import { refuse } from "../params.ts";
import type { EmbeddingModel } from "./embedding-model.ts";

const ID = "embedding";

const MANIFEST: EncoderManifest = {
  kind: "encoder",
  id: ID,
  version: "1.0.0",
  description: "Numbers of a network's layer, quantised.",
  encodings: ["dense", "sparse-values"],
};

const hashOf = (model: EncoderParam): string => encoderHash(MANIFEST, { model });

/**
 * The encoder of an embedding model: its numbers, quantised. A class on chain above it is the network's last layer.
 *
 * Machines add floats in different orders, so two of them may differ by a unit of 2^-valueBits in some values. That
 * does no harm: what is contributed is the sample, and chain, log and replay know nothing else.
 */
export const embedding = <Input>(
  model: EmbeddingModel<Input>,
): EncoderPlugin<Input, Quantisation & EncoderParams, Promise<Sample>> => ({
  manifest: MANIFEST,
  create: (shape, { model: named = model.identity, ...given }) => {
    if (shape.features !== model.features)
      refuse(ID, `the model gives ${model.features} numbers; shape.features is ${shape.features}.`);
    // Complete parameters name the model: whoever takes over somebody's has to have the same.
    if (hashOf(named) !== hashOf(model.identity))
      refuse(ID, "the parameters are of another model than the one that the encoder was made with.");
    const quantisation = completeQuantisation(ID, shape, given);
    return {
      params: { ...quantisation, model: model.identity },
      encode: async (input) => quantise(await model.embed(input), shape, quantisation),
    };
  },
});
