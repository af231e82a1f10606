import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { writeWhole } from "../src/write.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "example-kit-"));
});
afterAll(() => rm(folder, { recursive: true }));

it("makes folders and replaces what was there", async () => {
  const path = await writeWhole(join(folder, "a/b"), "data.json", "1");
  expect(path).toBe(join(folder, "a/b/data.json"));
  await writeWhole(join(folder, "a/b"), "data.json", "2");
  expect(await readFile(path, "utf8")).toBe("2");
});

it("leaves nothing beside the old file when it cannot write", async () => {
  await writeWhole(join(folder, "taken/data.json"), "inside", "1");
  await expect(writeWhole(join(folder, "taken"), "data.json", "2")).rejects.toThrow();
  expect(await readdir(join(folder, "taken"))).toEqual(["data.json"]);
});
