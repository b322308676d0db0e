// What can be listened to: `subscribe` and `getSnapshot`, as React's useSyncExternalStore wants them.

export interface Store<Snapshot> {
  /** Call `listener` at each change; returns what ends it. Bound: may be handed over as it is. */
  readonly subscribe: (listener: () => void) => () => void;
  /** The same object until something has changed. Bound. */
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

  /** Make the snapshot; asked once for each change. */
  protected abstract snapshot(): Snapshot;

  /** Say that the snapshot is another one from now on. What a listener raises is logged. */
  protected changed(): void {
    this.#snapshot = undefined;
    for (const listener of [...this.#listeners]) {
      try {
        listener();
      } catch (error) {
        console.error(error); // the change has happened, and the others hear of it
      }
    }
  }
}
