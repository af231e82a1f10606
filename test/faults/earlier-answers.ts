import type { Random } from "@chainlearn/core/testing";
import { type Answer, answersOf, type Call, callsOf, keyOf } from "./json-rpc.ts";

/** Nodes may be so many answers behind. */
const KEPT = 8;
/** What nothing on the way to a chain answers by itself: it makes something happen. */
const SENDS = /^(eth_sendRawTransaction|broadcast_tx_.*)$/;

/** Answers that were given, to give them again when somebody asks for the same. */
export class EarlierAnswers {
  readonly #random: Random;
  readonly #answers = new Map<string, Answer[]>();

  constructor(random: Random) {
    this.#random = random;
  }

  keep(body: string, text: string): void {
    const keys = new Map(callsOf(body).map((call) => [call.id, keyOf(call)]));
    for (const answer of answersOf(text)) {
      const key = keys.get(answer.id);
      if (key !== undefined)
        this.#answers.set(key, [...(this.#answers.get(key) ?? []).slice(1 - KEPT), answer]);
    }
  }

  /** An earlier answer to every call of a request; undefined: there is none to one of them, or it sends something. */
  recall(body: string): string | undefined {
    const calls = callsOf(body);
    const answers = calls.map((call) => this.#recallOne(call));
    if (answers.some((answer) => answer === undefined)) return undefined;
    return JSON.stringify(body.startsWith("[") ? answers.reverse() : answers[0]);
  }

  #recallOne(call: Call): Answer | undefined {
    const kept = SENDS.test(call.method) ? undefined : this.#answers.get(keyOf(call));
    return kept && { ...this.#random.pick(kept), id: call.id };
  }
}
