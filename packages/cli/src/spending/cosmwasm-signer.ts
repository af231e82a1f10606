import { fromHex, type SignedTransaction } from "@chainlearn/core";
import type { OfflineDirectSigner } from "@cosmjs/proto-signing";
import type { Coin } from "cosmjs-types/cosmos/base/v1beta1/coin";
import { AuthInfo, type SignDoc, TxBody, TxRaw } from "cosmjs-types/cosmos/tx/v1beta1/tx";
import {
  MsgExecuteContract,
  MsgInstantiateContract,
  MsgInstantiateContract2,
} from "cosmjs-types/cosmwasm/wasm/v1/tx";
import { type Gate, slotOf } from "./gate.ts";

const amountOf = (coins: readonly Coin[], denom: string): bigint =>
  coins.reduce((sum, coin) => sum + (coin.denom === denom ? BigInt(coin.amount) : 0n), 0n);

/** Coins that the messages of a transaction hand to contracts. */
function fundsOf({ messages }: TxBody, denom: string): bigint {
  return messages.reduce((sum, { typeUrl, value }) => {
    if (typeUrl === MsgExecuteContract.typeUrl)
      return sum + amountOf(MsgExecuteContract.decode(value).funds, denom);
    if (typeUrl === MsgInstantiateContract.typeUrl)
      return sum + amountOf(MsgInstantiateContract.decode(value).funds, denom);
    if (typeUrl === MsgInstantiateContract2.typeUrl)
      return sum + amountOf(MsgInstantiateContract2.decode(value).funds, denom);
    return sum;
  }, 0n);
}

/**
 * Asks the gate about a transaction. A fee is charged as it is declared, whatever gas is used, so that there is nothing
 * to settle.
 */
function approve(
  gate: Gate,
  address: string,
  { bodyBytes, authInfoBytes }: Pick<SignDoc, "bodyBytes" | "authInfoBytes">,
  denom: string,
): void {
  const { fee, signerInfos } = AuthInfo.decode(authInfoBytes);
  gate.approve({
    slot: slotOf(address, signerInfos[0]?.sequence ?? 0n),
    payment: fundsOf(TxBody.decode(bodyBytes), denom),
    fee: amountOf(fee?.amount ?? [], denom),
    gas: fee?.gasLimit ?? 0n,
  });
}

/**
 * A signer whose transactions pass a gate before they are signed.
 * @param denom of payments and of fees
 */
export const gatedCosmWasmSigner = (
  signer: OfflineDirectSigner,
  denom: string,
  gate: Gate,
): OfflineDirectSigner => ({
  getAccounts: () => signer.getAccounts(),
  signDirect: async (address, document) => {
    approve(gate, address, document, denom);
    return signer.signDirect(address, document);
  },
});

/** Asks a gate about a transaction that an earlier run has signed. */
export const approveSigned = ({ from, bytes }: SignedTransaction, denom: string, gate: Gate): void =>
  approve(gate, from, TxRaw.decode(fromHex(bytes)), denom);
