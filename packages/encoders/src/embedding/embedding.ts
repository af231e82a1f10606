import type { EncoderParams, EncoderPlugin, Sample } from "@chainlearn/core";
import { completeQuantisation, type Quantisation, quantise } from "../numbers/quantise.ts";
import { refuse } from "../params.ts";
import type { EmbeddingModel } from "./embedding-model.ts";

const ID = "embedding";

/**
 * The encoder of an embedding model: its numbers, quantised. A class on chain above it is the network's last layer.
 *
 * Machines add floats in different orders, so two of them may differ by a unit of 2^-valueBits in some values. That
 * does no harm: what is contributed is the sample, and chain, log and replay know nothing else.
 */
export const embedding = <Input>(
  model: EmbeddingModel<Input>,
): EncoderPlugin<Input, Quantisation & EncoderParams, Promise<Sample>> => ({
  manifest: {
    kind: "encoder",
    id: ID,
    version: "1.0.0",
    description: "Numbers of a network's layer, quantised.",
    encodings: ["dense", "sparse-values"],
  },
  create: (shape, given) => {
    if (shape.features !== model.features)
      refuse(ID, `the model gives ${model.features} numbers; shape.features is ${shape.features}.`);
    const quantisation = completeQuantisation(ID, shape, given);
    return {
      params: { ...quantisation, model: model.identity },
      encode: async (input) => quantise(await model.embed(input), shape, quantisation),
    };
  },
});
