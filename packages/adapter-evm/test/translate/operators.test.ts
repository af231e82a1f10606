import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { OPERATORS, type Operator } from "../../../kernel/src/wasm/operators.ts";
import { Evm } from "./support/evm.ts";
import { Runner } from "./support/harness.ts";
import { EDGES, Random } from "./support/random.ts";
import { assemble, compareEngines, type Invocation } from "./support/wasm.ts";

let evm: Evm;
let runner: Runner;
beforeAll(async () => {
  evm = await Evm.start();
  runner = await Runner.install(evm);
});
afterAll(() => evm.stop());

type NumberType = "i32" | "i64";

const widthOf = (type: NumberType): 32 | 64 => (type === "i32" ? 32 : 64);

/** Type of an operator's operands, which its name begins with unless it converts. */
function operandType(name: string): NumberType {
  const conversion = /_(i32|i64)/.exec(name);
  return (conversion?.[1] ?? name.slice(0, 3)) as NumberType;
}

/** Operators that kernels may not contain, but that the optimiser may make of others. */
const WRITTEN_BY_OPTIMISER: readonly Operator[] = (["i32", "i64"] as const).flatMap((type) =>
  (
    [
      ["ctz", 1],
      ["popcnt", 1],
      ["rotl", 2],
      ["rotr", 2],
    ] as const
  ).map(([name, pops]) => ({ name: `${type}.${name}`, immediate: "none", pops, result: type })),
);

const numeric = [...OPERATORS.values(), ...WRITTEN_BY_OPTIMISER].filter(
  (operator) => operator.pops !== undefined,
);
const byType = (type: NumberType) => numeric.filter((operator) => operandType(operator.name) === type);

/**
 * Forms of an operand that the translator treats differently: canonical, not canonical (a sum or product that has left
 * the type's range), within narrow intervals of either sign, boolean.
 */
const forms = (type: NumberType, local: number): readonly string[] => {
  const get = `(local.get ${local})`;
  const constant = (value: bigint): string => `(${type}.const ${value})`;
  const top = constant(1n << BigInt(widthOf(type) - 2));
  return [
    get,
    `(${type}.add (${type}.add ${get} ${top}) ${top})`,
    `(${type}.mul ${get} ${top})`,
    `(${type}.and ${get} ${constant(255n)})`,
    `(${type}.extend8_s ${get})`,
    `(${type}.shr_u ${get} ${constant(1n)})`,
    type === "i32" ? `(i32.eqz ${get})` : `(i64.extend_i32_u (i64.eqz ${get}))`,
  ];
};

const CONSTANTS = [0n, 1n, -1n, 2n, 63n, 255n, -128n] as const;
const extremes = (type: NumberType): bigint[] => {
  const half = 1n << BigInt(widthOf(type) - 1);
  return [half - 1n, -half];
};

interface Probe {
  readonly name: string;
  readonly text: string;
}

function probes(type: NumberType): Probe[] {
  const made: Probe[] = [];
  const add = (operator: string, result: NumberType, operands: readonly string[]): void => {
    const name = `${operator}#${made.length}`;
    const params = `(param ${type}) (param ${type})`;
    made.push({
      name,
      text: `(func (export "${name}") ${params} (result ${result}) (${operator} ${operands.join(" ")}))`,
    });
  };
  for (const { name, pops, result } of byType(type)) {
    const [left, right] = [forms(type, 0), forms(type, 1)];
    if (pops === 1) {
      for (const form of left) add(name, result!, [form]);
      continue;
    }
    for (const [i, form] of left.entries()) {
      add(name, result!, [form, right[0]!]);
      add(name, result!, [left[0]!, right[i]!]);
      add(name, result!, [form, right[(i + 1) % right.length]!]);
    }
    for (const value of [...CONSTANTS, ...extremes(type)]) {
      add(name, result!, [left[0]!, `(${type}.const ${value})`]);
      add(name, result!, [`(${type}.const ${value})`, right[1]!]);
      add(name, result!, [left[1]!, `(${type}.const ${value})`]);
    }
  }
  return made;
}

/** Calls with pairs of edges and with random operands. */
function callsOf(list: readonly Probe[], type: NumberType, perProbe: number, random: Random): Invocation[] {
  const width = widthOf(type);
  const edges = [...new Set(EDGES.map((edge) => BigInt.asIntN(width, edge)))];
  return list.flatMap(({ name }) =>
    Array.from({ length: perProbe }, (_, i): Invocation => {
      const operands =
        i % 2 ? [random.operand(width), random.operand(width)] : [random.pick(edges), random.pick(edges)];
      return { name, operands };
    }),
  );
}

describe("every operator that kernels may use", () => {
  it("is known here", () => {
    expect(byType("i32").length + byType("i64").length).toBe(numeric.length);
    expect(numeric.length).toBeGreaterThanOrEqual(50);
  });

  for (const type of ["i32", "i64"] as const) {
    const all = probes(type);
    const size = 150;
    for (let from = 0; from < all.length; from += size) {
      const list = all.slice(from, from + size);
      const [first, last] = [list[0]!.name, list.at(-1)!.name];
      it(`computes what the wasm engine computes: ${first} to ${last}`, async () => {
        const bytes = assemble(`(module ${list.map(({ text }) => text).join("\n")})`);
        const calls = callsOf(list, type, 24, new Random(from + widthOf(type)));
        const { differences, traps } = await compareEngines(evm, runner, bytes, calls);
        expect(differences).toEqual([]);
        if (list.some(({ name }) => /div|rem/.test(name))) expect(traps).toBeGreaterThan(0);
      });
    }
  }

  it("counts leading zeros without the instruction", async () => {
    const bytes = assemble(`(module
      (func (export "clz32") (param i32) (result i32) (i32.clz (local.get 0)))
      (func (export "clz64") (param i64) (result i64) (i64.clz (local.get 0))))`);
    const calls = EDGES.flatMap((edge): Invocation[] => [
      { name: "clz32", operands: [BigInt.asIntN(32, edge)] },
      { name: "clz64", operands: [BigInt.asIntN(64, edge)] },
    ]);
    const { differences } = await compareEngines(evm, runner, bytes, calls, { evmVersion: "cancun" });
    expect(differences).toEqual([]);
  });
});
