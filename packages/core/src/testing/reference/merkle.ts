import { concatBytes, keccak256, toHex } from "../../bytes.ts";

const root = (leaves: readonly Uint8Array[]): Uint8Array => {
  if (leaves.length === 1) return leaves[0]!;
  const half = leaves.length / 2;
  return keccak256(concatBytes(root(leaves.slice(0, half)), root(leaves.slice(half))));
};

/** Whole mountains of a range over leaves in order, as lists of leaves, the largest first: plain, and slow. */
export function mountainsOf<Leaf>(leaves: readonly Leaf[]): Leaf[][] {
  if (leaves.length === 0) return [];
  let size = 1;
  while (2 * size <= leaves.length) size *= 2;
  return [leaves.slice(0, size), ...mountainsOf(leaves.slice(size))];
}

/** Roots of the mountains as numbers, the smallest mountain's first. */
export const referencePeaks = (leaves: readonly Uint8Array[]): bigint[] =>
  mountainsOf(leaves)
    .map((mountain) => BigInt(`0x${toHex(root(mountain))}`))
    .reverse();

/** Siblings of a leaf, the lowest first, found by halving the mountain that it is in. */
export function referenceProof(leaves: readonly Uint8Array[], index: number): Uint8Array[] {
  let at = index;
  for (const mountain of mountainsOf(leaves)) {
    if (at < mountain.length) return siblings(mountain, at);
    at -= mountain.length;
  }
  return [];
}

function siblings(mountain: readonly Uint8Array[], at: number): Uint8Array[] {
  if (mountain.length === 1) return [];
  const half = mountain.length / 2;
  const [left, right] = [mountain.slice(0, half), mountain.slice(half)];
  return at < half ? [...siblings(left, at), root(right)] : [...siblings(right, at - half), root(left)];
}
