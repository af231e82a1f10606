import { type Contribution, commitItems, keccak256, type Params } from "@chainlearn/core";
import { champion as plugin } from "@chainlearn/mechanisms";
import type { SimulatedContract } from "../contract.ts";
import { SHAPE } from "../mail.ts";
import { COIN, DAY, type Group } from "../people.ts";
import type { World } from "../world.ts";
import type { Customs } from "./customs.ts";

const { manifest } = plugin;
/** The deposit is a fiftieth of what an honest person has. */
const DEPOSITS_PER_CAPITAL = 50n;
const BOND = 10_000n * COIN;
/** More than any model has: copies are made in one call. */
const ALL_WORDS = 1_000_000n;
const RETRY = DAY / 4;

const cellOf = (cells: readonly { readonly name: string }[], name: string): number => {
  const place = cells.findIndex((cell) => cell.name === name);
  if (place < 0) throw new RangeError(`champion has no cell "${name}".`);
  return place;
};
const HELD = ["potUnits", "bondUnits", "fundUnits"].map((name) => cellOf(manifest.pool, name));
const CYCLE = cellOf(manifest.pool, "cycle");
const OWN_CYCLE = cellOf(manifest.account, "cycle");
const OWN_VALID = cellOf(manifest.account, "validInCycle");

/** What an account has earned in a cycle that is over. */
function due(contract: SimulatedContract, address: string): bigint {
  const { cells } = contract.account(address);
  const cycle = cells[OWN_CYCLE]!;
  if (cells[OWN_VALID] === 0n || cycle >= contract.pool()[CYCLE]!) return 0n;
  return cells[OWN_VALID]! * contract.seriesValue(0, Number(cycle));
}

/**
 * The curator commits to all items at the start, and reveals those of a test within a day after it is due. Contributions
 * are settled when they may be: by the submitter who can expect a deposit back, else by whoever comes first. Submitters ask
 * for deposits as soon as the lock ends, and collect shares after every cycle.
 */
export function champion(changed: Params, honest: Group): Customs {
  const params: Params = {
    ...Object.fromEntries(
      manifest.params.flatMap((spec) => (spec.default === undefined ? [] : [[spec.name, spec.default]])),
    ),
    depositUnits: (BigInt(honest.coins) * COIN) / DEPOSITS_PER_CAPITAL,
    bondUnits: BOND,
    ...changed,
  };
  const seconds = (name: string): number => Number(params[name]);

  function settle(world: World, contribution: Contribution): void {
    const { contract, agenda } = world;
    const expectsDeposit = contract.predict(contribution.sample) === contribution.label;
    const settler = expectsDeposit ? contribution.submitter : world.passersBy()[0]!;
    const during = { about: contribution, mayRefuse: "wrong_phase" };
    if (!contract.act("settle", settler, agenda.now, during))
      agenda.after(RETRY, () => settle(world, contribution));
    else if (contract.left(contribution) > 0n) {
      agenda.at(contribution.time + seconds("lockSeconds"), () => {
        contract.act("release", contribution.submitter, agenda.now, { about: contribution });
      });
    }
  }

  return {
    mechanism: plugin,
    params,
    curatorRole: "curator",
    counts: "coins",
    begin(world) {
      const { contract, agenda, curator, random } = world;
      const items = world.mails.items.map(({ words, label }) => ({ sample: { indices: words }, label }));
      const secret = keccak256(Uint8Array.of(random.below(256)));
      const chain = commitItems(items, secret, { ...SHAPE, lane: 32 });
      let next = 0;
      const reveal = (count: number): void => {
        for (let k = 0; k < count; k++)
          contract.act("reveal", curator, agenda.now, { item: chain.items[next++]! });
      };
      const test = (): void => {
        reveal(Number(params.itemsPerCycle));
        contract.act("decide", curator, agenda.now, { args: [ALL_WORDS] });
        for (const address of world.agents.flatMap(({ addresses }) => addresses)) {
          if (due(contract, address) > 0n) contract.act("collect", address, agenda.now);
        }
        planTest();
      };
      const planTest = (): void => agenda.after(seconds("cycleSeconds") + random.share() * DAY, test);

      const commitment = { args: [BigInt(items.length)], digest: chain.head, pay: params.bondUnits! };
      contract.act("commit", curator, agenda.now, commitment);
      reveal(Number(params.openItems));
      planTest();
    },
    isWilling: () => true,
    added: (world, contribution) =>
      world.agenda.after(seconds("settleWaitSeconds"), () => settle(world, contribution)),
    held: (contract) => {
      const pool = contract.pool();
      const shares = contract.addresses.reduce((sum, address) => sum + due(contract, address), 0n);
      return HELD.reduce((sum, cell) => sum + pool[cell]!, shares);
    },
    due,
  };
}
