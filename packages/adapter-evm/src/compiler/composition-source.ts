import type { ActionSpec, PlacedCell, ResolvedComposition } from "@chainlearn/core";
import { bringsItems, isClaim, opensParts } from "../abi.ts";
import { claimsWithProof, paramName, roleName, type Upload } from "../artifact.ts";
import { codeLayout } from "../code-weights.ts";
import { type ContextLayout, contextLayout } from "../translate/context.ts";
import type { TranslatedKernels } from "../translate/index.ts";
import { CELLS_PER_TABLE, cellTables } from "../translate/library/hot.ts";
import { codeWeightsSource } from "./code-weights-source.ts";
import { HANDLER_CONTRACTS } from "./contracts.ts";
import { actionWords, meterLoading, meterSource, meterStoring } from "./meter-source.ts";
import { checkNames } from "./names.ts";
import { block, comment, HEADER, type Lines, when } from "./solidity.ts";

/** Name of the generated contract. */
export const CONTRACT_NAME = "Composition";

interface Plan {
  readonly composition: ResolvedComposition;
  readonly kernels: TranslatedKernels;
  readonly context: ContextLayout;
  readonly upload: Upload;
}

/** What gives a contract its initial state. */
const base = (upload: Upload): string => (upload === "once" ? "Genesis" : "Uploads");

/**
 * The contract of one composition: the shell's hooks around the translated kernels, and one entry per action.
 * @throws ChainlearnError invalid_composition when a name of a manifest cannot be used in Solidity
 */
export function compositionSource(
  composition: ResolvedComposition,
  kernels: TranslatedKernels,
  upload: Upload,
): string {
  checkNames(composition);
  const plan = { composition, kernels, upload, context: contextLayout(composition) };
  const { model, mechanism } = composition;
  const manifests = [model.manifest, mechanism.manifest];
  const handler = HANDLER_CONTRACTS[composition.dataHandler.manifest.id]!;
  const { actions } = mechanism.manifest;
  const extensions = [
    ...(composition.growth ? ["Growth"] : []),
    ...(bringsItems(actions) ? ["Items"] : []),
    ...(opensParts(actions) ? ["Parts"] : []),
  ];
  const digests = actions.some(({ digest }) => digest);
  return [
    ...HEADER,
    'import {Context, Contexts} from "../Context.sol";',
    ...extensions.map((name) => `import {${name}} from "../${name}.sol";`),
    'import {Rejections, reject} from "../Rejections.sol";',
    'import {Samples} from "../Samples.sol";',
    'import {Shell} from "../Shell.sol";',
    'import {Slots} from "../Slots.sol";',
    `import {${handler}} from "../handlers/${handler}.sol";`,
    `import {${base(upload)}} from "../${base(upload)}.sol";`,
    'import {CTX_METER, CTX_PAID, CTX_RECORD_WORD, STATE_WORDS} from "./Layout.sol";',
    ...when(digests, 'import {CTX_DIGEST} from "./Layout.sol";'),
    "",
    comment(`@title ${manifests.map((manifest) => `${manifest.id} ${manifest.version}`).join(" with ")}`),
    comment(manifests.map((manifest) => manifest.description).join(" ")),
    ...block(`contract ${CONTRACT_NAME} is ${[...extensions, handler, base(upload)].join(", ")}`, [
      ...instanceSource(plan),
      ...mechanism.manifest.actions.flatMap((action, position) => actionSource(plan, action, position)),
      ...hooksSource(plan),
      ...growthSource(plan),
      ...meterSource(composition, kernels, plan.context),
      ...hotCellSource(composition.layout.hot),
      ...(kernels.codeWeights ? codeWeightsSource(codeLayout(composition, kernels.codeWeights)) : []),
    ]),
  ].join("\n");
}

function instanceSource({ composition, context, upload }: Plan): Lines {
  const { params, roles, kernelIds } = composition;
  const given = [
    ...params.map((param) => ({ type: "int64", name: paramName(param) })),
    ...roles.map((role) => ({ type: "address", name: roleName(role) })),
  ];
  const list = given.map(({ type, name }) => `${type} ${name}_`);
  return [
    ...params.flatMap((param) => [
      comment(`${param.spec.description} Unit: ${param.spec.unit}.`),
      `int256 private immutable ${paramName(param)};`,
    ]),
    ...roles.map((role) => `uint256 private immutable ${roleName(role)};`),
    "",
    ...block(
      `constructor(${[...list, ...when(upload === "once", "bytes memory words_", "int256[] memory hot_")].join(", ")})`,
      [
        ...params.map((param) => `${paramName(param)} = ${paramName(param)}_;`),
        // As numbers they need no mask where they are read.
        ...roles.map((role) => `${roleName(role)} = uint160(${roleName(role)}_);`),
        ...when(upload === "once", "begin(words_, hot_);"),
      ],
    ),
    "/// What this contract is: deployer, parameters, who has the roles (0: nobody), and sha256 of the kernels in its code.",
    ...block(
      `function instance() external view returns (${["address deployer", ...list, "bytes32 modelKernel", "bytes32 mechanismKernel"].join(", ")})`,
      [`returnInstance(Contexts.create(), hex"${kernelIds.model}", hex"${kernelIds.mechanism}");`],
    ),
    ...block("function loadImmutables(Context ctx) internal view override", [
      ...params.map((param, i) => `ctx.setSigned(${context.params + 32 * i}, ${paramName(param)});`),
      ...roles.map((role, k) => `ctx.set(${context.roles + 32 * k}, ${roleName(role)});`),
    ]),
  ];
}

const RECORD_PARTS = ["uint48 id", "uint40 time", "address submitter", "uint16 label"];
const CLAIM: Readonly<Record<ActionSpec["record"], Lines>> = {
  none: [],
  sample: [...RECORD_PARTS, "bytes calldata sample"],
  hash: [...RECORD_PARTS, "bytes32 sampleHash"],
  item: ["uint16 label", "bytes calldata sample", "bytes32 next"],
};

const PROOF = ["uint256 initialWord", "bytes32[] calldata proof"];

/** How an action's entry finds what it is about. */
function openingSource({ record, parts }: ActionSpec, withProof: boolean): string {
  if (parts) return "requireSealed(ctx_); openParts(ctx_, parts);";
  if (record === "none") return "requireSealed(ctx_);";
  if (record === "item") return "requireSealed(ctx_); openItem(ctx_, label, sample, next);";
  const hash = record === "sample" ? "Samples.hash(sample)" : "sampleHash";
  return `uint256 slot_ = openRecord(ctx_, id, time, submitter, label, ${hash}${withProof ? ", initialWord, proof" : ""});`;
}

/** How it logs what it has done. */
function loggingSource({ record, digest, parts, args, payable }: ActionSpec, position: number): string {
  const brought = [...(record === "item" ? ["sample"] : []), ...(parts ? ["parts"] : [])];
  const rest = [...brought, ...(args.length > 0 ? ["args_"] : [])];
  const common = [`${position}`, "reason_", payable ? "paid_" : "0", ...rest].join(", ");
  if (parts) return `logParts(ctx_, ${common});`;
  if (record === "item") return `logItem(ctx_, ${common});`;
  const id = record === "none" ? "NO_ID" : "id";
  return `${digest ? "logDigest" : "logAction"}(ctx_, ${id}, ${common});`;
}

function actionSource(plan: Plan, action: ActionSpec, position: number): Lines {
  const entry = `mechanism_${action.name}`;
  const use = plan.kernels.use(entry);
  const claims = isClaim(action);
  const withProof = claims && claimsWithProof(plan.composition);
  const signature = [
    ...CLAIM[action.record],
    ...(action.digest ? ["bytes32 digest"] : []),
    ...(action.parts ? ["bytes calldata parts"] : []),
    ...action.args.map((arg) => `int64 ${arg}`),
    ...(withProof ? PROOF : []),
  ].join(", ");
  return [
    comment(action.description),
    // Names of locals end in an underscore, which names of arguments cannot.
    ...block(`function ${action.name}(${signature}) external payable`, [
      action.payable ? "uint256 paid_ = enterWithPayment();" : "enter();",
      `Context ctx_ = ${meterLoading(actionWords(action, use))};`,
      openingSource(action, withProof),
      ...when(use.sample && action.record === "sample", "ctx_.setSample(sample);"),
      ...when(use.paid && action.payable, "ctx_.set(CTX_PAID, paid_);"),
      ...when(action.digest === true, "ctx_.set(CTX_DIGEST, uint256(digest));"),
      ...use.args.map((k) => `ctx_.setSigned(${plan.context.args + 32 * k}, ${action.args[k]});`),
      `uint256 reason_ = run_${action.name}(ctx_);`,
      ...when(claims && use.recordWritten, "Slots.store(slot_, ctx_.get(CTX_RECORD_WORD));"),
      ...when(use.meterWritten.length > 0, `${meterStoring(use.meterWritten)}(ctx_);`),
      ...when(
        action.args.length > 0,
        `int64[] memory args_ = new int64[](${action.args.length});`,
        ...action.args.map((arg, k) => `args_[${k}] = ${arg};`),
      ),
      loggingSource(action, position),
      ...when(use.pays, "deliver(ctx_);"),
    ]),
    ...block(`function run_${action.name}(Context context) private returns (uint256 reason)`, [
      "uint256 kernelResult;",
      ...runKernel(plan, entry, true),
      "return uint32(kernelResult);",
    ]),
  ];
}

function hooksSource(plan: Plan): Lines {
  const kernel = new WebAssembly.Module(Uint8Array.from(plan.composition.mechanism.kernel));
  const seals = WebAssembly.Module.exports(kernel).some(({ name }) => name === "seal");
  const hook = (name: string, entry: string, type: string, mutability = ""): Lines =>
    block(`function ${name}(Context context) internal${mutability} override returns (${type})`, [
      "int256 kernelResult;",
      ...runKernel(plan, entry, true),
      `return ${type}(kernelResult);`,
    ]);
  return [
    ...block(
      "function runSeal(Context context) internal override",
      seals ? runKernel(plan, "mechanism_seal", false) : [],
    ),
    ...hook("runAdd", "mechanism_add", "int64"),
    ...hook("runQuote", "mechanism_quote", "int64", " view"),
    ...hook("runPredict", "model_predict", "int32", " view"),
  ];
}

function growthSource({ composition: { growth, roles }, context }: Plan): Lines {
  if (!growth) return [];
  return block("function classAdder() internal view override returns (address)", [
    "Context ctx_ = Contexts.create();",
    "loadInstance(ctx_);",
    `return address(uint160(ctx_.get(${context.roles + 32 * roles.indexOf(growth.role)})));`,
  ]);
}

/**
 * Fills in what an export uses of the call and the instance, and runs it.
 * The memory is called `context` here, because solc refuses assembly whose names are those of variables around it.
 */
function runKernel({ kernels }: Plan, entry: string, returns: boolean): Lines {
  const use = kernels.use(entry);
  return [
    ...when(use.time, "context.setTime();"),
    ...when(use.params.length + use.roles.length > 0, "loadInstance(context);"),
    ...block('assembly ("memory-safe")', [
      ...kernels.yul([entry]).split("\n"),
      `${returns ? "kernelResult := " : ""}${entry}(context)`,
    ]),
  ];
}

/** Looks up where a hot cell is. */
function hotCellSource(hot: readonly PlacedCell[]): Lines {
  if (hot.length === 0)
    return block("function hotCell(uint256) internal pure override returns (uint256)", ["return 0;"]);
  return block("function hotCell(uint256 k) internal pure override returns (uint256 cell)", [
    ...cellTables(hot).map(
      (table, t) => `${t ? `if (k >= ${CELLS_PER_TABLE * t}) ` : ""}cell = 0x${table.toString(16)};`,
    ),
    ...block("unchecked", [`return cell >> ((k % ${CELLS_PER_TABLE}) * 32);`]),
  ]);
}
