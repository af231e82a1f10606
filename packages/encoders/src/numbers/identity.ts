import { type EncoderPlugin, encodeSample, type Sample } from "@chainlearn/core";
import { checkNames } from "../params.ts";

const ID = "identity";

/** Samples as they are, checked: for applications whose input is made of features already. */
export const identity: EncoderPlugin<Sample, Record<never, never>, Sample> = {
  manifest: {
    kind: "encoder",
    id: ID,
    version: "1.0.0",
    description: "Samples as they are.",
    encodings: ["sparse", "sparse-values", "dense"],
  },
  create: (shape, given) => {
    checkNames(ID, given, []);
    return {
      params: {},
      encode: (sample) => {
        encodeSample(sample, shape);
        return sample;
      },
    };
  },
};
