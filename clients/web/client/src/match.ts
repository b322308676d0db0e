// The documents beside the log that a score depends on: the match and its lineups.

import { collection, doc, onSnapshot } from "firebase/firestore";
import type { DocumentData, DocumentSnapshot, Firestore, QuerySnapshot } from "firebase/firestore";
import { matchSetup } from "./fold/index.js";
import type { MatchSetup } from "./fold/index.js";
import { Source } from "./store.js";

export interface MatchFacts {
  /** The match's document; null: there is none, or it is not known yet. */
  readonly match: DocumentData | null;
  readonly lineups: readonly DocumentData[];
  /** What the fold needs of both; null where there is no match. */
  readonly setup: MatchSetup | null;
  /** Both documents have been heard, be it from the device's cache. */
  readonly isKnown: boolean;
}

/** Listens to a match's document and its lineups until `close`. */
export class MatchStore extends Source<MatchFacts> {
  readonly #matchId: string;
  readonly #stops: (() => void)[];
  #match: DocumentData | null = null;
  #lineups: readonly DocumentData[] = [];
  #unheard = new Set(["match", "lineups"]);

  constructor(db: Firestore, matchId: string, failed: (error: Error) => void = console.error) {
    super();
    this.#matchId = matchId;
    const match = (snap: DocumentSnapshot): void => {
      this.#match = snap.data() ?? null;
      this.#heard("match");
    };
    const lineups = (snap: QuerySnapshot): void => {
      this.#lineups = snap.docs.map((each) => ({ ...each.data(), id: each.id }));
      this.#heard("lineups");
    };
    const without = (what: string) => (error: Error): void => {
      failed(error);
      this.#heard(what);
    };
    this.#stops = [
      onSnapshot(doc(db, "matches", matchId), match, without("match")),
      onSnapshot(collection(db, "matches", matchId, "lineups"), lineups, without("lineups")),
    ];
  }

  /** Ends when both documents have been heard. */
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
    const isKnown = this.#unheard.size === 0;
    const [match, lineups] = [this.#match, this.#lineups];
    const setup = isKnown && match ? matchSetup(this.#matchId, match, lineups) : null;
    return { match, lineups, setup, isKnown };
  }

  #heard(what: string): void {
    this.#unheard.delete(what);
    this.changed();
  }
}
