import { ChainlearnError } from "@chainlearn/core";

const KEBAB = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const MOST_CHARACTERS = 50;
/** Ids that are words of the language: there would be no name to export. */
const RESERVED = new Set(
  (
    "arguments await break case catch class const continue debugger default delete do else enum eval export extends false " +
    "finally for function if implements import in instanceof interface let new null package private protected public " +
    "return static super switch this throw true try typeof var void while with yield"
  ).split(" "),
);

/**
 * The camelCase name of a plugin with a kebab-case id.
 * @throws ChainlearnError invalid_id
 */
export function identifierOf(id: string): string {
  const fail = (why: string): never => {
    throw new ChainlearnError("invalid_id", `"${id}" ${why}.`);
  };
  if (!KEBAB.test(id)) fail('is no id: small letters, digits and single hyphens, as "nearest-neighbour"');
  if (id.length > MOST_CHARACTERS) fail(`has ${id.length} characters; ${MOST_CHARACTERS} are possible`);
  if (RESERVED.has(id)) fail("is a word of TypeScript");
  return id.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
