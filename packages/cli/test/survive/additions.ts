import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { encodeSample, toHex } from "@chainlearn/core";
import { Random } from "@chainlearn/core/testing";
import { describe, expect, it } from "vitest";
import type { Ran } from "../support/cli.ts";
import type { KillChainKind } from "./chains.ts";
import {
  KILLS,
  type KillPoint,
  killPoints,
  onFreshChain,
  type Place,
  receiptIn,
  runUntil,
  SEED,
  tell,
} from "./killing.ts";
import { steady, trainersOf } from "./project.ts";

const ITEMS = 8;
const PER_TRANSACTION = 2;

interface Item {
  readonly sample: { readonly indices: readonly number[] };
  readonly label: number;
}

/** The last two are those before: equal samples that are meant twice. */
function makeItems(): readonly Item[] {
  const random = new Random(SEED);
  const items = Array.from({ length: ITEMS - 2 }, (): Item => {
    const indices = new Set(Array.from({ length: 3 }, () => random.below(steady.shape.features)));
    return { sample: { indices: [...indices].sort((a, b) => a - b) }, label: random.below(2) };
  });
  return [...items, ...items.slice(-2)];
}

/** A deployment by somebody else, for the program to add to. */
async function prepare({ chain, folder }: Place): Promise<void> {
  const trainers = trainersOf(chain);
  const { receipt } = await trainers.deploy(steady, { from: chain.others[0]! });
  await mkdir(join(folder, "deployments/test"), { recursive: true });
  await writeFile(join(folder, "deployments/test/spam.json"), JSON.stringify(receipt));
  const lines = makeItems().map((item) => JSON.stringify(item));
  await writeFile(join(folder, "items.jsonl"), lines.join("\n"));
}

const add = (place: Place, point?: KillPoint): Promise<Ran | undefined> =>
  runUntil(
    place,
    point,
    ...["add-data", "--file", "items.jsonl", "--batch", `${PER_TRANSACTION}`, "--resume", "--yes"],
    ...["--max-spend", place.kind.muchMoney],
  );

/** What is in the log, and what it has cost. */
async function outcomeOf(place: Place, before: bigint): Promise<object> {
  const { chain, folder } = place;
  expect(await readdir(join(folder, "deployments/test"))).toEqual(["spam.json"]);
  const trainer = await trainersOf(chain).attach(steady, await receiptIn(place));
  const added = (await trainer.log()).flatMap((entry) =>
    entry.kind === "dataAdded" ? [`${entry.actor} ${entry.label} ${toHex(entry.sample)} ${entry.cost}`] : [],
  );
  return { added, spent: before - (await chain.balance()) };
}

/** Kills additions with SIGKILL at random points: nothing may be added, or paid for, twice. */
export function adds(kind: KillChainKind): void {
  const suite = kind.missing === undefined ? describe : describe.skip;
  const why = kind.missing === undefined ? "" : ` (skipped: ${kind.missing})`;
  suite(`additions to ${kind.name} that are killed${why}`, () => {
    it(`end as those that nobody disturbs, ${KILLS} times`, async () => {
      let requests = 0;
      const undisturbed = await onFreshChain(
        kind,
        async (place) => {
          await prepare(place);
          const before = await place.chain.balance();
          await add(place);
          requests = place.proxy.requests;
          const { shape } = trainersOf(place.chain).resolve(steady);
          const expected = makeItems().map(
            ({ sample, label }) =>
              `${place.chain.deployer} ${label} ${toHex(encodeSample(sample, shape))} 1000`,
          );
          const outcome = await outcomeOf(place, before);
          expect(outcome).toMatchObject({ added: expected });
          return outcome;
        },
        steady,
      );
      const points = killPoints(requests);
      const killedAt: KillPoint[] = [];
      while (killedAt.length < KILLS) {
        await onFreshChain(
          kind,
          async (place) => {
            await prepare(place);
            const before = await place.chain.balance();
            for (;;) {
              const point = killedAt.length < KILLS ? points.next().value : undefined;
              if (await add(place, point)) break;
              killedAt.push(point!);
            }
            expect(await outcomeOf(place, before), JSON.stringify(killedAt)).toEqual(undisturbed);
          },
          steady,
        );
      }
      process.stdout.write(`${kind.name}, additions killed at ${killedAt.map(tell).join("; ")}\n`);
    }, 1_800_000);
  });
}
