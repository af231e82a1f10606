import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect, it } from "vitest";
import { withLock } from "../src/files/lock.ts";
import { inFolder } from "./support/cli.ts";
import { REPOSITORY, SOURCES } from "./support/process.ts";

const HOST = hostname().replaceAll(/[^a-zA-Z0-9-]/g, "-");
const LOCK = join(REPOSITORY, "packages/cli/src/files/lock.ts");

/** A process that takes a lock as soon as it is told to, and says what became of it. */
async function contender(file: string): Promise<{
  go(): Promise<string>;
  kill(): Promise<unknown>;
}> {
  const script = `
    import { appendFile } from "node:fs/promises";
    import { once } from "node:events";
    import { withLock } from ${JSON.stringify(LOCK)};
    console.log("ready");
    await once(process.stdin, "data");
    const file = ${JSON.stringify(file)};
    try {
      await withLock(file, async () => {
        await appendFile(file, "in ");
        console.log("locked");
        await once(process.stdin, "data");
        await appendFile(file, "out ");
      });
    } catch (error) {
      console.log(error.code);
    }
    process.exit();`;
  const child = spawn(process.execPath, [...SOURCES, "--input-type=module", "--eval", script], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const ended = once(child, "close");
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  expect((await lines.next()).value).toBe("ready");
  return {
    go: async () => {
      child.stdin.write("go\n");
      return (await lines.next()).value as string;
    },
    kill: () => {
      child.kill("SIGKILL");
      return ended;
    },
  };
}

it("of several processes that begin at once one works with a file, and the next one when it was killed", async () => {
  await inFolder(async (folder) => {
    const file = join(folder, "a.json");
    await writeFile(file, "");
    const contenders = await Promise.all([1, 2, 3].map(() => contender(file)));
    try {
      const said = await Promise.all(contenders.map(({ go }) => go()));
      expect(said.toSorted()).toEqual(["in_use", "in_use", "locked"]);
      await contenders[said.indexOf("locked")]!.kill();
      expect(await readdir(folder)).toHaveLength(2);
      await withLock(file, async () => {
        const locks = (await readdir(folder)).filter((name) => name.endsWith(".lock"));
        expect(locks).toEqual([`a.json.${HOST}.${process.pid}.lock`]);
      });
      expect(await readdir(folder)).toEqual(["a.json"]);
      expect(await readFile(file, "utf8")).toBe("in ");
    } finally {
      await Promise.all(contenders.map(({ kill }) => kill()));
    }
  });
});

it("one process locks a file once, and is told who has it", async () => {
  await inFolder(async (folder) => {
    const file = join(folder, "a.json");
    await withLock(file, async () => {
      await expect(withLock(file, async () => {})).rejects.toMatchObject({ code: "in_use" });
      // Another file's name begins with this one's.
      await withLock(join(folder, "a.json.b"), async () => {});
    });
    await withLock(file, async () => {});
    // No process of this machine has so large a number; of another one it may be running.
    for (const [host, owner] of [
      [HOST, process.ppid],
      ["elsewhere", 4_194_305],
    ] as const) {
      const lock = `a.json.${host}.${owner}.lock`;
      await writeFile(join(folder, lock), "");
      await expect(withLock(file, async () => {})).rejects.toMatchObject({
        code: "in_use",
        details: { file, host, process: owner },
      });
      expect(await readdir(folder)).toEqual([lock]);
      await rm(join(folder, lock));
    }
  });
});
