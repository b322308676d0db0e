// The documents besides the log that a score depends on: the match and its lineups.

import { collection, doc, getDoc, getDocs, onSnapshot } from "firebase/firestore";
import type { DocumentData, DocumentSnapshot, Firestore, QuerySnapshot } from "firebase/firestore";
import { matchSetup } from "./fold/index.js";
import type { MatchSetup } from "./fold/index.js";
import { Source } from "./store.js";

export interface MatchFacts {
  /** The match's document; null if there is none, or while it has not been read. */
  readonly match: DocumentData | null;
  readonly lineups: readonly DocumentData[];
  /** What the fold needs of both; null without a match. */
  readonly setup: MatchSetup | null;
  /** Whether both have been read, perhaps from the device's cache. */
  readonly isKnown: boolean;
}

/** Listens to a match's document and its lineups until `close`. */
export class MatchStore extends Source<MatchFacts> {
  readonly #matchId: string;
  readonly #stops: (() => void)[];
  #match: DocumentData | null = null;
  #lineups: readonly DocumentData[] = [];
  #unread = new Set(["match", "lineups"]);

  constructor(db: Firestore, matchId: string, failed: (error: Error) => void = console.error) {
    super();
    this.#matchId = matchId;
    const match = (snap: DocumentSnapshot): void => {
      this.#match = snap.data() ?? null;
      this.changed();
    };
    const lineups = (snap: QuerySnapshot): void => {
      this.#lineups = snap.docs.map((each) => ({ ...each.data({ serverTimestamps: "estimate" }), id: each.id }));
      this.changed();
    };
    const source = doc(db, "matches", matchId);
    const both = collection(source, "lineups");
    this.#stops = [onSnapshot(source, match, failed), onSnapshot(both, lineups, failed)];
    // A listener's first result may lack the match, or one of the lineups; it also reports a failure.
    const read = (what: string, first: Promise<unknown>): void => {
      const done = (): void => this.#markRead(what);
      first.then(done, done);
    };
    read("match", getDoc(source));
    read("lineups", getDocs(both));
  }

  /** Resolves when both have been read. */
  whenKnown(): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (!this.getSnapshot().isKnown) return;
        stop();
        resolve();
      };
      const stop = this.subscribe(look);
      look();
    });
  }

  close(): void {
    this.#stops.forEach((stop) => stop());
  }

  protected override snapshot(): MatchFacts {
    const isKnown = this.#unread.size === 0;
    const [match, lineups] = [this.#match, this.#lineups];
    const setup = isKnown && match ? matchSetup(this.#matchId, match, lineups) : null;
    return { match, lineups, setup, isKnown };
  }

  #markRead(what: string): void {
    this.#unread.delete(what);
    this.changed();
  }
}
