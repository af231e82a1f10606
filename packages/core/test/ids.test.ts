import { describe, expect, it } from "vitest";
import { accountId, parseAccountId, parseChainId } from "../src/index.ts";
import { codeOf } from "./support.ts";

describe("CAIP-2 chain ids", () => {
  it.each([
    ["eip155:1", "eip155", "1"],
    ["cosmos:osmo-test-5", "cosmos", "osmo-test-5"],
    ["bip122:000000000019d6689c085ae165831e93", "bip122", "000000000019d6689c085ae165831e93"],
    ["starknet:SN_GOERLI", "starknet", "SN_GOERLI"],
    ["a-b:x", "a-b", "x"],
  ])("%s", (id, namespace, reference) => {
    expect(parseChainId(id)).toEqual({ namespace, reference });
  });

  it.each([
    "",
    "eip155",
    "eip155:",
    ":1",
    "ei:1",
    "eip155xyz:1",
    "EIP155:1",
    "eip155:1:2",
    "eip155:a b",
    `eip155:${"1".repeat(33)}`,
    "eip155:1\n",
  ])("refuses %o", (id) => {
    expect(codeOf(() => parseChainId(id))).toBe("invalid_id");
  });
});

describe("CAIP-10 account ids", () => {
  it.each([
    ["eip155:1", "0xab16a96D359eC26a11e2C2b3d8f8B8942d5Bfcdb"],
    ["cosmos:cosmoshub-3", "cosmos1t2uflqwqe0fsj0shcfkrvpukewcw40yjj6hdc0"],
    ["hedera:mainnet", "0.0.1234567890-zbhlt"],
  ] as const)("%s:%s", (chain, address) => {
    const id = accountId(chain, address);
    expect(id).toBe(`${chain}:${address}`);
    expect(parseAccountId(id)).toEqual({ chain, address });
  });

  it.each(["", "a:b", "a b", "0x1\n", "x".repeat(129)])("refuses the address %o", (address) => {
    expect(codeOf(() => accountId("eip155:1", address))).toBe("invalid_id");
  });

  it.each(["eip155:1", "eip155::0xab", "0xab", "", "eip155:1:"])("refuses %o", (id) => {
    expect(codeOf(() => parseAccountId(id))).toBe("invalid_id");
  });
});
