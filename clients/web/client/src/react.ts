// Hooks for React 18 and newer; everything else of the package works without it.

import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import { Scorer } from "./scorer.js";
import type { ScorerOptions } from "./scorer.js";
import type { ScorerView } from "./scorer_types.js";
import type { Store } from "./store.js";

const unheard = (): (() => void) => () => {};
const nothing = (): null => null;

/** Return a store's snapshot and render again at each change; null without a store. */
export function useStore<Snapshot>(store: Store<Snapshot>): Snapshot;
export function useStore<Snapshot>(store: Store<Snapshot> | null): Snapshot | null;
export function useStore<Snapshot>(store: Store<Snapshot> | null): Snapshot | null {
  const read: () => Snapshot | null = store?.getSnapshot ?? nothing;
  return useSyncExternalStore(store?.subscribe ?? unheard, read, read);
}

/** A scorer as a component has it; all null while it is opened. */
export interface UsedScorer {
  readonly scorer: Scorer | null;
  readonly view: ScorerView | null;
  /** Why it could not be opened, such as AlreadyOpen. */
  readonly error: Error | null;
}

/**
 * Open a scorer for as long as the component is there, and return it with its view. It is opened
 * anew where the match, the innings, the person or the role is another one; null: none is opened.
 */
export function useScorer(options: ScorerOptions | null): UsedScorer {
  const [opened, setOpened] = useState<{ scorer?: Scorer; error?: Error }>({});
  const closing = useRef<Promise<unknown>>(Promise.resolve());
  const given = useRef(options);
  given.current = options;
  const { db, matchId, inningsNumber, personId, role } = options ?? {};
  useEffect(() => {
    const now = given.current;
    if (!now) return;
    let isGone = false;
    // The one before releases its lock first; StrictMode opens twice.
    const opening = closing.current.then(() => (isGone ? null : Scorer.open(now)));
    const told = (what: { scorer?: Scorer; error?: Error }): void => {
      if (!isGone) setOpened(what);
    };
    opening.then((scorer) => scorer && told({ scorer }), (error: Error) => told({ error }));
    return () => {
      isGone = true;
      setOpened({});
      closing.current = opening.then((scorer) => scorer?.close(), () => {});
    };
  }, [db, matchId, inningsNumber, personId, role]);
  const { scorer = null, error = null } = opened;
  return { scorer, view: useStore(scorer), error };
}
