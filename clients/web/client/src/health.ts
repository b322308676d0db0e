// Problems that the functions found in a log, joined to the actions that they are about.

import { doc, onSnapshot } from "firebase/firestore";
import type { DocumentSnapshot, Firestore } from "firebase/firestore";
import type { LiveHealth, ProblemProjection } from "./documents/types.js";
import { Source } from "./store.js";

export interface Health {
  readonly problemCount: number;
  /** The first of them; there may be more than the document holds. */
  readonly problems: readonly ProblemProjection[];
}

/**
 * Return the problems in `live/health`. The document may hold only disputes, as long as the log has
 * no action.
 */
export function healthOf({ problemCount = 0, problems = [] }: Partial<LiveHealth> = {}): Health {
  return { problemCount, problems };
}

/** Listens to `matches/{m}/live/health` until `close`. */
export class HealthStore extends Source<Health> {
  readonly #stop: () => void;
  #health: Health = healthOf();

  constructor(db: Firestore, matchId: string, failed: (error: Error) => void = console.error) {
    super();
    const next = (snap: DocumentSnapshot): void => {
      this.#health = healthOf(snap.data());
      this.changed();
    };
    this.#stop = onSnapshot(doc(db, "matches", matchId, "live", "health"), next, failed);
  }

  close(): void {
    this.#stop();
  }

  protected override snapshot(): Health {
    return this.#health;
  }
}

const NONE: readonly ProblemProjection[] = [];

/** Return the actions, each with its problems in `problems`: an empty list if it has none. */
export function withProblems<Action extends { readonly id: string }>(
  actions: readonly Action[], { problems }: Health,
): (Action & { readonly problems: readonly ProblemProjection[] })[] {
  const byAction = new Map<string, ProblemProjection[]>();
  for (const each of problems) byAction.set(each.actionId, [...(byAction.get(each.actionId) ?? []), each]);
  return actions.map((each) => ({ ...each, problems: byAction.get(each.id) ?? NONE }));
}
