import {
  type ChainId,
  ChainlearnError,
  type FindOptions,
  type FoundContract,
  fromHex,
  isChainlearnError,
  parseDescription,
} from "@chainlearn/core";
import {
  type Address,
  getAddress,
  type Hex,
  hexToBigInt,
  keccak256,
  size,
  slice,
  toFunctionSelector,
} from "viem";
import { clonedBy } from "./clone.ts";
import type { EvmConnection } from "./connection.ts";
import { CREATE } from "./deploy.ts";
import { creationIn, findCreation } from "./find-creation.ts";
import { decodeLogs } from "./log.ts";
import { addressIn, roleNames } from "./receipt.ts";

/** Takes no arguments, so every composition's contract has the same. */
const INSTANCE = toFunctionSelector("instance()");
const WORD = 32;
/** The deployer and both kernels. */
const FEWEST_WORDS = 3;

const noContract = (address: string, chain: ChainId, why: string): ChainlearnError =>
  new ChainlearnError("unknown_contract", `${address} on ${chain} is no Chainlearn contract: ${why}.`);

/** What the contract says of itself: deployer, parameters, roles, kernels; how many is up to the composition. */
async function askInstance(connection: EvmConnection, address: Address): Promise<Hex[]> {
  const refuse = (why: string): never => {
    throw noContract(address, connection.chainId, why);
  };
  let answer: Hex;
  try {
    answer = await connection.call(address, INSTANCE, "instance");
  } catch (error) {
    // Whatever else fails has to do with the node.
    if (isChainlearnError(error) && error.code === "trap") return refuse("it does not tell its instance");
    throw error;
  }
  const words = size(answer) / WORD;
  if (!Number.isInteger(words) || words < FEWEST_WORDS) return refuse("it does not tell its instance");
  return Array.from({ length: words }, (_, i) => slice(answer, WORD * i, WORD * (i + 1)));
}

/** What a chain tells about a contract of which only the address is known. */
export async function findContract(
  connection: EvmConnection,
  at: string,
  { creation: given, signal }: FindOptions,
): Promise<FoundContract> {
  const address = addressIn(at, "unknown_contract");
  const code = await connection.codeOf(address);
  if (!code) throw noContract(address, connection.chainId, "there is no code");
  const words = await askInstance(connection, address);
  const creation = given
    ? await creationIn(connection, given as Hex)
    : await findCreation(connection, address, signal);
  if (!creation)
    throw new ChainlearnError("creation_not_found", `the node does not know the transaction ${given}.`);
  const implementation = clonedBy(code);
  const description = parseDescription(new TextDecoder("latin1").decode(fromHex(creation.input)));
  const logged = decodeLogs(creation.logs, address);
  const [deployer, ...values] = words.slice(0, -2) as [Hex, ...Hex[]];
  const [model, mechanism] = words.slice(-2) as [Hex, Hex];
  return {
    address,
    deployer: getAddress(slice(deployer, 12)),
    block: creation.block,
    codeHash: keccak256(code),
    kernelIds: { model: model.slice(2), mechanism: mechanism.slice(2) },
    ...(description && { description }),
    ...(implementation && { implementation }),
    ...(logged.some(({ kind }) => kind === "sealed") && { upload: "once" as const }),
    creation: { step: CREATE, transaction: creation.hash, gasUsed: `${creation.gasUsed}` },
    instance(params, roles) {
      if (values.length !== params.length + roles.length)
        throw noContract(
          address,
          connection.chainId,
          `it tells ${values.length} parameters and roles, its kernels have ${params.length + roles.length}`,
        );
      const addresses = values.slice(params.length).map((word) => getAddress(slice(word, 12)));
      return {
        params: Object.fromEntries(
          params.map((name, k) => [name, BigInt.asIntN(256, hexToBigInt(values[k]!))] as const),
        ),
        roles: roleNames(roles, addresses),
      };
    },
  };
}
