import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Evm } from "./support/evm.ts";
import { Runner } from "./support/harness.ts";
import { Random } from "./support/random.ts";
import { assemble, compareEngines, type Invocation } from "./support/wasm.ts";

let evm: Evm;
let runner: Runner;
beforeAll(async () => {
  evm = await Evm.start();
  runner = await Runner.install(evm);
});
afterAll(() => evm.stop());

const IMPORT = '(import "test" "note" (func $note (param i64) (result i64)))';
/** Notes a constant and gives an i32 that depends on the notes so far. */
const SAID = `(func $said (param $what i64) (result i32)
  (i32.wrap_i64 (i64.shr_u (call $note (local.get $what)) (i64.const 1))))`;

/** Each takes two i64 and an i32 and gives an i64. */
const FUNCTIONS: Readonly<Record<string, string>> = {
  // -- order of evaluation
  "a tee after a get of the same local": `
    (i64.sub (local.get 0) (local.tee 0 (i64.add (local.get 1) (i64.const 5))))`,
  "a get after a tee of the same local": `
    (i64.sub (local.tee 0 (i64.mul (local.get 1) (i64.const 3))) (local.get 0))`,
  "three tees of one local in one expression": `
    (i64.add (local.tee 0 (i64.const 7))
      (i64.mul (local.tee 0 (i64.add (local.get 0) (i64.const 1)))
        (i64.sub (local.get 0) (local.tee 0 (i64.xor (local.get 0) (local.get 1))))))`,
  "operands with effects, left to right": `
    (i64.sub (call $note (i64.const 1)) (i64.mul (call $note (i64.const 2)) (call $note (local.get 0))))`,
  "operands of a call, left to right": `
    (call $three (call $note (i64.const 4)) (local.tee 0 (i64.const 9)) (call $note (local.get 0)))`,
  "a select evaluates both arms before its condition": `
    (select (call $note (i64.const 1)) (call $note (i64.const 2)) (call $said (local.get 0)))`,
  "a select whose condition changes the local of an arm": `
    (select (local.get 0) (local.get 1)
      (i64.gt_s (local.tee 0 (i64.sub (local.get 1) (i64.const 1))) (local.get 1)))`,
  "a select whose second arm changes the local of the first": `
    (i64.add (local.get 0)
      (select (local.get 0) (local.tee 0 (i64.shr_s (local.get 1) (i64.const 3)))
        (i64.lt_s (local.get 0) (i64.const 0))))`,
  "a select that clamps, divided by": `
    (i64.div_u (local.get 1)
      (select (local.get 0) (i64.const 1) (i64.gt_s (local.get 0) (i64.const 0))))`,
  "a division that traps after an effect": `
    (i64.add (call $note (i64.const 3)) (i64.div_s (local.get 0) (local.get 1)))`,
  "a value that is dropped but traps": `
    (drop (i64.rem_u (local.get 0) (i64.shr_u (local.get 1) (i64.const 60)))) (i64.const 1)`,
  "a store that is compared with what it replaces": `
    (i64.extend_i32_u (i64.lt_u (local.get 0) (local.tee 0 (i64.add (local.get 0) (local.get 1)))))`,

  // -- blocks and branches
  "a block with a value and branches that carry one": `
    (i64.add (local.get 1) (block $out (result i64)
      (drop (br_if $out (i64.const 11) (i64.eqz (local.get 0))))
      (drop (br_if $out (call $note (i64.const 2)) (i64.lt_s (local.get 0) (i64.const 0))))
      (i64.mul (local.get 0) (i64.const 3))))`,
  "a branch carries the value from before its condition's effects": `
    (block $out (result i64)
      (i64.add (i64.const 1000)
        (br_if $out (local.get 0) (i64.ne (local.tee 0 (i64.sub (local.get 1) (i64.const 4))) (i64.const 3)))))`,
  "a branch with a value out of two levels": `
    (block $outer (result i64)
      (i64.add (i64.const 1) (block $inner (result i64)
        (drop (br_if $outer (i64.const 77) (i64.gt_s (local.get 0) (local.get 1))))
        (drop (br_if $inner (i64.const 88) (i64.eq (local.get 0) (local.get 1))))
        (i64.const 99))))`,
  "a branch to the function's end": `
    (br_if 0 (local.get 1) (i64.gt_u (local.get 0) (i64.const 5))) (drop) (i64.const 4)`,
  "a block whose branches skip its rest": `
    (block $skip
      (br_if $skip (i64.lt_s (local.get 0) (i64.const 0)))
      (local.set 1 (call $note (local.get 0)))
      (if (i64.gt_s (local.get 0) (i64.const 50)) (then (local.set 1 (i64.const 5)) (br $skip)))
      (drop (call $note (i64.const 8)))
      (br $skip))
    (local.get 1)`,
  "a branch from within an if that more follows": `
    (block $out
      (if (i64.lt_s (local.get 0) (local.get 1)) (then
        (drop (call $note (i64.const 1)))
        (br_if $out (i64.lt_s (local.get 0) (i64.const 0)))
        (drop (call $note (i64.const 2)))))
      (drop (call $note (i64.const 3))))
    (local.get 0)`,
  "an if whose arms both have values": `
    (i64.add (call $note (i64.const 5))
      (if (result i64) (i32.and (local.get 2) (i32.const 1))
        (then (call $note (i64.const 6))) (else (local.tee 1 (i64.sub (local.get 1) (local.get 0))))))`,
  "an if with one arm that leaves": `
    (i64.add (local.get 1) (if (result i64) (local.get 2)
      (then (i64.const 3)) (else (return (i64.const 12)))))`,
  "code behind an unconditional branch": `
    (block $out (br $out) (drop (call $note (i64.const 1)))) (local.get 0)`,
  "unreachable under a condition": `
    (if (i64.eq (i64.and (local.get 0) (i64.const 3)) (i64.const 1)) (then unreachable)) (local.get 0)`,

  // -- loops
  "a loop of loops that leaves both": `
    (local $i i32) (local $j i32)
    (block $out
      (loop $outer
        (local.set $j (i32.const 0))
        (loop $inner
          (drop (call $note (i64.extend_i32_s (i32.add (local.get $i) (local.get $j)))))
          (br_if $out (i32.eq (i32.mul (local.get $i) (local.get $j)) (i32.and (local.get 2) (i32.const 15))))
          (local.set $j (i32.add (local.get $j) (i32.const 1)))
          (br_if $inner (i32.lt_s (local.get $j) (i32.const 4))))
        (local.set $i (i32.add (local.get $i) (i32.const 1)))
        (br_if $outer (i32.lt_s (local.get $i) (i32.const 5)))))
    (i64.extend_i32_s (i32.add (i32.mul (local.get $i) (i32.const 10)) (local.get $j)))`,
  "an inner loop that repeats the outer one": `
    (local $i i32) (local $j i32)
    (loop $outer
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (local.set $j (i32.const 0))
      (loop $inner
        (local.set $j (i32.add (local.get $j) (i32.const 1)))
        (drop (call $note (i64.extend_i32_s (local.get $j))))
        (br_if $outer (i32.and (i32.eq (local.get $j) (i32.const 2)) (i32.lt_u (local.get $i) (i32.and (local.get 2) (i32.const 7)))))
        (br_if $inner (i32.lt_u (local.get $j) (i32.const 3)))))
    (i64.extend_i32_s (local.get $i))`,
  "three levels left by different branches": `
    (local $i i32)
    (block $a (block $b (block $c
      (loop $again
        (local.set $i (i32.add (local.get $i) (i32.const 1)))
        (loop $deep
          (br_if $a (i32.eq (local.get $i) (i32.and (local.get 2) (i32.const 3))))
          (br_if $b (i32.eq (local.get $i) (i32.shr_u (local.get 2) (i32.const 30))))
          (br_if $c (i32.gt_u (local.get $i) (i32.const 6)))
          (br $again)))
      ) (drop (call $note (i64.const 30))))
      (drop (call $note (i64.const 20))))
    (drop (call $note (i64.const 10)))
    (i64.extend_i32_s (local.get $i))`,
  "a while loop": `
    (local $i i32)
    (block $out (loop $again
      (br_if $out (i32.ge_s (local.get $i) (i32.and (local.get 2) (i32.const 31))))
      (local.set 0 (i64.add (i64.mul (local.get 0) (i64.const 3)) (local.get 1)))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br $again)))
    (local.get 0)`,
  "a loop that is a while loop by its if": `
    (local $i i32)
    (loop $again (if (i32.lt_u (local.get $i) (i32.const 6)) (then
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $again (i64.eqz (i64.and (call $note (i64.extend_i32_u (local.get $i))) (local.get 0))))
      (local.set 1 (i64.add (local.get 1) (local.get 0)))
      (br $again))))
    (local.get 1)`,
  "a loop whose condition has effects": `
    (local $i i32)
    (loop $again
      (br_if $again (i32.lt_s (local.tee $i (i32.add (local.get $i) (i32.add (i32.const 1) (i32.wrap_i64 (i64.and (call $note (i64.extend_i32_s (local.get $i))) (i64.const 1))))))
        (i32.const 5)))
      (drop (call $note (i64.const 3))))
    (i64.extend_i32_s (local.get $i))`,
  "a loop with a value": `
    (i64.mul (local.get 1) (loop $again (result i64)
      (local.set 0 (i64.shr_u (local.get 0) (i64.const 7)))
      (br_if $again (i64.ne (local.get 0) (i64.const 0)))
      (call $note (local.get 0))))`,
  "sums that leave the type's range": `
    (local $i i32) (local $s i64) (local $t i32)
    (loop $again
      (local.set $s (i64.add (local.get $s) (local.get 0)))
      (local.set $s (i64.sub (local.get $s) (local.get 1)))
      (local.set $t (i32.add (local.get 2) (local.get $t)))
      (br_if $again (i32.lt_s (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 20))))
    (i64.xor (i64.shr_s (local.get $s) (i64.const 3)) (i64.extend_i32_s (i32.div_s (local.get $t) (i32.const 7))))`,
  "a product that grows in a loop": `
    (local $i i32)
    (loop $again
      (local.set 0 (i64.mul (local.get 0) (local.get 1)))
      (local.set 1 (i64.xor (local.get 1) (i64.shl (local.get 0) (i64.const 9))))
      (br_if $again (i32.lt_s (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 9))))
    (i64.rem_s (local.get 0) (i64.or (local.get 1) (i64.const 1)))`,
  "a local that is read before it is set": `
    (local $i i32) (local $unset i64)
    (loop $again
      (if (i32.eq (local.get $i) (i32.const 2)) (then (local.set $unset (i64.const 100))))
      (local.set 0 (i64.add (local.get 0) (local.get $unset)))
      (br_if $again (i32.lt_s (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 4))))
    (i64.div_s (local.get 0) (local.get $unset))`,
  "a counter that goes down and is divided by": `
    (local $i i32)
    (local.set $i (i32.const 5))
    (loop $again
      (local.set 0 (i64.add (local.get 0) (i64.div_s (local.get 1) (i64.extend_i32_s (local.get $i)))))
      (br_if $again (i32.ge_s (local.tee $i (i32.sub (local.get $i) (i32.const 1))) (i32.and (local.get 2) (i32.const 1)))))
    (local.get 0)`,

  // -- br_table
  "a table of blocks": `
    (block $d (block $c (block $b (block $a
      (br_table $a $b $c $a $d (local.get 2)))
      (return (call $note (i64.const 1))))
      (drop (call $note (i64.const 2))))
      (drop (call $note (i64.const 3))))
    (local.get 0)`,
  "a table in a loop that repeats and leaves": `
    (local $i i32)
    (block $out (loop $again
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (block $stay
        (br_table $stay $again $out $stay $again (i32.rem_u (i32.add (local.get 2) (local.get $i)) (i32.const 5))))
      (drop (call $note (i64.extend_i32_s (local.get $i))))
      (br_if $again (i32.lt_s (local.get $i) (i32.const 9)))))
    (i64.extend_i32_s (local.get $i))`,
  "a table that carries a value": `
    (block $a (result i64) (i64.add (i64.const 5) (block $b (result i64)
      (br_table $a $b $a (call $note (local.get 0)) (i32.and (local.get 2) (i32.const 3))))))`,
  "a table whose cases are all the same": `
    (block $a (br_table $a $a $a (i32.div_u (local.get 2) (i32.wrap_i64 (local.get 0))))) (i64.const 2)`,

  // -- calls
  "a function that is not inlined and has effects": `
    (i64.add (call $chain (local.get 0)) (call $chain (i64.sub (local.get 1) (local.get 0))))`,
  "an early return from nested loops": `
    (local $i i32)
    (loop $a (loop $b
      (if (i32.gt_s (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.and (local.get 2) (i32.const 7)))
        (then (return (i64.extend_i32_s (local.get $i)))))
      (br_if $b (i32.and (local.get $i) (i32.const 1)))
      (br $a)))
    (unreachable)`,
};

const names = Object.keys(FUNCTIONS);

const MODULE = `(module ${IMPORT} ${SAID}
  (func $three (param i64) (param i64) (param i64) (result i64)
    (i64.sub (i64.mul (local.get 0) (local.get 1)) (local.get 2)))
  (func $chain (param i64) (result i64)
    (if (result i64) (i64.lt_s (local.get 0) (i64.const 10))
      (then (call $note (local.get 0)))
      (else (return (i64.shr_s (call $three (local.get 0) (call $note (i64.const 1)) (i64.const 2)) (i64.const 2))))))
  ${names
    .map(
      (name) =>
        `(func (export "${name}") (param i64) (param i64) (param i32) (result i64) ${FUNCTIONS[name]})`,
    )
    .join("\n  ")})`;

describe("control flow and order of evaluation", () => {
  const bytes = assemble(MODULE);
  const random = new Random(20);
  const calls = names.flatMap((name) =>
    Array.from({ length: 40 }, (_, i): Invocation => {
      const small = (): bigint => BigInt(random.below(9)) - 2n;
      const operands =
        i % 2 ? [random.operand(64), random.operand(64), random.operand(32)] : [small(), small(), small()];
      return { name, operands };
    }),
  );

  for (const optimise of [false, true]) {
    it(`is the wasm engine's, ${optimise ? "optimised" : "as written"}`, async () => {
      const { differences, traps } = await compareEngines(evm, runner, bytes, calls, { optimise });
      expect(differences).toEqual([]);
      expect(traps).toBeGreaterThan(20);
      expect(traps).toBeLessThan(calls.length / 4);
    });
  }

  it.each([
    ["on the stack", false],
    ["in memory", true],
  ])("is the wasm engine's with forty live locals, %s", async (_, localsInMemory) => {
    const count = 40;
    const locals = Array.from({ length: count }, (_, i) => i + 3);
    const set = (local: number, value: string): string => `(local.set ${local} ${value})`;
    const rotated = locals.map((local, i) => {
      const next = locals[(i + 7) % count]!;
      return set(local, `(i64.xor (i64.mul (local.get ${local}) (i64.const 3)) (local.get ${next}))`);
    });
    const sum = locals.map((local) => `(local.get ${local})`).reduce((a, b) => `(i64.add ${a} ${b})`);
    const large = assemble(`(module ${IMPORT}
      (func (export "large") (param i64) (param i64) (param i32) (result i64)
        (local ${"i64 ".repeat(count)} i32)
        ${locals.map((local) => set(local, `(i64.add (local.get ${local % 2}) (i64.const ${local}))`)).join(" ")}
        (loop $again
          ${rotated.join(" ")}
          (drop (call $note ${sum}))
          (br_if $again (i32.lt_s
            (local.tee ${count + 3} (i32.add (local.get ${count + 3}) (i32.const 1)))
            (i32.and (local.get 2) (i32.const 7)))))
        ${sum}))`);
    const random = new Random(40);
    const invocations = Array.from(
      { length: 40 },
      (): Invocation => ({
        name: "large",
        operands: [random.operand(64), random.operand(64), random.operand(32)],
      }),
    );
    const { differences } = await compareEngines(evm, runner, large, invocations, { localsInMemory });
    expect(differences).toEqual([]);
  });
});
