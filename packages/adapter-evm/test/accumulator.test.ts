import { type AnvilChain, startAnvil } from "@chainlearn/adapter-evm/testing";
import {
  accumulator,
  type Contribution,
  contributionKey,
  type DataAddedEntry,
  type DeploymentReceipt,
  mountainHeight,
  type ResolvedComposition,
  recordLeaf,
  resolveComposition,
} from "@chainlearn/core";
import { Random, referencePeaks, referenceProof } from "@chainlearn/core/testing";
import { type Address, getAddress, parseAbiItem } from "viem";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { encodeAction } from "../src/encode.ts";
import type { RecordProof } from "../src/record-proofs.ts";
import { corners } from "./fixtures/corners/plugin.ts";
import { codeOf, contributionOf, type FullTrainer, PRICE, composition as stored } from "./support/stage.ts";

const composition: ResolvedComposition = resolveComposition({
  model: stored.model,
  mechanism: stored.mechanism,
  dataHandler: accumulator,
  shape: stored.shape,
  modelParams: { learningRate: 3n },
  mechanismParams: {
    costWeightUnits: PRICE,
    minDepositUnits: PRICE,
    maxDepositUnits: PRICE,
    refundWaitSeconds: 0n,
    ownerWaitSeconds: 0n,
  },
});
const WORD = (1n << 128n) | (PRICE << 64n) | PRICE;
const take = composition.mechanism.manifest.actions.find(({ name }) => name === "take")!;
const MANY = 33;
const isPowerOfTwo = (n: number): boolean => Number.isInteger(Math.log2(n));

describe("claims of records that have no slot yet", () => {
  let chain: AnvilChain;
  let trainer: FullTrainer;
  let receipt: DeploymentReceipt;
  let address: Address;
  let beneficiary: Address;
  const contributions: Contribution[] = [];
  const leaves: Uint8Array[] = [];

  /** Plain Merkle proofs of the first `n` contributions, which know nothing of the client's. */
  const oracle = (id: number, n: number): RecordProof => ({
    initialWord: WORD,
    siblings: referenceProof(leaves.slice(0, n), id),
  });
  const attempt = (contribution: Contribution, proof: RecordProof): Promise<string> =>
    codeOf(
      chain.client.call({
        account: beneficiary,
        to: address,
        data: encodeAction(take, { contribution, proof }),
      }),
    );
  const add = async (): Promise<void> => {
    const n = contributions.length;
    const from = chain.accounts[1 + (n % 3)]!;
    const result = await trainer.addData({ from, sample: { indices: [n % 40] }, label: n % 2 });
    contributions.push(contributionOf(result));
    leaves.push(recordLeaf(contributionKey(composition, contributions[n]!), WORD));
  };
  const peaks = async (): Promise<readonly bigint[] | undefined> => (await trainer.snapshot({})).peaks;

  beforeAll(async () => {
    chain = await startAnvil();
    beneficiary = getAddress(chain.accounts[5]!);
    const deployed = await chain.adapter.deploy(composition, {
      from: chain.accounts[0]!,
      initialState: { hot: [1n] },
      roles: { beneficiary },
    });
    trainer = deployed.trainer as FullTrainer;
    receipt = deployed.receipt;
    address = getAddress(receipt.address);
  });
  afterAll(() => chain?.close());

  it("are taken with plain Merkle proofs, and with all others refused, at every number of leaves", async () => {
    while (contributions.length < MANY) {
      await add();
      const n = contributions.length;
      expect(await peaks()).toEqual(referencePeaks(leaves));
      // All of them around powers of two, else the newest, the oldest and one between.
      const ids = [n - 1, n, n + 1].some(isPowerOfTwo) ? [...leaves.keys()] : [0, n >> 1, n - 1];
      for (const id of ids) {
        const proof = oracle(id, n);
        expect([n, id, await attempt(contributions[id]!, proof)]).toEqual([n, id, "accepted"]);
        // A leaf of one mountain has the proof of no other leaf.
        const other = (id + 1) % n;
        if (other === id) continue;
        const swapped = await attempt(contributions[id]!, oracle(other, n));
        const sameHeight = mountainHeight(id, n) === mountainHeight(other, n);
        expect([n, id, swapped]).toEqual([n, id, sameHeight ? "unknown_record" : "stale_proof"]);
      }
    }
  });

  it("are refused with forged proofs, initial words and parts", async () => {
    const id = 11;
    const contribution = contributions[id]!;
    const good = oracle(id, MANY);
    expect(good.siblings).toHaveLength(5);
    expect(await attempt(contribution, good)).toBe("accepted");
    const { siblings } = good;
    for (const [what, initialWord] of Object.entries({
      "twice the deposit": WORD + PRICE,
      "twice of what is left": WORD + (PRICE << 64n),
      "no record": WORD - (1n << 128n),
      "claimed already": WORD | (1n << 129n),
      "claims by others": WORD | (1n << 136n),
      "a cell": WORD | (1n << 160n),
      "the highest bit": WORD | (1n << 255n),
      nothing: 0n,
    }))
      expect([what, await attempt(contribution, { ...good, initialWord })]).toEqual([what, "unknown_record"]);
    for (const k of siblings.keys())
      for (const bit of [0, 7, 128, 255]) {
        const flipped = siblings.map((sibling, i) =>
          i === k ? sibling.map((byte, b) => (b === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte)) : sibling,
        );
        expect(await attempt(contribution, { ...good, siblings: flipped })).toBe("unknown_record");
      }
    expect(await attempt(contribution, { ...good, siblings: siblings.toReversed() })).toBe("unknown_record");
    const zeros = (count: number): Uint8Array[] => Array.from({ length: count }, () => new Uint8Array(32));
    for (const wrong of [[], siblings.slice(1), siblings.slice(0, -1), [...siblings, ...zeros(1)]])
      expect(await attempt(contribution, { ...good, siblings: wrong })).toBe("stale_proof");
    for (const count of [255, 256, 257, 300])
      expect(await attempt(contribution, { ...good, siblings: zeros(count) })).toBe("stale_proof");
    for (const change of [
      { time: contribution.time + 1 },
      { submitter: beneficiary },
      { label: 1 - contribution.label },
      { sample: Uint8Array.of(0, 39) },
      { id: MANY },
      { id: 2 ** 48 - 1 },
    ])
      expect(await attempt({ ...contribution, ...change }, good)).toBe("unknown_record");
    expect(await attempt({ ...contribution, id: id - 1 }, oracle(id - 1, MANY))).toBe("unknown_record");
  });

  it("need no proof once the slot is open, and a wrong one does no harm", async () => {
    const contribution = contributions[4]!;
    const { balance } = await trainer.snapshot({});
    await trainer.act("take", { from: beneficiary, contribution });
    const after = await trainer.snapshot({ contributions });
    expect(after.balance).toBe(balance - PRICE);
    expect(after.records.get(4)).toMatchObject({ deposit: PRICE, left: 0n });
    expect(after.records.get(5)).toMatchObject({ deposit: PRICE, left: PRICE });
    for (const proof of [
      oracle(4, MANY),
      { initialWord: 0n, siblings: [] },
      { initialWord: WORD, siblings: [new Uint8Array(32)] },
    ])
      expect(await attempt(contribution, proof)).toBe("nothing_left");
  });

  it("follow additions in any order: a proof is stale exactly when another mountain has swallowed its own", async () => {
    const random = new Random(20);
    const opened = new Set([4]);
    const seen: Record<string, number> = {};
    const old = Array.from({ length: 12 }, () => ({ id: random.below(MANY), n: MANY }));
    for (let step = 0; step < 60; step++) {
      const n = contributions.length;
      if (random.chance(45)) {
        await add();
        old.push({ id: random.below(n), n: n + 1 });
        continue;
      }
      const { id, n: then } = random.pick(old);
      const stale = mountainHeight(id, then) !== mountainHeight(id, n);
      const expected = opened.has(id) ? "nothing_left" : stale ? "stale_proof" : "accepted";
      expect([step, await attempt(contributions[id]!, oracle(id, then))]).toEqual([step, expected]);
      seen[expected] = (seen[expected] ?? 0) + 1;
      if (expected === "stale_proof" || random.chance(50)) continue;
      // The client, whose proofs are as old as its last look, comes to the same.
      const claim = codeOf(trainer.act("take", { from: beneficiary, contribution: contributions[id]! }));
      expect(await claim).toBe(opened.has(id) ? "nothing_left" : "accepted");
      opened.add(id);
    }
    expect(Object.keys(seen).sort()).toEqual(["accepted", "nothing_left", "stale_proof"]);
    expect(await peaks()).toEqual(referencePeaks(leaves));
    const left = await trainer.snapshot({ contributions });
    for (const id of leaves.keys())
      expect([id, left.records.get(id)?.left]).toEqual([id, opened.has(id) ? 0n : PRICE]);
  });

  it("are made again by a client whose proofs are stale", async () => {
    const other = (await chain.adapter.attach(composition, receipt)) as FullTrainer;
    const last = contributions.length - 1;
    const free = [...leaves.keys()].reverse();
    const records = (await trainer.snapshot({ contributions })).records;
    const claimable = free.filter((id) => records.get(id)?.left === PRICE && id !== last);
    await other.act("take", { from: beneficiary, contribution: contributions[claimable.pop()!]! });
    const target = contributions[claimable[0]!]!;
    const before = mountainHeight(target.id, contributions.length);
    while (mountainHeight(target.id, contributions.length) === before) await add();
    // What `other` has read does not know of these.
    const { entries } = await other.act("take", { from: beneficiary, contribution: target });
    expect(entries[0]).toMatchObject({ kind: "acted", amount: PRICE });
    const rest = claimable.slice(1, 5).map((id) => contributions[id]!);
    const additions = add();
    await Promise.all(rest.map((contribution) => other.act("take", { from: beneficiary, contribution })));
    await additions;
  });

  it("of a batch are made from one log, though it is read on between them", async () => {
    const { trainer: own } = await chain.adapter.deploy(composition, {
      from: chain.accounts[0]!,
      initialState: { hot: [1n] },
      roles: { beneficiary },
    });
    const added: Contribution[] = [];
    const addOwn = async (): Promise<void> => {
      const sample = { indices: [added.length] };
      added.push(contributionOf(await own.addData({ from: chain.accounts[1]!, sample, label: 1 })));
    };
    for (let i = 0; i < 2; i++) await addOwn();
    await own.act("take", { from: beneficiary, contribution: added[0]! });
    // The client's log ends with the second; the fourth makes it read on after the second's proof was made.
    for (let i = 0; i < 2; i++) await addOwn();
    const actions = [added[1]!, added[3]!].map((contribution) => ({ action: "take", contribution }));
    expect((await own.actBatch({ from: beneficiary, actions })).entries).toHaveLength(2);
  });

  it("survive a chain that replaces blocks", async () => {
    const snapshot = await chain.client.snapshot();
    const before = contributions.length;
    await add();
    await trainer.act("take", { from: beneficiary, contribution: contributions[before]! });
    await chain.client.revert({ id: snapshot });
    contributions.length = before;
    leaves.length = before;
    for (let i = 0; i < 4; i++) await add();
    for (const id of [before, before + 1])
      await trainer.act("take", { from: beneficiary, contribution: contributions[id]! });
    expect(await peaks()).toEqual(referencePeaks(leaves));
  });

  it("log what the initial word is made of", async () => {
    const { entries, transaction } = await trainer.addData({
      from: beneficiary,
      sample: { indices: [1] },
      label: 1,
    });
    expect((entries[0] as DataAddedEntry).cost).toBe(PRICE);
    const [log] = await chain.client.getLogs({
      address,
      event: parseAbiItem(
        "event DataAdded(uint256 indexed id, address indexed actor, uint256 entry, bytes sample)",
      ),
      fromBlock: "latest",
    });
    expect(log?.transactionHash).toBe(transaction);
    expect(BigInt.asUintN(64, log!.args.entry!)).toBe(WORD >> 128n);
  });
});

describe("claims of a mechanism whose additions set record cells", () => {
  let chain: AnvilChain;
  beforeAll(async () => {
    chain = await startAnvil();
  });
  afterAll(() => chain?.close());

  it("prove the cells with the rest, behind the action's arguments", async () => {
    const resolved = resolveComposition({
      model: stored.model,
      mechanism: await corners(),
      dataHandler: accumulator,
      shape: stored.shape,
    });
    const [deployer, ann] = chain.accounts as [string, string];
    const deployed = await chain.adapter.deploy(resolved, { from: deployer });
    const trainer = deployed.trainer as FullTrainer;
    const added: Contribution[] = [];
    for (const index of [1, 2, 3]) {
      const sample = { indices: [index] };
      added.push(contributionOf(await trainer.addData({ from: ann, sample, label: 1 })));
    }
    // The cell "small" of 4 bits is -3; an addition costs 10.
    const word = (13n << 160n) | (1n << 128n) | (10n << 64n) | 10n;
    const request = { contributions: added, accounts: [ann], marks: [] };
    const before = await trainer.snapshot(request);
    const leaves = added.map((one) => recordLeaf(contributionKey(resolved, one), word));
    expect(before.peaks).toEqual(referencePeaks(leaves));
    expect(before.records.get(0)).toMatchObject({ deposit: 10n, left: 10n, cells: [-3n] });
    await trainer.act("paySubmitter", { from: ann, contribution: added[0]!, args: [4n] });
    await trainer.actBatch({
      from: ann,
      actions: [
        { action: "paySubmitter", contribution: added[1]!, args: [3n] },
        { action: "paySubmitter", contribution: added[1]!, args: [2n] },
        { action: "payCaller", args: [0n] },
      ],
    });
    const { records, accounts, peaks } = await trainer.snapshot(request);
    expect([...records.values()].map((record) => [record?.left, record?.cells])).toEqual([
      [6n, [-3n]],
      [5n, [-3n]],
      [10n, [-3n]],
    ]);
    expect(accounts.get(ann)?.credit).toBe(9n);
    expect(peaks).toEqual(before.peaks);
  });
});
