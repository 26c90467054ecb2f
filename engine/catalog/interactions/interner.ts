const scratchBytes = 64 * 1024;

/** Numbers texts by their bytes, in the order of first appearance, without making a text of each. */
export class Interner {
  #slots = new Int32Array(1 << 12);
  #bytes = Buffer.alloc(1 << 16);
  #offsets = new Int32Array(1 << 11);
  #scratch = Buffer.alloc(scratchBytes);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** The number of the text that stands in [from, to). */
  bytes(source: Buffer, from: number, to: number): number {
    const mask = this.#slots.length - 1;
    let hash = 0x811c9dc5;
    for (let at = from; at < to; at++) hash = Math.imul(hash ^ source[at]!, 0x01000193);
    hash ^= hash >>> 15;
    let slot = Math.imul(hash, 0x2c1b3c6d) & mask;
    for (let number = this.#slots[slot]!; number !== 0; number = this.#slots[slot]!) {
      if (this.#is(number - 1, source, from, to)) return number - 1;
      slot = (slot + 1) & mask;
    }
    return this.#add(slot, source, from, to);
  }

  /** The number of a text. */
  text(text: string): number {
    if (text.length * 3 > this.#scratch.length) this.#scratch = Buffer.alloc(text.length * 6);
    return this.bytes(this.#scratch, 0, this.#scratch.write(text));
  }

  /** The texts of the numbers [from, size). */
  from(from: number): string[] {
    return Array.from({ length: this.#size - from }, (_, n) =>
      this.#bytes.toString('utf8', this.#offsets[from + n], this.#offsets[from + n + 1]),
    );
  }

  #is(number: number, source: Buffer, from: number, to: number): boolean {
    const start = this.#offsets[number]!;
    if (this.#offsets[number + 1]! - start !== to - from) return false;
    for (let at = from; at < to; at++) if (this.#bytes[start + at - from] !== source[at]) return false;
    return true;
  }

  #add(slot: number, source: Buffer, from: number, to: number): number {
    const start = this.#offsets[this.#size]!;
    const end = start + to - from;
    if (end > this.#bytes.length) {
      const larger = Buffer.alloc(Math.max(end, this.#bytes.length * 2));
      this.#bytes.copy(larger);
      this.#bytes = larger;
    }
    source.copy(this.#bytes, start, from, to);
    const number = this.#size++;
    if (this.#size + 1 > this.#offsets.length) {
      const larger = new Int32Array(this.#offsets.length * 2);
      larger.set(this.#offsets);
      this.#offsets = larger;
    }
    this.#offsets[this.#size] = end;
    this.#slots[slot] = number + 1;
    if (this.#size * 2 > this.#slots.length) this.#grow();
    return number;
  }

  #grow(): void {
    const slots = new Int32Array(this.#slots.length * 2);
    const mask = slots.length - 1;
    for (let number = 0; number < this.#size; number++) {
      let hash = 0x811c9dc5;
      for (let at = this.#offsets[number]!; at < this.#offsets[number + 1]!; at++) {
        hash = Math.imul(hash ^ this.#bytes[at]!, 0x01000193);
      }
      hash ^= hash >>> 15;
      let slot = Math.imul(hash, 0x2c1b3c6d) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = number + 1;
    }
    this.#slots = slots;
  }
}
