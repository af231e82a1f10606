import { DirectSecp256k1HdWallet, makeAuthInfoBytes, makeSignDoc } from "@cosmjs/proto-signing";
import { TxBody } from "cosmjs-types/cosmos/tx/v1beta1/tx";
import { MsgExecuteContract, MsgInstantiateContract } from "cosmjs-types/cosmwasm/wasm/v1/tx";
import { beforeAll, describe, expect, it } from "vitest";
import { gatedCosmWasmSigner } from "../src/spending/cosmwasm-signer.ts";
import { Gate } from "../src/spending/gate.ts";

const coins = (amount: string, denom = "uosmo") => [{ denom, amount }];
let wallet: DirectSecp256k1HdWallet;
let address: string;

beforeAll(async () => {
  wallet = await DirectSecp256k1HdWallet.generate(12, { prefix: "osmo" });
  address = (await wallet.getAccounts())[0]!.address;
});

/** A transaction that hands 5 and 7 to contracts, with a fee of 11. */
const document = (sequence: number) => {
  const body = TxBody.encode(
    TxBody.fromPartial({
      messages: [
        {
          typeUrl: MsgExecuteContract.typeUrl,
          value: MsgExecuteContract.encode(
            MsgExecuteContract.fromPartial({ funds: [...coins("5"), ...coins("900", "uother")] }),
          ).finish(),
        },
        {
          typeUrl: MsgInstantiateContract.typeUrl,
          value: MsgInstantiateContract.encode(
            MsgInstantiateContract.fromPartial({ funds: coins("7") }),
          ).finish(),
        },
      ],
    }),
  ).finish();
  const pubkey = { typeUrl: "/cosmos.crypto.secp256k1.PubKey", value: new Uint8Array() };
  const auth = makeAuthInfoBytes([{ pubkey, sequence }], coins("11"), 200_000, undefined, undefined);
  return makeSignDoc(body, auth, "osmo-test-5", 1);
};

describe("a CosmWasm signer behind a gate", () => {
  it("says what a transaction pays and what its fee is", async () => {
    const gate = new Gate();
    const signer = gatedCosmWasmSigner(wallet, "uosmo", gate);
    const found = await gate.simulate(() => signer.signDirect(address, document(3)));
    expect(found).toEqual({ slot: `${address}/3`, payment: 12n, fee: 11n, gas: 200_000n });
  });

  it("signs what the gate lets through, and not what is too dear", async () => {
    const gate = new Gate();
    const signer = gatedCosmWasmSigner(wallet, "uosmo", gate);
    gate.open(40n);
    const { signature } = await signer.signDirect(address, document(3));
    expect(signature).toEqual((await wallet.signDirect(address, document(3))).signature);
    // Once more with the same number: one of both happens.
    await signer.signDirect(address, document(3));
    await expect(signer.signDirect(address, document(4))).rejects.toMatchObject({ code: "spend_limit" });
    expect(gate.spent).toBe(23n);
  });
});
