import { createRequire } from "node:module";
import { ChainlearnError, isChainlearnError, type ResolvedComposition } from "@chainlearn/core";
import { TOOLCHAIN } from "@chainlearn/kernel/compiler";
import type { Abi, Hex } from "viem";
import type { CompiledContract, Upload } from "../artifact.ts";
import type { EvmVersion, TranslatedKernels } from "../translate/index.ts";
import { cached } from "./cache.ts";
import { CONTRACT_NAME, compositionSource } from "./composition-source.ts";
import { handlerSource, shellSources } from "./contracts.ts";
import { layoutSource } from "./layout-source.ts";
import { runSolc, type StandardInput } from "./solc.ts";

/** EIP-170: bytes of runtime code that a chain accepts. */
export const MAX_RUNTIME_BYTES = 24_576;

/** One deployed byte costs 200 gas once, a saved opcode a few gas in every call; measured in test/gas. */
const OPTIMIZER_RUNS = 200;

/**
 * The compiler's own steps (0.8.37) but for two things. Equivalent functions are combined (v) before anything is
 * inlined, as often as translated functions call each other: every entry brings its own copies, which can only be
 * recognised from the leaves up. And functions are not specialised (F) for literals, which repeats large ones.
 */
const OPTIMIZER_STEPS =
  "dfDvvvvvulfnTUtnIfxa[r]EscLMVcul [j]Trpeulxa[r]cLvifMCTUca[r]LSsTOtfDnca[r]IulcscCTUtvifMx[scCTUt]" +
  "TOntnfDIulvifMjmul[jul] VcTOcul jmul:fDnTOcmuO";

/** Version of the compiler, known without loading it. */
export const SOLC_VERSION: string = (
  createRequire(import.meta.url)("solc/package.json") as { version: string }
).version;

const COMPOSITION_FILE = "generated/Composition.sol";

/** File and name of the contract in a standard JSON input, as verifiers write them. */
export const CONTRACT = `${COMPOSITION_FILE}:${CONTRACT_NAME}`;

/** What a contract is compiled for. */
export interface Target {
  readonly evmVersion: EvmVersion;
  readonly upload: Upload;
}

/** The standard JSON input of a composition's contract. */
export async function standardInput(
  composition: ResolvedComposition,
  kernels: TranslatedKernels,
  { evmVersion, upload }: Target,
): Promise<StandardInput> {
  const files = {
    ...(await shellSources()),
    ...(await handlerSource(composition.dataHandler)),
    "generated/Layout.sol": layoutSource(composition, upload),
    [COMPOSITION_FILE]: compositionSource(composition, kernels, upload),
  };
  return {
    language: "Solidity",
    sources: Object.fromEntries(Object.entries(files).map(([name, content]) => [name, { content }])),
    settings: {
      viaIR: true,
      evmVersion,
      optimizer: {
        enabled: true,
        runs: OPTIMIZER_RUNS,
        details: { yulDetails: { optimizerSteps: OPTIMIZER_STEPS } },
      },
      // The code is compared byte by byte with a rebuilt one: no hash of comments and file names behind it.
      metadata: { appendCBOR: false, bytecodeHash: "none" },
      outputSelection: {
        "*": {
          "": ["ast"],
          [CONTRACT_NAME]: [
            "abi",
            "evm.bytecode.object",
            "evm.deployedBytecode.object",
            "evm.deployedBytecode.immutableReferences",
          ],
        },
      },
    },
  };
}

interface AstNode {
  readonly id?: number;
  readonly name?: string;
  readonly nodeType?: string;
  readonly mutability?: string;
  readonly nodes?: readonly AstNode[];
}

interface SolcOutput {
  readonly contracts: Readonly<
    Record<
      string,
      Readonly<
        Record<
          string,
          {
            readonly abi: Abi;
            readonly evm: {
              readonly bytecode: { readonly object: string };
              readonly deployedBytecode: {
                readonly object: string;
                readonly immutableReferences: Readonly<
                  Record<string, readonly { readonly start: number; readonly length: number }[]>
                >;
              };
            };
          }
        >
      >
    >
  >;
  readonly sources: Readonly<Record<string, { readonly ast: AstNode }>>;
}

function immutableNames(output: SolcOutput): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const visit = (node: AstNode): void => {
    if (node.nodeType === "VariableDeclaration" && node.mutability === "immutable") {
      names.set(String(node.id), node.name ?? "");
    }
    for (const child of node.nodes ?? []) visit(child);
  };
  for (const { ast } of Object.values(output.sources)) visit(ast);
  return names;
}

type Artifact = Pick<CompiledContract, "abi" | "creationCode" | "runtimeCode" | "immutables">;

async function build(input: string): Promise<Artifact> {
  const output = (await runSolc(input)) as SolcOutput;
  const contract = output.contracts[COMPOSITION_FILE]![CONTRACT_NAME]!;
  const { object, immutableReferences } = contract.evm.deployedBytecode;
  const names = immutableNames(output);
  return {
    abi: contract.abi,
    creationCode: `0x${contract.evm.bytecode.object}`,
    runtimeCode: `0x${object}`,
    immutables: Object.entries(immutableReferences).map(([id, places]) => ({
      name: names.get(id) ?? id,
      offsets: places.map((place) => place.start),
    })),
  };
}

/** @throws ChainlearnError contract_too_large when the chain does not accept this runtime code */
export function requireDeployable(runtimeCode: Hex, limit: number = MAX_RUNTIME_BYTES): void {
  const size = (runtimeCode.length - 2) / 2;
  if (size <= limit) return;
  throw new ChainlearnError("contract_too_large", `the contract has ${size} bytes; chains accept ${limit}.`, {
    details: { size, limit },
  });
}

/**
 * Compiles the contract of a composition around kernels that are translated already.
 * @throws ChainlearnError compile_failed, contract_too_large
 */
export async function compileWithKernels(
  composition: ResolvedComposition,
  kernels: TranslatedKernels,
  target: Target,
  maxRuntimeBytes: number = MAX_RUNTIME_BYTES,
): Promise<CompiledContract> {
  const input = JSON.stringify(await standardInput(composition, kernels, target));
  const artifact = await cached(`${SOLC_VERSION}\n${input}`, () => build(input));
  requireDeployable(artifact.runtimeCode, maxRuntimeBytes);
  return { ...artifact, input, toolchain: { ...TOOLCHAIN, solc: SOLC_VERSION } };
}

const isTooDeep = (error: unknown): boolean =>
  isChainlearnError(error) && error.code === "compile_failed" && /too deep/i.test(error.message);

/**
 * Compiles the contract of a composition; once more, with the kernels' locals in memory, where solc cannot reach
 * everything that lies on the stack.
 * @throws ChainlearnError compile_failed, contract_too_large
 */
export async function compileTranslating(
  composition: ResolvedComposition,
  translate: (options: { readonly localsInMemory: boolean }) => TranslatedKernels,
  target: Target,
  maxRuntimeBytes?: number,
): Promise<CompiledContract> {
  const compile = (localsInMemory: boolean): Promise<CompiledContract> =>
    compileWithKernels(composition, translate({ localsInMemory }), target, maxRuntimeBytes);
  try {
    return await compile(false);
  } catch (error) {
    if (!isTooDeep(error)) throw error;
    return compile(true);
  }
}
