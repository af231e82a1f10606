import { ChainlearnError, REMEDIES } from "@chainlearn/core";
import { expect, it } from "vitest";
import { failureOf, failureText } from "../src/output/failure.ts";
import { inFolder, json, run } from "./support/cli.ts";

it("says what happened, and below it what to do", () => {
  const error = new ChainlearnError("too_early", "refund of 7.");
  expect(failureText(failureOf(error))).toBe(`too_early: refund of 7.\n  ${REMEDIES.too_early}`);
});

it("leaves the text of errors alone that bring no advice", () => {
  const plugin = new ChainlearnError({ name: "market_closed", number: 1000 }, "since yesterday.");
  expect(failureText(failureOf(plugin))).toBe("market_closed: since yesterday.");
  expect(failureText(failureOf(new TypeError("x is undefined")))).toBe("x is undefined");
});

it("gives the remedy to programs too", async () => {
  await inFolder(async (folder) => {
    const { code, value, err } = await json<{ error: { code: string; remedy: string } }>(
      { folder },
      "status",
    );
    expect(code).toBe(3);
    expect(value.error).toMatchObject({ code: "invalid_config", remedy: REMEDIES.invalid_config });
    expect(err).toContain(`\n  ${REMEDIES.invalid_config}\n`);
    expect((await run({ folder }, "status")).err).toBe(err);
  });
});
