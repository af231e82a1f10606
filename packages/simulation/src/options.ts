import { namesOf, oneOf, seedOf, UsageError, valuesOf, whole } from "@chainlearn/example-kit/arguments";
import { CUSTOMS, type MechanismName } from "./customs/all.ts";
import { MODELS, type ModelName } from "./models.ts";
import { SCENARIOS, type ScenarioName } from "./people.ts";

const names = (choices: Readonly<Record<string, unknown>>): string => namesOf(choices).join(", ");

export const HELP = `Lets people and attackers use one contract for ninety simulated days, with real mail.

  --scenario NAME       who is there (default flip):
${Object.entries(SCENARIOS)
  .map(([name, { title }]) => `                        ${name.padEnd(16)}${title}`)
  .join("\n")}
  --mechanism NAME      ${names(CUSTOMS)}, or all of them, side by side (default all)
  --model NAME          ${names(MODELS)} (default averaged-perceptron)
  --param NAME=VALUE    changes a parameter of the one mechanism that is named; more than one possible
  --seed N              decides mails and people (default 1)
  --days N              days on which data is added, 1 to 90 (default 90)
  --out DIR             where simulation.svg and simulation.json go (default packages/simulation/out)
  --json                print one JSON document and nothing else on stdout

  --update              run the table of docs/mechanisms/simulation.md (some minutes) and write its files
  --only TEXT           with --update: only rows whose "scenario/mechanism/model/seed" contains the text
  --help                print this
`;

/** One scenario, for one or more mechanisms. */
export interface RunOptions {
  readonly scenario: ScenarioName;
  readonly mechanisms: readonly MechanismName[];
  readonly model: ModelName;
  readonly params: Readonly<Record<string, bigint>>;
  readonly seed: number;
  readonly days: number;
  readonly out: string;
  readonly json: boolean;
}

/** What the command line asks for. */
export type Options = { readonly update: { readonly only: string } } | { readonly run: RunOptions };

function param(text: string): [string, bigint] {
  const [, name, value] = /^(\w+)=(-?\d+)$/.exec(text) ?? [];
  if (name === undefined || value === undefined)
    throw new UsageError(`--param is "${text}"; it is written NAME=VALUE, with a whole number.`);
  return [name, BigInt(value)];
}

/** @throws UsageError */
export function parseOptions(args: readonly string[]): Options {
  const values = valuesOf(args, {
    scenario: { type: "string", default: "flip" },
    mechanism: { type: "string", default: "all" },
    model: { type: "string", default: "averaged-perceptron" },
    param: { type: "string", multiple: true, default: [] },
    seed: { type: "string", default: "1" },
    days: { type: "string", default: "90" },
    out: { type: "string", default: "packages/simulation/out" },
    json: { type: "boolean", default: false },
    update: { type: "boolean", default: false },
    only: { type: "string" },
  });
  if (values.update) return { update: { only: values.only ?? "" } };
  if (values.only !== undefined) throw new UsageError("--only is possible with --update.");
  if (values.param.length > 0 && values.mechanism === "all")
    throw new UsageError("--param needs --mechanism: each has parameters of its own.");
  const mechanism = oneOf("mechanism", values.mechanism, [...namesOf(CUSTOMS), "all"]);
  return {
    run: {
      scenario: oneOf("scenario", values.scenario, namesOf(SCENARIOS)),
      mechanisms: mechanism === "all" ? namesOf(CUSTOMS) : [mechanism],
      model: oneOf("model", values.model, namesOf(MODELS)),
      params: Object.fromEntries(values.param.map(param)),
      seed: seedOf(values.seed),
      days: whole("days", values.days, 1, 90),
      out: values.out,
      json: values.json,
    },
  };
}
