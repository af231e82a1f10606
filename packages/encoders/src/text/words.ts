import { checkNames, flag, refuse, whole } from "../params.ts";
import { lowerCase } from "./lower-case.ts";

/** How a text falls into words. */
export type WordRule = {
  /**
   * ascii: a word is a run of A-Z, a-z and 0-9. unicode: of these and of the letters and marks of other scripts, by
   * fixed ranges (see the README), so that no engine's version of Unicode has a say in it.
   */
  readonly alphabet: "ascii" | "unicode";
  /** Does a run with a digit in it count as a word? */
  readonly digits: boolean;
  /** Shorter runs are no words; UTF-16 units. */
  readonly minLength: number;
  /** Longer runs are no words, as encoded attachments; UTF-16 units. */
  readonly maxLength: number;
};

/** A text, or its words as {@link wordsOf} gives them, for applications that need them more than once. */
export type TextInput = string | readonly string[];

export const DEFAULT_WORD_RULE: WordRule = { alphabet: "unicode", digits: true, minLength: 1, maxLength: 64 };

/** Longest word that a rule may allow. */
const LONGEST = 65_535;

const RUNS = {
  ascii: /[A-Za-z0-9]+/g,
  unicode:
    /[A-Za-z0-9\xaa\xb5\xba\xc0-\xd6\xd8-\xf6\xf8-\u037d\u037f-\u0386\u0388-\u060b\u060d-\u061a\u061c-\u061e\u0620-\u06d3\u06d5-\u0963\u0966-\u1fff\u2c00-\u2dff\u3040-\ud7ff\ud800-\udfff\uf900-\ufdff\ufe70-\ufefc\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\uff66-\uffdc]+/g,
} as const;
const DIGIT = /[0-9]/;

/** Completes and checks a rule. */
export function completeWordRule(encoder: string, given: Partial<WordRule> = {}): WordRule {
  checkNames(encoder, given, Object.keys(DEFAULT_WORD_RULE));
  const { alphabet, digits, minLength, maxLength } = { ...DEFAULT_WORD_RULE, ...given };
  if (!Object.hasOwn(RUNS, alphabet))
    refuse(encoder, `alphabet is "${String(alphabet)}"; ascii and unicode are possible.`);
  return {
    alphabet,
    digits: flag(encoder, "digits", digits),
    minLength: whole(encoder, "minLength", minLength, 1, LONGEST),
    maxLength: whole(encoder, "maxLength", maxLength, minLength, LONGEST),
  };
}

/** The words of a text in its order, lower case. */
export function wordsOf(text: string, rule: WordRule = DEFAULT_WORD_RULE): string[] {
  const words: string[] = [];
  for (const run of text.match(RUNS[rule.alphabet]) ?? []) {
    if (run.length < rule.minLength || run.length > rule.maxLength) continue;
    if (!rule.digits && DIGIT.test(run)) continue;
    words.push(lowerCase(run));
  }
  return words;
}

/** The words of an input in its order. */
export const wordsIn = (input: TextInput, rule: WordRule): readonly string[] =>
  typeof input === "string" ? wordsOf(input, rule) : input;
