interface Appointment {
  readonly time: number;
  /** Appointments of one moment happen in the order in which they were made. */
  readonly order: number;
  readonly act: () => void;
}

const isBefore = (a: Appointment, b: Appointment): boolean =>
  a.time < b.time || (a.time === b.time && a.order < b.order);

/** What happens when: a binary heap of appointments, in whole seconds. */
export class Agenda {
  readonly #heap: Appointment[] = [];
  #made = 0;
  #now: number;

  constructor(start: number) {
    this.#now = start;
  }

  /** Time of the appointment that happens now. */
  get now(): number {
    return this.#now;
  }

  /** @param time rounded down to seconds; what is past happens now */
  at(time: number, act: () => void): void {
    const heap = this.#heap;
    heap.push({ time: Math.max(this.#now, Math.floor(time)), order: this.#made++, act });
    let at = heap.length - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!isBefore(heap[at]!, heap[parent]!)) break;
      [heap[at], heap[parent]] = [heap[parent]!, heap[at]!];
      at = parent;
    }
  }

  /** @param seconds from now */
  after(seconds: number, act: () => void): void {
    this.at(this.#now + seconds, act);
  }

  /** Lets everything happen that is due before a time, in order; the time is now afterwards. */
  runUntil(time: number): void {
    for (let first = this.#heap[0]; first !== undefined && first.time < time; first = this.#heap[0]) {
      this.#removeFirst();
      this.#now = first.time;
      first.act();
    }
    this.#now = time;
  }

  #removeFirst(): void {
    const heap = this.#heap;
    const last = heap.pop()!;
    if (heap.length === 0) return;
    heap[0] = last;
    for (let at = 0; ; ) {
      const left = 2 * at + 1;
      let least = at;
      if (left < heap.length && isBefore(heap[left]!, heap[least]!)) least = left;
      if (left + 1 < heap.length && isBefore(heap[left + 1]!, heap[least]!)) least = left + 1;
      if (least === at) return;
      [heap[at], heap[least]] = [heap[least]!, heap[at]!];
      at = least;
    }
  }
}
