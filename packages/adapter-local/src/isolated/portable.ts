import type { ModelManifest, ResolvedComposition } from "@chainlearn/core";

type Answers = "cells" | "hot" | "scratch" | "constants";

/** A composition that can be sent to another thread: a model's manifest has its answers for the shape in it. */
export interface PortableComposition extends Omit<ResolvedComposition, "model" | "encoder"> {
  readonly model: {
    readonly kernel: Uint8Array;
    readonly manifest: Omit<ModelManifest, Answers> & {
      readonly [Name in Answers]: ReturnType<ModelManifest[Name]>;
    };
  };
}

/** Without the encoder, which replay has no use for. */
export function toPortable({ encoder: _, ...composition }: ResolvedComposition): PortableComposition {
  const { model, mechanism, dataHandler, shape } = composition;
  const { manifest, kernel } = model;
  // Asked when the composition was resolved; functions cannot be sent.
  const { contradiction: __, ...mechanismManifest } = mechanism.manifest;
  return {
    ...composition,
    model: {
      kernel,
      manifest: {
        ...manifest,
        cells: manifest.cells(shape),
        hot: manifest.hot(shape),
        scratch: manifest.scratch(shape),
        constants: manifest.constants(shape),
      },
    },
    // Plugins may bring more than replay needs.
    mechanism: { manifest: mechanismManifest, kernel: mechanism.kernel },
    dataHandler: { manifest: dataHandler.manifest },
  };
}

/** For its own shape only. */
export function fromPortable(composition: PortableComposition): ResolvedComposition {
  const { manifest, kernel } = composition.model;
  const { cells, hot, scratch, constants } = manifest;
  return {
    ...composition,
    model: {
      kernel,
      manifest: {
        ...manifest,
        cells: () => cells,
        hot: () => hot,
        scratch: () => scratch,
        constants: () => constants,
      },
    },
  };
}
