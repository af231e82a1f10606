// #region verify
import { type VerificationReport, verify } from "@chainlearn/adapter-local";
import { replayIsolated } from "@chainlearn/adapter-local/isolated";
import { type ChainAdapter, createTrainers } from "@chainlearn/core";
import { mechanisms } from "@chainlearn/mechanisms";
import { models } from "@chainlearn/models-wasm";

/** Verifies a contract of which only the address is known. @param adapter of its chain; needs no signer */
export async function verifyAt(adapter: ChainAdapter, address: string): Promise<VerificationReport> {
  const trainers = createTrainers({ adapter, modules: [models, mechanisms] });
  const { trainer } = await trainers.find(address);
  return verify(trainer, { replay: replayIsolated({ fuel: 2 ** 28, memoryMegabytes: 512 }) });
}
// #endregion
