/** A Yul function that translated code calls. */
export interface LibraryFunction {
  readonly text: string;
  /** Other library functions that it calls. */
  readonly needs?: readonly string[];
}

/** By name. */
export type Library = ReadonlyMap<string, LibraryFunction>;

/**
 * Puts `$` before every name that the function declares: inside a Solidity function no assembly name may equal a
 * name of the surrounding code or of an instruction.
 */
function withOwnNames(text: string): string {
  const [, params = "", results = ""] = /^function [$\w]+\(([^)]*)\)(?: -> ([^{]*))?/.exec(text) ?? [];
  const declared = [
    ...`${params},${results}`.split(","),
    ...[...text.matchAll(/\blet (\w+)/g)].map((m) => m[1]!),
  ]
    .map((name) => name.trim())
    .filter(Boolean);
  if (declared.length === 0) return text;
  return text.replace(new RegExp(`(?<![$\\w])(${[...new Set(declared)].join("|")})(?![$\\w])`, "g"), "$$$1");
}

/** The texts of the named functions and of all that they need, each once. */
export function linkLibrary(library: Library, names: Iterable<string>): string[] {
  const linked = new Map<string, string>();
  const add = (name: string): void => {
    if (linked.has(name)) return;
    const found = library.get(name);
    if (!found) throw new Error(`the library has no ${name}`);
    linked.set(name, withOwnNames(found.text));
    for (const needed of found.needs ?? []) add(needed);
  };
  for (const name of names) add(name);
  return [...linked.values()];
}
