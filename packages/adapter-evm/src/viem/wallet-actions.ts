import {
  type ActBatchInput,
  type AddClassInput,
  type AddDataBatchInput,
  type AddDataInput,
  type Cancellable,
  ChainlearnError,
  type MechanismActions,
  type MechanismPlugin,
  mechanismActions,
  type Trainer,
  type TransactionResult,
} from "@chainlearn/core";
import type { Address } from "viem";
import { type AnyClient, attachedTo, type ChainlearnDeployment } from "./attached.ts";

/**
 * What the client's account does with a deployed model. Each is simulated first, so what the contract would refuse costs
 * nothing, and resolves when its transaction is in a block. Amounts are units (1 gwei).
 */
export type ChainlearnWalletActions<P extends MechanismPlugin = MechanismPlugin> = {
  addData(input: Omit<AddDataInput, "from">): Promise<TransactionResult>;
  addDataBatch(input: Omit<AddDataBatchInput, "from">): Promise<TransactionResult>;
  /** Takes the next label into use. Only where the composition grows. */
  addClass(input: Omit<AddClassInput, "from">): Promise<TransactionResult>;
  /** Pays out the account's credit, to itself or to `to`. */
  withdraw(input?: Cancellable & { readonly to?: Address }): Promise<TransactionResult>;
  /** The mechanism's actions by name, as `mechanism.refund({ contribution })`. */
  readonly mechanism: MechanismActions<P>;
  /** Several of the mechanism's actions in one transaction. */
  actBatch(input: Omit<ActBatchInput, "from">): Promise<TransactionResult>;
};

/**
 * Actions of a deployed model for a viem client with an account:
 * `walletClient.extend(chainlearnWalletActions({ composition, receipt }))`.
 * Every one rejects with a ChainlearnError.
 */
export const chainlearnWalletActions =
  <P extends MechanismPlugin>(deployment: ChainlearnDeployment<P>) =>
  (client: AnyClient): ChainlearnWalletActions<P> => {
    const attached = attachedTo(client, deployment);
    const send = async (
      run: (trainer: Trainer, from: string) => Promise<TransactionResult>,
    ): Promise<TransactionResult> => {
      if (!client.account)
        throw new ChainlearnError("unknown_account", "the viem client has no account; give it one.");
      return run((await attached()).trainer, client.account.address);
    };
    return {
      addData: (input) => send((trainer, from) => trainer.addData({ ...input, from })),
      addDataBatch: (input) => send((trainer, from) => trainer.addDataBatch({ ...input, from })),
      addClass: (input) => send((trainer, from) => trainer.addClass({ ...input, from })),
      withdraw: (input = {}) => send((trainer, from) => trainer.withdraw({ ...input, from })),
      actBatch: (input) => send((trainer, from) => trainer.actBatch({ ...input, from })),
      mechanism: mechanismActions(deployment.composition.mechanism, (action, input) =>
        send((trainer, from) => trainer.act(action, { ...input, from })),
      ),
    };
  };
