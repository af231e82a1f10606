import { parseArgs } from "node:util";
import { CUSTOMS, type MechanismName } from "./customs/all.ts";
import { MODELS, type ModelName } from "./models.ts";
import { SCENARIOS, type ScenarioName } from "./people.ts";

const names = (choices: object): string => Object.keys(choices).join(", ");

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
export type Options =
  | { readonly help: true }
  | { readonly update: { readonly only: string } }
  | { readonly run: RunOptions };

/** An argument that cannot be used; the message says what can. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

function oneOf<T extends object>(option: string, value: string, choices: T): keyof T {
  if (Object.hasOwn(choices, value)) return value as keyof T;
  throw new UsageError(`--${option} is "${value}"; ${names(choices)} are possible.`);
}

function whole(option: string, value: string, min: number, max: number): number {
  const number = Number(value);
  if (!/^\d+$/.test(value) || number < min || number > max)
    throw new UsageError(`--${option} is "${value}"; whole numbers from ${min} to ${max} are possible.`);
  return number;
}

function param(text: string): [string, bigint] {
  const [, name, value] = /^(\w+)=(-?\d+)$/.exec(text) ?? [];
  if (name === undefined || value === undefined)
    throw new UsageError(`--param is "${text}"; it is written NAME=VALUE, with a whole number.`);
  return [name, BigInt(value)];
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
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
        help: { type: "boolean", default: false },
      },
    }).values;
  } catch (cause) {
    throw new UsageError((cause as Error).message, { cause });
  }
}

/** @throws UsageError */
export function parseOptions(args: readonly string[]): Options {
  const values = parse(args);
  if (values.help) return { help: true };
  if (values.update) return { update: { only: values.only ?? "" } };
  if (values.only !== undefined) throw new UsageError("--only is possible with --update.");
  if (values.param.length > 0 && values.mechanism === "all")
    throw new UsageError("--param needs --mechanism: each has parameters of its own.");
  const every = Object.keys(CUSTOMS) as MechanismName[];
  return {
    run: {
      scenario: oneOf("scenario", values.scenario, SCENARIOS),
      mechanisms: values.mechanism === "all" ? every : [oneOf("mechanism", values.mechanism, CUSTOMS)],
      model: oneOf("model", values.model, MODELS),
      params: Object.fromEntries(values.param.map(param)),
      seed: whole("seed", values.seed, 0, 2 ** 31 - 1),
      days: whole("days", values.days, 1, 90),
      out: values.out,
      json: values.json,
    },
  };
}
