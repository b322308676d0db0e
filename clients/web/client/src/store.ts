// Observable values: `subscribe` and `getSnapshot`, as React's useSyncExternalStore expects them.

export interface Store<Snapshot> {
  /**
   * Call `listener` after each change; returns a function that unsubscribes it. Bound to the store,
   * so it may be passed on by itself.
   */
  readonly subscribe: (listener: () => void) => () => void;
  /** Return the current value: the same object until something has changed. Bound to the store. */
  readonly getSnapshot: () => Snapshot;
}

export abstract class Source<Snapshot> implements Store<Snapshot> {
  readonly #listeners = new Set<() => void>();
  #snapshot: Snapshot | undefined;

  readonly subscribe = (listener: () => void): (() => void) => {
    const own = (): void => listener(); // one listener may subscribe twice
    this.#listeners.add(own);
    return () => this.#listeners.delete(own);
  };

  readonly getSnapshot = (): Snapshot => (this.#snapshot ??= this.snapshot());

  /** Make the current value. Called once after each change. */
  protected abstract snapshot(): Snapshot;

  /** Discard the current value and call the listeners. What a listener throws is logged. */
  protected changed(): void {
    this.#snapshot = undefined;
    for (const listener of [...this.#listeners]) {
      try {
        listener();
      } catch (error) {
        console.error(error); // the other listeners are still called
      }
    }
  }
}
