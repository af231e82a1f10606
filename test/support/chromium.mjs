import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** Path of a Chromium on this machine: what CHROMIUM_PATH says, and nothing else then; without it one on the path. */
export function findChromium() {
  const { CHROMIUM_PATH, PATH = "" } = process.env;
  const candidates = CHROMIUM_PATH
    ? [CHROMIUM_PATH]
    : PATH.split(delimiter).flatMap((folder) => NAMES.map((name) => join(folder, name)));
  return candidates.find((path) => existsSync(path));
}

/** How to name one where none is found. */
export const NO_CHROMIUM = "no Chromium on this machine; CHROMIUM_PATH says where one is";

/** A Chromium that knows nothing and asks nobody. */
export const CHROMIUM_FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
