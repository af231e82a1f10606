/** A quoted text, a comment, what joins two commands, or a plain word; white space comes between. */
const PART = /\s*(?:'([^']*)'|"([^"]*)"|(#.*)|(&&)|([^\s'"#]\S*))/y;
/** What a shell would act on and this reader does not know. */
const UNKNOWN = /[$|;`\\<>]/;

/**
 * The commands of a line as a shell would start them: the words of each, without quotes and comments. Knows what the
 * pages use: quoted words, `&&`, comments.
 * @throws Error for anything else that means something to a shell
 */
export function commandsOf(line: string): string[][] {
  const commands: string[][] = [[]];
  const part = new RegExp(PART);
  while (line.slice(part.lastIndex).trim() !== "") {
    const at = part.lastIndex;
    const match = part.exec(line);
    if (match === null) throw new Error(`Cannot read the shell line at ${line.slice(at)}`);
    const [, single, double, , and, plain] = match;
    if (plain !== undefined && UNKNOWN.test(plain)) throw new Error(`Cannot read ${plain} of a shell line`);
    const word = single ?? double ?? plain;
    if (and !== undefined) commands.push([]);
    else if (word !== undefined) commands.at(-1)!.push(word);
  }
  return commands.filter((words) => words.length > 0);
}
