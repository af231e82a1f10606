import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Gate, type Proposal } from "../src/spending/gate.ts";

const proposal = (slot: string, payment: bigint, fee = 0n): Proposal => ({ slot, payment, fee, gas: 0n });
const codeOf = (run: () => unknown): unknown => {
  try {
    run();
    return "approved";
  } catch (error) {
    return (error as { code?: unknown }).code;
  }
};

describe("the gate", () => {
  it("is closed at first", () => {
    const gate = new Gate();
    expect(codeOf(() => gate.approve(proposal("a/0", 0n)))).toBe("aborted");
    expect(gate.spent).toBe(0n);
  });

  it("lets a simulation see the first transaction, and signs none", async () => {
    const gate = new Gate();
    let signed = 0;
    const found = await gate.simulate(async () => {
      for (const slot of ["a/0", "a/1"]) {
        gate.approve(proposal(slot, 5n, 2n));
        signed += 1;
      }
    });
    expect([found, signed, gate.spent]).toEqual([proposal("a/0", 5n, 2n), 0, 0n]);
    expect(codeOf(() => gate.approve(proposal("a/0", 0n)))).toBe("aborted");
  });

  it("passes on what a simulation is refused with, and is closed behind it", async () => {
    const gate = new Gate();
    await expect(gate.simulate(() => Promise.reject(new Error("refused")))).rejects.toThrow("refused");
    expect(codeOf(() => gate.approve(proposal("a/0", 0n)))).toBe("aborted");
  });

  it("simulates nothing once it is open", async () => {
    const gate = new Gate();
    gate.open(1n);
    await expect(gate.simulate(async () => {})).rejects.toMatchObject({ code: "aborted" });
  });

  it("counts a transaction that is signed again once, with the dearer one", () => {
    const gate = new Gate();
    gate.open(10n);
    gate.approve(proposal("a/0", 4n));
    gate.approve(proposal("a/0", 6n));
    gate.approve(proposal("a/0", 3n));
    expect(gate.spent).toBe(6n);
    expect(codeOf(() => gate.approve(proposal("a/1", 5n)))).toBe("spend_limit");
    gate.settle("a/0", 5n);
    expect(codeOf(() => gate.approve(proposal("a/1", 5n)))).toBe("approved");
  });

  it("remembers that it has signed, also when that can never happen", async () => {
    const gate = new Gate();
    await gate.simulate(async () => gate.approve(proposal("a/0", 1n)));
    gate.open(1n);
    expect(codeOf(() => gate.approve(proposal("a/0", 2n)))).toBe("spend_limit");
    expect(gate.hasSigned).toBe(false);
    gate.approve(proposal("a/0", 1n));
    gate.release("a/0");
    expect([gate.spent, gate.hasSigned]).toEqual([0n, true]);
  });

  it("never lets all that can happen together cost more than its limit", () => {
    const amount = fc.bigInt({ min: 0n, max: 100n });
    fc.assert(
      fc.property(
        amount,
        fc.array(fc.record({ slot: fc.constantFrom("a", "b", "c", "d"), payment: amount, fee: amount })),
        (limit, proposals) => {
          const gate = new Gate();
          gate.open(limit);
          const worst = new Map<string, bigint>();
          for (const { slot, payment, fee } of proposals) {
            if (codeOf(() => gate.approve(proposal(slot, payment, fee))) !== "approved") continue;
            const cost = payment + fee;
            if (cost > (worst.get(slot) ?? 0n)) worst.set(slot, cost);
          }
          const total = [...worst.values()].reduce((sum, cost) => sum + cost, 0n);
          expect(total).toBe(gate.spent);
          expect(total).toBeLessThanOrEqual(limit);
        },
      ),
      { seed: 6 },
    );
  });
});
