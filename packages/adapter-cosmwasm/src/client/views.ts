import { type AccountState, ChainlearnError } from "@chainlearn/core";
import type { Connection } from "../connection.ts";

/** Answer to `{"meter":{}}`. */
export interface MeterView {
  readonly sealed: boolean;
  /** Before sealing: number of state words uploaded. */
  readonly nextId: number;
}

export async function queryMeter(connection: Connection, contract: string): Promise<MeterView> {
  const view = new View("meter", await connection.query(contract, { meter: {} }));
  return { sealed: view.boolean("sealed"), nextId: view.number("next_id") };
}

export async function queryAccount(
  connection: Connection,
  contract: string,
  address: string,
): Promise<AccountState> {
  const view = new View("account", await connection.query(contract, { account: { address } }));
  return {
    credit: BigInt(view.text("credit")),
    cells: view.list("cells").map((cell) => BigInt(String(cell))),
  };
}

/** Kernel ids out of the answer to `{"instance":{}}`. */
export async function queryKernelIds(
  connection: Connection,
  contract: string,
): Promise<{ readonly model: string; readonly mechanism: string }> {
  const instance = new View("instance", await connection.query(contract, { instance: {} }));
  const kernels = new View("instance.kernels", instance.field("kernels"));
  return { model: kernels.text("model"), mechanism: kernels.text("mechanism") };
}

export async function queryQuote(connection: Connection, contract: string): Promise<bigint> {
  const answer = await connection.query(contract, { quote: {} });
  if (typeof answer !== "string" || !/^-?\d+$/.test(answer)) throw unexpected("quote", answer);
  return BigInt(answer);
}

export async function queryPrediction(
  connection: Connection,
  contract: string,
  sampleBase64: string,
): Promise<number> {
  const answer = await connection.query(contract, { predict: { sample: sampleBase64 } });
  if (typeof answer !== "number") throw unexpected("predict", answer);
  return answer;
}

const unexpected = (what: string, answer: unknown): ChainlearnError =>
  new ChainlearnError("chain_failure", `the contract answers ${what} with ${JSON.stringify(answer)}.`);

/** A JSON object that a contract answered; fields of another type are `chain_failure`. */
class View {
  readonly #what: string;
  readonly #answer: unknown;

  constructor(what: string, answer: unknown) {
    this.#what = what;
    this.#answer = answer;
  }

  field(name: string): unknown {
    const answer = this.#answer;
    if (answer === null || typeof answer !== "object" || !(name in answer))
      throw unexpected(this.#what, answer);
    return (answer as Record<string, unknown>)[name];
  }

  #typed<T>(name: string, is: (value: unknown) => value is T): T {
    const value = this.field(name);
    if (!is(value)) throw unexpected(this.#what, this.#answer);
    return value;
  }

  text(name: string): string {
    return this.#typed(name, (value) => typeof value === "string");
  }

  number(name: string): number {
    return this.#typed(name, (value): value is number => Number.isSafeInteger(value));
  }

  boolean(name: string): boolean {
    return this.#typed(name, (value) => typeof value === "boolean");
  }

  list(name: string): readonly unknown[] {
    return this.#typed(name, (value): value is readonly unknown[] => Array.isArray(value));
  }
}
