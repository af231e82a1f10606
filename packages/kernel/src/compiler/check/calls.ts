import { ERROR_CODES, type MechanismManifest, type ModelManifest } from "@chainlearn/core";
import { type Call, callsOf, signatureOf } from "../../wasm/calls.ts";
import type { FunctionModule } from "../../wasm/module.ts";
import { type Selector, WORDS, type Word } from "../../words.ts";

const CATALOGUE: ReadonlySet<number> = new Set(Object.values(ERROR_CODES));
const COPIES = 2;
/** 64-bit parts of 32 bytes. */
const QUARTERS = 4;
/** The caller and the submitter. */
const ACCOUNTS = 2;

/** Whether a constant selects something that the manifest has. */
function selects(selector: Selector, value: number, manifest: MechanismManifest): boolean {
  const below = (count: number): boolean => value >= 0 && value < count;
  switch (selector) {
    case "poolCell":
      return below(manifest.pool.length);
    case "accountCell":
      return below(manifest.account.length);
    case "recordCell":
      return below(manifest.record.length);
    case "role":
      return below(manifest.roles.length);
    case "argument":
      return below(Math.max(0, ...manifest.actions.map(({ args }) => args.length)));
    case "who":
      return below(ACCOUNTS);
    case "rejection":
      return CATALOGUE.has(value) || Object.hasOwn(manifest.errors, value);
    case "copy":
      return below(COPIES);
    case "register":
      return below(manifest.registers?.length ?? 0);
    case "series":
      return below(manifest.series?.length ?? 0);
    case "quarter":
      return below(QUARTERS);
  }
}

const wordOf = (module: FunctionModule, callee: number): { name: string; word: Word } | undefined => {
  const name = module.imports[callee]?.word;
  const word = name === undefined ? undefined : WORDS[name];
  return name !== undefined && word ? { name, word } : undefined;
};

function constantProblems(
  module: FunctionModule,
  { callee, args }: Call,
  manifest: MechanismManifest,
): string[] {
  const { name, word } = wordOf(module, callee) ?? {};
  const problems: string[] = [];
  word?.constants?.forEach((selector, position) => {
    if (!selector) return;
    const value = args[position];
    if (value === undefined)
      problems.push(`calls ${name} with an argument ${position} that is not a constant`);
    else if (!selects(selector, value, manifest))
      problems.push(`calls ${name} with ${value}, which is no ${selector} of the manifest`);
  });
  if (name === "copy.assign" && args[0] !== undefined && args[0] === args[1])
    problems.push("calls copy.assign from a copy to itself");
  return problems;
}

/** A chain of functions that call each other in a circle, if there is one. */
function findCycle(calls: readonly (readonly Call[])[], firstDefined: number): boolean {
  const state = new Map<number, "open" | "done">();
  const visit = (index: number): boolean => {
    if (index < firstDefined || state.get(index) === "done") return false;
    if (state.get(index) === "open") return true;
    state.set(index, "open");
    const found = calls[index - firstDefined]!.some(({ callee }) => visit(callee));
    state.set(index, "done");
    return found;
  };
  return calls.some((_, i) => visit(firstDefined + i));
}

/** Exports that everybody may run for nothing, about no call in particular. */
const VIEWS: Readonly<Record<"model" | "mechanism", readonly string[]>> = {
  model: ["predict", "margin"],
  mechanism: ["quote"],
};

function viewProblems(
  module: FunctionModule,
  calls: readonly (readonly Call[])[],
  kind: "model" | "mechanism",
  view: string,
): string[] {
  const reached = new Set<number>();
  const visit = (index: number): void => {
    if (reached.has(index)) return;
    reached.add(index);
    for (const { callee } of calls[index - module.imports.length] ?? []) visit(callee);
  };
  const start = module.exports.get(view);
  if (start !== undefined) visit(start);
  return [...reached].flatMap((index) => {
    const { name, word } = wordOf(module, index) ?? {};
    if (word?.writes) return `${view} reaches ${name}, but it may not change anything`;
    if (word?.ofCall && kind === "mechanism")
      return `${view} reaches ${name}, but it is about no call or record`;
    return [];
  });
}

/** What is wrong with how functions and words are called. The exports have been checked. */
export function callProblems(module: FunctionModule, manifest: ModelManifest | MechanismManifest): string[] {
  const calls = module.functions.map((definition) =>
    callsOf(definition, (index) => signatureOf(module, index)),
  );
  if (findCycle(calls, module.imports.length)) return ["is recursive; calls may not form a circle"];
  const constants =
    manifest.kind === "mechanism"
      ? calls.flat().flatMap((call) => constantProblems(module, call, manifest))
      : [];
  const views = VIEWS[manifest.kind].flatMap((view) => viewProblems(module, calls, manifest.kind, view));
  return [...new Set([...constants, ...views])];
}
