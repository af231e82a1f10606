// Memory is handed out and never taken back: every call of a contract runs in a fresh instance with fresh memory.
// asc's own heap would start in a start function, which a chain gives no gas; this one starts at its first use.

const ALIGNMENT: usize = 16;
/** Room behind every block, so that reading eight bytes at a block's last byte stays inside it. */
const PADDING: usize = 16;

let top: usize = 0;

/** A block of zeros. Traps when the chain gives no more memory. */
export function allocate(bytes: usize): usize {
  if (top == 0) top = (__heap_base + ALIGNMENT - 1) & ~(ALIGNMENT - 1);
  const block = top;
  const end = (block + bytes + PADDING + ALIGNMENT - 1) & ~(ALIGNMENT - 1);
  if (end < block) unreachable();
  const missing = <i32>((end + 0xffff) >> 16) - memory.size();
  if (missing > 0 && memory.grow(missing) < 0) unreachable();
  top = end;
  return block;
}

/** Bytes somewhere in memory. */
@unmanaged
export class Span {
  data: usize;
  length: u32;
}

export function span(data: usize, length: u32): Span {
  const made = changetype<Span>(allocate(offsetof<Span>()));
  made.data = data;
  made.length = length;
  return made;
}

export function equals(a: Span, b: Span): bool {
  return a.length == b.length && memory.compare(a.data, b.data, a.length) == 0;
}
