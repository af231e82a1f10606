import type { ActionSpec, CellSpec, MechanismManifest, ModelManifest, ParamSpec } from "@chainlearn/core";

const cell = (name: string, bits: number, signed: boolean): CellSpec => ({ name, bits, signed });
const ARGS = ["operation", "a", "b", "c"] as const;
const action = (name: string, record: ActionSpec["record"], payable: boolean, args: readonly string[]) => ({
  name,
  record,
  args,
  payable,
  description: "Runs the operation that the first argument names.",
});
const I64_MIN = -(2n ** 63n);
const I64_MAX = 2n ** 63n - 1n;
const param = (name: string, value: bigint): ParamSpec => ({
  name,
  unit: "number",
  min: I64_MIN,
  max: I64_MAX,
  default: value,
  description: "For tests.",
});

export const probeModelManifest: ModelManifest = {
  kind: "model",
  id: "probe-model",
  version: "1.0.0",
  description: "Runs the words that the label names, for tests.",
  encodings: ["sparse-values", "dense"],
  lanes: [8, 16, 32, 64],
  minClasses: 2,
  maxClasses: 64,
  growth: "free",
  // Three more than a row, so that a row has a place with its first cell elsewhere.
  cells: (shape) => shape.features + 3,
  hot: () => [
    cell("operand", 64, true),
    cell("result", 64, true),
    cell("unsigned", 7, false),
    cell("signed", 20, true),
  ],
  scratch: () => 3,
  constants: () => ({}),
  params: [],
};

export const probeMechanismManifest: MechanismManifest = {
  kind: "mechanism",
  id: "probe-mechanism",
  version: "1.0.0",
  description: "Runs the words that labels and arguments name, for tests.",
  // The first word of the meter ends within cell 5, an account's first word within cell 3.
  pool: [
    cell("result", 64, true),
    cell("first", 64, true),
    cell("second", 64, true),
    cell("tiny", 7, false),
    cell("bit", 1, true),
    cell("third", 64, true),
    cell("large", 63, false),
    cell("sealedAt", 40, false),
    cell("odd", 33, true),
  ],
  account: [
    cell("small", 20, false),
    cell("wide", 64, true),
    cell("large", 63, false),
    cell("behind", 10, true),
    cell("wideBehind", 64, true),
  ],
  record: [cell("wide", 64, true), cell("small", 31, false), cell("bit", 1, true)],
  roles: ["first", "second"],
  params: [param("priceUnits", 1_000n), param("echo", 0n), param("sealing", 0n)],
  actions: [
    action("withSample", "sample", false, ARGS),
    action("withHash", "hash", true, ARGS),
    action("without", "none", true, ARGS),
    action("few", "none", false, ["only"]),
    action("plain", "none", false, []),
  ],
  errors: { 1000: "probe_refused", 65535: "probe_last" },
};

const aboutItems = (
  name: string,
  record: ActionSpec["record"],
  args: readonly string[],
  more: Partial<ActionSpec> = {},
): ActionSpec => ({ ...action(name, record, false, args), ...more });

export const probeItemsManifest: MechanismManifest = {
  kind: "mechanism",
  id: "probe-items",
  version: "1.0.0",
  description: "Runs the words about items, registers and series that arguments name, for tests.",
  pool: [cell("result", 64, true)],
  account: [],
  record: [],
  registers: ["first", "second", "third"],
  series: ["prices", "others"],
  roles: [],
  params: [],
  actions: [
    aboutItems("reveal", "item", ["operation", "a"], { payable: true }),
    aboutItems("show", "item", []),
    aboutItems("keep", "none", [], { digest: true }),
    aboutItems("keepIn", "none", ["register"], { digest: true, payable: true }),
    aboutItems("keepFor", "hash", [], { digest: true }),
    aboutItems("keepWith", "sample", ["a"], { digest: true }),
    aboutItems("run", "none", ARGS),
  ],
  errors: { 1000: "probe_refused" },
};

const aboutParts = (name: string, args: readonly string[], more: Partial<ActionSpec>): ActionSpec => ({
  ...action(name, "none", false, args),
  ...more,
});

export const probePartsManifest: MechanismManifest = {
  kind: "mechanism",
  id: "probe-parts",
  version: "1.0.0",
  description: "Runs the words about lists in parts and about secrets that arguments name, for tests.",
  pool: [cell("result", 64, true)],
  account: [],
  record: [],
  registers: ["list", "other"],
  roles: [],
  params: [],
  actions: [
    aboutParts("keep", [], { digest: true }),
    aboutParts("keepOther", [], { digest: true }),
    aboutParts("open", ["operation", "a", "b"], { parts: true, payable: true }),
    aboutParts("show", [], { parts: true }),
    aboutParts("tell", ["number"], { digest: true }),
    aboutParts("run", ["operation"], {}),
  ],
  errors: { 1000: "probe_refused" },
};
