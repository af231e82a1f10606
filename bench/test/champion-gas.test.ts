import { expect, it } from "vitest";
import { CHAMPION, CHAMPION_LIMITS } from "../src/champion-rows.ts";
import { readSnapshot } from "../src/gas.ts";

// gas.test.ts measures every row and holds it to the committed one exactly, so the committed ones say it all.
it.each([16, 32])("champion's committed gas is within its limits, %i bits", (lanes) => {
  const committed = readSnapshot();
  for (const [action, most] of CHAMPION_LIMITS) {
    const row = `SparsePerceptron-1000/20/${CHAMPION}/${action}/int${lanes}`;
    expect(committed[row], row).toBeDefined();
    // 1,000 weights of 32 bits, twice, are 250 words: to change those costs 1,250,000 however it is done.
    if (most === null || (lanes === 32 && action.startsWith("promote"))) continue;
    expect(committed[row], row).toBeLessThanOrEqual(most);
  }
});
