import type { EncoderPlugin, Sample } from "@chainlearn/core";
import { completeQuantisation, type Quantisation, quantise } from "./quantise.ts";

const ID = "fixed-point";

/** Numbers, one per feature, scaled and shifted to fixed point; see {@link Quantisation}. */
export const fixedPoint: EncoderPlugin<ArrayLike<number>, Quantisation, Sample> = {
  manifest: {
    kind: "encoder",
    id: ID,
    version: "1.0.0",
    description: "Numbers, scaled and shifted to fixed point.",
    encodings: ["dense", "sparse-values"],
  },
  create: (shape, given) => {
    const params = completeQuantisation(ID, shape, given);
    return { params, encode: (numbers) => quantise(numbers, shape, params) };
  },
};
