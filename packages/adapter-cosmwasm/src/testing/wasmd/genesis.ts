import type { Coin } from "../../connection.ts";

export interface GenesisAccount {
  readonly address: string;
  readonly coins: readonly Coin[];
}

/** The parts of a genesis document that are changed here. */
interface Genesis {
  genesis_time: string;
  initial_height: number;
  readonly app_state: {
    readonly auth: { readonly accounts: object[] };
    readonly bank: { readonly balances: object[] };
    readonly gov: { readonly params: Record<string, unknown> };
  };
}

/**
 * Adds accounts, and makes governance fast enough for a test: a proposal passes within seconds.
 * @param first time of the first block in seconds, and its height; what is left out stays as it is
 */
export function prepareGenesis(
  document: string,
  accounts: readonly GenesisAccount[],
  bondDenom: string,
  first: { readonly seconds?: number | undefined; readonly height?: number | undefined } = {},
): string {
  const genesis = JSON.parse(document) as Genesis;
  const { seconds, height } = first;
  if (height !== undefined) genesis.initial_height = height;
  if (seconds !== undefined) genesis.genesis_time = new Date(seconds * 1000).toISOString();
  const { auth, bank, gov } = genesis.app_state;
  for (const { address, coins } of accounts) {
    auth.accounts.push({
      "@type": "/cosmos.auth.v1beta1.BaseAccount",
      address,
      pub_key: null,
      account_number: "0",
      sequence: "0",
    });
    bank.balances.push({ address, coins: [...coins].sort((a, b) => (a.denom < b.denom ? -1 : 1)) });
  }
  Object.assign(gov.params, {
    voting_period: "2s",
    expedited_voting_period: "1s",
    min_deposit: [{ denom: bondDenom, amount: "1" }],
    expedited_min_deposit: [{ denom: bondDenom, amount: "2" }],
  });
  return JSON.stringify(genesis);
}
