import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ERROR_CODES, type ErrorCode } from "@chainlearn/core";
import { parseSync } from "rolldown/experimental";
import { ROOT } from "./repository.ts";

type Node = Readonly<Record<string, unknown>> & { readonly type: string; readonly value?: unknown };

/** Where the shells keep the numbers that contracts refuse with. */
const CONTRACTS = [
  "packages/adapter-evm/contracts/Rejections.sol",
  "packages/adapter-cosmwasm/assembly/rejection.ts",
];
/** Not a part of what integrators use, or in the contracts' place. */
const LEFT_OUT =
  /^(packages\/(simulation|example-kit|templates)\/|.*\/(testing|generated|shell)\/)|\.(test|d)\.ts$|kernel\.ts$/;
/** Where a code is raised or handed on to what raises it; comparisons and lists are none of these. */
const RAISING = new Set(["CallExpression", "NewExpression", "ConditionalExpression", "VariableDeclarator"]);

const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && typeof (value as Node).type === "string";

function* strings(node: Node, parent?: Node): Generator<readonly [value: string, parent: Node | undefined]> {
  if (node.type === "Literal" && typeof node.value === "string") yield [node.value, parent];
  for (const part of Object.values(node)) {
    for (const child of Array.isArray(part) ? part : [part]) if (isNode(child)) yield* strings(child, node);
  }
}

const sources = (folder: string): string[] =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .map((file) => `${folder}/${file.replaceAll("\\", "/")}`)
    .filter((file) => file.endsWith(".ts"));

const constantName = (code: ErrorCode): string => code.toUpperCase();

/** Who raises each error, as the sources say. */
export function raisers(): ReadonlyMap<ErrorCode, readonly string[]> {
  const found = new Map<ErrorCode, Set<string>>();
  const codes = Object.keys(ERROR_CODES) as ErrorCode[];
  const add = (code: ErrorCode, who: string): void => {
    found.set(code, (found.get(code) ?? new Set()).add(who));
  };
  const contracts = CONTRACTS.map((file) => readFileSync(join(ROOT, file), "utf8")).join("\n");
  for (const code of codes) {
    if (new RegExp(`\\b${constantName(code)}\\b.*= ${ERROR_CODES[code]};`).test(contracts)) {
      add(code, "contracts");
    }
  }
  for (const mechanism of readdirSync(join(ROOT, "packages/mechanisms/src"), { withFileTypes: true })) {
    if (!mechanism.isDirectory()) continue;
    const kernel = readFileSync(join(ROOT, "packages/mechanisms/src", mechanism.name, "kernel.ts"), "utf8");
    for (const code of codes) {
      if (new RegExp(`\\bcode\\.${constantName(code)}\\b`).test(kernel)) add(code, `\`${mechanism.name}\``);
    }
  }
  for (const name of readdirSync(join(ROOT, "packages"))) {
    for (const file of sources(`packages/${name}/src`)) {
      if (LEFT_OUT.test(file)) continue;
      const { program } = parseSync(file, readFileSync(join(ROOT, file), "utf8"));
      for (const [text, parent] of strings(program as unknown as Node)) {
        if (parent && RAISING.has(parent.type) && text in ERROR_CODES) {
          add(text as ErrorCode, `@chainlearn/${name}`);
        }
      }
    }
  }
  return new Map([...found].map(([code, who]) => [code, [...who]]));
}
