import type { NumberedContribution, Operation } from "./operation.ts";
import type { Outcome } from "./outcome.ts";

/** What the generator remembers about an accepted addition. */
export interface BookedContribution extends NumberedContribution {
  left: bigint;
  readonly deposit: bigint;
  refunded: boolean;
  readonly reporters: Set<number>;
}

/**
 * The generator's own record of what was accepted, kept from the log alone: good enough to tell promising targets
 * from hopeless ones. It decides what is tried, never what is right.
 */
export class Book {
  readonly contributions: BookedContribution[] = [];
  /** Labels in use. */
  labels: number;
  readonly validated = new Map<number, bigint>();
  allValidated = 0n;

  constructor(labels: number) {
    this.labels = labels;
  }

  settle(operation: Operation, outcome: Outcome): void {
    if (!outcome.accepted) return;
    for (const entry of outcome.entries) {
      if (entry.kind === "dataAdded" && operation.kind === "add") {
        const { id, time, label, cost } = entry as unknown as {
          id: number;
          time: number;
          label: number;
          cost: bigint;
        };
        this.contributions.push({
          id,
          time,
          submitter: operation.from,
          label,
          sample: operation.sample,
          deposit: cost,
          left: cost,
          refunded: false,
          reporters: new Set(),
        });
      }
      if (entry.kind === "classAdded") this.labels = (entry.label as number) + 1;
      if (entry.kind === "acted" && operation.kind === "act") this.#claim(operation, entry.amount as bigint);
    }
  }

  /** Whether a report would bring anything. */
  hasShare(target: BookedContribution, reporter: number): boolean {
    const own = this.validated.get(reporter) ?? 0n;
    return own > 0n && (target.deposit * own) / this.allValidated > 0n;
  }

  #claim(operation: Operation & { kind: "act" }, amount: bigint): void {
    const target = this.contributions.find(({ id }) => id === operation.contribution?.id);
    if (target === undefined) return;
    target.left -= amount;
    if (operation.action === "report") target.reporters.add(operation.from);
    if (operation.action !== "refund") return;
    target.refunded = true;
    this.validated.set(operation.from, (this.validated.get(operation.from) ?? 0n) + 1n);
    this.allValidated += 1n;
  }
}
