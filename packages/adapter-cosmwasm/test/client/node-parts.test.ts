import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { prepareGenesis } from "../../src/testing/wasmd/genesis.ts";
import { withLock } from "../../src/testing/wasmd/lock.ts";
import { missingBy } from "../../src/testing/wasmd/missing.ts";
import { freePorts } from "../../src/testing/wasmd/ports.ts";
import { applicationSettings, nodeSettings } from "../../src/testing/wasmd/settings.ts";

const folder = mkdtempSync(join(tmpdir(), "chainlearn-test-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const silent = (): void => {};

describe("the lock around the build", () => {
  it("lets one at a time in, and goes away also after a failure", async () => {
    const lock = join(folder, "one");
    let inside = 0;
    let most = 0;
    const enter = (): Promise<void> =>
      withLock(lock, silent, async () => {
        most = Math.max(most, ++inside);
        await new Promise((resolve) => setTimeout(resolve, 5));
        inside -= 1;
        if (most === 1) throw new Error("failed");
      });
    const results = await Promise.allSettled([enter(), enter()]);
    expect(results.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    expect(most).toBe(1);
    expect(existsSync(lock)).toBe(false);
  });

  it("is taken over from a process that has died", async () => {
    const lock = join(folder, "dead");
    mkdirSync(lock);
    const { pid } = spawnSync(process.execPath, ["-e", ""]);
    writeFileSync(join(lock, "pid"), String(pid));
    const waits: number[] = [];
    expect(
      await withLock(
        lock,
        (owner) => waits.push(owner),
        async () => "mine",
      ),
    ).toBe("mine");
    expect(waits).toEqual([]);
  });

  it("is taken over from one that was killed before it had signed, and not before that is sure", async () => {
    const lock = join(folder, "unsigned");
    mkdirSync(lock);
    let taken = false;
    const waiting = withLock(lock, silent, async () => {
      taken = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(taken).toBe(false);
    utimesSync(lock, 0, Date.now() / 1_000 - 60);
    await waiting;
    expect(taken).toBe(true);
  });
});

describe("a build that failed", () => {
  it.each([
    [
      'go: download go1.24.6: Get "https://proxy.example": dial tcp: lookup proxy.example: no such host',
      "network",
    ],
    ["go: module lookup disabled by GOPROXY=off", "network"],
    ['cgo: C compiler "gcc" not found: exec: "gcc": executable file not found in $PATH', "C compiler"],
  ])("was not possible there: %s", (log, what) => {
    expect(missingBy(`go: downloading a v1.0.0\n${log}\n`)).toContain(what);
  });

  it("is at fault itself otherwise", () => {
    expect(missingBy("app/app.go:7:2: undefined: x\nnetwork/dial.go:1:1: syntax error")).toBeUndefined();
    expect(missingBy("verifying module: checksum mismatch")).toBeUndefined();
  });
});

describe("the node's settings", () => {
  it("are put into their own section", () => {
    const toml = [
      "[rpc]",
      'laddr = "tcp://127.0.0.1:26657"',
      'pprof_laddr = "localhost:6060"',
      "[p2p]",
      'laddr = "tcp://0.0.0.0:26656"',
      "pex = true",
      "[consensus]",
      'timeout_commit = "5s"',
    ].join("\n");
    const changed = nodeSettings(toml, { rpc: 1, p2p: 2, grpc: 3 }, 200);
    expect(changed.split("\n")).toEqual([
      "[rpc]",
      'laddr = "tcp://127.0.0.1:1"',
      'pprof_laddr = ""',
      "[p2p]",
      'laddr = "tcp://127.0.0.1:2"',
      "pex = false",
      "[consensus]",
      'timeout_commit = "200ms"',
    ]);
  });

  it("say where to wait for a validator, if there is one outside", () => {
    const toml =
      'priv_validator_laddr = ""\n[rpc]\nladdr = ""\npprof_laddr = ""\n[p2p]\nladdr = ""\npex = true';
    const consensus = '\n[consensus]\ntimeout_commit = "5s"';
    const changed = nodeSettings(toml + consensus, { rpc: 1, p2p: 2, grpc: 3 }, 0, "/a/socket");
    expect(changed.split("\n")[0]).toBe('priv_validator_laddr = "unix:///a/socket"');
  });

  it("have to be there, so that nothing listens where nobody looks", () => {
    expect(() => applicationSettings("[api]\nenable = false", { rpc: 1, p2p: 2, grpc: 3 }, "0stake")).toThrow(
      /minimum-gas-prices/,
    );
  });
});

describe("the genesis", () => {
  it("has the accounts, their coins in order, and fast votes", () => {
    const empty = {
      app_state: { auth: { accounts: [] }, bank: { balances: [] }, gov: { params: { quorum: "1" } } },
    };
    const coins = [
      { denom: "utoken", amount: "2" },
      { denom: "stake", amount: "1" },
    ];
    const { app_state } = JSON.parse(
      prepareGenesis(JSON.stringify(empty), [{ address: "wasm1a", coins }], "stake"),
    ) as { app_state: Record<string, Record<string, unknown>> };
    expect(app_state.auth!.accounts).toEqual([expect.objectContaining({ address: "wasm1a", sequence: "0" })]);
    expect(app_state.bank!.balances).toEqual([{ address: "wasm1a", coins: [coins[1], coins[0]] }]);
    expect(app_state.gov!.params).toMatchObject({ quorum: "1", voting_period: "2s" });
    const dated = prepareGenesis(JSON.stringify(empty), [], "stake", { seconds: 1_700_000_000 });
    expect(JSON.parse(dated)).toMatchObject({ genesis_time: "2023-11-14T22:13:20.000Z" });
  });
});

describe("free ports", () => {
  it("are different", async () => {
    const ports = await freePorts(5);
    expect(new Set(ports).size).toBe(5);
    expect(ports.every((port) => port > 1023)).toBe(true);
  });
});
