import {
  type ChainId,
  ChainlearnError,
  cellsToWords,
  type DeploymentReceipt,
  type DeployOptions,
  type ModelState,
  type ResolvedComposition,
  stateHash,
  toHex,
} from "@chainlearn/core";
import { TOOLCHAIN } from "@chainlearn/kernel/compiler";
import { codeHash } from "./code.ts";

/** The initial state as it is uploaded. */
export interface InitialState {
  readonly words: readonly bigint[];
  readonly hot: readonly bigint[];
  /** Hex. */
  readonly hash: string;
}

/** Completes what an application gives with zeros. @throws ChainlearnError initial_state_malformed */
export function initialStateOf(
  composition: ResolvedComposition,
  given: Partial<ModelState> | undefined,
): InitialState {
  const { layout, shape } = composition;
  const fill = (what: string, values: readonly bigint[], length: number): bigint[] => {
    if (values.length > length) {
      throw new ChainlearnError(
        "initial_state_malformed",
        `${values.length} ${what}; the model has ${length}.`,
      );
    }
    return Array.from({ length }, (_, i) => values[i] ?? 0n);
  };
  const words = cellsToWords(fill("cells", given?.cells ?? [], layout.cells), shape.lane);
  const hot = fill("hot cells", given?.hot ?? [], layout.hot.length);
  return { words, hot, hash: toHex(stateHash(words, hot)) };
}

/** The receipt of a deployment that has just begun. */
export function firstReceipt(
  composition: ResolvedComposition,
  options: DeployOptions,
  place: {
    readonly chain: ChainId;
    readonly address: string;
    readonly block: number;
    readonly transaction: string;
  },
  state: InitialState,
): DeploymentReceipt {
  return {
    version: 1,
    chain: place.chain,
    address: place.address,
    deployer: options.from,
    block: place.block,
    kernelIds: composition.kernelIds,
    toolchain: TOOLCHAIN,
    codeHash: codeHash(composition),
    plugins: pluginsOf(composition),
    shape: composition.shape,
    params: paramsOf(composition),
    roles: { ...options.roles },
    initialStateHash: state.hash,
    steps: [{ step: "create", transaction: place.transaction, gasUsed: "0" }],
    sealed: false,
  };
}

/** @throws ChainlearnError receipt_mismatch naming the first part that differs */
export function checkReceipt(receipt: DeploymentReceipt, expected: Partial<DeploymentReceipt>): void {
  for (const [name, wanted] of Object.entries(expected)) {
    const found = receipt[name as keyof DeploymentReceipt];
    if (canonical(found) !== canonical(wanted)) {
      throw new ChainlearnError(
        "receipt_mismatch",
        `the receipt's ${name} is ${canonical(found)}; expected ${canonical(wanted)}.`,
      );
    }
  }
}

/** What a receipt says about a composition. */
export const compositionParts = (
  composition: ResolvedComposition,
): Pick<DeploymentReceipt, "version" | "kernelIds" | "codeHash" | "plugins" | "shape" | "params"> => ({
  version: 1,
  kernelIds: composition.kernelIds,
  codeHash: codeHash(composition),
  plugins: pluginsOf(composition),
  shape: composition.shape,
  params: paramsOf(composition),
});

const pluginsOf = ({ model, mechanism, dataHandler }: ResolvedComposition): DeploymentReceipt["plugins"] => ({
  model: model.manifest.id,
  mechanism: mechanism.manifest.id,
  dataHandler: dataHandler.manifest.id,
});

const paramsOf = ({ params }: ResolvedComposition): Record<string, string> =>
  Object.fromEntries(params.map(({ spec, value }) => [spec.name, value.toString()]));

/** JSON with the keys of objects in order, so that equal parts are equal text. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_key, part: unknown) =>
    part !== null && typeof part === "object" && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  ) ?? "missing";
