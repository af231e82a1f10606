import type { ModelManifest, ResolvedComposition, ResolvedModel } from "@chainlearn/core";

type Answers = "cells" | "hot" | "scratch" | "constants";

/** A model that can be sent elsewhere: its manifest has its answers for the shape in it. */
interface PortablePlugin {
  readonly kernel: Uint8Array;
  readonly manifest: Omit<ModelManifest, Answers> & {
    readonly [Name in Answers]: ReturnType<ModelManifest[Name]>;
  };
}

/** A model with shape and parameters that can be sent to another process. */
export interface PortableModel extends Omit<ResolvedModel, "model"> {
  readonly model: PortablePlugin;
}

/** A composition that can be sent to another thread. */
export interface PortableComposition extends Omit<ResolvedComposition, "model" | "encoder"> {
  readonly model: PortablePlugin;
}

function toPortablePlugin({ model, shape }: Pick<ResolvedModel, "model" | "shape">): PortablePlugin {
  const { manifest, kernel } = model;
  return {
    kernel,
    manifest: {
      ...manifest,
      cells: manifest.cells(shape),
      hot: manifest.hot(shape),
      scratch: manifest.scratch(shape),
      constants: manifest.constants(shape),
    },
  };
}

/** For its own shape only. */
function fromPortablePlugin({ manifest, kernel }: PortablePlugin): ResolvedModel["model"] {
  const { cells, hot, scratch, constants } = manifest;
  return {
    kernel,
    manifest: {
      ...manifest,
      cells: () => cells,
      hot: () => hot,
      scratch: () => scratch,
      constants: () => constants,
    },
  };
}

/** What it takes to link it, also of a whole composition. */
export function toPortableModel(resolved: ResolvedModel): PortableModel {
  const { shape, params, constants, layout, kernelIds, growth } = resolved;
  return {
    ...{ model: toPortablePlugin(resolved), shape, params, constants, layout, kernelIds },
    ...(growth && { growth }),
  };
}

export const fromPortableModel = (model: PortableModel): ResolvedModel => ({
  ...model,
  model: fromPortablePlugin(model.model),
});

/** Without the encoder, which replay has no use for. */
export function toPortable({ encoder: _, ...composition }: ResolvedComposition): PortableComposition {
  const { mechanism, dataHandler } = composition;
  // Functions cannot be sent: two are asked before a deployment, the other judges what a replay says.
  const { contradiction: __, cautions: ___, judge: ____, ...mechanismManifest } = mechanism.manifest;
  return {
    ...composition,
    model: toPortablePlugin(composition),
    // Plugins may bring more than replay needs.
    mechanism: { manifest: mechanismManifest, kernel: mechanism.kernel },
    dataHandler: { manifest: dataHandler.manifest },
  };
}

export const fromPortable = (composition: PortableComposition): ResolvedComposition => ({
  ...composition,
  model: fromPortablePlugin(composition.model),
});
