/** Lines of Solidity. */
export type Lines = readonly string[];

export const HEADER: Lines = ["// SPDX-License-Identifier: MIT", "pragma solidity ^0.8.37;", ""];

const indent = (lines: Lines): string[] => lines.map((line) => (line ? `    ${line}` : line));

/** `head { … }` and an empty line. */
export const block = (head: string, body: Lines): string[] => [`${head} {`, ...indent(body), "}", ""];

/** Lines if a condition holds. */
export const when = (condition: boolean, ...lines: Lines): Lines => (condition ? lines : []);

/** Text of a manifest in a comment: NatSpec refuses unknown tags, solc some characters outside ASCII. */
export const comment = (text: string): string =>
  `/// ${text.replace(/[^\x20-\x7e]+/g, " ").replaceAll("@", "(at)")}`;
