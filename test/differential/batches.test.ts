import { startEmbeddedChain } from "@chainlearn/adapter-cosmwasm/embedded";
import { startAnvil } from "@chainlearn/adapter-evm/testing";
import { createLocalChain, verify } from "@chainlearn/adapter-local";
import {
  ChainlearnError,
  type DevChain,
  decodeSample,
  encodeSample,
  type RawDataItem,
  type Snapshot,
  type Trainer,
  type TransactionResult,
} from "@chainlearn/core";
import { assertEqual, type FullTrainer, Random } from "@chainlearn/core/testing";
import { expect, it } from "vitest";
import { sparse } from "./compositions.ts";

const ACCOUNTS = 5;
const BENEFICIARY = 4;
const BATCHES = 100;
const ACTIONS = ["refund", "refund", "report", "take"] as const;

/** A contribution with its submitter as an account number. */
interface Known {
  readonly id: number;
  readonly time: number;
  readonly submitter: number;
  readonly label: number;
  readonly sample: Uint8Array;
}

interface Claim {
  readonly action: string;
  readonly contribution: Known;
}

/** What a batch did, without what chains write in their own ways. */
type Outcome = { readonly entries: readonly object[] } | { readonly code: string; readonly item: unknown };

/** A chain that takes batches, or the same items one by one at one moment. */
class Host {
  readonly name: string;
  readonly chain: DevChain;
  readonly trainer: FullTrainer;

  private constructor(name: string, chain: DevChain, trainer: Trainer) {
    this.name = name;
    this.chain = chain;
    this.trainer = trainer as FullTrainer;
  }

  static async open(name: string, chain: DevChain): Promise<Host> {
    const roles = { beneficiary: chain.accounts[BENEFICIARY]! };
    const { trainer } = await chain.adapter.deploy(sparse, { from: chain.accounts[0]!, roles });
    return new Host(name, chain, trainer);
  }

  account(number: number): string {
    return this.chain.accounts[number]!;
  }

  contribution({ submitter, ...parts }: Known) {
    return { ...parts, submitter: this.account(submitter) };
  }

  predict({ sample }: Known): Promise<number> {
    return this.trainer.predict(decodeSample(sample, sparse.shape));
  }

  plain(result: TransactionResult): object[] {
    return result.entries.map(({ position: _, ...entry }) => ({
      ...entry,
      actor: this.chain.accounts.indexOf(entry.actor),
    }));
  }

  async outcome(run: () => Promise<TransactionResult>): Promise<Outcome> {
    try {
      return { entries: this.plain(await run()) };
    } catch (error) {
      if (error instanceof ChainlearnError) return { code: error.code, item: error.details.item };
      throw error;
    }
  }

  async state(known: readonly Known[]): Promise<object> {
    const accounts = this.chain.accounts.slice(0, ACCOUNTS);
    const { block: _, ...snapshot }: Snapshot = await this.trainer.snapshot({
      contributions: known.map((one) => this.contribution(one)),
      accounts,
      marks: accounts.map((account) => ({ account, bucket: 0 })),
    });
    return { ...snapshot, accounts: [...snapshot.accounts.values()], marks: [...snapshot.marks.values()] };
  }
}

const randomItem = (random: Random): RawDataItem => {
  const first = random.below(sparse.shape.features - 2);
  const indices = random.chance(50) ? [first] : [first, first + random.between(1, 2)];
  return { label: random.below(2), sample: encodeSample({ indices }, sparse.shape) };
};

/** A batch in which one item may be wrong. */
function randomItems(random: Random): RawDataItem[] {
  const items = Array.from({ length: random.between(1, 7) }, () => randomItem(random));
  if (random.chance(25)) {
    const wrong = random.pick([
      { label: 2, sample: items[0]!.sample },
      { label: 1, sample: new Uint8Array() },
      { label: 1, sample: Uint8Array.of(0, 3, 0, 3) },
      { label: 0, sample: Uint8Array.of(0xff, 0xff) },
    ]);
    items.splice(random.below(items.length + 1), 0, wrong);
  }
  return items;
}

it("random batches: in process = EVM = CosmWasm = the items one by one", async () => {
  const random = new Random(21);
  const chains: Record<string, DevChain> = {
    local: await createLocalChain(),
    evm: await startAnvil(),
    cosmwasm: await startEmbeddedChain({ decimals: 18 }),
    "one by one": await createLocalChain({ name: "single", secondsPerBlock: 0 }),
  };
  try {
    const hosts: Host[] = [];
    for (const [name, chain] of Object.entries(chains)) hosts.push(await Host.open(name, chain));
    const clocks = await Promise.all(hosts.map(({ chain }) => chain.now()));
    // After so long a silence the price is 0, whenever a chain was sealed.
    let time = Math.max(...clocks) + 10_000_000;
    const [local, , , single] = hosts as [Host, Host, Host, Host];
    const batching = hosts.slice(0, 3);
    const known: Known[] = [];
    const refunded = new Set<number>();
    const seen = new Map<string, number>();
    const count = (name: string): unknown => seen.set(name, (seen.get(name) ?? 0) + 1);

    for (let batch = 0; batch < BATCHES; batch++) {
      time += random.pick([1, 30, 700, 20_000]);
      await Promise.all(hosts.map(({ chain }) => chain.setTime(time)));
      const from = random.below(ACCOUNTS);
      const isAddition = known.length < 8 || random.chance(50);
      let run: (host: Host) => Promise<TransactionResult>;
      let steps: (() => Promise<TransactionResult>)[];
      if (isAddition) {
        const items = randomItems(random);
        // Ten coins are more than any batch costs; sometimes too little is paid.
        const payUnits = random.chance(25) ? BigInt(random.between(0, 900)) : 10n ** 10n;
        run = ({ trainer, chain }) =>
          trainer.rawAddBatch({
            from: chain.accounts[from]!,
            items,
            payBaseUnits: payUnits * chain.baseUnitsPerUnit,
          });
        steps = items.map(
          (item) => () =>
            single.trainer.rawAddData({
              ...item,
              from: single.account(from),
              payBaseUnits: 10n ** 10n * single.chain.baseUnitsPerUnit,
            }),
        );
      } else {
        const refunds: Claim[] = [];
        for (const contribution of known.slice(-40))
          if (
            contribution.submitter === from &&
            !refunded.has(contribution.id) &&
            time - contribution.time >= 100 &&
            (await local.predict(contribution)) === contribution.label
          )
            refunds.push({ action: "refund", contribution });
        const claims: Claim[] = Array.from({ length: random.between(1, 5) }, () => ({
          action: random.pick(ACTIONS),
          contribution: random.pick(known.slice(-20)),
        }));
        const promising = refunds.length > 0 && random.chance(75);
        const twice = random.chance(15) ? refunds.slice(0, 1) : [];
        const chosen = promising ? [...refunds.slice(0, 6), ...twice] : claims;
        const actionsOf = (host: Host) =>
          chosen.map(({ action, contribution }) => ({
            action,
            contribution: host.contribution(contribution),
          }));
        run = (host) => host.trainer.rawActBatch({ from: host.account(from), actions: actionsOf(host) });
        steps = actionsOf(single).map(
          ({ action, contribution }) =>
            () =>
              single.trainer.rawAct(action, { from: single.account(from), contribution }),
        );
      }
      const outcomes = await Promise.all(batching.map((host) => host.outcome(() => run(host))));
      const [expected] = outcomes as [Outcome];
      outcomes.forEach((outcome, i) => {
        assertEqual(outcome, expected, `batch ${batch} on ${batching[i]!.name}`);
      });
      if ("code" in expected) {
        count(`${isAddition ? "additions" : "claims"} ${expected.code}`);
        // Nothing happened: the clock of the one that makes no block is set anew with the next batch.
        continue;
      }
      count(isAddition ? "additions" : "claims");
      const entries: object[] = [];
      for (const step of steps) entries.push(...single.plain(await step()));
      // One by one every item has a payment of its own.
      const unpaid = (entry: object): object => ({ ...entry, paid: undefined });
      assertEqual(entries.map(unpaid), expected.entries.map(unpaid), `batch ${batch} one by one`);
      for (const entry of expected.entries as { kind: string; actor: number; id: number; action?: number }[])
        if (entry.kind === "acted" && entry.action === 0) refunded.add(entry.id);
        else if (entry.kind === "dataAdded") {
          const { id, time: added, label, sample } = entry as unknown as Known;
          known.push({ id, time: added, submitter: entry.actor, label, sample });
        }
    }
    const states = await Promise.all(hosts.map((host) => host.state(known)));
    states.forEach((state, i) => {
      assertEqual(state, states[0], `state of ${hosts[i]!.name}`);
    });
    for (const { name, trainer } of hosts) expect(await verify(trainer), name).toMatchObject({ ok: true });
    expect((await local.trainer.log()).filter(({ kind }) => kind === "dataAdded").length).toBe(known.length);
    console.log(`${BATCHES} batches, ${known.length} contributions`, Object.fromEntries(seen));
    expect(Math.min(seen.get("additions") ?? 0, seen.get("claims") ?? 0)).toBeGreaterThanOrEqual(15);
    for (const refusal of ["additions payment_below_quote", "additions label_out_of_range"])
      expect(seen.get(refusal) ?? 0, refusal).toBeGreaterThan(0);
    for (const refusal of ["claims already_claimed", "claims not_submitter", "claims model_disagrees"])
      expect(seen.get(refusal) ?? 0, refusal).toBeGreaterThan(0);
    expect(seen.size).toBeGreaterThanOrEqual(10);
  } finally {
    await Promise.all(Object.values(chains).map((chain) => chain.close()));
  }
});
