import { type CodeWeights, fromHex, type ResolvedModel } from "@chainlearn/core";
import { type Address, getContractAddress } from "viem";
import { codeLayout, unpackWord } from "./code-weights.ts";
import type { EvmConnection } from "./connection.ts";

/**
 * The initial state words of a contract that keeps them in code, read from its data contracts at one block; those that
 * are not uploaded yet are 0.
 */
export async function readInitialWords(
  connection: EvmConnection,
  contract: Address,
  resolved: ResolvedModel,
  codeWeights: CodeWeights,
  block: number,
): Promise<bigint[]> {
  const layout = codeLayout(resolved, codeWeights);
  const words: bigint[] = [];
  for (let k = 0; k < layout.contracts; k++) {
    // The first nonce of a contract is 1.
    const address = getContractAddress({ from: contract, nonce: BigInt(k + 1) });
    const code = await connection.askAt("reading initial weights", block, (client, at) =>
      client.getCode({ address, ...at }),
    );
    const data = fromHex(code ?? "0x").subarray(1);
    const count = Math.min(layout.wordsPerContract, resolved.layout.stateWords - words.length);
    for (let w = 0; w < count; w++) words.push(unpackWord(data, w * layout.bytesPerWord, layout));
  }
  return words;
}
