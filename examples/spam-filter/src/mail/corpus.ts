import { type WordRule, wordsOf } from "@chainlearn/encoders";
import { distinct, loadMails, type Mail } from "@chainlearn/example-kit/mail";

/** 2 to 20 letters without a digit beside them, so that encoded attachments do not count. */
export const WORD_RULE: WordRule = { alphabet: "ascii", digits: false, minLength: 2, maxLength: 20 };

/** The different mails of the SpamAssassin corpus with the words that the story's encoder sees. */
export const loadStoryMails = (): Mail[] => distinct(loadMails((text) => wordsOf(text, WORD_RULE)));
