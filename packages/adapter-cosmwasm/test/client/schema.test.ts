import { readFileSync } from "node:fs";
import {
  type Connection,
  type ContractCall,
  contractSchema,
  createCosmWasmAdapter,
  type JsonSchema,
  mechanismSchema,
} from "@chainlearn/adapter-cosmwasm";
import { type EmbeddedDevChain, startEmbeddedChain } from "@chainlearn/adapter-cosmwasm/embedded";
import {
  type DataAddedEntry,
  type RawTrainer,
  type ResolvedComposition,
  resolveComposition,
  type Trainer,
} from "@chainlearn/core";
import { stake } from "@chainlearn/mechanisms";
import { naiveBayes } from "@chainlearn/models-wasm";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import { beforeAll, describe, expect, it } from "vitest";
import { schemaFiles } from "../../scripts/schema-files.ts";

type Message = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

const validator = (schema: JsonSchema): ((part: string) => ValidateFunction) => {
  const ajv = new Ajv2020({ strict: true, allErrors: true });
  ajv.addSchema(schema, "contract");
  return (part) => ajv.getSchema(`contract#/$defs/${part}`)!;
};

const composition: ResolvedComposition = resolveComposition({
  model: naiveBayes,
  mechanism: stake,
  shape: { features: 12, classes: 4, lane: 32, encoding: "sparse", valueBits: 0, maxEntries: 4 },
  growth: { startClasses: 2, role: "teacher" },
  mechanismParams: {
    costWeightUnits: 1_000n,
    refundWaitSeconds: 0n,
    anyWaitSeconds: 0n,
    ownerWaitSeconds: 0n,
  },
});

/** What went to the chain and came back from it. */
interface Traffic {
  readonly instantiate: unknown[];
  readonly execute: Message[];
  readonly queries: [question: Message, answer: unknown][];
}

/** The chain's connection, with a look at all that goes through it. */
function tapped(connection: Connection, traffic: Traffic): Connection {
  return new Proxy(connection, {
    get(target, name) {
      const value = Reflect.get(target, name, target) as unknown;
      if (typeof value !== "function") return value;
      return (...args: unknown[]) => {
        if (name === "instantiate") traffic.instantiate.push(args[2]);
        if (name === "execute") traffic.execute.push(args[2] as Message);
        if (name === "executeAll")
          traffic.execute.push(...(args[1] as ContractCall[]).map(({ message }) => message as Message));
        const result = Reflect.apply(value, target, args) as unknown;
        if (name === "query")
          void (result as Promise<unknown>).then((answer) =>
            traffic.queries.push([args[1] as Message, answer]),
          );
        return result;
      };
    },
  });
}

describe("the JSON Schemas that the package brings", () => {
  it("are those of the manifests; `npm run generate:interfaces` makes them", () => {
    const files = [...schemaFiles()];
    expect(files).toHaveLength(4);
    for (const [file, text] of files) expect(readFileSync(file, "utf8"), file).toBe(text);
  });

  it("are JSON Schemas", () => {
    for (const [, text] of schemaFiles()) {
      const part = validator(JSON.parse(text) as JsonSchema);
      for (const name of ["instantiate", "execute", "query", "answer_instance"])
        expect(part(name)({ nothing: {} })).toBe(false);
    }
  });
});

describe("the JSON Schema of a contract", () => {
  const traffic: Traffic = { instantiate: [], execute: [], queries: [] };
  const part = validator(contractSchema(composition));
  let chain: EmbeddedDevChain;
  let trainer: Trainer & RawTrainer;
  let ann: string;

  const accepts = (name: string, message: unknown): void => {
    const validate = part(name);
    expect(validate(message), JSON.stringify([message, validate.errors])).toBe(true);
  };

  beforeAll(async () => {
    chain = await startEmbeddedChain();
    const [owner, first, ben] = chain.accounts as [string, string, string];
    ann = first;
    const adapter = createCosmWasmAdapter({ connection: tapped(chain.connection, traffic) });
    const deployment = await adapter.deploy(composition, {
      from: owner,
      roles: { teacher: owner, beneficiary: ben },
    });
    trainer = deployment.trainer as Trainer & RawTrainer;
    const added = await trainer.addDataBatch({
      from: ann,
      items: [
        { sample: { indices: [1, 2] }, label: 1 },
        { sample: { indices: [3] }, label: 0 },
      ],
    });
    await trainer.addData({ from: ben, sample: { indices: [1] }, label: 0 });
    const { id, time, actor, label, sample } = added.entries[0] as DataAddedEntry;
    const contribution = { id, time, submitter: actor, label, sample };
    // What the mechanism refuses was sent all the same.
    await trainer.act("refund", { from: ann, contribution }).catch(() => {});
    await trainer.act("report", { from: ben, contribution }).catch(() => {});
    await trainer.act("take", { from: ben, contribution }).catch(() => {});
    await trainer.addClass({ from: owner, name: "third" });
    await trainer.withdraw({ from: ann }).catch(() => {});
    await trainer.withdraw({ from: ann, to: ben }).catch(() => {});
    await trainer.quote();
    await trainer.predict({ indices: [1] });
    await trainer.account(ann);
    await trainer.snapshot({
      contributions: [contribution],
      accounts: [ann],
      marks: [{ account: ann, bucket: 0 }],
    });
    await trainer.verifyCode();
    const { connection } = chain;
    const { address } = deployment.receipt;
    const asked: Message[] = [
      { words: { first: 0, count: 1 } },
      { marks: { address: ann, bucket: 0 } },
      { labels: {} },
      { record: { id: 40, time: 0, submitter: ann, label: 0, sample_hash: `${"A".repeat(43)}=` } },
    ];
    for (const question of asked) traffic.queries.push([question, await connection.query(address, question)]);
  });

  it("takes every message that the client sends", () => {
    expect(traffic.instantiate).toHaveLength(1);
    accepts("instantiate", traffic.instantiate[0]);
    for (const message of traffic.execute) accepts("execute", message);
    const kinds = new Set(traffic.execute.flatMap((message) => Object.keys(message)));
    const all = [
      "initialize",
      "seal",
      "add_data",
      "add_many",
      "refund",
      "report",
      "take",
      "add_class",
      "withdraw",
    ];
    expect([...kinds].sort()).toEqual(all.sort());
  });

  it("takes every question and every answer", () => {
    for (const [question, answer] of traffic.queries) {
      accepts("query", question);
      accepts(`answer_${Object.keys(question)[0]}`, answer);
    }
    const kinds = new Set(traffic.queries.flatMap(([question]) => Object.keys(question)));
    expect([...kinds]).toEqual(
      expect.arrayContaining([
        "quote",
        "predict",
        "meter",
        "account",
        "instance",
        "words",
        "marks",
        "labels",
        "record",
      ]),
    );
  });

  it("refuses what the contract cannot decode", async () => {
    const { connection } = chain;
    const address = trainer.accountId.split(":").at(-1)!;
    const kinds = new Map(traffic.execute.map((message) => [Object.keys(message)[0]!, message]));
    for (const [kind, message] of kinds) {
      const body = message[kind]!;
      const [field] = Object.keys(body);
      const broken: object[] = [
        { [kind]: { ...body, more: 1 } },
        { [kind]: { ...body, args: [] } },
        { [kind]: body, other: {} },
        { [`${kind}s`]: body },
        ...(field && field !== "to"
          ? [{ [kind]: { ...body, [field]: { deeper: 1 } } }, { [kind]: without(body, field) }]
          : []),
      ];
      for (const wrong of broken) {
        expect(part("execute")(wrong), JSON.stringify(wrong)).toBe(false);
        await expect(
          connection.execute(ann, address, wrong, []),
          JSON.stringify(wrong),
        ).rejects.toMatchObject({
          code: "malformed_message",
        });
      }
    }
  });

  it("has what items, digests and openings bring", () => {
    const { manifest } = stake;
    const item = { name: "showItem", record: "item", args: ["a"], payable: false, description: "" } as const;
    const none = { ...item, record: "none", args: [] } as const;
    const actions = [
      item,
      { ...none, name: "keep", digest: true as const },
      { ...none, name: "open", parts: true as const },
    ];
    const of = validator(mechanismSchema({ ...manifest, actions }))("execute");
    const [hash, bytes] = [`${"A".repeat(43)}=`, "AAA="];
    expect(of({ show_item: { label: 1, sample: bytes, next: hash, args: ["-5"] } })).toBe(true);
    expect(of({ show_item: { label: 1, sample: bytes, next: bytes, args: ["-5"] } })).toBe(false);
    expect(of({ show_item: { label: 1, sample: bytes, next: hash, args: [] } })).toBe(false);
    expect(of({ keep: { digest: hash } })).toBe(true);
    expect(of({ keep: {} })).toBe(false);
    expect(of({ keep: { digest: hash, args: [] } })).toBe(false);
    expect(of({ open: {} })).toBe(true);
    expect(of({ open: { parts: bytes } })).toBe(true);
    expect(of({ open: { digest: hash } })).toBe(false);
  });
});

const without = (body: Readonly<Record<string, unknown>>, field: string): object =>
  Object.fromEntries(Object.entries(body).filter(([name]) => name !== field));
