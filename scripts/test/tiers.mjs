import { whyNoChromium } from "./chromium.mjs";

/**
 * What `npm test` runs, in this order: cheap and telling first. A check is one command; tests are projects of
 * vitest.config.ts, of which a file belongs to the tier wasmd if its path says so. `needs` says why a tier cannot run here.
 * @typedef {{name: string, title: string, check?: readonly string[], projects?: readonly string[],
 *   files?: readonly string[], exclude?: readonly string[], needsWasmd?: boolean,
 *   needs?: () => string | undefined}} Tier
 */

const WASMD_FILES = "wasmd";
const bin = (name, file) => `node_modules/${name}/${file}`;

/** @type {readonly Tier[]} */
export const TIERS = [
  {
    name: "types",
    title: "type check",
    check: [bin("typescript", "bin/tsc"), "--noEmit", "-p", "tsconfig.json"],
  },
  { name: "lint", title: "format and lint", check: [bin("@biomejs/biome", "bin/biome"), "check", "."] },
  {
    name: "unit",
    title: "core, kernels, models, mechanisms, encoders, command line, docs, scripts",
    projects: ["core", "kernel", "models-wasm", "mechanisms", "encoders", "cli", "docs", "scripts"],
    exclude: [`**/*${WASMD_FILES}*`],
  },
  {
    name: "local",
    title: "in-process chain, log store, simulation and what it shares with the examples",
    projects: ["adapter-local", "log-store", "simulation", "example-kit"],
  },
  { name: "evm", title: "EVM adapter on anvil", projects: ["adapter-evm"] },
  {
    name: "cosmwasm-embedded",
    title: "CosmWasm adapter on the embedded host",
    projects: ["adapter-cosmwasm"],
    exclude: [`**/*${WASMD_FILES}*`],
  },
  {
    name: "differential",
    title: "the same operations on all chains",
    projects: ["differential"],
    exclude: [`**/*${WASMD_FILES}*`],
  },
  {
    name: "conformance",
    title: "every model on every host",
    projects: ["conformance"],
    exclude: [`**/*${WASMD_FILES}*`],
  },
  {
    name: "faults",
    title: "1,000 contributions while every fifth request fails, on anvil",
    projects: ["faults"],
    exclude: [`**/*${WASMD_FILES}*`],
  },
  { name: "examples", title: "examples", projects: ["examples"], exclude: [`**/*${WASMD_FILES}*`] },
  { name: "templates", title: "plugins made from templates", projects: ["templates"] },
  { name: "bench", title: "gas, accuracy and throughput", projects: ["bench"] },
  {
    name: "build",
    title: "build of all packages",
    check: [bin("turbo", "bin/turbo"), "run", "build", "--ui=stream"],
  },
  { name: "packages", title: "what is published: tarballs, types, sizes", projects: ["packages"] },
  {
    name: "browser",
    title: "predictions and replay in Chromium",
    projects: ["browser"],
    needs: whyNoChromium,
  },
  { name: "outside", title: "plugins from outside the workspace", projects: ["outside"] },
  {
    name: "wasmd",
    title: "CosmWasm adapter, the same operations, models and mechanisms on a real wasmd",
    projects: ["adapter-cosmwasm", "differential", "conformance", "faults", "cli", "examples"],
    files: [WASMD_FILES],
    needsWasmd: true,
  },
];

/** What only a real chain exercises: named when the tier cannot run. */
export const ONLY_ON_WASMD = "signing, fees, sequence numbers";
