import { ChainlearnError, type Finding, type Judge, type LogEntry, type Validity } from "@chainlearn/core";
import type { Replay } from "../replay/replay.ts";
import { Column } from "../shell/column.ts";
import type { Validation } from "./validation.ts";

/** What is kept of a contribution: what it was found to be, and whether it was a correction. */
const VALIDITIES: readonly (Validity | undefined)[] = [undefined, "valid", "invalid", "void"];
const CORRECTION = 4;

const positionOf = (name: string, names: readonly string[], what: string): number => {
  const position = names.indexOf(name);
  if (position < 0) throw new ChainlearnError("unsupported", `the mechanism has no ${what} "${name}".`);
  return position;
};

/** Tells, while a log is replayed, what the mechanism finds its contributions to be; two bytes a contribution are kept. */
export class ContributionJudge {
  readonly #replay: Replay;
  readonly #judge: Judge;
  readonly #kept = Column.u16();
  #disputed: number | undefined;

  /**
   * @param replay one that has applied nothing yet
   * @throws ChainlearnError unsupported: the mechanism's manifest does not say how it judges
   */
  constructor(replay: Replay) {
    const { mechanism, params } = replay.shell.composition;
    const { id, judge } = mechanism.manifest;
    if (judge === undefined)
      throw new ChainlearnError(
        "unsupported",
        `it is not known how ${id} tells which contributions are right: its manifest has no "judge".`,
      );
    const own = params.filter(({ owner }) => owner === "mechanism");
    this.#judge = judge(Object.fromEntries(own.map(({ spec, value }) => [spec.name, value])));
    this.#replay = replay;
  }

  /** Takes note that the model, as the entries before left it, predicts another label than the one that is added next. */
  disputed(id: number): void {
    this.#disputed = id;
  }

  /**
   * Takes note of the entry that was applied last; call it for each, from the first one on.
   * @returns the contributions that it shows to be valid
   */
  after(entry: LogEntry): Validation[] {
    if (entry.kind === "dataAdded") this.#kept.set(entry.id, entry.id === this.#disputed ? CORRECTION : 0);
    if (entry.kind !== "acted") return [];
    const { shell } = this.#replay;
    const { manifest } = shell.composition.mechanism;
    const series = manifest.series ?? [];
    const cells = manifest.pool.map(({ name }) => name);
    const findings = this.#judge({
      action: manifest.actions[entry.action]!.name,
      entry,
      contribution: entry.id === undefined ? undefined : shell.contribution(entry.id),
      found: entry.id === undefined ? undefined : this.validityOf(entry.id),
      pool: (cell) => shell.pool()[positionOf(cell, cells, "pool cell")]!,
      series: (name, number) => shell.seriesValue({ series: positionOf(name, series, "series"), number }),
    });
    return findings.flatMap((finding) => this.#take(finding, entry.time));
  }

  /** What a contribution was found to be by the entries so far; undefined: nothing yet. */
  validityOf(id: number): Validity | undefined {
    return VALIDITIES[this.#kept.get(id) % CORRECTION];
  }

  #take({ id, validity }: Finding, time: number): Validation[] {
    const contribution = this.#replay.shell.contribution(id);
    if (contribution === undefined)
      throw new ChainlearnError("unknown_record", `a contribution ${id} was judged, and there is none.`);
    if (this.validityOf(id) === "valid") return [];
    const correction = this.#kept.get(id) >= CORRECTION;
    this.#kept.set(id, VALIDITIES.indexOf(validity) + (correction ? CORRECTION : 0));
    if (validity !== "valid") return [];
    const { submitter, label, time: added } = contribution;
    return [{ account: submitter, id, label, added, validated: time, correction }];
  }
}
