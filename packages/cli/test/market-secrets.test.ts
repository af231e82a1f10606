import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { CuratorSecrets } from "../src/curator/secrets-file.ts";
import { Receipts } from "../src/files/receipts.ts";
import { MarketSecrets } from "../src/market/secrets-file.ts";
import type { Deployed } from "../src/session.ts";
import { inFolder } from "./support/cli.ts";

const deployedIn = (folder: string): Deployed =>
  ({
    receipts: new Receipts(folder),
    chainName: "test",
    compositionName: "market",
    trainer: { accountId: "eip155:31337:0xc" },
  }) as unknown as Deployed;

const bytes = (value: number): Uint8Array => new Uint8Array(32).fill(value);
const tests = (value: number) => ({
  digest: bytes(value),
  parts: [{ salt: bytes(value), items: bytes(value) }],
});

describe("two commands that make secrets at once", () => {
  it("keep the test items of the first, whatever becomes of the second", async () => {
    await inFolder(async (folder) => {
      const [first, second] = [new MarketSecrets(deployedIn(folder)), new MarketSecrets(deployedIn(folder))];
      expect([await first.tests(), await second.tests()]).toEqual([undefined, undefined]);
      await first.keepTests(tests(1));
      await expect(second.keepTests(tests(2))).rejects.toMatchObject({ code: "in_use" });
      await second.forgetTests(tests(2));
      expect(await first.tests()).toEqual(tests(1));
      await first.keepDraw("ann", bytes(3));
      await first.forgetTests(tests(1));
      expect([await second.tests(), await second.draw("ann")]).toEqual([undefined, bytes(3)]);
    });
  });

  it("leave no file of nothing", async () => {
    await inFolder(async (folder) => {
      const secrets = new MarketSecrets(deployedIn(folder));
      await secrets.forgetTests(tests(1));
      expect(existsSync(secrets.file)).toBe(false);
      await secrets.keepTests(tests(1));
      await secrets.forgetTests(tests(1));
      expect(existsSync(secrets.file)).toBe(false);
    });
  });

  it("forget their own chain of items only", async () => {
    await inFolder(async (folder) => {
      const chain = (value: number) => ({ head: bytes(value), items: [] });
      const [first, second] = [
        new CuratorSecrets(deployedIn(folder)),
        new CuratorSecrets(deployedIn(folder)),
      ];
      await first.keep(chain(1));
      await second.keep(chain(2));
      await second.forget(chain(2));
      expect(await first.chains()).toEqual([chain(1)]);
    });
  });
});
