import {
  type ChainId,
  ChainlearnError,
  type FoundContract,
  isChainlearnError,
  parseDescription,
} from "@chainlearn/core";
import type { Connection } from "../connection.ts";
import { INSTANTIATE } from "./receipt.ts";
import { type InstanceView, queryInstance } from "./views.ts";

const NOT_THERE = /not found|no such contract|there is no contract/i;

type Texts = Readonly<Record<string, string>>;

const isTexts = (value: unknown): value is Texts =>
  typeof value === "object" &&
  value !== null &&
  Object.values(value).every((text) => typeof text === "string");

const noContract = (address: string, chain: ChainId, why: string, cause?: unknown): ChainlearnError =>
  new ChainlearnError("unknown_contract", `${address} on ${chain} is no Chainlearn contract: ${why}.`, {
    cause,
  });

/** What a chain tells about a contract of which only the address is known. */
export async function findContract(connection: Connection, address: string): Promise<FoundContract> {
  const { chainId } = connection;
  const refuse = (why: string, cause?: unknown): never => {
    throw noContract(address, chainId, why, cause);
  };
  const { checksum, label } = await connection.contract(address).catch((error: unknown) => {
    // wasmd and the embedded host say so in words only.
    const isMissing = isChainlearnError(error) && NOT_THERE.test(error.message);
    return isMissing ? refuse("there is none", error) : Promise.reject(error);
  });
  let view: InstanceView;
  try {
    view = await queryInstance(connection, address);
  } catch (error) {
    return refuse("it does not tell its instance", error);
  }
  const { deployer, params, roles } = view;
  if (typeof deployer !== "string" || !isTexts(params) || !isTexts(roles))
    return refuse("what it tells of its instance is something else");
  const description = parseDescription(label);
  return {
    address,
    deployer,
    // Nodes find a contract's transactions by its address, whatever their block.
    block: 1,
    codeHash: checksum,
    kernelIds: { model: view.model_kernel, mechanism: view.mechanism_kernel },
    ...(description && { description }),
    // Chains tell that it was instantiated, and not by which transaction.
    creation: { step: INSTANTIATE, transaction: "", gasUsed: "0" },
    instance(names) {
      const found = Object.keys(params);
      if (names.length !== found.length || found.some((name) => !names.includes(name)))
        return refuse(`it has the parameters ${found.join(", ")}, its kernels have ${names.join(", ")}`);
      const values = names.map((name) => [name, params[name]!] as const);
      const wrong = values.find(([, text]) => !/^-?\d{1,19}$/.test(text));
      if (wrong) return refuse(`its parameter ${wrong[0]} is "${wrong[1]}"`);
      return { params: Object.fromEntries(values.map(([name, text]) => [name, BigInt(text)])), roles };
    },
  };
}
