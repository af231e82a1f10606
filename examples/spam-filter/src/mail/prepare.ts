import type { Sample } from "@chainlearn/core";
import { seededRandom, shuffled } from "../random.ts";
import type { Label, Mail } from "./corpus.ts";
import { buildVocabulary, featuresOf, type Vocabulary } from "./vocabulary.ts";

/** Words that the model knows. */
export const FEATURES = 1_000;
/** Most words of one mail that count: 98 % of the mails have fewer, and it bounds what one contribution can cost. */
export const MAX_ENTRIES = 256;
/** Mails that the deployer labelled before deployment. */
export const INITIAL_MAILS = 50;
/** Mails that nobody trains on. */
export const HELD_BACK_MAILS = 1_000;

/** A mail as the model sees it, with its true label. */
export interface LabelledSample {
  readonly mail: string;
  readonly sample: Sample & { readonly indices: readonly number[] };
  readonly label: Label;
}

/** The three parts of the story's mails; no mail is in two of them. */
export interface MailParts {
  readonly vocabulary: Vocabulary;
  /** Trains the initial model, off chain. */
  readonly initial: readonly LabelledSample[];
  /** Contributed one by one, on chain. */
  readonly contributions: readonly LabelledSample[];
  /** Measures accuracy. */
  readonly heldBack: readonly LabelledSample[];
}

/**
 * Splits the mails in the order that the seed decides. The vocabulary is counted in the first two parts, without
 * looking at their labels; the held-back mails have no say in it.
 * @throws RangeError when the corpus has too few mails
 */
export function prepareMails(mails: readonly Mail[], seed: number, contributions: number): MailParts {
  const order = shuffled(mails, seededRandom(seed));
  const trained = INITIAL_MAILS + contributions;
  const vocabulary = buildVocabulary(order.slice(0, trained), FEATURES);
  const samples = order.flatMap((mail): LabelledSample[] => {
    const indices = featuresOf(mail, vocabulary).slice(0, MAX_ENTRIES);
    return indices.length === 0 ? [] : [{ mail: mail.id, sample: { indices }, label: mail.label }];
  });
  if (samples.length < trained + HELD_BACK_MAILS) {
    throw new RangeError(
      `${contributions} contributions need ${trained + HELD_BACK_MAILS} mails; the corpus has ${samples.length}.`,
    );
  }
  return {
    vocabulary,
    initial: samples.slice(0, INITIAL_MAILS),
    contributions: samples.slice(INITIAL_MAILS, trained),
    heldBack: samples.slice(trained, trained + HELD_BACK_MAILS),
  };
}
