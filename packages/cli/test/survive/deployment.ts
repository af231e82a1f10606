import { describe, expect, it } from "vitest";
import type { Ran } from "../support/cli.ts";
import type { KillChainKind } from "./chains.ts";
import {
  KILLS,
  type KillPoint,
  killPoints,
  type Outcome,
  onFreshChain,
  outcomeOf,
  type Place,
  runUntil,
  tell,
} from "./killing.ts";

export const deploy = (place: Place, point?: KillPoint): Promise<Ran | undefined> =>
  runUntil(place, point, "deploy", "--yes");

/** Kills deployments with SIGKILL at random points and compares what they end with. */
export function survives(kind: KillChainKind): void {
  const suite = kind.missing === undefined ? describe : describe.skip;
  const why = kind.missing === undefined ? "" : ` (skipped: ${kind.missing})`;
  suite(`a deployment to ${kind.name} that is killed${why}`, () => {
    it(`ends as one that nobody disturbs, ${KILLS} times`, async () => {
      let requests = 0;
      const undisturbed = await onFreshChain(kind, async (place): Promise<Outcome> => {
        const before = await place.chain.balance();
        await deploy(place);
        requests = place.proxy.requests;
        return outcomeOf(place, before);
      });
      expect(undisturbed.spent).toBeGreaterThan(0n);
      const points = killPoints(requests);
      const killedAt: KillPoint[] = [];
      while (killedAt.length < KILLS) {
        await onFreshChain(kind, async (place) => {
          const before = await place.chain.balance();
          for (;;) {
            const point = killedAt.length < KILLS ? points.next().value : undefined;
            if (await deploy(place, point)) break;
            killedAt.push(point!);
          }
          expect(await outcomeOf(place, before), JSON.stringify(killedAt)).toEqual(undisturbed);
        });
      }
      process.stdout.write(`${kind.name}, killed at ${killedAt.map(tell).join("; ")}\n`);
    }, 1_800_000);
  });
}
