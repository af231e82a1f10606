import { stateHash, type Trainer, toHex } from "@chainlearn/core";
import { Random } from "@chainlearn/core/testing";
import { describe, expect, it } from "vitest";
import type { KillChainKind } from "./chains.ts";
import { deploy } from "./deployment.ts";
import { KILLS, type KillPoint, onFreshChain, type Place, receiptIn, runUntil, SEED } from "./killing.ts";
import { composition, trainersOf } from "./project.ts";

const BATCHES = 4;
const ITEMS = 64;
/** About as many as a replay makes. */
const REQUESTS = 8;

/** Adds contributions of somebody else's; the program only reads them. */
async function contribute(trainer: Trainer, from: string): Promise<void> {
  const random = new Random(SEED);
  for (let batch = 0; batch < BATCHES; batch++) {
    const items = Array.from({ length: ITEMS }, () => {
      const indices = new Set(Array.from({ length: 3 }, () => random.below(composition.shape.features)));
      return { sample: { indices: [...indices].sort((a, b) => a - b) }, label: random.below(2) };
    });
    await trainer.addDataBatch({ from, items });
  }
}

interface Replayed {
  readonly stateHash: string;
  readonly contributions: number;
}

const replay = async (place: Place, point?: KillPoint): Promise<Replayed | undefined> => {
  const ran = await runUntil(place, point, "replay");
  return ran && (JSON.parse(ran.out) as Replayed);
};

/** Kills replays with SIGKILL at random requests; the next one has to end as if nothing had been. */
export function replays(kind: KillChainKind): void {
  const suite = kind.missing === undefined ? describe : describe.skip;
  const why = kind.missing === undefined ? "" : ` (skipped: ${kind.missing})`;
  suite(`a replay from ${kind.name} that is killed${why}`, () => {
    it(`ends as one that nobody disturbs, ${KILLS} times`, async () => {
      await onFreshChain(kind, async (place) => {
        await deploy(place);
        const trainer = await trainersOf(place.chain).attach(composition, await receiptIn(place));
        await contribute(trainer, place.chain.others[0]!);
        const { words, hot } = await trainer.snapshot({});
        const expected = { stateHash: toHex(stateHash(words, hot)), contributions: BATCHES * ITEMS };
        const random = new Random(SEED);
        let requests = REQUESTS;
        for (let kills = 0; kills < KILLS; ) {
          const point: KillPoint = random.chance(70)
            ? {
                of: "requests",
                number: random.between(1, requests),
                phase: random.pick(["asked", "answered"]),
              }
            : { of: "lines", number: 1 };
          const replayed = await replay(place, point);
          if (replayed) {
            expect(replayed).toMatchObject(expected);
            requests = place.proxy.requests;
          } else kills += 1;
        }
        expect(await replay(place)).toMatchObject(expected);
      });
    }, 1_800_000);
  });
}
