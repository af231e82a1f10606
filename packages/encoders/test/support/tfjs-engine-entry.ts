import "@tensorflow/tfjs-backend-cpu";
import type { ImageModelOptions } from "@chainlearn/encoders/tfjs";
import { setBackend } from "@tensorflow/tfjs-core";
import { embedRings } from "./embed.ts";

interface Page {
  /** The network; its bytes as base64. */
  network: Omit<ImageModelOptions, "topology" | "weights"> & { topology: string; weights: string };
  /** What the bundle leaves behind for whoever runs it. */
  report?: Promise<unknown>;
}

const page = globalThis as unknown as Page;
const bytes = (base64: string): Uint8Array => Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));

page.report = (async () => {
  await setBackend("cpu");
  const { topology, weights, ...network } = page.network;
  return embedRings({ ...network, topology: bytes(topology), weights: [bytes(weights)] });
})();
