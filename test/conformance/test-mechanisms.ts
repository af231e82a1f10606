import type { DevChain } from "@chainlearn/core";
import {
  type CheckOptions,
  type MechanismHost,
  mechanismChecks,
  mixLines,
  type RunningMechanismHost,
  subjectName,
} from "@chainlearn/core/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import committed from "./golden/mechanisms.json" with { type: "json" };
import { localMechanismHost } from "./mechanism-hosts.ts";
import { mechanismSubjects } from "./mechanism-subjects.ts";

/** The committed table, one host's part of it: mechanism, check, what it has to show. */
const columnOf = (host: string): Record<string, Record<string, string | undefined>> =>
  Object.fromEntries(
    committed.mechanisms.map(({ mechanism, checks }) => [
      mechanism,
      Object.fromEntries(
        Object.entries(checks).map(([check, cells]) => [check, (cells as Record<string, string>)[host]]),
      ),
    ]),
  );

/** What a host does otherwise than the others. */
export interface TestOptions extends Pick<CheckOptions, "afterRun"> {
  /** Most random operations of the long check; it is in the test's name. */
  readonly most?: number;
}

/** Registers every check of every mechanism on a host, and holds what ran to the committed table. */
export function testMechanisms(host: MechanismHost, options: TestOptions = {}): void {
  const { most } = options;
  const inProcess = host.name === localMechanismHost.name;

  describe(`every mechanism on ${host.name}`, () => {
    const ran: Record<string, Record<string, string>> = {};
    const chains: DevChain[] = [];
    const start = async (one: MechanismHost): Promise<RunningMechanismHost> => {
      const chain = await one.start();
      chains.push(chain);
      return { host: one, chain };
    };
    let running: RunningMechanismHost;
    let reference: RunningMechanismHost | undefined;

    // A chain that has seen years pass does not go back: one for every mechanism.
    describe.each(mechanismSubjects.map((subject) => [subjectName(subject), subject] as const))(
      "%s",
      (name, subject) => {
        beforeAll(async () => {
          running = await start(host);
          reference = inProcess ? undefined : await start(localMechanismHost);
        });
        afterAll(() => Promise.all(chains.splice(0).map((chain) => chain.close())));

        ran[name] = {};
        for (const check of mechanismChecks(subject)) {
          const why = check.notApplicable(host);
          if (why !== undefined) {
            ran[name][check.id] = `n/a: ${why}`;
            it.skip(`${check.title} (${why})`);
            continue;
          }
          const long = check.id === "interleavings";
          const shortened = long && most !== undefined ? ` (at most ${most} operations)` : "";
          it(`${check.title}${shortened}`, async () => {
            const hosts = { host: running, ...(reference && { reference }) };
            const mix = await check.run(hosts, options);
            if (long)
              console.log(
                [`${name} on ${host.name}: ${mix.operations} operations`, ...mixLines(mix)].join("\n"),
              );
            ran[name]![check.id] = "passes";
          });
        }
      },
    );

    it("passed what the committed table says, no less and no more", () => {
      expect(ran).toEqual(columnOf(host.name));
    });
  });
}
