/** A set of things that parts of the workbench contribute while they are on the screen, such as keys or actions. */
export class Registry<Item> {
  readonly #sources = new Map<symbol, readonly Item[]>();
  readonly #listeners = new Set<() => void>();
  #all: readonly Item[] = [];

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Everything contributed just now, in the order in which the sources appeared. */
  readonly getAll = (): readonly Item[] => this.#all;

  /** Sets what one source contributes; an empty list takes it out. */
  set(source: symbol, items: readonly Item[]): void {
    if (items.length === 0) this.#sources.delete(source);
    else this.#sources.set(source, items);
    this.#all = [...this.#sources.values()].flat();
    for (const listener of this.#listeners) listener();
  }
}
