import type { ActionSpec, MechanismManifest, ResolvedComposition } from "@chainlearn/core";
import { snakeCase } from "./client/messages.ts";

/** A JSON Schema, draft 2020-12. */
export type JsonSchema = { readonly [keyword: string]: unknown };

/** What decides the messages of a contract. */
interface Interface {
  readonly title: string;
  readonly actions: readonly ActionSpec[];
  readonly roles: readonly string[];
  readonly params: readonly string[];
  /** Whether there are parameters that are not listed. */
  readonly moreParams: boolean;
  readonly grows: boolean;
}

const object = (
  properties: Readonly<Record<string, JsonSchema>>,
  optional: readonly string[] = [],
): JsonSchema => ({
  type: "object",
  properties,
  required: Object.keys(properties).filter((name) => !optional.includes(name)),
  additionalProperties: false,
});

const ref = (name: string): JsonSchema => ({ $ref: `#/$defs/${name}` });
const upTo = (maximum: number): JsonSchema => ({ type: "integer", minimum: 0, maximum });
const base64 = (bytes?: number): JsonSchema => {
  const length =
    bytes === undefined ? {} : { minLength: Math.ceil(bytes / 3) * 4, maxLength: Math.ceil(bytes / 3) * 4 };
  return { type: "string", contentEncoding: "base64", pattern: "^[A-Za-z0-9+/]*={0,2}$", ...length };
};

const COMMON: Readonly<Record<string, JsonSchema>> = {
  integer: {
    description: "A signed 64-bit integer as decimal text.",
    type: "string",
    pattern: "^(0|-?[1-9][0-9]{0,18})$",
  },
  address: { description: "A bech32 address of the chain.", type: "string", minLength: 1, maxLength: 128 },
  bytes: base64(),
  bytes32: base64(32),
  id: upTo(2 ** 48 - 1),
  time: { description: "Seconds.", ...upTo(2 ** 40 - 1) },
  label: upTo(65_535),
  sample: { description: "A sample in the canonical encoding (docs/spec/shell.md).", ...base64() },
  sha256: { type: "string", pattern: "^[0-9a-f]{64}$" },
};

const integers = (count?: number): JsonSchema => ({
  type: "array",
  items: ref("integer"),
  ...(count === undefined ? {} : { minItems: count, maxItems: count }),
});

/** What a call of an action has to say about its subject. */
function subject({ record }: ActionSpec): Readonly<Record<string, JsonSchema>> {
  if (record === "none") return {};
  if (record === "item") return { label: ref("label"), sample: ref("sample"), next: ref("bytes32") };
  return {
    id: ref("id"),
    time: ref("time"),
    submitter: ref("address"),
    label: ref("label"),
    ...(record === "sample" ? { sample: ref("sample") } : { sample_hash: ref("bytes32") }),
  };
}

const actionSchema = (action: ActionSpec): JsonSchema => ({
  description: action.description,
  ...object(
    {
      ...subject(action),
      ...(action.digest ? { digest: ref("bytes32") } : {}),
      ...(action.parts ? { parts: ref("bytes") } : {}),
      ...(action.args.length > 0 ? { args: integers(action.args.length) } : {}),
    },
    ["parts"],
  ),
});

const execute = ({ actions, grows }: Interface): Readonly<Record<string, JsonSchema>> => ({
  initialize: object({ first_word: upTo(2 ** 32 - 1), words: ref("bytes") }),
  seal: object({ hot: integers() }),
  add_data: object({ label: ref("label"), sample: ref("sample") }),
  add_many: object({
    labels: { type: "array", items: ref("label") },
    samples: { type: "array", items: ref("sample") },
  }),
  withdraw: object({ to: ref("address") }, ["to"]),
  ...(grows ? { add_class: object({ name: ref("bytes32") }) } : {}),
  ...Object.fromEntries(actions.map((action) => [snakeCase(action.name), actionSchema(action)])),
});

/** Questions with their answers. */
const queries = (of: Interface): Readonly<Record<string, readonly [JsonSchema, JsonSchema]>> => ({
  quote: [object({}), ref("integer")],
  predict: [
    object({ sample: ref("sample") }),
    { type: "integer", minimum: -(2 ** 31), maximum: 2 ** 31 - 1 },
  ],
  meter: [object({}), ref("bytes")],
  words: [object({ first: upTo(2 ** 32 - 1), count: upTo(2 ** 32 - 1) }), ref("bytes")],
  record: [
    object({
      id: ref("id"),
      time: ref("time"),
      submitter: ref("address"),
      label: ref("label"),
      sample_hash: ref("bytes32"),
    }),
    { oneOf: [ref("bytes32"), { type: "null" }] },
  ],
  account: [object({ address: ref("address") }), ref("bytes")],
  marks: [object({ address: ref("address"), bucket: upTo(2 ** 40 - 1) }), ref("bytes32")],
  instance: [
    object({}),
    object({
      deployer: ref("address"),
      ...instance(of),
      model_kernel: ref("sha256"),
      mechanism_kernel: ref("sha256"),
      version: upTo(255),
    }),
  ],
  ...(of.grows ? { labels: [object({}), upTo(65_535)] as const } : {}),
});

const instance = ({ params, moreParams, roles }: Interface): Readonly<Record<string, JsonSchema>> => ({
  params: {
    ...object(Object.fromEntries(params.map((name) => [name, ref("integer")]))),
    ...(moreParams ? { additionalProperties: ref("integer") } : {}),
  },
  roles: object(Object.fromEntries(roles.map((role) => [role, ref("address")])), roles),
  denom: { description: "Denomination of payments.", type: "string", minLength: 3, maxLength: 128 },
  unit: { description: "Base units of one unit: a power of ten.", type: "string", pattern: "^10*$" },
});

const oneOf = (messages: Readonly<Record<string, JsonSchema>>): JsonSchema => ({
  oneOf: Object.entries(messages).map(([name, body]) => object({ [name]: body })),
});

function schemaOf(of: Interface): JsonSchema {
  const asked = Object.entries(queries(of));
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: of.title,
    description:
      "Messages are $defs/instantiate, $defs/execute and $defs/query; the answer to a query is $defs/answer_<query>.",
    $defs: {
      instantiate: object(instance(of)),
      execute: oneOf(execute(of)),
      query: oneOf(Object.fromEntries(asked.map(([name, [question]]) => [name, question]))),
      ...Object.fromEntries(asked.map(([name, [, answer]]) => [`answer_${name}`, answer])),
      ...COMMON,
    },
  };
}

/** JSON Schema of all messages of a composition's contract; needs no compiler. */
export const contractSchema = ({
  model,
  mechanism,
  params,
  roles,
  growth,
}: ResolvedComposition): JsonSchema =>
  schemaOf({
    title: `${model.manifest.id} with ${mechanism.manifest.id}`,
    actions: mechanism.manifest.actions,
    roles,
    params: params.map(({ spec }) => spec.name),
    moreParams: false,
    grows: growth !== undefined,
  });

/** What the contracts of all compositions with a mechanism have in common; those that grow have more. */
export const mechanismSchema = ({ id, actions, roles, params }: MechanismManifest): JsonSchema =>
  schemaOf({
    title: id,
    actions,
    roles,
    params: params.map(({ name }) => name),
    moreParams: true,
    grows: false,
  });
