import { type EncoderPlugin, ROLES } from "@chainlearn/core";
import { ContainerModule } from "inversify";
import { fixedPoint } from "./numbers/fixed-point.ts";
import { identity } from "./numbers/identity.ts";
import { pixels } from "./numbers/pixels.ts";
import { hashingTrick } from "./text/hashing-trick.ts";
import { murmur3Words } from "./text/murmur3-words.ts";
import { vocabulary } from "./text/vocabulary.ts";

export { embedding } from "./embedding/embedding.ts";
export type { EmbeddingModel } from "./embedding/embedding-model.ts";
export type { PixelsParams } from "./numbers/pixels.ts";
export type { Quantisation } from "./numbers/quantise.ts";
export { standardise } from "./numbers/standardise.ts";
export { buildVocabulary } from "./text/build-vocabulary.ts";
export type { HashingTrickParams } from "./text/hashing-trick.ts";
export { murmur3 } from "./text/murmur3.ts";
export type { Murmur3WordsParams } from "./text/murmur3-words.ts";
export type { SparseSample, VocabularyParams } from "./text/vocabulary.ts";
export { DEFAULT_WORD_RULE, type TextInput, type WordRule, wordsOf } from "./text/words.ts";
export { fixedPoint, hashingTrick, identity, murmur3Words, pixels, vocabulary };

const all: readonly EncoderPlugin[] = [fixedPoint, hashingTrick, identity, murmur3Words, pixels, vocabulary];

/** Registers every encoder of this package that needs no model. */
export const encoders: ContainerModule = new ContainerModule(({ bind }) => {
  for (const encoder of all) bind(ROLES.encoder).toConstantValue(encoder);
});
