/** Reasons that champion's settle logs. */
export const VALID = 1;
export const FORFEITED = 4;
const VERDICTS: ReadonlyMap<number, string> = new Map([
  [VALID, "valid"],
  [2, "void"],
  [3, "forgiven"],
  [FORFEITED, "forfeited"],
]);
/** Reasons that its decide logs. */
const DECISIONS: ReadonlyMap<number, string> = new Map([
  [0, "kept"],
  [1, "promoted"],
  [2, "reset"],
]);
/** Reasons that its reveal logs in a test when only one of the two models is right. */
const CHALLENGER_ALONE = 1;
const SERVED_ALONE = 2;

/** The verdicts of one cycle. */
export class Verdicts {
  readonly #verdicts: number[] = [];
  /** Whose deposits were forfeited. */
  readonly #forfeiters: string[] = [];

  add(verdict: number, submitter: string): void {
    this.#verdicts.push(verdict);
    if (verdict === FORFEITED) this.#forfeiters.push(submitter);
  }

  get count(): number {
    return this.#verdicts.length;
  }

  /** As "200 mails were settled: 180 valid, 10 void, 10 forfeited (Flip 9, Ann 1)." */
  text(): string {
    const times = <T>(all: readonly T[], one: T): number => all.filter((item) => item === one).length;
    const verdicts = [...VERDICTS].flatMap(([verdict, name]) => {
      const count = times(this.#verdicts, verdict);
      return count > 0 ? [`${count} ${name}`] : [];
    });
    const names = [...new Set(this.#forfeiters)].sort(
      (a, b) => times(this.#forfeiters, b) - times(this.#forfeiters, a),
    );
    const whose = names.map((name) => `${name} ${times(this.#forfeiters, name)}`).join(", ");
    return `${this.count} mails were settled: ${verdicts.join(", ")}${whose && ` (${whose})`}.`;
  }
}

/**
 * What a test came to, as a sentence and as a word.
 * @param answers reasons that the reveals logged
 * @param decision reason that the decision logged
 */
export function testText(answers: readonly number[], decision: number): [text: string, mark: string] {
  const challenger = answers.filter((reason) => reason === CHALLENGER_ALONE).length;
  const served = answers.filter((reason) => reason === SERVED_ALONE).length;
  const mark = DECISIONS.get(decision)!;
  const text = `A test with ${answers.length} mails: ${challenger} only the challenger has right, ${served} only the served model: ${mark}.`;
  return [text, mark];
}
