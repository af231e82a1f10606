import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Declaration, type ModuleText, readModule } from "./declarations.ts";

/** One name that an entry point exports. */
export interface Exported {
  readonly name: string;
  /** Overloads are declarations of one name; none if it comes from another package. */
  readonly declarations: readonly Declaration[];
  /** Absolute path of the module that declares it, or the name of the package that it comes from. */
  readonly source: string;
}

/** Follows the exports of modules to where things are declared. */
export class Exports {
  readonly #modules = new Map<string, ModuleText>();

  /** Everything that an entry point exports, in its order. @param file absolute */
  of(file: string): Exported[] {
    const { declarations, reexports } = this.#read(file);
    const own = [...new Set(declarations.map(({ name }) => name))].map((name) => ({
      name,
      declarations: declarations.filter((one) => one.name === name),
      source: file,
    }));
    const others = reexports.flatMap(({ name, original, from }) => {
      if (name === "*") return this.of(this.#resolve(file, from));
      return [{ ...this.#find(file, original, from), name }];
    });
    return [...own, ...others];
  }

  #find(file: string, name: string, from: string): Exported {
    if (from === "") {
      const imported = this.#read(file).imports.find((link) => link.name === name);
      if (imported) return this.#find(file, imported.original, imported.from);
      throw new Error(`${file} exports ${name}, which it neither declares nor imports`);
    }
    if (!from.startsWith(".")) return { name, declarations: [], source: from };
    const found = this.of(this.#resolve(file, from)).find((one) => one.name === name);
    if (!found) throw new Error(`${file} exports ${name} of ${from}, which has no such export`);
    return found;
  }

  #resolve(file: string, specifier: string): string {
    const found = join(dirname(file), specifier);
    if (!existsSync(found)) throw new Error(`${file} names ${specifier}, which is not there`);
    return found;
  }

  #read(file: string): ModuleText {
    const known = this.#modules.get(file) ?? readModule(file);
    this.#modules.set(file, known);
    return known;
  }
}
