import { accumulator, type ResolvedComposition, requireDataHandler, stored, unique } from "@chainlearn/core";
import type { Journal } from "../journal.ts";
import { Accumulator } from "./accumulator.ts";
import type { DataHandler } from "./data-handler.ts";
import { Stored } from "./stored.ts";
import { Unique } from "./unique.ts";

type Create = (composition: ResolvedComposition, journal: Journal) => DataHandler;

const HANDLERS: Readonly<Record<string, Create>> = {
  [stored.manifest.id]: () => new Stored(),
  [unique.manifest.id]: (_, journal) => new Unique(journal),
  [accumulator.manifest.id]: ({ layout }, journal) => new Accumulator(layout.record, journal),
};

/** Ids of the data handlers of this shell. */
export const dataHandlerIds: readonly string[] = Object.keys(HANDLERS);

/** @throws ChainlearnError unsupported */
export function createDataHandler(composition: ResolvedComposition, journal: Journal): DataHandler {
  requireDataHandler(composition.dataHandler, dataHandlerIds);
  return HANDLERS[composition.dataHandler.manifest.id]!(composition, journal);
}
