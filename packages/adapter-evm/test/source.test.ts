import { type AnvilChain, startAnvil } from "@chainlearn/adapter-evm/testing";
import type { DeploymentReceipt } from "@chainlearn/core";
import solc from "solc";
import { type Address, type Hex, hexToBytes } from "viem";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { composition, deployed } from "./support/stage.ts";

interface Bytecode {
  readonly object: string;
  readonly immutableReferences: Readonly<Record<string, readonly { start: number; length: number }[]>>;
}

let chain: AnvilChain;
let receipt: DeploymentReceipt;
beforeAll(async () => {
  chain = await startAnvil();
  ({ receipt } = await deployed(chain));
});
afterAll(() => chain.close());

const sourceOf = async (of: DeploymentReceipt) => {
  const { files, codeHash } = await chain.adapter.source(composition, of);
  const about = JSON.parse(files["verification.json"] as string) as Record<string, string>;
  return { input: files["standard-input.json"] as string, about, codeHash };
};

describe("the source of a contract", () => {
  it("compiles to what was sent to create it and to what runs", async () => {
    const { input, about, codeHash } = await sourceOf(receipt);
    expect(codeHash).toBe(receipt.codeHash);
    expect(about).toMatchObject({ address: receipt.address, chainId: receipt.chain, evmVersion: "osaka" });
    expect(about.compiler).toMatch(/^v\d+\.\d+\.\d+\+commit\.[0-9a-f]{8}$/);
    expect(solc.version()).toContain(about.compiler!.slice(1));

    const [file, name] = about.contract!.split(":") as [string, string];
    const { contracts } = JSON.parse(solc.compile(input)) as {
      contracts: Record<string, Record<string, { evm: Record<"bytecode" | "deployedBytecode", Bytecode> }>>;
    };
    const { bytecode, deployedBytecode } = contracts[file]![name]!.evm;
    const creation = await chain.client.getTransaction({ hash: receipt.steps[0]!.transaction as Hex });
    expect(creation.input).toBe(`0x${bytecode.object}${about.constructorArguments}`);

    const running = hexToBytes((await chain.client.getCode({ address: receipt.address as Address }))!);
    for (const { start, length } of Object.values(deployedBytecode.immutableReferences).flat())
      running.fill(0, start, start + length);
    expect(Buffer.from(running).toString("hex")).toBe(deployedBytecode.object);
  });

  it("of a clone is that of the contract whose code it runs", async () => {
    const clone = await chain.adapter.deploy(composition, { from: chain.accounts[2]!, cloneOf: receipt });
    const [own, original] = [await sourceOf(clone.receipt), await sourceOf(receipt)];
    expect(own.input).toBe(original.input);
    expect(own.about.address).toBe(receipt.address);
    expect(own.about.constructorArguments).toBeUndefined();
  });
});
