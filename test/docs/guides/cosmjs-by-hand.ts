// #region by-hand
import { decodeEvents } from "@chainlearn/adapter-cosmwasm";
import { encodeSample, type PlacedLogEntry, type Sample, type Shape } from "@chainlearn/core";
import type { SigningCosmWasmClient } from "@cosmjs/cosmwasm-stargate";
import { toBase64 } from "@cosmjs/encoding";

/** cosmjs's own client, as `SigningCosmWasmClient.connectWithSigner(rpc, signer, { gasPrice })` gives it. */
type Client = Pick<SigningCosmWasmClient, "execute" | "queryContractSmart">;

/** The label that a contract gives a sample. */
export const predictAt = (client: Client, contract: string, shape: Shape, sample: Sample): Promise<number> =>
  client.queryContractSmart(contract, { predict: { sample: toBase64(encodeSample(sample, shape)) } });

/** Adds a sample for what it costs now, and tells what the contract has logged. */
export async function addAt(
  client: Client,
  { contract, sender, denom, shape }: { contract: string; sender: string; denom: string; shape: Shape },
  { sample, label }: { readonly sample: Sample; readonly label: number },
): Promise<PlacedLogEntry[]> {
  const units: string = await client.queryContractSmart(contract, { quote: {} });
  const { unit } = await client.queryContractSmart(contract, { instance: {} });
  const amount = `${BigInt(units) * BigInt(unit)}`;
  // With a quote of 0, as of points: chains refuse a coin of 0.
  const funds = amount === "0" ? [] : [{ denom, amount }];
  const message = { add_data: { label, sample: toBase64(encodeSample(sample, shape)) } };
  const sent = await client.execute(sender, contract, message, "auto", "", funds);
  const place = { height: sent.height, index: 0, transaction: sent.transactionHash };
  return decodeEvents(sent.events, contract, place);
}
// #endregion
