import binaryen from "binaryen";

export interface BinaryenSettings {
  readonly optimizeLevel: number;
  readonly shrinkLevel: number;
  /** Functions up to this size are inlined everywhere. */
  readonly inlineUpTo: number;
  readonly inlineLoops: boolean;
}

const apply = (settings: BinaryenSettings & { readonly flexible: number }): void => {
  binaryen.setOptimizeLevel(settings.optimizeLevel);
  binaryen.setShrinkLevel(settings.shrinkLevel);
  binaryen.setAlwaysInlineMaxSize(settings.inlineUpTo);
  binaryen.setFlexibleInlineMaxSize(settings.flexible);
  binaryen.setAllowInliningFunctionsWithLoops(settings.inlineLoops);
};

/** Binaryen's settings are global to the process: runs `work` with these and puts back what was there. */
export function withBinaryenSettings(settings: BinaryenSettings, work: () => void): void {
  const before = {
    optimizeLevel: binaryen.getOptimizeLevel(),
    shrinkLevel: binaryen.getShrinkLevel(),
    inlineUpTo: binaryen.getAlwaysInlineMaxSize(),
    flexible: binaryen.getFlexibleInlineMaxSize(),
    inlineLoops: binaryen.getAllowInliningFunctionsWithLoops(),
  };
  apply({ ...settings, flexible: settings.inlineUpTo });
  try {
    work();
  } finally {
    apply(before);
  }
}
