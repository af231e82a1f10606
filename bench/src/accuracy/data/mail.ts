import { buildVocabulary } from "@chainlearn/encoders";
import type { Mail } from "@chainlearn/example-kit/mail";
import { inBoth, inOrder } from "../order.ts";
import { present, type Stream } from "../samples.ts";

/** Words that models know: those of the training part that occur in most of its mails. */
const WORDS = 1_000;

/** Words that are there or not. Mails without a known word have nothing to learn from and are left out. */
export function mailStream(mails: readonly Mail[], order: number): Stream {
  const parts = inOrder(mails, order);
  const known = buildVocabulary(
    parts.trained.map(({ words }) => words),
    WORDS,
  );
  const places = new Map(known.map((word, place) => [word, place]));
  const { trained, heldBack } = inBoth(parts, ({ words, label }) => {
    const indices = words.flatMap((word) => places.get(word) ?? []).sort((a, b) => a - b);
    return { features: present(indices), label };
  });
  const hasWords = ({ features }: (typeof trained)[number]): boolean => features.indices.length > 0;
  return {
    ...{ features: WORDS, valueBits: 0 },
    ...{ trained: trained.filter(hasWords), heldBack: heldBack.filter(hasWords) },
  };
}
