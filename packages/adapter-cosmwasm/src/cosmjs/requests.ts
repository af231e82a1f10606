import { isChainlearnError } from "@chainlearn/core";
import { rejectionFromText } from "../client/rejections.ts";

/** Runs a request to a node; whatever it fails with becomes a ChainlearnError. */
export async function request<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (isChainlearnError(error)) throw error;
    throw rejectionFromText(error instanceof Error ? error.message : String(error), error);
  }
}
