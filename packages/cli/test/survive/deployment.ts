import { describe, expect, it } from "vitest";
import type { KillChainKind } from "./chains.ts";
import { type KillPoint, killPoints, type Outcome, onFreshChain, outcomeOf, runUntil } from "./killing.ts";

/** The full number, which docs/decisions/0028 has the figures of, takes CHAINLEARN_KILLS=20. */
const KILLS = Number(process.env.CHAINLEARN_KILLS ?? 4);
const SEED = 28;

/** Kills deployments with SIGKILL at random points and compares what they end with. */
export function survives(kind: KillChainKind): void {
  const suite = kind.missing === undefined ? describe : describe.skip;
  const why = kind.missing === undefined ? "" : ` (skipped: ${kind.missing})`;
  suite(`a deployment to ${kind.name} that is killed${why}`, () => {
    it(`ends as one that nobody disturbs, ${KILLS} times`, async () => {
      let requests = 0;
      const undisturbed = await onFreshChain(kind, async (place): Promise<Outcome> => {
        const before = await place.chain.balance();
        await runUntil(place, undefined, "deploy", "--yes");
        requests = place.proxy.requests;
        return outcomeOf(place, before);
      });
      expect(undisturbed.spent).toBeGreaterThan(0n);
      const points = killPoints(SEED, requests);
      const killedAt: KillPoint[] = [];
      while (killedAt.length < KILLS) {
        await onFreshChain(kind, async (place) => {
          const before = await place.chain.balance();
          for (;;) {
            const point = killedAt.length < KILLS ? points.next().value : undefined;
            if (await runUntil(place, point, "deploy", "--yes")) break;
            killedAt.push(point!);
          }
          expect(await outcomeOf(place, before), JSON.stringify(killedAt)).toEqual(undisturbed);
        });
      }
    }, 1_800_000);
  });
}
