import type { Address, Hex } from "viem";
import type { EvmConnection } from "./connection.ts";

/** Requests under way at once; a batching transport puts them into few messages. */
const GROUP = 512;

/** Reads storage slots of a contract at one block, in the order of `slots`. */
export async function readStorage(
  connection: EvmConnection,
  address: Address,
  slots: readonly Hex[],
  block: number,
): Promise<bigint[]> {
  const words: bigint[] = [];
  for (let i = 0; i < slots.length; i += GROUP) {
    const group = await Promise.all(
      slots
        .slice(i, i + GROUP)
        .map((slot) =>
          connection.askAt("reading storage", block, (client, at) =>
            client.getStorageAt({ address, slot, ...at }),
          ),
        ),
    );
    words.push(...group.map((word) => BigInt(word ?? "0x0")));
  }
  return words;
}
