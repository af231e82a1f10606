import { resolve } from "node:path";
import {
  ChainlearnError,
  exportModel,
  importModel,
  type ModelState,
  modelParams,
  type ResolvedComposition,
  type Shape,
} from "@chainlearn/core";
import { importOriginalModel } from "@chainlearn/models-wasm";
import type { Command } from "@commander-js/extra-typings";
import { choose } from "../config/choose.ts";
import { resolveOffline } from "../config/resolve.ts";
import { readJson } from "../files/read-json.ts";
import { writeWhole } from "../files/write.ts";
import { toJson } from "../output/json.ts";
import type { Run } from "./command.ts";
import { configOptions, examples } from "./options.ts";

const isExport = (value: unknown): boolean =>
  typeof value === "object" && value !== null && "format" in value && value.format === "chainlearn-model";

/** What an import gives, and what may surprise about it. */
interface Imported {
  readonly state: ModelState;
  readonly warnings: readonly string[];
}

/** How a model file is compared with the composition. */
interface Comparison {
  /** Take numbers that were trained with other parameters. */
  readonly otherParams: boolean;
}

/**
 * A model file of the original system, in the numbers of the composition.
 * @throws ChainlearnError model_mismatch when it is about another model or shape, or learns with other parameters
 */
function importOriginal(
  value: unknown,
  { model, shape, ...resolved }: ResolvedComposition,
  { otherParams }: Comparison,
): Imported {
  const { lane, valueBits, maxEntries, encoding } = shape;
  const {
    composition,
    state,
    warnings = [],
  } = importOriginalModel(value, {
    lane,
    ...(encoding === "dense" ? { valueBits } : { maxEntries }),
  });
  const mismatch = (what: string, found: unknown, wanted: unknown): never => {
    throw new ChainlearnError(
      "model_mismatch",
      `${what} of the file is ${found}; the composition has ${wanted}.`,
    );
  };
  if (composition.model !== model.manifest.id) mismatch("the model", composition.model, model.manifest.id);
  for (const name of Object.keys(shape) as (keyof Shape)[])
    if (composition.shape[name] !== shape[name])
      mismatch(`shape.${name}`, composition.shape[name], shape[name]);
  const own = modelParams({ model, shape, ...resolved });
  const others = Object.entries(composition.modelParams).filter(([name, number]) => own[name] !== number);
  if (others.length > 0 && !otherParams) {
    const wanted = others.map(([name, number]) => `${name} to ${number} (it is ${own[name]})`).join(", ");
    throw new ChainlearnError(
      "model_mismatch",
      `the file's model learns with other parameters: set modelParams of the composition, ${wanted}; or say --other-params to keep the composition's.`,
    );
  }
  return {
    state,
    warnings: [
      ...warnings,
      ...others.map(
        ([name, number]) => `${name} is ${number} in the file and ${own[name]} in the composition`,
      ),
    ],
  };
}

/** `chainlearn import`: makes a model file into what a composition starts with. */
export function importModelFile(command: Command, run: Run): void {
  configOptions(command)
    .argument("<file>", "a model: of export model, or of the original system (0xDeCA10B)")
    .description("Check a model file and write it as what deployments of a composition start with.")
    .option("--composition <name>", "composition of the configuration (default: the only one)")
    .option("--out <file>", "file to write (default: the composition's initialModel)")
    .option("--other-params", "take numbers that were trained with other parameters")
    .addHelpText("after", examples("chainlearn import model.json --composition spam --out spam.model.json"))
    .action((file, options) =>
      run(options, async (session) => {
        const { config, folder } = await session.loadConfig(options.config);
        const [name, entry] = choose("composition", config.compositions, options.composition);
        const composition = await resolveOffline(config, entry);
        const source = resolve(session.environment.folder, file);
        const value = await readJson(source);
        if (value === undefined) throw new ChainlearnError("invalid_file", `there is no file ${source}.`);
        const out =
          options.out === undefined
            ? entry.initialModel && resolve(folder, entry.initialModel)
            : resolve(session.environment.folder, options.out);
        if (!out)
          throw new ChainlearnError(
            "invalid_config",
            `${name} has no initialModel in the configuration: say with --out where the model goes.`,
          );
        const comparison = { otherParams: options.otherParams === true };
        const { state, warnings } = isExport(value)
          ? { state: importModel(composition, value, comparison), warnings: [] }
          : importOriginal(value, composition, comparison);
        const model = exportModel(composition, state);
        await writeWhole(out, `${toJson(model)}\n`);
        for (const warning of warnings) session.note(`Note: ${warning}.`);
        return {
          json: { file: out, cells: model.cells.length, stateHash: model.stateHash, warnings },
          text: `${model.cells.length} cells in ${out}, hash ${model.stateHash}`,
        };
      }),
    );
}
