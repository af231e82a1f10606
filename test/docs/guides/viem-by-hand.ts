// #region by-hand
import { decodeLogs } from "@chainlearn/adapter-evm";
import { stakeAbi } from "@chainlearn/adapter-evm/abi";
import { encodeSample, type PlacedLogEntry, type Sample, type Shape } from "@chainlearn/core";
import { type Address, type PublicClient, toHex } from "viem";

/** The label that a contract gives a sample. */
export const predictAt = (
  client: PublicClient,
  address: Address,
  shape: Shape,
  sample: Sample,
): Promise<number> =>
  client.readContract({
    address,
    abi: stakeAbi,
    functionName: "predict",
    args: [toHex(encodeSample(sample, shape))],
  });

/** A contract's log from a block on, decoded. */
export async function logOf(
  client: PublicClient,
  address: Address,
  fromBlock: bigint,
): Promise<PlacedLogEntry[]> {
  return decodeLogs(await client.getLogs({ address, fromBlock }), address);
}
// #endregion
