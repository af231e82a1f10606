import { resolveEncoder, type Sample, type Shape } from "@chainlearn/core";
import {
  buildVocabulary,
  type VocabularyParams,
  vocabulary,
  type WordRule,
  wordsOf,
} from "@chainlearn/encoders";
import { distinct, type Label, loadMails } from "@chainlearn/example-kit/mail";
import { seededRandom, shuffled } from "@chainlearn/example-kit/random";

/** 1,000 words, of a mail the 40 most frequent: that bounds what a step of the settlement costs. */
export const SHAPE: Shape = {
  ...{ features: 1_000, classes: 2, lane: 32, encoding: "sparse", valueBits: 0, maxEntries: 40 },
};
/** 2 to 20 letters without a digit beside them, so that encoded attachments do not count. */
const WORD_RULE: WordRule = { alphabet: "ascii", digits: false, minLength: 2, maxLength: 20 };
/** Mails that the vocabulary is counted in. */
const COUNTED = 1_000;

/** A mail as the model sees it. */
export interface LabelledSample {
  readonly sample: Sample;
  readonly label: Label;
}

/** How many mails a market is about. */
export interface Sizes {
  /** That the provider has labelled before. */
  readonly initial: number;
  readonly testParts: number;
  readonly itemsPerPart: number;
  readonly contributions: number;
  /** That nobody in the market has. */
  readonly heldBack: number;
}

/** Real mails, none in two parts. */
export interface Mails {
  readonly encoderParams: VocabularyParams;
  /** The provider trains the model that it deploys on these. */
  readonly initial: readonly LabelledSample[];
  /** What the provider wants to be labelled right, in the parts in which it is revealed. */
  readonly tests: readonly (readonly LabelledSample[])[];
  /** With their true labels. */
  readonly contributions: readonly LabelledSample[];
  /** Says what the market was good for, in the end. */
  readonly heldBack: readonly LabelledSample[];
}

/** Takes mails of the SpamAssassin corpus, in the order that the seed decides. */
export function prepareMails(seed: number, sizes: Sizes): Mails {
  const mails = shuffled(distinct(loadMails((text) => wordsOf(text, WORD_RULE))), seededRandom(seed));
  // Counted in mails that are in no part: words are public, and labels are not looked at.
  const words = buildVocabulary(
    mails.slice(0, COUNTED).map((mail) => mail.words),
    SHAPE.features,
  );
  const encoderParams = { words, wordRule: WORD_RULE };
  const encoder = resolveEncoder(vocabulary, SHAPE, encoderParams);
  const samples = mails
    .slice(COUNTED)
    .map(({ words, label }) => ({ sample: encoder.encode(words), label }))
    .filter(({ sample }) => sample.indices.length > 0);
  let at = 0;
  const take = (count: number): LabelledSample[] => {
    at += count;
    if (at > samples.length)
      throw new RangeError(`these sizes need more mails than the ${samples.length} that the corpus has.`);
    return samples.slice(at - count, at);
  };
  return {
    encoderParams,
    initial: take(sizes.initial),
    tests: Array.from({ length: sizes.testParts }, () => take(sizes.itemsPerPart)),
    contributions: take(sizes.contributions),
    heldBack: take(sizes.heldBack),
  };
}
