import { MODELS, type ModelName } from "../models.ts";
import { SCENARIOS } from "../people.ts";
import { plot } from "../report/plot.ts";
import type { Result } from "../report/result.ts";
import { ATTACKS } from "./plans.ts";

/** The attacks as a picture: a row for each attack and model, with all seeds. */
export function studyPlot(results: readonly Result[]): string {
  const rows = ATTACKS.flatMap((scenario) =>
    (Object.keys(MODELS) as ModelName[]).map((model) => ({
      title: `${SCENARIOS[scenario].title}; ${MODELS[model].title}`,
      results: results.filter(
        (result) => result.scenario === scenario && result.model === model && result.counts === "coins",
      ),
    })),
  );
  return plot(rows.filter((row) => row.results.length > 0));
}
