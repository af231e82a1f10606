// Keccak-256 (the padding of Ethereum, 0x01).
import { Span } from "./memory";

const RATE: u32 = 136;

// @ts-ignore: decorator
@lazy const ROUND_CONSTANTS = memory.data<u64>([
  0x0000000000000001, 0x0000000000008082, 0x800000000000808a, 0x8000000080008000, 0x000000000000808b,
  0x0000000080000001, 0x8000000080008081, 0x8000000000008009, 0x000000000000008a, 0x0000000000000088,
  0x0000000080008009, 0x000000008000000a, 0x000000008000808b, 0x800000000000008b, 0x8000000000008089,
  0x8000000000008003, 0x8000000000008002, 0x8000000000000080, 0x000000000000800a, 0x800000008000000a,
  0x8000000080008081, 0x8000000000008080, 0x0000000080000001, 0x8000000080008008,
]);
/** The lanes in the order in which rho and pi visit them, and how far each is rotated. */
// @ts-ignore: decorator
@lazy const LANES = memory.data<u8>([10, 7, 11, 17, 18, 3, 5, 16, 8, 21, 24, 4, 15, 23, 19, 13, 12, 2, 20, 14, 22, 9, 6, 1]);
// @ts-ignore: decorator
@lazy const ROTATIONS = memory.data<u8>([1, 3, 6, 10, 15, 21, 28, 36, 45, 55, 2, 14, 27, 41, 56, 8, 25, 43, 62, 18, 39, 61, 20, 44]);
// @ts-ignore: decorator
@lazy const LANE_STATE = memory.data(200, 16);
// @ts-ignore: decorator
@lazy const ROW = memory.data(40, 16);

// @ts-ignore: decorator
@inline function lane(i: u32): u64 { return load<u64>(LANE_STATE + (<usize>i << 3)); }
// @ts-ignore: decorator
@inline function setLane(i: u32, value: u64): void { store<u64>(LANE_STATE + (<usize>i << 3), value); }
// @ts-ignore: decorator
@inline function row(i: u32): u64 { return load<u64>(ROW + (<usize>i << 3)); }
// @ts-ignore: decorator
@inline function setRow(i: u32, value: u64): void { store<u64>(ROW + (<usize>i << 3), value); }

function permute(): void {
  for (let round: u32 = 0; round < 24; round++) {
    for (let x: u32 = 0; x < 5; x++) setRow(x, lane(x) ^ lane(x + 5) ^ lane(x + 10) ^ lane(x + 15) ^ lane(x + 20));
    for (let x: u32 = 0; x < 5; x++) {
      const parity = row((x + 4) % 5) ^ rotl<u64>(row((x + 1) % 5), 1);
      for (let y: u32 = x; y < 25; y += 5) setLane(y, lane(y) ^ parity);
    }
    let moved = lane(1);
    for (let i: u32 = 0; i < 24; i++) {
      const to = <u32>load<u8>(LANES + i);
      const next = lane(to);
      setLane(to, rotl<u64>(moved, <u64>load<u8>(ROTATIONS + i)));
      moved = next;
    }
    for (let y: u32 = 0; y < 25; y += 5) {
      for (let x: u32 = 0; x < 5; x++) setRow(x, lane(y + x));
      for (let x: u32 = 0; x < 5; x++) setLane(y + x, row(x) ^ (~row((x + 1) % 5) & row((x + 2) % 5)));
    }
    setLane(0, lane(0) ^ load<u64>(ROUND_CONSTANTS + (<usize>round << 3)));
  }
}

/** Writes 32 bytes to `out`, which may overlap the data. */
export function keccak256(bytes: Span, out: usize): void {
  memory.fill(LANE_STATE, 0, 200);
  let used: u32 = 0;
  for (let i: u32 = 0; i < bytes.length; i++) {
    store<u8>(LANE_STATE + used, load<u8>(LANE_STATE + used) ^ load<u8>(bytes.data + i));
    if (++used == RATE) {
      permute();
      used = 0;
    }
  }
  store<u8>(LANE_STATE + used, load<u8>(LANE_STATE + used) ^ 0x01);
  store<u8>(LANE_STATE + RATE - 1, load<u8>(LANE_STATE + RATE - 1) ^ 0x80);
  permute();
  memory.copy(out, LANE_STATE, 32);
}
