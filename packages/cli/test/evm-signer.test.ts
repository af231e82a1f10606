import { type Chain, createPublicClient, custom, encodeFunctionResult, type Hex, parseAbi } from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { base, mainnet } from "viem/chains";
import { expect, it } from "vitest";
import { firstLayerFee, GatedEvmAccount } from "../src/spending/evm-signer.ts";
import { Gate } from "../src/spending/gate.ts";
import { send } from "../src/spending/send.ts";

const FEE = 1_000n;
const getL1Fee = parseAbi(["function getL1Fee(bytes) view returns (uint256)"]);
const key = privateKeyToAccount(generatePrivateKey());

/** A client of a node that knows the first layer's fee, or refuses everything. */
const clientOf = (chain: Chain, answers = true) =>
  createPublicClient({
    chain,
    transport: custom(
      {
        request: async (): Promise<Hex> => {
          if (!answers) throw new TypeError("fetch failed");
          return encodeFunctionResult({ abi: getL1Fee, result: FEE });
        },
      },
      { retryCount: 0 },
    ),
  });

it("a gated account signs transactions that the gate has seen, and nothing else", async () => {
  const gate = new Gate();
  const { account } = new GatedEvmAccount(key, clientOf(mainnet), gate);
  const transaction = { to: key.address, value: 1n, nonce: 0, gas: 21_000n, maxFeePerGas: 1n, chainId: 1 };
  await expect(account.signTransaction(transaction)).rejects.toMatchObject({ code: "aborted" });
  await expect(account.signMessage({ message: "1 ETH" })).rejects.toMatchObject({ code: "unsupported" });
  await expect(account.signTypedData({} as never)).rejects.toMatchObject({ code: "unsupported" });
  // Authorizations (EIP-7702) and bare hashes; whatever viem adds has to be looked at here.
  expect([account.sign, account.signAuthorization]).toEqual([undefined, undefined]);
  const functions = Object.entries(account).flatMap(([name, part]) =>
    typeof part === "function" ? [name] : [],
  );
  expect(functions.toSorted()).toEqual(["signMessage", "signTransaction", "signTypedData"]);
  gate.open(21_001n);
  const signed = (await account.signTransaction({ ...transaction, type: "eip1559" })) as Hex;
  expect(signed).toBe(await key.signTransaction({ ...transaction, type: "eip1559" }));
  expect(gate.spent).toBe(21_001n);
});

it("the first layer's fee counts twice where there is one, and its node's failures are the chain's", async () => {
  const published = { from: key.address, data: "0x00" } as const;
  expect(await firstLayerFee(clientOf(base), published)).toBe(2n * FEE);
  expect(await firstLayerFee(clientOf(mainnet, false), published)).toBe(0n);
  await expect(firstLayerFee(clientOf(base, false), published)).rejects.toMatchObject({
    code: "chain_failure",
  });
});

it("a plan that a chain of the same kind has made grows with the gas that this one takes", async () => {
  const planOf = async (gas: bigint) => {
    const gate = new Gate();
    const site = {
      ...{ chainName: "test", gate },
      chain: {
        coin: { symbol: "ETH", base: "wei", decimals: 18 },
        sender: key.address,
        balance: async () => 0n,
      },
    };
    const { plan } = await send(
      { note: () => {} } as never,
      site as never,
      { simulate: true },
      {
        action: "deploy",
        cost: { fee: 1_000n, gas: 100n, firstGas: 40n },
        run: async () => gate.approve({ slot: "a/0", payment: 0n, fee: 0n, gas }),
      },
    );
    return [plan?.fee, plan?.gas];
  };
  expect(await planOf(39n)).toEqual([1_000n, 100n]);
  expect(await planOf(100n)).toEqual([2_500n, 250n]);
});
