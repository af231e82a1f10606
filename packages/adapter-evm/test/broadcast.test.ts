import { HttpRequestError, RpcRequestError, TimeoutError } from "viem";
import { describe, expect, it } from "vitest";
import { answerOf } from "../src/broadcast.ts";

const said = (message: string, code = -32_000, url = "https://node.test"): RpcRequestError =>
  new RpcRequestError({ body: {}, error: { code, message }, url });

/** Texts of pools; what differs from transaction to transaction is made up. */
const REFUSALS = {
  geth: [
    "insufficient funds for gas * price + value: balance 1, tx cost 2, overshot 1",
    "insufficient funds for transfer",
    "intrinsic gas too low: gas 20999, minimum needed 21000",
    "insufficient gas for floor data gas cost: gas 1, minimum needed 2",
    "exceeds block gas limit",
    "transaction gas limit too high (cap: 16777216, tx: 16777217)",
    "transaction underpriced: gas tip cap 1, minimum needed 2",
    "max fee per gas less than block base fee: address 0x, maxFeePerGas: 1, baseFee: 2",
    "max priority fee per gas higher than max fee per gas: address 0x",
    "tx fee (2.00 ether) exceeds the configured cap (1.00 ether)",
    "oversized data: transaction size 131073, limit 131072",
    "max initcode size exceeded: code size 49153 limit 49152",
    "transaction type not supported",
    "invalid sender",
    "invalid chain id for signer: have 1 want 2",
    "only replay-protected (EIP-155) transactions allowed over RPC",
    "sender not an eoa: address 0x, codehash: 0x",
    "nonce too high: address 0x, tx: 9 state: 1",
    "gas uint64 overflow",
  ],
  erigon: ["fee too low", "insufficient funds", "initcode too large", "rlp too long"],
  nethermind: [
    "InsufficientFunds, Balance is 0 less than sending value",
    "FeeTooLow, MaxFeePerGas too low",
    "GasLimitExceeded, Gas limit: 1",
    "NonceGap, Future nonce",
    "NonceTooFarInFuture",
    "MaxTxSizeExceeded",
    "NotSupportedTxType",
    "SenderIsContract",
    "FailedToResolveSender",
  ],
  besu: [
    "Upfront cost exceeds account balance",
    "Intrinsic gas exceeds gas limit",
    "Transaction gas limit exceeds block gas limit",
    "Gas price below configured minimum gas price",
    "Transaction gas price below current base fee",
    "Max priority fee per gas cannot exceed max fee per gas",
    "Nonce too distant from current sender nonce",
    "Sender account not authorized to send transactions",
    "Transaction fee cap exceeded",
    "Wrong chainId",
  ],
  zksync: ["not enough balance to cover the fee. have 1, need 2"],
  anvil: [
    "Insufficient funds for gas * price + value",
    "Out of gas: gas required exceeds allowance: 0",
    "Failed to decode transaction",
  ],
  hardhat: [
    "Sender doesn't have enough funds to send tx. The max upfront cost is: 2",
    "Transaction maxFeePerGas (1) is too low for the next block, which has a baseFeePerGas of 2",
    "Transaction requires at least 21000 gas but got 20999",
  ],
};

describe("what a node says to a transaction", () => {
  for (const [client, texts] of Object.entries(REFUSALS))
    it.each(texts)(`is a refusal: ${client}: %s`, (text) => {
      expect(answerOf(said(text))).toMatchObject({ kind: "refused" });
    });

  it("is a refusal, whatever the node's address says", () => {
    const refusal = said("insufficient funds for transfer", -32_000, "https://gateway.test/timeout");
    expect(answerOf(refusal)).toMatchObject({ kind: "refused" });
  });

  it.each([-32_601, -32_602, -32_004])("is a refusal: code %i", (code) => {
    expect(answerOf(said("", code))).toMatchObject({ kind: "refused" });
  });

  it.each([
    "context deadline exceeded",
    "context canceled",
    "EOF",
    'Post "https://sequencer": dial tcp: connection refused',
    "502 Bad Gateway",
    "service unavailable",
    "upstream request failed",
    "header not found",
    "failed to decode the response",
    "something that nobody has thought of",
    "",
    "backends: insufficient funds for transfer; request timed out",
  ])("proves nothing: %s", (text) => {
    expect(answerOf(said(text))).toMatchObject({ kind: "unknown" });
  });

  it.each([429, -32_005, -32_603])("proves nothing with the code %i", (code) => {
    expect(answerOf(said("insufficient funds for transfer", code))).toMatchObject({ kind: "unknown" });
  });

  it("proves nothing where there is no answer", () => {
    const missing = [new HttpRequestError({ url: "", status: 503 }), new TimeoutError({ body: {}, url: "" })];
    for (const error of [...missing, new Error("insufficient funds")])
      expect(answerOf(error)).toMatchObject({ kind: "unknown" });
  });

  it.each([
    ["taken", "already known"],
    ["taken", "AlreadyKnown"],
    ["taken", "Known transaction"],
    ["taken", "transaction already imported"],
    ["taken", "existing tx with the same hash"],
    ["used", "nonce too low: next nonce 2, tx nonce 1"],
    ["used", "OldNonce, Current nonce: 2, nonce of rejected tx: 1"],
    ["occupied", "replacement transaction underpriced"],
    ["occupied", "ReplacementNotAllowed"],
    ["occupied", "txpool is full"],
    ["occupied", "base-fee sub-pool is full"],
    ["occupied", "address already reserved"],
    ["occupied", "in-flight transaction limit reached for delegated accounts"],
  ] as const)("is %s: %s", (kind, text) => {
    expect(answerOf(said(text)).kind).toBe(kind);
  });
});
