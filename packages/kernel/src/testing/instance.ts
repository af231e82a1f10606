/** Functions by `module.name`; every word of the vocabulary that a host has. */
export type Words = Readonly<Record<string, (...args: never[]) => unknown>>;

/** A word was used against its documentation; the vocabulary calls it a trap. */
export class ReferenceTrap extends Error {}

/** Every trap of the reference hosts. */
export function refuse(why: string): never {
  throw new ReferenceTrap(why);
}

/** Instantiates a kernel; `config.<name>` are its parameters and constants. */
export function instantiate(
  kernel: Uint8Array,
  words: Words,
  config: Readonly<Record<string, bigint>>,
): Record<string, (...args: number[]) => bigint | number | undefined> {
  const module = new WebAssembly.Module(kernel as Uint8Array<ArrayBuffer>);
  const imports: Record<string, Record<string, () => unknown>> = {};
  for (const { module: group, name } of WebAssembly.Module.imports(module)) {
    const constant = config[name];
    const word = group === "config" && constant !== undefined ? () => constant : words[`${group}.${name}`];
    if (!word) throw new Error(`the reference host has no ${group}.${name}`);
    imports[group] = { ...imports[group], [name]: word as () => unknown };
  }
  const { exports } = new WebAssembly.Instance(module, imports as WebAssembly.Imports);
  return Object.fromEntries(
    Object.entries(exports).map(([name, call]) => [
      name,
      (...args: number[]) => {
        try {
          return (call as (...args: number[]) => bigint | number | undefined)(...args);
        } catch (error) {
          if (error instanceof WebAssembly.RuntimeError) refuse(error.message);
          throw error;
        }
      },
    ]),
  );
}
