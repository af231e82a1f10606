import { startEmbeddedChain } from "@chainlearn/adapter-cosmwasm/embedded";
import { type AnvilChain, startAnvil } from "@chainlearn/adapter-evm/testing";
import { createLocalChain, verify } from "@chainlearn/adapter-local";
import {
  ChainlearnError,
  type CommittedItem,
  type Contribution,
  commitItems,
  type DevChain,
  type PlacedLogEntry,
  parseAccountId,
  type RawTrainer,
  resolveComposition,
  type SeriesPlace,
  type Shape,
  type Trainer,
  wordsToCells,
} from "@chainlearn/core";
import { Random } from "@chainlearn/core/testing";
import {
  createReferenceMechanism,
  probeItems,
  type ReferenceCall,
  type ReferenceMechanism,
  ReferenceRejection,
  ReferenceTrap,
} from "@chainlearn/kernel/testing";
import { sparsePerceptron } from "@chainlearn/models-wasm";
import { afterAll, beforeAll, expect, it } from "vitest";

/** The shape that the checks of all adapters use, so that the contract is compiled once. */
const SHAPE: Shape = {
  features: 20,
  classes: 2,
  lane: 16,
  encoding: "sparse",
  valueBits: 0,
  maxEntries: 6,
};
const composition = resolveComposition({
  model: sparsePerceptron,
  mechanism: await probeItems(),
  shape: SHAPE,
  modelParams: { learningRate: 3n, interceptRateQ16: 0n },
});

const OPERATIONS = 400;
const STATE_EVERY = 25;
const LAST_NUMBER = 2n ** 48n - 1n;
const NUMBERS = [0n, 1n, 2n, 3n, 4n, 7n, 8n, 1_000_003n, LAST_NUMBER - 4n, LAST_NUMBER];
const I64 = [0n, 1n, -1n, 2n ** 63n - 1n, -(2n ** 63n), 2n ** 32n, -123_456_789_012n];
const places: SeriesPlace[] = [0, 1].flatMap((series) =>
  NUMBERS.map((number) => ({ series, number: Number(number) })),
);

interface Call {
  readonly action: string;
  readonly item?: CommittedItem;
  readonly digest?: Uint8Array;
  readonly about?: number;
  readonly args?: readonly bigint[];
}

const random = new Random(20_261_119);
const randomBytes = (): Uint8Array => Uint8Array.from({ length: 32 }, () => random.below(256));

const randomItem = (): { sample: { indices: number[] }; label: number } => {
  const first = random.below(15);
  const count = random.between(1, 5);
  return { sample: { indices: Array.from({ length: count }, (_, k) => first + k) }, label: random.below(2) };
};

/** Chains of items; registers hold some link of them, or something else. */
const chains = [0, 1, 2].map(() => commitItems(Array.from({ length: 60 }, randomItem), randomBytes(), SHAPE));
const links = chains.flatMap(({ head, items }) => [
  { digest: head, item: items[0]! },
  ...items.slice(1).map((item, k) => ({ digest: items[k]!.next, item })),
]);

/** The item that a register waits for, as far as anybody knows. */
function expectedBy(register: bigint): CommittedItem | undefined {
  const hex = register.toString(16).padStart(64, "0");
  return links.find(({ digest }) => Buffer.from(digest).toString("hex") === hex)?.item;
}

/** An item that an addition would be refused for. */
function flawed(item: CommittedItem): CommittedItem {
  switch (random.below(4)) {
    case 0:
      return { ...item, label: random.pick([2, 65_535]) };
    case 1:
      return { ...item, sample: new Uint8Array() };
    case 2:
      return { ...item, sample: Uint8Array.of(0, 20) };
  }
  return { ...item, next: item.next.subarray(1) };
}

function wrong(item: CommittedItem): CommittedItem {
  const other = random.pick(links).item;
  return random.pick([
    other,
    { ...item, label: 1 - item.label },
    { ...item, sample: other.sample },
    { ...item, next: random.chance(50) ? other.next : randomBytes() },
  ]);
}

function reveal(registers: readonly bigint[]): Call {
  const register = random.below(3);
  const next = expectedBy(registers[register]!) ?? random.pick(links).item;
  const kind = random.weighted({ right: 75, wrong: 20, flawed: 5 });
  const item = kind === "right" ? next : kind === "wrong" ? wrong(next) : flawed(next);
  if (register === 0 && random.chance(50)) return { action: "show", item };
  const operation = random.pick([1, 1, 1, 2, 3, 4, 5, 7, 8, 9]);
  const a = operation === 1 ? register : operation === 5 ? random.pick([0, 1, 1, 2]) : 0;
  return { action: "reveal", item, args: [BigInt(operation), BigInt(a)] };
}

function keep(): Call {
  const digest = random.chance(80)
    ? random.pick(links).digest
    : random.pick([new Uint8Array(32), randomBytes()]);
  switch (random.below(4)) {
    case 0:
      return { action: "keep", digest };
    case 1:
      return { action: "keepFor", digest, about: random.below(3) };
    case 2:
      return { action: "keepWith", digest, about: random.below(3), args: [random.pick(I64)] };
  }
  return { action: "keepIn", digest, args: [BigInt(random.below(3))] };
}

function run(): Call {
  const series = (): bigint => BigInt(random.below(2));
  const number = (): bigint =>
    random.chance(90) ? random.pick(NUMBERS) : random.pick([-1n, LAST_NUMBER + 1n]);
  const args = random.pick([
    [0n, BigInt(random.below(3)), 0n, 0n],
    [BigInt(random.between(1, 4)), 0n, 0n, 0n],
    [5n, series(), number(), 0n],
    [6n, series(), number(), random.pick(I64)],
    [6n, series(), number(), random.pick(I64)],
    [BigInt(random.between(7, 10)), 0n, 0n, 0n],
    [11n, random.pick(NUMBERS), random.pick(I64), 0n],
  ]);
  return { action: "run", args };
}

interface Contestant {
  readonly name: string;
  readonly chain: DevChain;
  readonly trainer: Trainer & RawTrainer;
  readonly contributions: Contribution[];
}

const contestants: Contestant[] = [];
let anvil: AnvilChain;
let time: number;

beforeAll(async () => {
  anvil = await startAnvil();
  const hosts = { local: await createLocalChain(), evm: anvil, cosmwasm: await startEmbeddedChain() };
  for (const [name, chain] of Object.entries(hosts)) {
    const { trainer } = await chain.adapter.deploy(composition, { from: chain.accounts[0]! });
    contestants.push({ name, chain, trainer: trainer as Trainer & RawTrainer, contributions: [] });
  }
  time = Math.max(...(await Promise.all(contestants.map(({ chain }) => chain.now())))) + 100;
  for (let k = 0; k < 3; k++) {
    const { sample } = randomItem();
    await allAt(async ({ chain, trainer, contributions }) => {
      const { entries } = await trainer.addData({ from: chain.accounts[1]!, sample, label: 0 });
      const [entry] = entries;
      if (entry?.kind !== "dataAdded") throw new Error("the addition logged nothing");
      contributions.push({ ...entry, submitter: entry.actor });
    });
  }
});

afterAll(() => Promise.all(contestants.map(({ chain }) => chain.close())));

/** Runs on all chains, in a block of the same second each. */
function allAt<T>(call: (contestant: Contestant) => Promise<T>): Promise<T[]> {
  time += 10;
  return Promise.all(
    contestants.map(async (contestant) => {
      await contestant.chain.setTime(time);
      return call(contestant);
    }),
  );
}

const neutral = ({ chain }: Contestant, { position: _, ...entry }: PlacedLogEntry): object => ({
  ...entry,
  actor: chain.accounts.indexOf(entry.actor),
});

async function send(contestant: Contestant, { action, about, ...brought }: Call): Promise<object> {
  const contribution = about === undefined ? {} : { contribution: contestant.contributions[about]! };
  const from = contestant.chain.accounts[2]!;
  try {
    const { entries } = await contestant.trainer.rawAct(action, { from, ...brought, ...contribution });
    return { entries: entries.map((entry) => neutral(contestant, entry)) };
  } catch (error) {
    if (error instanceof ChainlearnError) return { refused: error.code };
    throw error;
  }
}

/** The host that is written from the vocabulary alone; its model is a sum of weights. */
class Reference {
  readonly mechanism: ReferenceMechanism;
  readonly weights = Array.from({ length: SHAPE.features }, () => 0n);
  #trained: bigint[] = [];
  #indices: number[] | undefined;

  constructor() {
    this.mechanism = createReferenceMechanism({
      mechanism: composition.mechanism,
      params: {},
      model: { predict: () => this.#predict(), update: (label) => this.#update(label) },
      sample: {
        count: () => this.#sample().length,
        index: (p) => this.#sample()[p]!,
        value: () => 1,
      },
    });
    this.mechanism.run("seal", { caller: "", time: 0n });
  }

  /** The reason, or the code of the refusal; undefined where the shell refuses before the kernel runs. */
  act({ action, item, digest, about, args = [] }: Call): number | string {
    const contribution = about === undefined ? undefined : contestants[0]!.contributions[about]!;
    // An action that takes the hash has no sample.
    const bytes = item?.sample ?? (action === "keepWith" ? contribution?.sample : undefined);
    this.#indices =
      bytes && Array.from({ length: bytes.length / 2 }, (_, p) => 256 * bytes[2 * p]! + bytes[2 * p + 1]!);
    const record =
      contribution && this.mechanism.newRecord({ submitter: "", time: 0n, label: contribution.label });
    const call: ReferenceCall = {
      ...{ caller: "ann", time: 1n, args },
      ...(item && { item }),
      ...(digest && { digest }),
      ...(record && { record }),
    };
    this.#trained = [...this.weights];
    try {
      return this.mechanism.run(action, call).value as number;
    } catch (error) {
      this.weights.splice(0, this.weights.length, ...this.#trained);
      if (error instanceof ReferenceTrap) return "trap";
      if (error instanceof ReferenceRejection) return composition.mechanism.manifest.errors[error.code]!;
      throw error;
    }
  }

  #sample(): number[] {
    if (!this.#indices) throw new ReferenceTrap("no sample");
    return this.#indices;
  }

  #predict(): number {
    return this.#sample().reduce((sum, j) => sum + this.weights[j]!, 0n) > 0n ? 1 : 0;
  }

  #update(label: number): void {
    if (label !== 0 && label !== 1) throw new ReferenceTrap(`label ${label}`);
    if (this.#predict() === label) return;
    for (const j of this.#sample()) this.weights[j]! += label === 1 ? 3n : -3n;
  }
}

/** What a shell refuses before it runs the kernel. */
function refusedByShell({ item }: Call): string | undefined {
  if (!item) return undefined;
  if (item.next.length !== 32) return "malformed_message";
  if (item.label > 1) return "label_out_of_range";
  if (item.sample.length === 0) return "sample_empty";
  return item.sample[1] === 20 && item.sample.length === 2 ? "index_out_of_range" : undefined;
}

it("agree on random reveals, digests, registers and series, with a host of another make too", async () => {
  const reference = new Reference();
  const { registers, series } = reference.mechanism;
  const mix = new Map<string, number>();
  for (let k = 0; k < OPERATIONS; k++) {
    const call = random.pick([() => reveal(registers), () => reveal(registers), keep, run, run])();
    const results = await allAt((contestant) => send(contestant, call));
    const what = `operation ${k}: ${JSON.stringify(call, (_, value) => (typeof value === "bigint" ? `${value}` : value))}`;
    for (const result of results.slice(1)) expect(result, what).toEqual(results[0]);
    const expected = refusedByShell(call) ?? reference.act(call);
    const found = results[0] as { entries?: { reason: number }[]; refused?: string };
    expect(found.refused ?? found.entries![0]!.reason, what).toBe(expected);
    const reason = call.action === "show" ? found.entries?.[0]?.reason : "accepted";
    const name = `${call.action} ${found.refused ?? reason}`;
    mix.set(name, (mix.get(name) ?? 0) + 1);
    if ((k + 1) % STATE_EVERY !== 0) continue;
    for (const { name: host, trainer } of contestants) {
      const snapshot = await trainer.snapshot({ contributions: [], accounts: [], marks: [], series: places });
      const values = places.map(({ series: s, number }) => series.get(`${s}/${number}`) ?? 0n);
      expect(snapshot.registers, `${host} after ${what}`).toEqual(registers);
      expect([...snapshot.series.values()], `${host} after ${what}`).toEqual(values);
      expect(snapshot.pool, `${host} after ${what}`).toEqual(reference.mechanism.pool);
      expect(wordsToCells(snapshot.words, 16, SHAPE.features), host).toEqual(reference.weights);
    }
  }
  const count = (name: string): number => mix.get(name) ?? 0;
  for (const name of ["reveal", "keep", "keepIn", "keepFor", "keepWith", "run"])
    expect(count(`${name} accepted`), name).toBeGreaterThan(10);
  for (const name of [
    "show 0",
    "show 1",
    "reveal trap",
    "reveal probe_refused",
    "run trap",
    "run probe_refused",
  ])
    expect(count(name), name).toBeGreaterThan(3);
  console.log(
    [...mix]
      .sort()
      .map(([name, times]) => `${name} ${times}`)
      .join(", "),
  );
});

it("are verified from their logs, registers and series too", async () => {
  for (const { name, trainer } of contestants)
    expect(await verify(trainer), name).toMatchObject({ ok: true, code: { matches: true } });
  const evm = contestants.find(({ name }) => name === "evm")!.trainer;
  const address = parseAccountId(evm.accountId).address as `0x${string}`;
  const flip = async (slot: bigint, bit: bigint): Promise<void> => {
    const index = `0x${slot.toString(16)}` as const;
    const word = BigInt((await anvil.client.getStorageAt({ address, slot: index })) ?? "0x0");
    const value = `0x${(word ^ (1n << bit)).toString(16).padStart(64, "0")}` as const;
    await anvil.client.setStorageAt({ address, index, value });
    await anvil.client.mine({ blocks: 1 });
  };
  for (const [slot, bit, where] of [
    [2n ** 128n + 2n, 7n, "register second"],
    [2n ** 192n + 1n, 64n, "series prices, value 5"],
  ] as const) {
    await flip(slot, bit);
    expect((await verify(evm)).firstDifference?.where).toBe(where);
    await flip(slot, bit);
  }
  expect(await verify(evm)).toMatchObject({ ok: true });
});
