// #region clients
import { chainlearnActions, chainlearnWalletActions } from "@chainlearn/adapter-evm";
import { type DeploymentReceipt, resolveComposition } from "@chainlearn/core";
import { stake } from "@chainlearn/mechanisms";
import { sparsePerceptron } from "@chainlearn/models-wasm";
import { type Account, createPublicClient, createWalletClient, http } from "viem";
import { foundry } from "viem/chains";

const composition = resolveComposition({
  model: sparsePerceptron,
  mechanism: stake,
  shape: { features: 1000, classes: 2, lane: 32, encoding: "sparse", valueBits: 0, maxEntries: 128 },
  mechanismParams: { costWeightUnits: 1_000_000n, refundWaitSeconds: 0n },
});

/** Reads; needs no account. */
export const readerOf = (url: string, receipt: DeploymentReceipt) =>
  createPublicClient({ chain: foundry, transport: http(url) }).extend(
    chainlearnActions({ composition, receipt }),
  );

/** Sends. */
export const writerOf = (url: string, receipt: DeploymentReceipt, account: Account) =>
  createWalletClient({ chain: foundry, transport: http(url), account }).extend(
    chainlearnWalletActions({ composition, receipt }),
  );
// #endregion

export { composition };

export async function addAndClaim(reader: ReturnType<typeof readerOf>, writer: ReturnType<typeof writerOf>) {
  // #region add
  const sample = { indices: [3, 17, 256] };
  const price = await reader.quote(); // units: one is 1 gwei
  const { entries, transaction } = await writer.addData({ sample, label: 1, pay: price });
  const { gasUsed } = await reader.waitForTransactionReceipt({ hash: transaction as `0x${string}` });
  const label = await reader.predict({ sample }); // free
  // #endregion
  // #region claim
  const found = await reader.contribution({ id: 0 });
  if (found) await writer.mechanism.refund({ contribution: found.contribution });
  const { credit } = await reader.accountState({ address: writer.account.address });
  // #endregion
  return { price, entries, gasUsed, label, found, credit };
}

/** @returns what was seen, and the end of watching */
export function watch(reader: ReturnType<typeof readerOf>, fromBlock: number): [string[], () => void] {
  const seen: string[] = [];
  // #region watch
  const stop = reader.watchLogEntries({
    fromBlock,
    onEntries: (entries) => {
      for (const entry of entries) {
        if (entry.kind === "dataAdded") seen.push(`${entry.id}: label ${entry.label}, ${entry.cost} units`);
        if (entry.kind === "acted") seen.push(`${entry.id}: ${entry.amount} units paid`);
      }
    },
    onError: console.error,
  });
  // #endregion
  return [seen, stop];
}
