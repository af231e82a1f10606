import { fileURLToPath } from "node:url";
import { build, type Metafile } from "esbuild";

/** One module for browsers, and what is in it. */
export interface Bundle {
  readonly code: Uint8Array<ArrayBuffer>;
  /** Files of ours and of others that it is made of. */
  readonly inputs: readonly string[];
}

/**
 * Bundles a module with all that it imports, from what the packages publish (`dist`).
 * @param source a file, or the text of a module
 * @param external packages to leave out
 */
export async function bundleForBrowsers(
  source: { readonly file: string } | { readonly text: string },
  external: readonly string[] = [],
): Promise<Bundle> {
  const { outputFiles, metafile } = await build({
    ...("file" in source
      ? { entryPoints: [source.file] }
      : {
          stdin: {
            contents: source.text,
            resolveDir: fileURLToPath(new URL("../../bench", import.meta.url)),
          },
        }),
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser",
    target: "es2023",
    external: [...external],
    write: false,
    metafile: true,
    logLevel: "silent",
    outdir: "out",
  });
  return { code: Uint8Array.from(outputFiles[0]!.contents), inputs: inputsOf(metafile) };
}

const inputsOf = ({ outputs }: Metafile): string[] =>
  Object.values(outputs).flatMap(({ inputs }) =>
    Object.entries(inputs)
      .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
      .map(([file]) => file),
  );
