import type { EncodeObject } from "@cosmjs/proto-signing";
import {
  MsgExecuteContract,
  MsgInstantiateContract,
  MsgInstantiateContract2,
  MsgStoreCode,
} from "cosmjs-types/cosmwasm/wasm/v1/tx";
import type { ContractCall } from "../connection.ts";

const utf8 = new TextEncoder();

const bytesOf = (message: object | Uint8Array): Uint8Array =>
  message instanceof Uint8Array ? message : utf8.encode(JSON.stringify(message));

/** Compressed, as chains charge for the size of a transaction. */
export async function storeCode(sender: string, wasm: Uint8Array): Promise<EncodeObject> {
  const compressed = new Blob([wasm.slice()]).stream().pipeThrough(new CompressionStream("gzip"));
  return {
    typeUrl: MsgStoreCode.typeUrl,
    value: MsgStoreCode.fromPartial({
      sender,
      wasmByteCode: new Uint8Array(await new Response(compressed).arrayBuffer()),
    }),
  };
}

/** Without an admin, so that nobody can replace the code. */
export function instantiateContract(
  sender: string,
  codeId: number,
  message: object,
  label: string,
  salt?: Uint8Array,
): EncodeObject {
  const given = { sender, codeId: BigInt(codeId), label, msg: bytesOf(message) };
  return salt
    ? {
        typeUrl: MsgInstantiateContract2.typeUrl,
        value: MsgInstantiateContract2.fromPartial({ ...given, salt }),
      }
    : { typeUrl: MsgInstantiateContract.typeUrl, value: MsgInstantiateContract.fromPartial(given) };
}

export const executeContract = (sender: string, call: ContractCall): EncodeObject => ({
  typeUrl: MsgExecuteContract.typeUrl,
  value: MsgExecuteContract.fromPartial({
    sender,
    contract: call.contract,
    msg: bytesOf(call.message),
    funds: call.funds.map(({ denom, amount }) => ({ denom, amount })),
  }),
});
