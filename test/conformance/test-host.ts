import type { DevChain } from "@chainlearn/core";
import { type ModelHost, modelChecks } from "@chainlearn/core/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import committed from "./golden/conformance.json" with { type: "json" };
import { subjects } from "./subjects.ts";

/** Files that share the work of a slow host, so that they run side by side. */
export interface Part {
  /** From 1. */
  readonly number: number;
  readonly of: number;
}

const WHOLE: Part = { number: 1, of: 1 };

/** Every `of`-th, so that together the parts have all. */
const share = <T>(all: readonly T[], { number, of }: Part): T[] =>
  all.filter((_, position) => position % of === number - 1);

/** The committed table, one host's part of it: model, check, what it has to show. */
function columnOf(host: string, part: Part): Record<string, Record<string, string | undefined>> {
  return Object.fromEntries(
    share(committed.models, part).map(({ model, checks }) => [
      model,
      Object.fromEntries(
        Object.entries(checks).map(([check, cells]) => [check, (cells as Record<string, string>)[host]]),
      ),
    ]),
  );
}

/** Registers every check of every model on a host, or of a part of them, and holds what ran to the committed table. */
export function testHost(host: ModelHost, part: Part = WHOLE): void {
  describe(`every model on ${host.name}`, () => {
    const ran: Record<string, Record<string, string>> = {};
    let chain: DevChain;

    beforeAll(async () => {
      chain = await host.start();
    });
    afterAll(() => chain?.close());

    for (const subject of share(subjects, part)) {
      const { id } = subject.model.manifest;
      ran[id] = {};
      for (const check of modelChecks(subject)) {
        const why = check.notApplicable(host);
        if (why !== undefined) {
          ran[id][check.id] = `n/a: ${why}`;
          continue;
        }
        it(`${id} ${check.title}`, async () => {
          await check.run({ host, chain });
          ran[id]![check.id] = "passes";
        });
      }
    }

    it("passed what the committed table says, no less and no more", () => {
      expect(ran).toEqual(columnOf(host.name, part));
    });
  });
}
