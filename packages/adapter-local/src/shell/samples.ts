import { keccak256 } from "@chainlearn/core";

/** How a claim shows that it knows the sample. */
export type SampleProof = { readonly sample: Uint8Array } | { readonly sampleHash: Uint8Array };

/** What the records of a contract know about their samples. */
export interface Samples {
  /** @param id the next one */
  keep(id: number, sample: Uint8Array): void;
  /** Takes the newest back. */
  forget(id: number): void;
  /** The sample of a contribution that a claim proves to know; undefined when it does not. */
  proven(id: number, proof: SampleProof): SampleProof | undefined;
}

/** All samples, against which claims are checked byte by byte. */
export class KeptSamples implements Samples {
  readonly #samples: Uint8Array[] = [];
  /** Of samples that were claimed by their hash. */
  readonly #hashes = new Map<number, Uint8Array>();

  keep(id: number, sample: Uint8Array): void {
    this.#samples[id] = sample;
  }

  forget(id: number): void {
    this.#samples.length = id;
    this.#hashes.delete(id);
  }

  proven(id: number, proof: SampleProof): SampleProof | undefined {
    const sample = this.#samples[id]!;
    if ("sample" in proof) return sameBytes(proof.sample, sample) ? { sample } : undefined;
    const sampleHash = this.#hashes.get(id) ?? keccak256(sample);
    this.#hashes.set(id, sampleHash);
    return sameBytes(proof.sampleHash, sampleHash) ? { sampleHash } : undefined;
  }
}

/** None: whoever makes claims vouches for what they bring. */
export class VouchedSamples implements Samples {
  keep(): void {}

  forget(): void {}

  proven(_: number, proof: SampleProof): SampleProof {
    // Training keeps the bytes for a while; the caller may reuse its buffer.
    return "sample" in proof ? { sample: proof.sample.slice() } : proof;
  }
}

const sameBytes = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, i) => byte === b[i]);
