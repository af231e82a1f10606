// node --import ./scripts/typescript-worker.mjs in a worker thread: what typescript.mjs does in the main one.
import { register } from "node:module";

register("./typescript.mjs", import.meta.url);
