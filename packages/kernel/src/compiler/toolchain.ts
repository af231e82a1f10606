import { packageVersion } from "./installed.ts";

/** Versions that decide the bytes of kernels and contracts. */
export const TOOLCHAIN: { readonly assemblyscript: string; readonly binaryen: string } = {
  assemblyscript: packageVersion("assemblyscript"),
  binaryen: packageVersion("binaryen"),
};
