import type { ContractSource, DeploymentReceipt, ResolvedComposition } from "@chainlearn/core";
import { type Hex, slice } from "viem";
import type { CompiledContract } from "./artifact.ts";
import type { EvmConnection } from "./connection.ts";
import { CREATE } from "./deploy.ts";
import { creationIn } from "./find-creation.ts";
import { codeHash } from "./verify-code.ts";

/** What the compiler's own name of a contract is, for verifiers. */
interface Compiler {
  /** As verifiers list it: `v0.8.37+commit.6ab3cd81`. */
  readonly compiler: string;
  /** File and name of the contract in the standard JSON input. */
  readonly contract: string;
}

/** What stands behind the creation code in the transaction that created a contract; a clone's is no creation of the source. */
async function constructorArguments(
  connection: EvmConnection,
  { creationCode }: CompiledContract,
  { steps, implementation }: DeploymentReceipt,
): Promise<Hex | undefined> {
  const creation = steps.find(({ step }) => step === CREATE);
  if (implementation !== undefined || creation === undefined) return undefined;
  const input = (await creationIn(connection, creation.transaction as Hex))?.input;
  return input?.startsWith(creationCode) ? slice(input, (creationCode.length - 2) / 2) : undefined;
}

/** The standard JSON input of a contract, and what a verifier has to be told beside it. */
export async function contractSource(
  connection: EvmConnection,
  { model, mechanism }: ResolvedComposition,
  contract: CompiledContract,
  { compiler, contract: name }: Compiler,
  receipt: DeploymentReceipt,
): Promise<ContractSource> {
  const { evmVersion } = (JSON.parse(contract.input) as { settings: { evmVersion: string } }).settings;
  const given = await constructorArguments(connection, contract, receipt);
  const about = {
    chainId: connection.chainId,
    address: receipt.implementation ?? receipt.address,
    contract: name,
    compiler,
    evmVersion,
    license: "MIT",
    // Whatever is behind the creation code, as verifiers compare it; decoders ignore the description at its end.
    ...(given && { constructorArguments: given.slice(2) }),
    kernels: { model: model.manifest.id, mechanism: mechanism.manifest.id },
    codeHash: codeHash(contract),
  };
  return {
    codeHash: codeHash(contract),
    files: {
      "standard-input.json": contract.input,
      "verification.json": `${JSON.stringify(about, undefined, 2)}\n`,
    },
  };
}
