import type { ActionSpec } from "../../manifest.ts";
import { assertThat } from "../assert.ts";
import { acceptedPercent, type Mix, MixCounter } from "../differential/mix.ts";
import type { MechanismHost, RunningMechanismHost } from "./host.ts";
import { type RunHosts, type RunOptions, type RunReport, runMechanism } from "./run.ts";
import type { MechanismSubject } from "./subject.ts";

/** The chains of a check, started by the caller; the reference's blocks happen at the time of the one before unless set. */
export interface CheckedHosts {
  readonly host: RunningMechanismHost;
  /** A chain in process, to judge and audit what the host has to do alike. Absent: `host` itself is in process. */
  readonly reference?: RunningMechanismHost;
}

/** One requirement of every mechanism. */
interface MechanismRule {
  /** Stable; kebab-case. */
  readonly id: string;
  readonly title: string;
  notApplicable?(host: MechanismHost): string | undefined;
  run(subject: MechanismSubject, hosts: CheckedHosts, options: CheckOptions): Promise<Mix>;
}

/** How long checks last. */
export interface CheckOptions {
  /** Operations of the `interleavings`. Default: the subject's. */
  readonly operations?: number;
  /** Most operations of the `interleavings`, where the subject's would take too long. */
  readonly most?: number;
  /** Called with every contract of the `interleavings` when everything is brought out of it, as to repeat its log. */
  readonly afterRun?: RunOptions["afterRun"];
}

/** One requirement of one mechanism, to be checked on any host. */
export interface MechanismCheck {
  readonly id: string;
  readonly title: string;
  /** Why the check says nothing on this host; undefined when it applies. */
  notApplicable(host: MechanismHost): string | undefined;
  /**
   * @returns what was tried
   * @throws CheckFailure naming operation, seed and the first difference
   */
  run(hosts: CheckedHosts, options?: CheckOptions): Promise<Mix>;
}

const OPERATIONS = { inProcess: 100_000, onChain: 3_000 };
const OPERATIONS_PER_RUN = 1_500;
/** In process, one contract of so many has a twin on a chain of its own, which does the same and takes batches as such. */
const TWIN_EVERY = 10;
/** Different terms that even a short check sees. */
const LEAST_CONTRACTS = 5;
/** Operations of the runs that look at one thing. */
const SHORT_RUN = 120;

interface Runs {
  readonly mix: Mix;
  readonly reports: readonly RunReport[];
}

/** Contracts one after the other, each with terms and a seed of its own, until so many operations are done. */
async function runs(
  subject: MechanismSubject,
  { host, reference }: CheckedHosts,
  options: Pick<RunOptions, "seed" | "operations" | "hostile" | "atGates" | "afterRun"> & { perRun: number },
): Promise<Runs> {
  const counter = new MixCounter();
  const reports: RunReport[] = [];
  const twin = reference ? undefined : { host: host.host, chain: await host.host.start() };
  const hostsOf = (number: number): RunHosts => {
    if (reference) return { reference, other: host };
    return number % TWIN_EVERY === 0 ? { reference: host, other: twin! } : { reference: host };
  };
  try {
    for (let done = 0, number = 0; done < options.operations; number++) {
      const operations = Math.min(options.perRun, options.operations - done);
      const { perRun: _, ...rest } = options;
      const seed = options.seed + number;
      const hosts = hostsOf(number);
      const report = await runMechanism({ ...rest, subject, hosts, seed, operations, counter });
      reports.push(report);
      done += report.operations;
    }
  } finally {
    await twin?.chain.close();
  }
  return { mix: counter.result(), reports };
}

const isAboutOne = ({ record }: ActionSpec): boolean => record === "sample" || record === "hash";

/** The mix has to have what was aimed at, or the run says little. */
function checkMix({ mechanism, strategy }: MechanismSubject, mix: Mix): void {
  const usual = mechanism.manifest.actions.filter(isAboutOne).map(({ name }) => [name, 10] as const);
  const quota: Readonly<Record<string, number>> = {
    add: 30,
    ...Object.fromEntries(usual),
    ...strategy.quota,
  };
  for (const [name, percent] of Object.entries(quota)) {
    const actual = acceptedPercent(mix, name);
    assertThat(
      actual >= percent,
      `${actual.toFixed(1)} % of the operations are accepted ${name}s; ${percent} % are needed.`,
    );
  }
  for (const { name } of mechanism.manifest.actions)
    assertThat((mix.accepted[name] ?? 0) > 0, `no ${name} was accepted: the run says nothing about it.`);
}

function missingHandler({ dataHandler }: MechanismSubject, host: MechanismHost): string | undefined {
  const id = dataHandler?.manifest.id;
  if (id === undefined || host.dataHandlers === undefined || host.dataHandlers.includes(id)) return undefined;
  return "the chain does not have the data handler";
}

const RULES: readonly MechanismRule[] = [
  {
    id: "interleavings",
    title:
      "random operations by several accounts: outcome and cells by the rules, quote = charge, the ledger exact after every operation, equal on all hosts, nothing stuck at the end",
    async run(subject, hosts, options) {
      const { inProcess, onChain } = subject.operations ?? OPERATIONS;
      const usual = hosts.reference ? onChain : inProcess;
      const operations = options.operations ?? Math.min(usual, options.most ?? usual);
      const perRun = Math.min(
        subject.strategy.operationsPerRun ?? OPERATIONS_PER_RUN,
        // With fewer operations fewer contracts, not shorter lives: what happens late in one is part of the mix.
        Math.ceil((options.operations ?? usual) / LEAST_CONTRACTS),
      );
      const { mix } = await runs(subject, hosts, {
        ...{ seed: 1, operations, perRun },
        ...(options.afterRun && { afterRun: options.afterRun }),
      });
      checkMix(subject, mix);
      return mix;
    },
  },
  {
    id: "gates",
    title: "opens and closes everything at its second and not before",
    async run(subject, hosts) {
      const { waits } = subject.strategy;
      const perRun = 2 * SHORT_RUN;
      const { mix, reports } = await runs(subject, hosts, {
        ...{ seed: 1_001, operations: 3 * perRun, perRun, atGates: true },
      });
      for (const wait of waits)
        for (const side of ["before", "at"] as const) {
          const met = reports.reduce((sum, { atGate }) => sum + atGate[wait]![side], 0);
          assertThat(met > 0, `nothing was claimed ${side === "at" ? "at" : "a second before"} ${wait}.`);
        }
      for (const name of new Set(reports.flatMap(({ atDeadline }) => Object.keys(atDeadline))))
        for (const side of ["before", "at"] as const) {
          const met = reports.reduce((sum, { atDeadline }) => sum + (atDeadline[name]?.[side] ?? 0), 0);
          assertThat(met > 0, `nothing was tried ${side === "at" ? "at" : "a second before"} ${name}.`);
        }
      return mix;
    },
  },
  {
    id: "recipients",
    title:
      "an account that refuses payments or burns all gas stops nobody: it is credited, all others are paid",
    notApplicable: (host) => (host.setRecipient ? undefined : "nobody can be kept from taking money"),
    async run(subject, hosts) {
      const perRun = 2 * SHORT_RUN;
      const { mix, reports } = await runs(subject, hosts, {
        ...{ seed: 2_001, operations: 2 * perRun, perRun, hostile: true },
      });
      const credited = reports.reduce((sum, report) => sum + report.credited, 0);
      assertThat(credited > 0, "no payment was refused.");
      return mix;
    },
  },
  {
    id: "last-gate",
    title:
      "after the last gate every unit can be brought out but what the mechanism's rules keep, whatever happened before",
    async run(subject, hosts) {
      const contracts = 4;
      const { mix } = await runs(subject, hosts, {
        ...{ seed: 3_001, operations: contracts * SHORT_RUN, perRun: SHORT_RUN },
      });
      return mix;
    },
  },
];

/** The ids of the checks of every mechanism, in order. */
export const mechanismCheckIds: readonly string[] = RULES.map(({ id }) => id);

/** What each check asks, by id. */
export const mechanismCheckTitles: Readonly<Record<string, string>> = Object.fromEntries(
  RULES.map(({ id, title }) => [id, title]),
);

/**
 * What every mechanism has to do on every host: its rules, and the same everywhere; beyond any rules, the money. For any test
 * runner:
 *
 *     const subject = { mechanism: stake, strategy: stakeStrategy, model: sparsePerceptron, shape };
 *     for (const check of mechanismChecks(subject))
 *       it(check.title, () => check.run({ host: { host: anvilMechanismHost, chain }, reference: { host: local, chain: inProcess } }));
 *
 * Checks can run in any order and alone, but not at the same time on one chain.
 */
export const mechanismChecks = (subject: MechanismSubject): readonly MechanismCheck[] =>
  RULES.map((rule) => ({
    id: rule.id,
    title: rule.title,
    notApplicable: (host) =>
      subject.notOn?.[host.name] ?? missingHandler(subject, host) ?? rule.notApplicable?.(host),
    run: (hosts, options = {}) => rule.run(subject, hosts, options),
  }));
