import {
  type CodeVerification,
  codeCheck,
  codeVerification,
  type ResolvedComposition,
} from "@chainlearn/core";
import type { Connection, ContractRecord } from "../connection.ts";
import type { BuiltContract } from "./deploy.ts";
import { instantiateMessage } from "./messages.ts";
import { queryInstance } from "./views.ts";

/** One deployment, as its receipt describes it. */
export interface DeployedInstance {
  readonly address: string;
  readonly deployer: string;
  readonly roles: Readonly<Record<string, string>>;
  /** Base units of one unit. */
  readonly unit: bigint;
}

/**
 * Rebuilds the contract and compares its checksum with what runs on chain, what its instance says of itself with what is
 * expected, and makes sure that nobody could ever give it other code.
 */
export async function verifyContractCode(
  connection: Connection,
  composition: ResolvedComposition,
  instance: DeployedInstance,
  build: (composition: ResolvedComposition) => Promise<Pick<BuiltContract, "checksum">>,
): Promise<CodeVerification> {
  const record = await connection.contract(instance.address);
  const view = await queryInstance(connection, instance.address);
  const { checksum: rebuilt } = await build(composition);
  const expected = {
    ...instantiateMessage(composition, instance.roles, connection.denom, instance.unit),
    deployer: instance.deployer,
    model_kernel: composition.kernelIds.model,
    mechanism_kernel: composition.kernelIds.mechanism,
  };
  const checks = [
    codeCheck("code", differenceInCode(record, rebuilt)),
    codeCheck("instance", differenceInInstance(view, expected)),
    codeCheck("creation", differenceInCreation(record)),
  ];
  return codeVerification(checks, {
    onChain: record.checksum,
    rebuilt,
    kernelIds: { model: view.model_kernel, mechanism: view.mechanism_kernel },
  });
}

const differenceInCode = ({ checksum }: ContractRecord, rebuilt: string): string | undefined =>
  checksum === rebuilt
    ? undefined
    : `the code on chain has the checksum ${checksum}; the rebuilt contract has ${rebuilt}`;

/** The only code that has ever run has made all of the state. */
function differenceInCreation({ admin, codes }: ContractRecord): string | undefined {
  if (admin !== "") return `${admin} can give the contract other code`;
  if (codes !== 1) return `the contract has run ${codes} codes; what an earlier one has stored is not known`;
  return undefined;
}

/** The first thing that an instance was given and that is not what is expected. */
function differenceInInstance(
  found: Readonly<Record<string, unknown>>,
  expected: Readonly<Record<string, unknown>>,
  path = "",
): string | undefined {
  for (const key of new Set([...Object.keys(expected), ...(path === "" ? [] : Object.keys(found))])) {
    const [own, other] = [found[key], expected[key]];
    const difference =
      isTable(own) && isTable(other)
        ? differenceInInstance(own, other, `${path}${key}.`)
        : own === other
          ? undefined
          : `${path}${key} is ${own ?? "nobody"}, expected ${other ?? "nobody"}`;
    if (difference !== undefined) return difference;
  }
  return undefined;
}

const isTable = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null;
