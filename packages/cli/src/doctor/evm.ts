import { type Chain, createPublicClient, formatGwei, type Hex, http, type PublicClient } from "viem";
import { attempt, type Check, type Examination, fail, ok, warn } from "./check.ts";
import { clockCheck } from "./clock.ts";

/** EIP-7825: transactions of more are refused, and the adapter sends none. */
const TRANSACTION_GAS = 2n ** 24n;
/** A block that holds a few additions; less is no chain for this. */
const SMALL_BLOCK_GAS = 5_000_000n;

/** Code that does one thing and ends: RETURN of nothing behind it. */
const END = "5f5ff3";
/** What contracts need of the chain's rules. */
const FEATURES: readonly { readonly name: string; readonly fork: string; readonly code: Hex }[] = [
  { name: "PUSH0", fork: "Shanghai", code: `0x${END}` },
  { name: "MCOPY", fork: "Cancun", code: `0x5f5f5f5e${END}` },
  { name: "transient storage", fork: "Cancun", code: `0x5f5f5d5f5c50${END}` },
];
const CLZ: Hex = `0x5f1e50${END}`;

/** Whether the chain runs some code; as a creation that is not sent. */
const runs = (client: PublicClient, code: Hex): Promise<boolean> =>
  client.call({ data: code, gas: 1_000_000n }).then(
    () => true,
    () => false,
  );

async function features(client: PublicClient, evmVersion: "cancun" | "osaka"): Promise<Check> {
  const name = "rules";
  const missing: string[] = [];
  for (const feature of FEATURES)
    if (!(await runs(client, feature.code))) missing.push(`${feature.name} (${feature.fork})`);
  if (missing.length > 0)
    return fail(
      name,
      `missing: ${missing.join(", ")}`,
      "Contracts cannot run here: take a chain with the rules of Cancun.",
    );
  if (await runs(client, CLZ)) return ok(name, "those of Osaka");
  if (evmVersion === "cancun") return ok(name, "those of Cancun, which evmVersion says");
  return fail(
    name,
    "those of Cancun, without CLZ (Osaka)",
    'Give the chain evmVersion: "cancun" in the configuration.',
    "config",
  );
}

/** Longest wait for one of several nodes. */
const NODE_TIMEOUT_MS = 10_000;

/** Each of several nodes by itself: one that does not answer can be done without, one of another chain cannot be left. */
async function nodeCheck(
  client: PublicClient,
  chain: Chain,
  urls: readonly string[] | undefined,
): Promise<Check> {
  const known = urls ?? [(client.transport as { readonly url?: string }).url];
  const several = known.length > 1;
  const silent: string[] = [];
  const hosts: string[] = [];
  let failure: unknown;
  for (const url of known) {
    const one = several
      ? createPublicClient({ chain, transport: http(url, { retryCount: 0, timeout: NODE_TIMEOUT_MS }) })
      : client;
    const host = url === undefined ? "" : new URL(url).host;
    try {
      const found = await one.getChainId();
      if (found !== chain.id)
        return fail(
          "chain id",
          `the node${several ? ` ${host}` : ""} is one of chain ${found}; the configuration says ${chain.id} (${chain.name})`,
          "Take a node of the chain that is meant.",
        );
      if (host !== "") hosts.push(host);
    } catch (error) {
      silent.push(host);
      failure = error;
    }
  }
  if (silent.length === known.length) throw failure;
  const found = `${chain.name} (${chain.id})${hosts.length > 0 ? ` at ${hosts.join(", ")}` : ""}`;
  if (silent.length === 0) return ok("node", found);
  return warn("node", `${found}; no answer from ${silent.join(", ")}`, "Take another node in its place.");
}

/** What the node of an EVM chain says about itself. @param urls of its nodes; undefined: the chain's own */
export async function examineEvm(
  client: PublicClient,
  chain: Chain,
  {
    logRange,
    evmVersion,
    urls,
  }: {
    readonly logRange: number;
    readonly evmVersion: "cancun" | "osaka";
    readonly urls?: readonly string[] | undefined;
  },
): Promise<Examination> {
  const node = await attempt(
    "node",
    "Check the address and your connection, or take another node with rpcUrl.",
    () => nodeCheck(client, chain, urls),
  );
  if (node.status === "fail") return { checks: [node], usable: false };
  const block = await client.getBlock();
  const limit = block.gasLimit < TRANSACTION_GAS ? block.gasLimit : TRANSACTION_GAS;
  const checks = [
    attempt(
      "version",
      "The node does not tell it; nothing depends on it.",
      async () => ok("version", await client.request({ method: "web3_clientVersion" })),
      true,
    ),
    attempt("syncing", "Take a node that is up to date.", async () => {
      const state = await client.request({ method: "eth_syncing" } as never);
      if (state === (false as unknown)) return ok("syncing", `up to date at block ${block.number}`);
      return fail(
        "syncing",
        `behind at block ${block.number}`,
        "Wait until the node is up to date, or take another one.",
      );
    }),
    Promise.resolve(clockCheck(Number(block.timestamp))),
    features(client, evmVersion),
    Promise.resolve(
      block.gasLimit < SMALL_BLOCK_GAS
        ? warn("gas limits", `${block.gasLimit} a block`, "Deploy small models only, in chunks.")
        : ok("gas limits", `${block.gasLimit} a block, ${limit} a transaction`),
    ),
    attempt("gas price", "Without a price nothing can be sent: take another node.", async () => {
      const { maxFeePerGas } = await client.estimateFeesPerGas();
      return ok("gas price", `at most ${formatGwei(maxFeePerGas)} gwei`);
    }),
    attempt(
      "logs",
      "Give the chain a smaller logRange in the configuration, or take another node.",
      async () => {
        const from = block.number >= BigInt(logRange) ? block.number - BigInt(logRange) + 1n : 0n;
        await client.getLogs({ address: `0x${"0".repeat(40)}`, fromBlock: from, toBlock: block.number });
        return ok("logs", `${logRange} blocks at once`);
      },
    ),
  ];
  return { checks: [node, ...(await Promise.all(checks))], transactionGas: limit, usable: true };
}
