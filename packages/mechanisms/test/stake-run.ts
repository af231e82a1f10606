import { ERROR_CODES, type Params } from "@chainlearn/core";
import {
  createReferenceMechanism,
  type ReferenceCall,
  type ReferenceMechanism,
  type ReferenceRecord,
  ReferenceRejection,
} from "@chainlearn/kernel/testing";
import { stake } from "@chainlearn/mechanisms";
import type { Outcome, StakeSettings } from "./stake-oracle.ts";

const NAMES = new Map<number, string>(Object.entries(ERROR_CODES).map(([name, code]) => [code, name]));

/** The kernel on the reference host, with the little of a shell that it needs. */
export class StakeRun {
  readonly mechanism: ReferenceMechanism;
  /** What the model says about every sample. */
  prediction = 0;
  readonly trained: number[] = [];

  constructor(settings: StakeSettings, beneficiary?: string) {
    this.mechanism = createReferenceMechanism({
      mechanism: stake,
      params: settings as unknown as Params,
      ...(beneficiary !== undefined && { roles: { beneficiary } }),
      model: {
        predict: () => this.prediction,
        update: (label) => {
          this.trained.push(label);
        },
      },
    });
  }

  seal(time: bigint): void {
    this.mechanism.run("seal", { caller: "deployer", time });
  }

  quote(time: bigint): bigint {
    return this.mechanism.run("quote", { caller: "anybody", time }).value as bigint;
  }

  /** Adds with the payment that the quote asks for, or with `paid`. */
  add(
    time: bigint,
    submitter: string,
    label: number,
    paid = this.quote(time),
  ): { record: ReferenceRecord; cost: bigint } {
    const record = this.mechanism.newRecord({ submitter, time, label });
    const cost = this.mechanism.run("add", { caller: submitter, time, paid, record }).value as bigint;
    record.deposit = cost;
    record.left = cost;
    return { record, cost };
  }

  act(name: "refund" | "report" | "take", call: ReferenceCall): Outcome {
    try {
      const { value, payment } = this.mechanism.run(name, call);
      if (!payment || payment.to !== call.caller) throw new Error("the caller is not paid");
      return { paid: payment.amount, reason: Number(value) };
    } catch (error) {
      if (error instanceof ReferenceRejection)
        return { refused: NAMES.get(error.code) ?? String(error.code) };
      throw error;
    }
  }
}
