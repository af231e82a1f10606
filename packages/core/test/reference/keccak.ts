/**
 * Keccak-256 written from FIPS 202 (with the original padding byte 01) in bigint arithmetic: slow, short, and
 * unrelated to the library that core uses.
 */
const LANE_MASK = (1n << 64n) - 1n;
const RATE_BYTES = 136;

const rotate = (lane: bigint, by: number): bigint =>
  ((lane << BigInt(by)) | (lane >> BigInt(64 - by))) & LANE_MASK;

/** Algorithm 5 and the step mapping iota: round constants come from a linear feedback shift register. */
function roundConstants(): bigint[] {
  const bits: bigint[] = [];
  for (let t = 0, register = 1; t < 255; t++) {
    bits.push(BigInt(register & 1));
    register <<= 1;
    if (register & 0x100) register ^= 0x171;
  }
  return Array.from({ length: 24 }, (_, round) => {
    let constant = 0n;
    for (let j = 0; j <= 6; j++) constant |= bits[(7 * round + j) % 255]! << BigInt(2 ** j - 1);
    return constant;
  });
}

const CONSTANTS = roundConstants();

function permute(lanes: bigint[]): void {
  for (const constant of CONSTANTS) {
    const parity = [0, 1, 2, 3, 4].map((x) => [0, 1, 2, 3, 4].reduce((p, y) => p ^ lanes[x + 5 * y]!, 0n));
    for (let i = 0; i < 25; i++) lanes[i]! ^= parity[(i + 4) % 5]! ^ rotate(parity[(i + 1) % 5]!, 1);
    let [x, y] = [1, 0];
    let moving = lanes[1]!;
    for (let t = 0; t < 24; t++) {
      [x, y] = [y, (2 * x + 3 * y) % 5];
      const displaced = lanes[x + 5 * y]!;
      lanes[x + 5 * y] = rotate(moving, (((t + 1) * (t + 2)) / 2) % 64);
      moving = displaced;
    }
    for (let row = 0; row < 25; row += 5) {
      const before = lanes.slice(row, row + 5);
      for (let i = 0; i < 5; i++)
        lanes[row + i] = before[i]! ^ (~before[(i + 1) % 5]! & LANE_MASK & before[(i + 2) % 5]!);
    }
    lanes[0]! ^= constant;
  }
}

export function referenceKeccak256(message: Uint8Array): Uint8Array {
  const padded = new Uint8Array((Math.floor(message.length / RATE_BYTES) + 1) * RATE_BYTES);
  padded.set(message);
  padded[message.length]! |= 0x01;
  padded[padded.length - 1]! |= 0x80;
  const lanes = Array.from({ length: 25 }, () => 0n);
  const view = new DataView(padded.buffer);
  for (let block = 0; block < padded.length; block += RATE_BYTES) {
    for (let i = 0; i < RATE_BYTES / 8; i++) lanes[i]! ^= view.getBigUint64(block + 8 * i, true);
    permute(lanes);
  }
  const out = new DataView(new ArrayBuffer(32));
  for (let i = 0; i < 4; i++) out.setBigUint64(8 * i, lanes[i]!, true);
  return new Uint8Array(out.buffer);
}
