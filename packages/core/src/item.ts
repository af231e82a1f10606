import { bigintToBytes, concatBytes, keccak256 } from "./bytes.ts";
import { ChainlearnError } from "./errors.ts";
import type { Shape } from "./manifest.ts";
import { KEY_DOMAIN } from "./record.ts";
import { checkLabel, encodeSample, type Sample } from "./sample.ts";

/** Bytes of a digest, of a register, and of the secret behind a chain's last item. */
export const DIGEST_BYTES = 32;

/** A labelled sample that was committed to before, as a call reveals it. */
export interface CommittedItem {
  readonly label: number;
  /** Canonical bytes. */
  readonly sample: Uint8Array;
  /** 32 bytes: the commitment to the items behind this one; behind the last the secret. */
  readonly next: Uint8Array;
}

/** A chain of items: whoever commits publishes `head` and keeps `items` until it reveals them, in order. */
export interface ItemChain {
  /** 32 bytes. */
  readonly head: Uint8Array;
  readonly items: readonly CommittedItem[];
}

/** The commitment to an item and all behind it: keccak256(04 ‖ label (2 bytes) ‖ keccak256(sample) ‖ next (32)). */
export const itemHash = ({ label, sample, next }: CommittedItem): Uint8Array =>
  keccak256(
    concatBytes(Uint8Array.of(KEY_DOMAIN.item), bigintToBytes(BigInt(label), 2), keccak256(sample), next),
  );

/**
 * @throws ChainlearnError argument_out_of_range unless there are 32 bytes
 */
export function checkDigest(what: string, bytes: Uint8Array): void {
  if (bytes.length === DIGEST_BYTES) return;
  throw new ChainlearnError(
    "argument_out_of_range",
    `${what} has ${bytes.length} bytes; ${DIGEST_BYTES} are needed.`,
  );
}

/**
 * Commits to labelled samples as a hash chain: each item is bound to its place, and is hidden until the one before it
 * is revealed and beyond, since the commitment to the items behind it is as random as the secret.
 * @param secret 32 random bytes, fresh for every chain and every contract: who knows them can test guesses, and a chain
 * that is revealed in one contract is known in all
 * @throws ChainlearnError argument_out_of_range, label_out_of_range, or the codes of {@link encodeSample}
 */
export function commitItems(
  items: readonly { readonly sample: Sample; readonly label: number }[],
  secret: Uint8Array,
  shape: Shape,
): ItemChain {
  checkDigest("the secret", secret);
  if (items.length === 0) throw new ChainlearnError("argument_out_of_range", "there are no items.");
  let next = secret;
  const chain: CommittedItem[] = [];
  for (const { sample, label } of items.toReversed()) {
    checkLabel(label, shape);
    const item = { label, sample: encodeSample(sample, shape), next };
    chain.push(item);
    next = itemHash(item);
  }
  return { head: next, items: chain.reverse() };
}
