import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process, { env } from "node:process";
import type { ActionSpec, ParamSpec, ResolvedComposition } from "@chainlearn/core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { compileTranslating, compileWithKernels, requireDeployable } from "../src/compiler/compile.ts";
import { compositionSource } from "../src/compiler/composition-source.ts";
import type { TranslatedKernels } from "../src/translate/index.ts";
import { composition } from "./support/stage.ts";

/** Kernels that do nothing, or contain some statements. */
const kernels = (statements = ""): TranslatedKernels => ({
  use: () => ({
    sample: false,
    record: false,
    recordWritten: false,
    time: false,
    paid: false,
    pays: false,
    meterRead: [],
    meterWritten: [],
    params: [],
    roles: [],
    args: [],
  }),
  yul: ([entry]) =>
    entry === "mechanism_seal"
      ? `function ${entry}($ctx) { ${statements} }`
      : `function ${entry}($ctx) -> $result { $result := mload($ctx) }`,
});

const withMechanism = (
  change: Partial<ResolvedComposition["mechanism"]["manifest"]>,
): ResolvedComposition => ({
  ...composition,
  roles: change.roles ?? composition.roles,
  mechanism: { ...composition.mechanism, manifest: { ...composition.mechanism.manifest, ...change } },
});

const action = (name: string, args: readonly string[] = []): ActionSpec => ({
  name,
  record: "none",
  args,
  payable: false,
  description: "",
});

const param = (name: string): ParamSpec => ({ name, unit: "", min: 0n, max: 1n, description: "" });

describe("names of a manifest", () => {
  const bad: readonly (readonly [what: string, change: Parameters<typeof withMechanism>[0]])[] = [
    ["an action that every shell has", { actions: [action("withdraw")] }],
    ["an action of the generated code", { actions: [action("deliver")] }],
    ["an argument that hides a part of the record", { actions: [action("go", ["submitter"])] }],
    ["an argument that hides the generated code's", { actions: [action("go", ["enter"])] }],
    [
      "an argument that hides a part of the item",
      { actions: [{ ...action("go", ["next"]), record: "item" }] },
    ],
    ["an argument that hides the digest", { actions: [{ ...action("go", ["digest"]), digest: true }] }],
    ["an action that hides the generated code's", { actions: [action("openItem", [])] }],
  ];
  it.each(bad)("refused: %s", (_, change) => {
    expect(() => compositionSource(withMechanism(change), kernels(), "chunks")).toThrow(
      expect.objectContaining({ code: "invalid_composition" }),
    );
  });
});

const TARGET = { evmVersion: "osaka", upload: "chunks" } as const;

describe("the compiler", () => {
  let cache: string;
  let before: string | undefined;
  const listeners = process.listenerCount("unhandledRejection");
  beforeAll(async () => {
    cache = await mkdtemp(join(tmpdir(), "chainlearn-test-"));
    before = env.XDG_CACHE_HOME;
    env.XDG_CACHE_HOME = cache;
  });
  afterAll(async () => {
    if (before === undefined) delete env.XDG_CACHE_HOME;
    else env.XDG_CACHE_HOME = before;
    await rm(cache, { recursive: true });
  });

  const files = async (): Promise<string[]> =>
    (await readdir(join(cache, "chainlearn", "solc"))).map((name) => join(cache, "chainlearn", "solc", name));

  it("refuses a contract above the limit of the chains", () => {
    const code = (bytes: number) => `0x${"5b".repeat(bytes)}` as const;
    expect(() => requireDeployable(code(24_576))).not.toThrow();
    expect(() => requireDeployable(code(24_577))).toThrow(
      expect.objectContaining({ code: "contract_too_large", details: { size: 24_577, limit: 24_576 } }),
    );
  });

  it("compiles more parameters and arguments than the EVM's stack can reach", async () => {
    const names = (count: number, prefix: string) => Array.from({ length: count }, (_, i) => `${prefix}${i}`);
    const many = withMechanism({
      params: names(24, "param").map(param),
      roles: names(4, "role"),
      actions: [{ ...action("go", names(12, "arg")), record: "sample" }],
    });
    const specs = many.mechanism.manifest.params.map((spec) => ({
      spec,
      owner: "mechanism" as const,
      value: 0n,
    }));
    const { immutables } = await compileWithKernels({ ...many, params: specs }, kernels(), TARGET);
    expect(immutables).toHaveLength(2 + 24 + 4);
    expect(process.listenerCount("unhandledRejection")).toBe(listeners);
  });

  it("says what solc says about code that it refuses", async () => {
    await expect(compileWithKernels(composition, kernels("let a"), TARGET)).resolves.toBeDefined();
    await expect(compileWithKernels(composition, kernels("frobnicate()"), TARGET)).rejects.toMatchObject({
      code: "compile_failed",
      message: expect.stringContaining("frobnicate"),
    });
  });

  it("keeps the kernels' locals in memory where the stack does not reach", async () => {
    // Twenty variables that are alive at once, in a function that calls itself: solc moves none of them to memory.
    const names = Array.from({ length: 20 }, (_, i) => `$a${i}`);
    const sum = names.reduce((text, name) => `add(mul(${text}, ${name}), sload(${name}))`);
    const deep = `function $deep(${names.join(", ")}) -> $sum {
      if sload(0) { $sum := $deep(${[...names.slice(1), names[0]].join(", ")}) }
      $sum := add($sum, ${sum})
    }
    sstore(1, $deep(${names.map((_, i) => `sload(${i})`).join(", ")}))`;
    const asked: boolean[] = [];
    const compiled = await compileTranslating(
      composition,
      ({ localsInMemory }) => {
        asked.push(localsInMemory);
        return kernels(localsInMemory ? "let a" : deep);
      },
      TARGET,
    );
    expect(asked).toEqual([false, true]);
    expect(compiled).toEqual(await compileWithKernels(composition, kernels("let a"), TARGET));
    const refused = compileTranslating(composition, () => kernels("frobnicate()"), TARGET);
    await expect(refused).rejects.toMatchObject({ message: expect.stringContaining("frobnicate") });
  });

  it("keeps finished compilations, and trusts none that was changed", async () => {
    const known = new Set(await files());
    const compile = async () => {
      vi.resetModules();
      const fresh = await import("../src/compiler/compile.ts");
      return fresh.compileWithKernels(composition, kernels("pop(42)"), TARGET);
    };
    const first = await compile();
    const [file, ...others] = (await files()).filter((name) => !known.has(name));
    expect(others).toEqual([]);
    const kept = await readFile(file!, "utf8");
    expect(await compile()).toEqual(first);

    // A kept compilation is what is used: one that is consistent is not compiled again.
    const changed = kept.replace(/("runtimeCode":"0x)[0-9a-f]{2}/, "$1ff");
    expect(changed).not.toBe(kept);
    await writeFile(file!, changed);
    expect(await compile()).toEqual(first);
    expect(await readFile(file!, "utf8")).toBe(kept);
    await writeFile(file!, kept.slice(0, 100));
    expect(await compile()).toEqual(first);
  });
});
