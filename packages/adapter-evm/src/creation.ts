import { type CodeWeights, describeContract, type ResolvedComposition } from "@chainlearn/core";
import { type Address, concatHex, encodeAbiParameters, type Hex, numberToHex, stringToHex } from "viem";
import { type CompiledContract, instanceValues } from "./artifact.ts";
import { cloneCreationCode } from "./clone.ts";

/** What an instance is created with. */
export interface InstanceGiven {
  readonly composition: ResolvedComposition;
  readonly deployer: string;
  /** In the composition's order. */
  readonly roles: readonly string[];
  /** Of a clone: the contract whose code it runs. */
  readonly implementation?: Address | undefined;
  readonly codeWeights?: CodeWeights | undefined;
  /** State words and hot cells, where they come with the creation. */
  readonly genesis?: { readonly words: readonly bigint[]; readonly hot: readonly bigint[] } | undefined;
}

/** Data of the transaction that creates an instance; behind what is executed it says what the code is made for. */
export function creationData(contract: Pick<CompiledContract, "creationCode">, given: InstanceGiven): Hex {
  const description = describeContract(given.composition, given.codeWeights);
  return concatHex([creationProgram(contract, given), stringToHex(description)]);
}

/** The part of it that is executed. */
export function creationProgram(
  { creationCode }: Pick<CompiledContract, "creationCode">,
  { composition, deployer, roles, implementation, genesis }: InstanceGiven,
): Hex {
  if (implementation) {
    const values = instanceValues(composition, deployer, roles);
    return cloneCreationCode(implementation, values.values());
  }
  const given: (readonly [type: string, value: unknown])[] = [
    ...composition.params.map(({ value }) => ["int64", value] as const),
    ...roles.map((role) => ["address", role] as const),
  ];
  if (genesis) {
    const words = concatHex(genesis.words.map((word) => numberToHex(word, { size: 32 })));
    given.push(["bytes", words], ["int256[]", genesis.hot]);
  }
  return concatHex([
    creationCode,
    encodeAbiParameters(
      given.map(([type]) => ({ type })),
      given.map(([, value]) => value),
    ),
  ]);
}
