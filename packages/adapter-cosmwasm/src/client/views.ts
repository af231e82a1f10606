import { type AccountState, ChainlearnError, type ResolvedComposition, readCell } from "@chainlearn/core";
import { fromBase64, toBase64 } from "@cosmjs/encoding";
import type { Connection } from "../connection.ts";
import { bytesToWords } from "./words.ts";

export interface MeterView {
  readonly sealed: boolean;
  /** Before sealing: number of state words uploaded. */
  readonly nextId: number;
}

export async function queryMeter(connection: Connection, contract: string): Promise<MeterView> {
  const [first = 0n] = await queryWords(connection, contract, { meter: {} });
  return { sealed: (first & 1n) === 1n, nextId: Number(BigInt.asUintN(48, first >> 1n)) };
}

export async function queryAccount(
  connection: Connection,
  contract: string,
  composition: ResolvedComposition,
  address: string,
): Promise<AccountState> {
  const words = await queryWords(connection, contract, { account: { address } });
  return accountOf(composition, words);
}

/** An account's words as credit and cells. */
export const accountOf = (composition: ResolvedComposition, words: readonly bigint[]): AccountState => ({
  credit: BigInt.asUintN(64, words[0] ?? 0n),
  cells: composition.layout.account.map((cell) => readCell(words, cell)),
});

/** What a contract says that it was created with; more of it than the kernels is looked at by whoever compares it. */
export interface InstanceView extends Readonly<Record<string, unknown>> {
  readonly model_kernel: string;
  readonly mechanism_kernel: string;
}

export async function queryInstance(connection: Connection, contract: string): Promise<InstanceView> {
  const answer = await connection.query(contract, { instance: {} });
  const { model_kernel: model, mechanism_kernel: mechanism } = (answer ?? {}) as Partial<InstanceView>;
  if (typeof model !== "string" || typeof mechanism !== "string") throw unexpected({ instance: {} }, answer);
  return answer as InstanceView;
}

export async function queryQuote(connection: Connection, contract: string): Promise<bigint> {
  const answer = await connection.query(contract, { quote: {} });
  if (typeof answer !== "string" || !/^-?\d+$/.test(answer)) throw unexpected({ quote: {} }, answer);
  return BigInt(answer);
}

export async function queryPrediction(
  connection: Connection,
  contract: string,
  sample: Uint8Array,
): Promise<number> {
  const question = { predict: { sample: toBase64(sample) } };
  const answer = await connection.query(contract, question);
  if (typeof answer !== "number") throw unexpected(question, answer);
  return answer;
}

async function queryWords(connection: Connection, contract: string, question: object): Promise<bigint[]> {
  const answer = await connection.query(contract, question);
  if (typeof answer !== "string") throw unexpected(question, answer);
  return bytesToWords(fromBase64(answer));
}

const unexpected = (question: object, answer: unknown): ChainlearnError =>
  new ChainlearnError(
    "chain_failure",
    `the contract answers ${JSON.stringify(question)} with ${JSON.stringify(answer)}.`,
  );
