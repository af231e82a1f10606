import type { OfflineDirectSigner } from "@cosmjs/proto-signing";
import type { Coin } from "cosmjs-types/cosmos/base/v1beta1/coin";
import { AuthInfo, TxBody } from "cosmjs-types/cosmos/tx/v1beta1/tx";
import { MsgExecuteContract, MsgInstantiateContract } from "cosmjs-types/cosmwasm/wasm/v1/tx";
import type { Gate } from "./gate.ts";

const amountOf = (coins: readonly Coin[], denom: string): bigint =>
  coins.reduce((sum, coin) => sum + (coin.denom === denom ? BigInt(coin.amount) : 0n), 0n);

/** Coins that the messages of a transaction hand to contracts. */
function fundsOf({ messages }: TxBody, denom: string): bigint {
  return messages.reduce((sum, { typeUrl, value }) => {
    if (typeUrl === MsgExecuteContract.typeUrl)
      return sum + amountOf(MsgExecuteContract.decode(value).funds, denom);
    if (typeUrl === MsgInstantiateContract.typeUrl)
      return sum + amountOf(MsgInstantiateContract.decode(value).funds, denom);
    return sum;
  }, 0n);
}

/**
 * A signer whose transactions pass a gate before they are signed. A fee is charged as it is declared, whatever gas is
 * used, so that there is nothing to settle.
 * @param denom of payments and of fees
 */
export const gatedCosmWasmSigner = (
  signer: OfflineDirectSigner,
  denom: string,
  gate: Gate,
): OfflineDirectSigner => ({
  getAccounts: () => signer.getAccounts(),
  signDirect: async (address, document) => {
    const { fee, signerInfos } = AuthInfo.decode(document.authInfoBytes);
    gate.approve({
      slot: `${address}/${signerInfos[0]?.sequence}`,
      payment: fundsOf(TxBody.decode(document.bodyBytes), denom),
      fee: amountOf(fee?.amount ?? [], denom),
      gas: fee?.gasLimit ?? 0n,
    });
    return signer.signDirect(address, document);
  },
});
