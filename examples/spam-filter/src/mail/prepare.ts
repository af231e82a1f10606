import { resolveEncoder, type Shape } from "@chainlearn/core";
import { buildVocabulary, type SparseSample, type VocabularyParams, vocabulary } from "@chainlearn/encoders";
import type { Label, Mail } from "@chainlearn/example-kit/mail";
import { seededRandom, shuffled } from "@chainlearn/example-kit/random";
import { WORD_RULE } from "./corpus.ts";

/** Words that the model knows. */
export const FEATURES = 1_000;
/** Most words of one mail that count: 98 % of the mails have fewer, and it bounds what one contribution can cost. */
export const MAX_ENTRIES = 256;
export const SHAPE: Shape = {
  features: FEATURES,
  classes: 2,
  lane: 32,
  encoding: "sparse",
  valueBits: 0,
  maxEntries: MAX_ENTRIES,
};
/** Mails that the deployer labelled before deployment. */
export const INITIAL_MAILS = 50;
/** Mails that nobody trains on. */
export const HELD_BACK_MAILS = 1_000;

/** A mail as the model sees it, with its true label. */
export interface LabelledSample {
  readonly mail: string;
  readonly sample: SparseSample;
  readonly label: Label;
}

/** The parts of the story's mails; no mail is in two of them. */
export interface MailParts {
  /** Parameters of the vocabulary encoder. */
  readonly encoderParams: VocabularyParams;
  /** Trains the initial model, off chain. */
  readonly initial: readonly LabelledSample[];
  /** Contributed one by one, on chain. */
  readonly contributions: readonly LabelledSample[];
  /** Measures accuracy. */
  readonly heldBack: readonly LabelledSample[];
  /** The deployer's, kept secret until they test the model on chain. */
  readonly tests: readonly LabelledSample[];
}

/**
 * Splits the mails in the order that the seed decides; of mails that look the same to the model one remains. The vocabulary is counted in the first two parts, without
 * looking at their labels; the others have no say in it.
 * @param tests mails for the deployer's tests
 * @throws RangeError when the corpus has too few mails
 */
export function prepareMails(
  mails: readonly Mail[],
  seed: number,
  contributions: number,
  tests = 0,
): MailParts {
  const order = shuffled(mails, seededRandom(seed));
  const trained = INITIAL_MAILS + contributions;
  const known = order.slice(0, trained).map(({ words }) => words);
  const encoderParams = { words: buildVocabulary(known, FEATURES), wordRule: WORD_RULE };
  const encoder = resolveEncoder(vocabulary, SHAPE, encoderParams);
  const seen = new Set<string>();
  const samples = order.flatMap(({ id, label, words }): LabelledSample[] => {
    const sample = encoder.encode(words);
    const key = sample.indices.join();
    if (sample.indices.length === 0 || seen.has(key)) return [];
    seen.add(key);
    return [{ mail: id, sample, label }];
  });
  const heldBack = trained + HELD_BACK_MAILS;
  if (samples.length < heldBack + tests) {
    throw new RangeError(
      `${contributions} contributions need ${heldBack + tests} mails; the corpus has ${samples.length}.`,
    );
  }
  return {
    encoderParams,
    initial: samples.slice(0, INITIAL_MAILS),
    contributions: samples.slice(INITIAL_MAILS, trained),
    heldBack: samples.slice(trained, heldBack),
    tests: samples.slice(heldBack, heldBack + tests),
  };
}
