import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

// The folder is read from the environment when the module loads.
let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "chainlearn-test-"));
  vi.stubEnv("XDG_CACHE_HOME", home);
  vi.resetModules();
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(home, { recursive: true, force: true });
});

/** A cache as a new process has it, and how often it had to make something. */
async function newProcess() {
  vi.resetModules();
  const { ContentCache } = await import("../src/compiler/cache.ts");
  const cache = new ContentCache();
  let made = 0;
  const get = (inputs: (string | Uint8Array)[]): Promise<Uint8Array> =>
    cache.get(inputs, async () => {
      made += 1;
      return Uint8Array.of(1, 2, 3, inputs.length);
    });
  return { get, made: () => made };
}

const onlyFile = (): string => {
  const [name, ...others] = readdirSync(join(home, "chainlearn"));
  expect(others).toEqual([]);
  return join(home, "chainlearn", name!);
};

describe("the cache", () => {
  test("makes things once per process and once per folder", async () => {
    const first = await newProcess();
    expect(await Promise.all([first.get(["a"]), first.get(["a"])])).toEqual([
      Uint8Array.of(1, 2, 3, 1),
      Uint8Array.of(1, 2, 3, 1),
    ]);
    expect(first.made()).toBe(1);
    const second = await newProcess();
    expect(await second.get(["a"])).toEqual(Uint8Array.of(1, 2, 3, 1));
    expect(second.made()).toBe(0);
  });

  test("tells inputs apart, also where one ends and the next begins", async () => {
    const { get, made } = await newProcess();
    await get(["ab", "c"]);
    await get(["a", "bc"]);
    await get(["abc"]);
    await get([Uint8Array.of(97, 98), "c"]);
    expect(made()).toBe(3);
  });

  test.each([
    ["cut off", (file: string) => truncateSync(file, 34)],
    ["empty", (file: string) => truncateSync(file, 0)],
    [
      "changed",
      (file: string) => {
        const bytes = readFileSync(file);
        bytes[33]! ^= 1;
        writeFileSync(file, bytes);
      },
    ],
  ])("does not take a file that is %s", async (_, damage) => {
    await (await newProcess()).get(["a"]);
    damage(onlyFile());
    const { get, made } = await newProcess();
    expect(await get(["a"])).toEqual(Uint8Array.of(1, 2, 3, 1));
    expect(made()).toBe(1);
  });

  test("works without a folder, and tries again after a failure", async () => {
    writeFileSync(join(home, "chainlearn"), "in the way");
    const { get } = await newProcess();
    expect(await get(["a"])).toEqual(Uint8Array.of(1, 2, 3, 1));
    const { ContentCache } = await import("../src/compiler/cache.ts");
    const cache = new ContentCache();
    await expect(cache.get(["b"], () => Promise.reject(new Error("no")))).rejects.toThrow("no");
    expect(await cache.get(["b"], async () => Uint8Array.of(9))).toEqual(Uint8Array.of(9));
  });
});
