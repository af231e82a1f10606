import variant from "@jitl/quickjs-wasmfile-release-sync";
import { newQuickJSWASMModuleFromVariant } from "quickjs-emscripten-core";
import { beforeAll, describe, expect, it } from "vitest";
import { findChromium, NO_CHROMIUM } from "../../../test/support/chromium.mjs";
import { runInChromium } from "./support/browser.ts";
import { bundleForBrowsers } from "./support/bundle.ts";
import { checkVectors, type VectorReport } from "./support/check-vectors.ts";

/** Vectors in test/vectors: a file that lost some would pass otherwise. */
const VECTORS = 270;
const allRight: VectorReport = { checked: VECTORS, differences: [] };

it("Node encodes as the vectors say", () => {
  expect(checkVectors()).toEqual(allRight);
});

describe("bundled for browsers", () => {
  let script: string;
  beforeAll(async () => {
    script = await bundleForBrowsers("./engine-entry.ts");
  });

  it("QuickJS, which has neither Intl nor anything of Node or the web, encodes as the vectors say", async () => {
    const quickjs = await newQuickJSWASMModuleFromVariant(variant);
    const globals = quickjs.evalCode("[typeof Intl, typeof process, typeof TextEncoder].join()");
    expect(globals).toBe("undefined,undefined,undefined");
    expect(JSON.parse(String(quickjs.evalCode(`${script}\nglobalThis.report`)))).toEqual(allRight);
  });

  const chromium = findChromium();
  it.skipIf(!chromium)(
    chromium
      ? "Chromium encodes as the vectors say"
      : `Chromium encodes as the vectors say (skipped: ${NO_CHROMIUM})`,
    async () => {
      expect(JSON.parse((await runInChromium(chromium!, script)) as string)).toEqual(allRight);
    },
  );
});
