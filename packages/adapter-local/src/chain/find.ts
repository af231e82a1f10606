import { ChainlearnError, describeContract, type FoundContract, parseDescription } from "@chainlearn/core";
import { codeHash } from "./code.ts";
import type { DeployContext } from "./deploy.ts";

/** What the chain tells about a contract of which only the address is known. */
export function findContract({ chain, chainId }: DeployContext, address: string): FoundContract {
  const contract = chain.contract(address);
  if (contract === undefined)
    throw new ChainlearnError("unknown_contract", `there is no contract ${address} on ${chainId}.`);
  const { shell, block, implementation } = contract;
  const { composition, deployer, roles } = shell;
  return {
    address,
    deployer,
    block,
    codeHash: codeHash(composition),
    kernelIds: composition.kernelIds,
    description: parseDescription(describeContract(composition))!,
    ...(implementation !== undefined && { implementation }),
    instance: () => ({
      params: Object.fromEntries(composition.params.map(({ spec, value }) => [spec.name, value])),
      roles,
    }),
  };
}
