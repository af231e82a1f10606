import { appendFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { EXIT_CODES, testnets } from "../src/index.ts";
import { inFolder, json, run } from "./support/cli.ts";

describe("a plugin of one's own", () => {
  it("is made, changed and built", async () => {
    await inFolder(async (folder) => {
      const made = await json<{ files: string[]; missing: string[]; kernel: { id: string; bytes: number } }>(
        { folder },
        ...["new", "model", "my-model", "--into", "plugins"],
      );
      expect(await readdir(join(folder, "plugins/my-model"))).toEqual(made.value.files);
      expect(made.value.missing, "a bare folder").toContain("vitest");
      const other = await run({ folder }, ...["new", "mechanism", "my-mechanism", "--into", "others"]);
      expect(other.out).toMatch(/npm install .*vitest$/m);
      expect(other.out).toContain("npx vitest run others/my-mechanism");
      const { id, bytes } = made.value.kernel;
      const built = () => json<{ kernels: { kernelId: string }[] }>({ folder }, "build", "plugins");
      const first = await built();
      expect(first.value).toMatchObject({ kernels: [{ id: "my-model", bytes, kernelId: id }] });
      expect(first.err).toBe("kernels compiled: 1 of 1 (my-model)\n");
      const stopped = { folder, signal: AbortSignal.abort() };
      expect((await run(stopped, "build", "plugins")).code).toBe(EXIT_CODES.interrupted);
      await appendFile(
        join(folder, "plugins/my-model/kernel.ts"),
        "\nexport function more(): i32 { return 7; }\n",
      );
      expect((await built()).value.kernels[0]!.kernelId).not.toBe(id);
    });
  });

  it.each([
    [["new", "model", "My Model"], EXIT_CODES.input],
    [["new", "trainer", "mine"], EXIT_CODES.usage],
    [["build"], EXIT_CODES.input],
    [["build", "."], EXIT_CODES.input],
  ])("is refused when it makes no sense: %j", async (args, code) => {
    await inFolder(async (folder) => {
      expect((await run({ folder }, ...args)).code).toBe(code);
      expect(await readdir(folder)).toEqual([]);
    });
  });
});

describe("test networks", () => {
  it("have their ids, and take what a configuration has otherwise", () => {
    expect(Object.values(testnets).map((preset) => preset().chainId)).toEqual([
      ...[11155111, 84532, 421614, 11155420, 560048].map((id) => `eip155:${id}`),
      ...["osmo-test-5", "pion-1", "uni-7", "xion-testnet-2"].map((id) => `cosmos:${id}`),
    ]);
    expect(testnets.xion({ network: "xion-testnet-3" }).chainId).toBe("cosmos:xion-testnet-3");
    expect(() => testnets.xion({ denom: "uother" })).toThrow(
      expect.objectContaining({ code: "invalid_config" }),
    );
  });
});
