const WORD = /(?<![a-z0-9])[a-z]{2,20}(?![a-z0-9])/g;

/** The different words of a text: 2 to 20 letters, lower case, so that encoded attachments do not count. */
export const wordsOf = (text: string): ReadonlySet<string> => new Set(text.toLowerCase().match(WORD));
