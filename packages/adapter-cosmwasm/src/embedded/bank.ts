import type { Coin, ContractEvent } from "../connection.ts";
import type { Layer } from "./store.ts";
import { isAddress } from "./vm.ts";

const place = (address: string, denom: string): string => `b/${address}/${denom}`;

export const balanceOf = (store: Pick<Layer, "get">, address: string, denom: string): bigint =>
  (store.get(place(address, denom)) as bigint | undefined) ?? 0n;

export function credit(store: Layer, address: string, { denom, amount }: Coin): void {
  store.set(place(address, denom), balanceOf(store, address, denom) + BigInt(amount));
}

const DENOM = /^[a-zA-Z][a-zA-Z0-9/:._-]{2,127}$/;

/** @throws Error as the SDK's check of coins: valid, positive, sorted, none twice */
export function checkCoins(coins: readonly Coin[]): void {
  const text = coins.map(({ denom, amount }) => amount + denom).join(",");
  coins.forEach(({ denom, amount }, i) => {
    const follows = i === 0 || coins[i - 1]!.denom < denom;
    if (!DENOM.test(denom) || !/^[1-9]\d{0,77}$/.test(amount) || !follows)
      throw new Error(`${text}: invalid coins`);
  });
}

/** Moves coins. `events` receives what the bank logs. */
export function transfer(
  store: Layer,
  from: string,
  to: string,
  coins: readonly Coin[],
  events: ContractEvent[],
): void {
  for (const coin of coins) {
    const spendable = balanceOf(store, from, coin.denom);
    if (spendable < BigInt(coin.amount))
      throw new Error(
        `spendable balance ${spendable}${coin.denom} is smaller than ${coin.amount}${coin.denom}: insufficient funds`,
      );
    store.set(place(from, coin.denom), spendable - BigInt(coin.amount));
    credit(store, to, coin);
  }
  const amount = coins.map((coin) => coin.amount + coin.denom).join(",");
  events.push(
    event("coin_spent", { spender: from, amount }),
    event("coin_received", { receiver: to, amount }),
    event("transfer", { recipient: to, sender: from, amount }),
  );
}

/** The bank's message `send`, as a contract asks for it: to an address that may receive. */
export function send(
  store: Layer,
  from: string,
  to: string,
  coins: readonly Coin[],
  blocked: ReadonlySet<string>,
  prefix: string,
  events: ContractEvent[],
): void {
  checkCoins(coins);
  if (!isAddress(to, prefix)) throw new Error(`${to}: invalid address`);
  if (blocked.has(to)) throw new Error(`${to} is not allowed to receive funds: unauthorized`);
  transfer(store, from, to, coins, events);
}

export const event = (type: string, attributes: Readonly<Record<string, string>>): ContractEvent => ({
  type,
  attributes: Object.entries(attributes).map(([key, value]) => ({ key, value })),
});
