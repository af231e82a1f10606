import { ConfigResponse } from "cosmjs-types/cosmos/base/node/v1beta1/query";
import { GetNodeInfoResponse } from "cosmjs-types/cosmos/base/tendermint/v1beta1/query";
import { QueryParamsResponse } from "cosmjs-types/cosmwasm/wasm/v1/query";
import { AccessType } from "cosmjs-types/cosmwasm/wasm/v1/types";
import { attempt, type Check, type Examination, fail, ok, warn } from "./check.ts";
import { clockCheck } from "./clock.ts";
import { appQuery, cometRpc } from "./comet-rpc.ts";
import { marketPrice } from "./fee-market.ts";

/** What an examination needs to know of a chain. */
export interface CosmWasmFacts {
  readonly network: string;
  readonly rpc: string;
  readonly denom: string;
  /** As `0.025uosmo`. */
  readonly gasPrice: string;
  /** Address that would upload code; undefined: no key is there. */
  readonly uploader: string | undefined;
}

interface Status {
  readonly node_info: {
    readonly network: string;
    readonly version: string;
    readonly other?: { readonly tx_index?: string };
  };
  readonly sync_info: {
    readonly latest_block_height: string;
    readonly latest_block_time: string;
    readonly catching_up: boolean;
  };
}

const MILLISECONDS = 1_000;
const WASMD = /CosmWasm\/wasmd$/;

function syncing({ sync_info: { catching_up: behind, latest_block_height: height } }: Status): Check {
  if (!behind) return ok("syncing", `up to date at block ${height}`);
  return fail(
    "syncing",
    `behind at block ${height}`,
    "Wait until the node is up to date, or take another one.",
  );
}

function index({ node_info: { other } }: Status): Check {
  const state = other?.tx_index ?? "unknown";
  if (state === "on") return ok("index of transactions", "on");
  return fail(
    "index of transactions",
    state,
    "Logs are read from the index of transactions: take a node that has one.",
  );
}

async function uploadPermission({ rpc, uploader }: CosmWasmFacts): Promise<Check> {
  const name = "upload permission";
  const { params } = await appQuery(rpc, "/cosmwasm.wasm.v1.Query/Params", QueryParamsResponse.decode);
  const { permission, addresses = [] } = params?.codeUploadAccess ?? {};
  if (permission === AccessType.ACCESS_TYPE_EVERYBODY) return ok(name, "everybody");
  if (
    permission === AccessType.ACCESS_TYPE_ANY_OF_ADDRESSES &&
    uploader !== undefined &&
    addresses.includes(uploader)
  )
    return ok(name, `${uploader}, as one of ${addresses.length}`);
  return fail(
    name,
    permission === AccessType.ACCESS_TYPE_ANY_OF_ADDRESSES
      ? `${addresses.length} allowed, without ${uploader ?? "one of yours"}`
      : "nobody",
    "Have the code stored by a governance proposal or by an allowed address, or take a chain where everybody may.",
  );
}

async function gasLimits(
  { rpc }: CosmWasmFacts,
  { sync_info: { latest_block_height: height } }: Status,
): Promise<{ readonly check: Check; readonly gas?: bigint }> {
  let gas: bigint | undefined;
  const check = await attempt(
    "gas limits",
    "The node does not tell them: a deployment that needs too much is refused.",
    async () => {
      const { consensus_params: params } = await cometRpc<{
        readonly consensus_params: {
          readonly block: { readonly max_gas: string; readonly max_bytes: string };
        };
        // Without a height a node looks at the block that it is making, and may have no parameters for it yet.
      }>(rpc, "consensus_params", { height });
      const { max_gas: most, max_bytes: bytes } = params.block;
      if (BigInt(most) >= 0n) gas = BigInt(most);
      return ok(
        "gas limits",
        `${gas ?? "no limit of gas"}${gas === undefined ? "" : " gas"} and ${bytes} bytes a block`,
      );
    },
    true,
  );
  return { check, ...(gas !== undefined && { gas }) };
}

/** The number of `0.025uosmo`. */
const priceOf = (price: string): number => Number.parseFloat(price);

async function gasPrice({ rpc, denom, gasPrice: own }: CosmWasmFacts): Promise<Check> {
  const name = "gas price";
  const market = await marketPrice(rpc, denom);
  if (market !== undefined) {
    const found = `${own} (configuration); the fee market (${market.module}) asks ${market.price} now`;
    if (priceOf(own) >= priceOf(market.price)) return ok(name, found);
    return fail(
      name,
      found,
      `Set gasPrice to more than ${market.price}: it changes with every block.`,
      "config",
    );
  }
  const { minimumGasPrice } = await appQuery(
    rpc,
    "/cosmos.base.node.v1beta1.Service/Config",
    ConfigResponse.decode,
  );
  const least = minimumGasPrice.split(",").find((price) => price.replace(/^[\d.]+/, "") === denom);
  if (least === undefined)
    return minimumGasPrice === ""
      ? ok(name, `${own} (configuration); the node has no fee market and asks for none`)
      : warn(
          name,
          `the node takes ${minimumGasPrice}, not ${denom}`,
          `Fees are paid in ${denom}: ask the chain's documentation whether it takes it.`,
        );
  const found = `${own} (configuration); the node has no fee market and takes ${least} and more`;
  if (priceOf(own) >= priceOf(least)) return ok(name, found);
  return fail(name, found, `Set gasPrice to ${least} at least.`, "config");
}

async function versions({ rpc }: CosmWasmFacts): Promise<Check> {
  const { applicationVersion } = await appQuery(
    rpc,
    "/cosmos.base.tendermint.v1beta1.Service/GetNodeInfo",
    GetNodeInfoResponse.decode,
  );
  const { appName = "", version = "", cosmosSdkVersion = "", buildDeps = [] } = applicationVersion ?? {};
  const wasmd = buildDeps.find(({ path }) => WASMD.test(path))?.version;
  const parts = [
    `${appName} ${version}`.trim(),
    wasmd && `wasmd ${wasmd}`,
    cosmosSdkVersion && `SDK ${cosmosSdkVersion}`,
  ];
  return ok("version", parts.filter(Boolean).join(", ") || "not told");
}

interface FoundNode {
  readonly check: Check;
  /** The first that can be used. */
  readonly rpc?: string;
  readonly status?: Status;
}

/** Asks each of several nodes: one that does not answer can be done without, one of another network cannot be left. */
async function findNode(network: string, urls: readonly string[]): Promise<FoundNode> {
  const todo = "Check the address and your connection, or take another node with rpc.";
  const several = urls.length > 1;
  const silent: string[] = [];
  const hosts: string[] = [];
  let first: { readonly rpc: string; readonly status: Status } | undefined;
  let failed: Check | undefined;
  for (const rpc of urls) {
    const { host } = new URL(rpc);
    const check = await attempt("node", todo, async () => {
      const status = await cometRpc<Status>(rpc, "status");
      const { network: found } = status.node_info;
      if (found !== network)
        return fail(
          "chain id",
          `the node${several ? ` ${host}` : ""} is one of ${found}; the configuration says ${network}`,
          "Take a node of the chain that is meant.",
        );
      first ??= { rpc, status };
      hosts.push(host);
      return ok("node", host);
    });
    if (check.name === "chain id") return { check };
    if (check.status === "fail") silent.push(host);
    failed ??= check.status === "fail" ? check : undefined;
  }
  if (first === undefined) return { check: failed ?? fail("node", "no address", todo, "config") };
  const found = `${network} at ${hosts.join(", ")}, CometBFT ${first.status.node_info.version}`;
  const check =
    silent.length === 0
      ? ok("node", found)
      : warn("node", `${found}; no answer from ${silent.join(", ")}`, "Take another node in its place.");
  return { check, ...first };
}

/** What the nodes of a CosmWasm chain say; of several the first one that answers. */
export async function examineCosmWasm({
  rpc: urls,
  ...about
}: Omit<CosmWasmFacts, "rpc"> & { readonly rpc: readonly string[] }): Promise<Examination> {
  const { check: node, rpc, status } = await findNode(about.network, urls);
  if (rpc === undefined || status === undefined) return { checks: [node], usable: false };
  const facts: CosmWasmFacts = { ...about, rpc };
  const later = "The node does not tell it: see whether the chain's documentation does.";
  const [version, permission, limits, price] = await Promise.all([
    attempt("version", later, () => versions(facts), true),
    attempt("upload permission", later, () => uploadPermission(facts), true),
    gasLimits(facts, status),
    attempt("gas price", later, () => gasPrice(facts), true),
  ]);
  const time = Date.parse(status.sync_info.latest_block_time) / MILLISECONDS;
  return {
    checks: [
      node,
      version,
      syncing(status),
      index(status),
      clockCheck(time),
      permission,
      limits.check,
      price,
    ],
    ...(limits.gas !== undefined && { transactionGas: limits.gas }),
    usable: true,
  };
}
