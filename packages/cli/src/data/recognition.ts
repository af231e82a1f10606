import {
  type Badge,
  BadgeCounter,
  ContributionJudge,
  LeaderboardCounter,
  type Replay,
  type Standing,
} from "@chainlearn/adapter-local";
import type { LogEntry } from "@chainlearn/core";

/** Who was right how often, from a log that is replayed: badges and a leaderboard. */
export class Recognition {
  readonly badges: Badge[] = [];
  /** Absent where it is not known how the mechanism tells that a contribution is right. */
  readonly #judge: ContributionJudge | undefined;
  readonly #badges = new BadgeCounter();
  readonly #standings = new LeaderboardCounter();
  #validated = 0;

  constructor(replay: Replay) {
    const judges = replay.shell.composition.mechanism.manifest.judge !== undefined;
    this.#judge = judges ? new ContributionJudge(replay) : undefined;
  }

  /** Contributions found right; undefined where it is not known how the mechanism tells. */
  get validated(): number | undefined {
    return this.#judge && this.#validated;
  }

  /** @param agreed whether the model gives the contribution that is added next its label already */
  added(id: number, agreed: boolean): void {
    if (!agreed) this.#judge?.disputed(id);
  }

  after(entry: LogEntry): void {
    for (const validation of this.#judge?.after(entry) ?? []) {
      this.#validated += 1;
      this.#standings.count(validation);
      this.badges.push(...this.#badges.count(validation));
    }
  }

  leaderboard(): Standing[] {
    return this.#standings.standings();
  }
}

/** A point of {@link AccuracyCurve}. */
export interface AccuracyPoint {
  /** Contributions so far. */
  readonly contributions: number;
  /** Block time of the last of them in seconds. */
  readonly time: number;
  /** Share of the contributions since the point before that the model gave their label before it learnt them. */
  readonly beforeLearning: number;
  /** Share of the test samples that the model gives their label; undefined without a test set. */
  readonly test: number | undefined;
}

/** A sample with the label that it should have. */
export interface TestSample {
  /** Canonical bytes. */
  readonly sample: Uint8Array;
  readonly label: number;
}

/** How good a model is, at about fifty moments of a log that is replayed. */
export class AccuracyCurve {
  readonly points: AccuracyPoint[] = [];
  readonly #tests: readonly TestSample[];
  readonly #entriesPerPoint: number;
  #entries = 0;
  #due = 0;
  #seen = 0;
  #agreed = 0;
  #time = 0;

  /** @param entries that the log has */
  constructor(tests: readonly TestSample[], entries: number, points = 50) {
    this.#tests = tests;
    this.#entriesPerPoint = Math.max(1, Math.ceil(entries / points));
    this.#due = this.#entriesPerPoint;
  }

  added(time: number, agreed: boolean): void {
    this.#seen += 1;
    this.#agreed += Number(agreed);
    this.#time = time;
  }

  after(replay: Replay): void {
    this.#entries += 1;
    if (this.#entries >= this.#due) this.#measure(replay);
  }

  end(replay: Replay): void {
    this.#measure(replay);
  }

  #measure({ shell }: Replay): void {
    if (this.#seen === 0) return;
    const right = this.#tests.filter(({ sample, label }) => shell.predict(sample) === label).length;
    this.points.push({
      contributions: shell.nextId,
      time: this.#time,
      beforeLearning: this.#agreed / this.#seen,
      test: this.#tests.length > 0 ? right / this.#tests.length : undefined,
    });
    this.#seen = 0;
    this.#agreed = 0;
    this.#due = this.#entries + this.#entriesPerPoint;
  }
}
