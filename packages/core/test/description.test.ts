import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ContractDescription, describeContract, parseDescription, stored } from "../src/index.ts";
import { shapeOf } from "./support.ts";

const number = (max: number) => fc.integer({ min: 0, max });
const lane = fc.constantFrom(8 as const, 16 as const, 32 as const, 64 as const);
const descriptions: fc.Arbitrary<ContractDescription> = fc
  .record(
    {
      shape: fc.record({
        encoding: fc.constantFrom("sparse" as const, "sparse-values" as const, "dense" as const),
        features: number(2 ** 24),
        classes: number(65_535),
        lane,
        valueBits: number(30),
        maxEntries: number(2 ** 24),
      }),
      dataHandler: fc.constantFrom("stored", "unique", "accumulator", "of-my-own-2"),
      growth: fc.record({
        startClasses: number(65_535),
        role: fc.stringMatching(/^[A-Za-z][A-Za-z0-9_]{0,30}$/),
      }),
      codeWeights: fc.record({ bits: lane }),
    },
    { requiredKeys: ["shape", "dataHandler"] },
  )
  .map(({ shape, dataHandler, ...rest }) => ({ shape, dataHandler, ...rest }));

const textOf = ({ dataHandler, codeWeights, ...rest }: ContractDescription): string =>
  describeContract(
    { ...rest, dataHandler: { manifest: { ...stored.manifest, id: dataHandler } } },
    codeWeights,
  );

describe("the description of a contract", () => {
  it("is a line of text", () => {
    expect(describeContract({ shape: shapeOf({}), dataHandler: stored })).toBe(
      "chainlearn/1 sparse 10 2 32 0 5 stored",
    );
    expect(
      describeContract(
        { shape: shapeOf({}), dataHandler: stored, growth: { startClasses: 2, role: "teacher" } },
        { bits: 8 },
      ),
    ).toBe("chainlearn/1 sparse 10 2 32 0 5 stored grows=2:teacher code=8");
  });

  it("is found again behind whatever bytes a chain puts it", () => {
    fc.assert(
      fc.property(descriptions, fc.uint8Array({ maxLength: 200 }), (description, bytes) => {
        const before = new TextDecoder("latin1").decode(bytes);
        expect(parseDescription(before + textOf(description))).toEqual(description);
        expect(parseDescription(`${textOf(description)} (a model, a mechanism)`)).toEqual(description);
      }),
      { seed: 50 },
    );
  });

  it("is the last one, if one is in a model's numbers", () => {
    const [one, other] = ["chainlearn/1 dense 3 2 8 0 3 unique", "chainlearn/1 sparse 10 2 32 0 5 stored"];
    expect(parseDescription(`${one}\0\0${other}`)).toMatchObject({ dataHandler: "stored" });
  });

  it.each([
    "",
    "chainlearn sparse-perceptron stake",
    "chainlearn/2 sparse 10 2 32 0 5 stored",
    "chainlearn/1 sparse",
  ])('is not in "%s"', (text) => {
    expect(parseDescription(text)).toBeUndefined();
  });
});
