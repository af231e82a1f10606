import { ChainlearnError } from "@chainlearn/core";
import type { linkModel as link } from "./link.ts";

/** What a bundle for browsers has in the compilers' place. */
export const linkModel: typeof link = async ({ manifest }) => {
  throw new ChainlearnError(
    "unsupported",
    `a browser cannot link ${manifest.id}: give it a linker that fetches what linkedModel() made.`,
  );
};
