import { BinaryReader, BinaryWriter } from "cosmjs-types/binary";
import { DecCoin } from "cosmjs-types/cosmos/base/v1beta1/coin";
import { appQuery } from "./comet-rpc.ts";

/**
 * Where modules that let the price of gas rise and fall with demand tell it. Names and field numbers:
 * - `x/txfees` of Osmosis, proto/osmosis/txfees/v1beta1/query.proto of osmosis-labs/osmosis: `base_fee` is field 1 of the
 *   answer, in the chain's base denomination.
 * - `x/feemarket` of Neutron, XION and others, proto/feemarket/feemarket/v1/query.proto of skip-mev/feemarket: `denom` is
 *   field 1 of the question, `price` (a DecCoin) field 1 of the answer.
 */
const OSMOSIS_BASE_DENOM = "/osmosis.txfees.v1beta1.Query/BaseDenom";
const OSMOSIS_BASE_FEE = "/osmosis.txfees.v1beta1.Query/GetEipBaseFee";
const FEE_MARKET_PRICE = "/feemarket.feemarket.v1.Query/GasPrice";

/** Prices are sent as integers of so many decimals (`LegacyDec` of the Cosmos SDK). */
const DECIMALS = 18;
const LENGTH_DELIMITED = 2;

/** What a fee market asks for a unit of gas now. */
export interface MarketPrice {
  /** As `0.0053untrn`. */
  readonly price: string;
  /** The module that told it. */
  readonly module: string;
}

/** Field 1 of a message, of those that have text or a message in it; empty if it is not there. */
function firstField(bytes: Uint8Array): Uint8Array {
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    if (tag === ((1 << 3) | LENGTH_DELIMITED)) return reader.bytes();
    reader.skipType(tag & 7);
  }
  return new Uint8Array();
}

const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** An integer of 18 decimals as a decimal fraction; undefined: it is none. */
function fraction(text: string): string | undefined {
  if (!/^\d+$/.test(text)) return undefined;
  const digits = text.padStart(DECIMALS + 1, "0");
  const decimals = digits.slice(-DECIMALS).replace(/0+$/, "");
  return digits.slice(0, -DECIMALS) + (decimals && `.${decimals}`);
}

async function osmosis(rpc: string, denom: string): Promise<string | undefined> {
  const base = await appQuery(rpc, OSMOSIS_BASE_DENOM, (bytes) => textOf(firstField(bytes)));
  if (base !== denom) return undefined;
  return appQuery(rpc, OSMOSIS_BASE_FEE, (bytes) => fraction(textOf(firstField(bytes))));
}

const feeMarket = (rpc: string, denom: string): Promise<string | undefined> =>
  appQuery(
    rpc,
    FEE_MARKET_PRICE,
    (bytes) => {
      const price = DecCoin.decode(firstField(bytes));
      return price.denom === denom ? fraction(price.amount) : undefined;
    },
    new BinaryWriter()
      .uint32((1 << 3) | LENGTH_DELIMITED)
      .string(denom)
      .finish(),
  );

const MARKETS = { txfees: osmosis, feemarket: feeMarket } as const;

/** The price of gas that a chain's fee market asks now; undefined: it has none that is known, or not in the denomination. */
export async function marketPrice(rpc: string, denom: string): Promise<MarketPrice | undefined> {
  for (const [module, ask] of Object.entries(MARKETS)) {
    try {
      const price = await ask(rpc, denom);
      if (price !== undefined) return { price: `${price}${denom}`, module };
    } catch {
      // Chains without the module refuse the question in words of their own.
    }
  }
  return undefined;
}
