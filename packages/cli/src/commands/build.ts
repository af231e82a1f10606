import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { ChainlearnError, kernelId } from "@chainlearn/core";
import { generateKernels } from "@chainlearn/kernel/compiler";
import type { Command } from "@commander-js/extra-typings";
import { buildContracts, type ContractSize } from "../contracts/build-contracts.ts";
import { table } from "../output/table.ts";
import type { Session } from "../session.ts";
import type { Run } from "./command.ts";
import { configOptions, examples } from "./options.ts";

interface Kernel {
  readonly id: string;
  readonly bytes: number;
  readonly kernelId: string;
  readonly file: string;
}

async function kernelsIn(folder: string, session: Session): Promise<Kernel[]> {
  const { signal } = session;
  const made = await generateKernels(folder, { signal, onProgress: session.progress("kernels compiled") });
  return made.map(({ id, kernel, file }) => ({ id, bytes: kernel.length, kernelId: kernelId(kernel), file }));
}

const kernelTable = (kernels: readonly Kernel[]): string =>
  table(
    ["plugin", "bytes", "kernel"],
    kernels.map((one) => [one.id, `${one.bytes}`, one.kernelId]),
  );

const contractTable = (contracts: readonly ContractSize[]): string =>
  table(
    ["composition", "chains", "bytes", "of", "code"],
    contracts.map((one) => [one.composition, one.kind, `${one.bytes}`, `${one.limit}`, one.codeHash]),
  );

/** `chainlearn build`: compiles the kernels of one's own plugins, and contracts. */
export function build(command: Command, run: Run): void {
  configOptions(command)
    .argument("[folder]", "folder of plugins, each a folder with a kernel.ts", "src")
    .option(
      "--contracts",
      "also compile every composition of the configuration for its kinds of chains, and say how large the contracts are",
    )
    .description("Compile the kernels of your plugins; what is up to date is left alone.")
    .addHelpText("after", examples("chainlearn build src", "chainlearn build --contracts"))
    .action((given, options) =>
      run(options, async (session) => {
        const folder = resolve(session.environment.folder, given);
        // Whoever takes others' plugins only has no folder of their own.
        const kernels = options.contracts && !existsSync(folder) ? [] : await kernelsIn(folder, session);
        if (!options.contracts) {
          if (kernels.length > 0) return { json: { kernels }, text: kernelTable(kernels) };
          throw new ChainlearnError(
            "invalid_file",
            `${folder} has no plugin: a folder with a kernel.ts. "chainlearn new" makes one.`,
          );
        }
        const { config, folder: home } = await session.loadConfig(options.config);
        const contracts = await buildContracts(config, home, {
          signal: session.signal,
          onProgress: session.progress("contracts built"),
        });
        const tables = [
          ...(kernels.length > 0 ? [kernelTable(kernels)] : []),
          ...(contracts.length > 0 ? [contractTable(contracts)] : []),
        ];
        return { json: { kernels, contracts }, text: tables.join("\n\n") };
      }),
    );
}
