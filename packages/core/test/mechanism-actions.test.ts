import {
  type ActInput,
  type ActionSpec,
  type Contribution,
  type MechanismPlugin,
  mechanismActions,
  mechanismManifest,
  type TransactionResult,
} from "@chainlearn/core";
import { describe, expect, expectTypeOf, it } from "vitest";

const plain = { record: "none", args: [], payable: false, description: "" } as const;
const mechanism = {
  manifest: mechanismManifest({
    kind: "mechanism",
    id: "three-actions",
    version: "1.0.0",
    description: "",
    pool: [],
    account: [],
    record: [],
    roles: [],
    params: [],
    actions: [
      { ...plain, name: "close" },
      { ...plain, name: "move", args: ["to", "by"], payable: true, digest: true },
      { ...plain, name: "claim", record: "hash" },
    ],
    errors: { 1000: "too_far" },
  }),
  kernel: Uint8Array.of(),
};
const untyped: MechanismPlugin = mechanism;
const result: TransactionResult = { transaction: "0x", gasUsed: 0n, entries: [] };
const contribution: Contribution = { id: 3, time: 5, submitter: "ann", label: 1, sample: Uint8Array.of(1) };

/** Methods, and what they have sent. */
function recorded<P extends MechanismPlugin>(plugin: P) {
  const sent: [string, Omit<ActInput, "from">][] = [];
  const methods = mechanismActions(plugin, async (action, input) => {
    sent.push([action, input]);
    return result;
  });
  return { methods, sent };
}

describe("the actions of a mechanism as methods", () => {
  it("pass on what they get, arguments in the manifest's order", async () => {
    const { methods, sent } = recorded(mechanism);
    const digest = new Uint8Array(32);
    expect(await methods.close()).toBe(result);
    await methods.move({ args: { by: 2n, to: -1n }, digest, pay: 9n });
    await methods.claim({ contribution });
    expect(sent).toEqual([
      ["close", { args: [] }],
      ["move", { args: [-1n, 2n], digest, pay: 9n }],
      ["claim", { args: [], contribution }],
    ]);
  });

  it("reject arguments that are missing or that there are not, and send nothing", async () => {
    const { methods, sent } = recorded(untyped);
    for (const args of [{ to: 1n }, { to: 1n, by: 1n, near: 1n }])
      await expect(methods.move!({ args })).rejects.toMatchObject({ code: "argument_out_of_range" });
    expect(sent).toEqual([]);
  });

  it("are typed by the manifest", () => {
    const { methods } = recorded(mechanism);
    expectTypeOf<keyof typeof methods>().toEqualTypeOf<"close" | "move" | "claim">();
    expectTypeOf(methods.close).toBeCallableWith();
    type Move = Parameters<typeof methods.move>[0];
    expectTypeOf<Move["args"]>().toEqualTypeOf<{ readonly to: bigint; readonly by: bigint }>();
    expectTypeOf<Move>().toExtend<{ digest: Uint8Array; pay?: bigint; signal?: AbortSignal }>();
    expectTypeOf<Parameters<typeof methods.claim>[0]>().toExtend<{ contribution: Contribution }>();
    expectTypeOf<Parameters<typeof methods.claim>[0]>().not.toHaveProperty("pay");
    expectTypeOf<keyof ReturnType<typeof recorded<MechanismPlugin>>["methods"]>().toEqualTypeOf<string>();
    expectTypeOf(mechanism).toExtend<MechanismPlugin<ActionSpec, "too_far">>();
  });
});
