import { ChainlearnError, errorFromNumber } from "@chainlearn/core";
import type { Fuel } from "./fuel.ts";
import { exp2, isqrt, log2, mulDiv } from "./math.ts";
import { priceOf } from "./prices.ts";
import { run } from "./trap.ts";
import { meterKernel } from "./wasm/meter.ts";
import { CONFIG_MODULE, WORDS } from "./words.ts";

/**
 * What a mechanism's kernel can ask of its shell, one member per word. Amounts in units, times in seconds.
 * A word that traps throws a ChainlearnError `trap`, see {@link trap}. `math` words need no host.
 */
export interface MechanismHost {
  /** Value of a parameter of the mechanism. */
  config(name: string): bigint;
  /** Names of the mechanism's own rejections (manifest `errors`). */
  readonly errors?: Readonly<Record<number, string>>;
  readonly sample: {
    count(): number;
    index(p: number): number;
    value(p: number): number;
  };
  readonly call: {
    time(): bigint;
    paid(): bigint;
    isRole(k: number): boolean;
    arg(k: number): bigint;
  };
  readonly record: {
    time(): bigint;
    label(): number;
    deposit(): bigint;
    left(): bigint;
    setLeft(v: bigint): void;
    isSubmitter(): boolean;
    claim(): boolean;
    get(k: number): bigint;
    set(k: number, v: bigint): void;
  };
  /** who: 0 the caller, 1 the submitter of the open record. */
  readonly account: {
    get(who: number, k: number): bigint;
    set(who: number, k: number, v: bigint): void;
  };
  readonly pool: {
    get(k: number): bigint;
    set(k: number, v: bigint): void;
  };
  readonly item: {
    label(): number;
    next(register: number): boolean;
  };
  readonly digest: {
    store(register: number): void;
    move(from: number, to: number): void;
    isZero(register: number): boolean;
  };
  readonly parts: {
    match(register: number, count: number, only: number): boolean;
    count(): number;
    open(j: number): number;
  };
  readonly secret: {
    part(k: number): bigint;
    commitment(k: number): bigint;
  };
  readonly series: {
    get(k: number, n: bigint): bigint;
    set(k: number, n: bigint, v: bigint): void;
  };
  readonly model: {
    predict(): number;
    update(label: number): void;
  };
  /** which, from, to: 0 the served copy, 1 the working copy. */
  readonly copy: {
    margin(which: number, label: number): bigint;
    predict(which: number): number;
    update(which: number, label: number): void;
    assign(from: number, to: number, first: number, count: number): number;
  };
  readonly pay: {
    to(who: number, amount: bigint): void;
  };
}

const math = { mulDiv, isqrt, log2, exp2 };

type HostFunction = (...args: never[]) => unknown;

function importsOf(module: WebAssembly.Module, host: MechanismHost): WebAssembly.Imports {
  const reject = (code: number): never => {
    throw errorFromNumber(code, "the mechanism refused the call.", host.errors ?? {});
  };
  const { sample, call, record, account, pool, item, digest, parts, secret, series, model, copy, pay } = host;
  const groups: Readonly<Record<string, object>> = {
    ...{ sample, call, record, account, pool },
    ...{ item, digest, parts, secret, series, model, copy, pay, math },
  };
  const imports: Record<string, Record<string, WebAssembly.ImportValue>> = {};
  for (const { module: group, name } of WebAssembly.Module.imports(module)) {
    imports[group] ??= {};
    if (group === CONFIG_MODULE) {
      const value = host.config(name);
      imports[group][name] = () => value;
      continue;
    }
    if (group === "call" && name === "reject") {
      imports[group][name] = reject;
      continue;
    }
    const owner = groups[group] as Record<string, HostFunction> | undefined;
    if (!WORDS[`${group}.${name}`] || !owner?.[name]) {
      throw new ChainlearnError(
        "invalid_kernel",
        `the kernel imports ${group}.${name}, which no mechanism can use.`,
      );
    }
    imports[group][name] = owner[name].bind(owner) as () => unknown;
  }
  return imports;
}

const metered = (kernel: Uint8Array): Uint8Array<ArrayBuffer> =>
  meterKernel(kernel, (word) => priceOf(word, "shell")) as Uint8Array<ArrayBuffer>;

/**
 * A mechanism's kernel, ready to run: its exports by name. The kernel keeps nothing between calls.
 * @param kernel checked kernel, see `checkKernel`
 * @param fuel what it may use up. Default: it may run as long as it likes
 * @returns functions that throw ChainlearnError: `trap`, `fuel_exhausted`, a rejection, or whatever the host's words throw
 * @throws ChainlearnError invalid_kernel when it imports what `host` has not
 */
export function instantiateMechanism(
  kernel: Uint8Array,
  host: MechanismHost,
  fuel?: Fuel,
): Record<string, () => bigint | number | undefined> {
  const module = new WebAssembly.Module(kernel as Uint8Array<ArrayBuffer>);
  const running = fuel ? new WebAssembly.Module(metered(kernel)) : module;
  const { exports } = new WebAssembly.Instance(running, { ...importsOf(module, host), ...fuel?.imports });
  return Object.fromEntries(
    Object.entries(exports).map(([name, call]) => [
      name,
      () => run(name, call as () => bigint | number | undefined, fuel),
    ]),
  );
}
