// Hooks for React 18 and newer. The rest of the package works without React.

import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import { Scorer } from "./scorer.js";
import type { ScorerOptions } from "./scorer.js";
import type { ScorerView } from "./scorer_types.js";
import type { Store } from "./store.js";

const subscribeToNothing = (): (() => void) => () => {};
const noSnapshot = (): null => null;

/** Return a store's snapshot and render again after each change; null without a store. */
export function useStore<Snapshot>(store: Store<Snapshot>): Snapshot;
export function useStore<Snapshot>(store: Store<Snapshot> | null): Snapshot | null;
export function useStore<Snapshot>(store: Store<Snapshot> | null): Snapshot | null {
  const read: () => Snapshot | null = store?.getSnapshot ?? noSnapshot;
  return useSyncExternalStore(store?.subscribe ?? subscribeToNothing, read, read);
}

/** A scorer as a component uses it; all fields are null while it is being opened. */
export interface UsedScorer {
  readonly scorer: Scorer | null;
  readonly view: ScorerView | null;
  /** Why the scorer could not be opened, such as AlreadyOpen. */
  readonly error: Error | null;
}

/**
 * Open a scorer while the component is mounted, and return it with its view. A scorer is opened
 * anew when the match, the innings, the person or the role changes. With null, none is opened.
 */
export function useScorer(options: ScorerOptions | null): UsedScorer {
  const [opened, setOpened] = useState<{ scorer?: Scorer; error?: Error }>({});
  const closing = useRef<Promise<unknown>>(Promise.resolve());
  const latestOptions = useRef(options);
  latestOptions.current = options;
  const { db, matchId, inningsNumber, personId, role } = options ?? {};
  useEffect(() => {
    const current = latestOptions.current;
    if (!current) return;
    let isGone = false;
    // The previous scorer releases its lock first; StrictMode opens twice.
    const opening = closing.current.then(() => (isGone ? null : Scorer.open(current)));
    const update = (state: { scorer?: Scorer; error?: Error }): void => {
      if (!isGone) setOpened(state);
    };
    opening.then((scorer) => scorer && update({ scorer }), (error: Error) => update({ error }));
    return () => {
      isGone = true;
      setOpened({});
      closing.current = opening.then((scorer) => scorer?.close(), () => {});
    };
  }, [db, matchId, inningsNumber, personId, role]);
  const { scorer = null, error = null } = opened;
  return { scorer, view: useStore(scorer), error };
}
