import {
  ChainlearnError,
  type DeploymentReceipt,
  type MechanismPlugin,
  type ResolvedComposition,
  type Trainer,
} from "@chainlearn/core";
import { type Account, type Chain, type Client, custom, type Transport } from "viem";
import { createEvmAdapter, DEFAULT_LOG_RANGE } from "../adapter.ts";
import { type ConnectionOptions, EvmConnection } from "../connection.ts";

/** A deployed composition, as the actions of viem clients take it. */
export interface ChainlearnDeployment<P extends MechanismPlugin = MechanismPlugin> {
  /** Of `resolveComposition`; its mechanism's type names the actions. */
  readonly composition: ResolvedComposition<P>;
  readonly receipt: DeploymentReceipt;
  /** Most blocks of one request for logs. Default: 5,000. */
  readonly logRange?: number;
}

/** A viem client with whatever transport, chain and account it has. */
export type AnyClient = Client<Transport, Chain | undefined, Account | undefined>;

/** A deployed model as a client reaches it. */
export interface Attached {
  readonly trainer: Trainer;
  readonly connection: EvmConnection;
  readonly logRange: number;
}

/** The client's own way to its node, and its account. */
function connectionOptions({ chain, account, request, pollingInterval }: AnyClient): ConnectionOptions {
  if (!chain) throw new ChainlearnError("unsupported", "the viem client has no chain; give it one.");
  return {
    chain,
    // The client's transport has retries and batches of its own.
    transport: custom({ request: request as never }, { retryCount: 0 }),
    signers: account ? [account] : [],
    pollingIntervalMs: pollingInterval,
  };
}

/** @returns what attaches a client to a deployment; on first use, so that extending the client cannot fail */
export function attachedTo(
  client: AnyClient,
  { composition, receipt, logRange = DEFAULT_LOG_RANGE }: ChainlearnDeployment,
): () => Promise<Attached> {
  const attach = async (): Promise<Attached> => {
    const options = connectionOptions(client);
    const trainer = await createEvmAdapter({ ...options, logRange }).attach(composition, receipt);
    return { trainer, connection: new EvmConnection(options), logRange };
  };
  let attached: Promise<Attached> | undefined;
  return () => {
    attached ??= attach();
    return attached;
  };
}
