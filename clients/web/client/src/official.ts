// What an official decides in a match under DUAL or TRIPLE: rulings, numbered without gaps; and the
// notice that tells an official, or a scorer, what is asked of them.

import {
  collection, doc, getDocsFromServer, limit, onSnapshot, orderBy, query, runTransaction, serverTimestamp,
} from "firebase/firestore";
import type {
  CollectionReference, DocumentData, DocumentSnapshot, Firestore, Unsubscribe,
} from "firebase/firestore";
import { newNonce } from "./actions.js";
import type { Fields } from "./actions.js";
import type { Claim, Dispute, Seat } from "./dispute.js";

export type { Seat } from "./dispute.js";

const MOST_TRIES = 5;
/** Of one commit, where the server does not answer. */
const MOST_COMMITS = 3;
const ORNAMENTS = ["bowlingAngle", "note", "review", "shotData"];

export interface OfficialOptions {
  readonly db: Firestore;
  readonly matchId: string;
  /** See `personOf`. */
  readonly personId: string;
  /** A scorer rules only on the tier, by leaving. */
  readonly role:
    | "umpire_on_field" | "umpire_third" | "match_referee" | "captain_home" | "captain_away"
    | "admin" | "scorer_home" | "scorer_away" | "scorer_neutral";
}

export interface Decision {
  /** Whose claim is right; `neither`: there was no such ball; `action`: what `action` says. */
  readonly accepts: Seat | "neither" | "action";
  readonly method: "umpire" | "video" | "captains" | "abandon";
  /** 1 to 500 characters, for everybody. */
  readonly reason: string;
  /** Such as a film's address, up to 500 characters. */
  readonly evidence?: string;
  /** With `accepts: "action"`: a `delivery`, or a fact. */
  readonly action?: Fields;
  /** Whose claims are of that ball; all who claim anything if left out. */
  readonly about?: readonly Seat[];
  /** Whose books lack it. */
  readonly missed?: readonly Seat[];
}

export interface TierChange {
  readonly tier: "SINGLE" | "DUAL" | "TRIPLE";
  /** The person of each who scores from then on. */
  readonly seats: Partial<Record<Seat, string>>;
  /** One of them. */
  readonly fromSeat: Seat;
  /** The first entry of that seat that it is for. */
  readonly fromEntry: string;
  readonly reason: string;
  readonly evidence?: string;
}

/** What is asked of a person; see docs/consensus.md. */
export interface Notice {
  /** All that concern them. */
  readonly openDisputes: number;
  /** Grows at each change. */
  readonly revision: number;
  /** The first of them. */
  readonly disputes: readonly AskedDispute[];
}

export interface AskedDispute {
  readonly disputeId: string;
  readonly inningsNumber: number;
  readonly place: number;
  readonly ball: string | null;
  readonly kind: string;
  readonly blocks: boolean;
  readonly fields: readonly string[];
  readonly asked: "correct" | "rule" | "wait";
  readonly suggestion: { readonly cause: string; readonly seat: Seat | null } | null;
  readonly yourWord: Fields | null;
}

/**
 * Listen to a person's own notice; nothing is told before there is one. Returns what ends it.
 */
export function onNotice(
  { db, matchId, personId }: Pick<OfficialOptions, "db" | "matchId" | "personId">,
  told: (notice: Notice) => void,
  failed: (error: Error) => void = console.error,
): Unsubscribe {
  const notice = doc(db, "matches", matchId, "notices", personId);
  const next = (snap: DocumentSnapshot): void => {
    if (snap.exists()) told(snap.data() as Notice);
  };
  return onSnapshot(notice, next, failed);
}

export class Official {
  readonly #options: OfficialOptions;
  readonly #rulings: CollectionReference;

  constructor(options: OfficialOptions) {
    this.#options = options;
    this.#rulings = collection(options.db, "matches", options.matchId, "rulings");
  }

  /**
   * Rule on a dispute; resolves to the ruling's number once the server has it, and rejects when it
   * is refused or there is no network: nothing is queued. Names the entries that it is about and
   * whose they are, so it means the same whatever arrives meanwhile.
   */
  rule(
    { inningsNumber, place, claims }: Pick<Dispute, "inningsNumber" | "place" | "claims">,
    { about, accepts, action, missed, method, ...why }: Decision,
  ): Promise<number> {
    const claimed = (about ?? (Object.keys(claims) as Seat[])).map((seat): [Seat, Claim] => {
      const claim = claims[seat];
      if (!claim) throw new Error(`the dispute ${inningsNumber}_${place} has no claim of ${seat}`);
      return [seat, claim];
    });
    return this.#write({
      kind: "dispute",
      disputeId: `${inningsNumber}_${place}`,
      method,
      accepts,
      entries: Object.fromEntries(claimed.map(([seat, { entryId }]) => [seat, entryId])),
      persons: Object.fromEntries(claimed.map(([seat, { personId }]) => [seat, personId])),
      ...(action && { action: withoutOrnaments(action) }),
      ...(missed && { missed }),
      ...why,
    });
  }

  /** Say how many scorers must agree, and who they are, from an entry on; as `rule`. */
  changeTier({ tier, seats, fromSeat, fromEntry, ...why }: TierChange): Promise<number> {
    return this.#write({ kind: "tier", tier, seats, fromSeat, fromEntry, ...why });
  }

  // Who rules at the same time takes the number: then it is written behind theirs.
  async #write(fields: Fields): Promise<number> {
    const nonce = newNonce();
    let last = await this.#last();
    for (let tries = 1; ; tries += 1) {
      const number = (last?.number ?? 0) + 1;
      try {
        await this.#create(number, { ...fields, nonce, follows: last?.nonce ?? "" });
        return number;
      } catch (error) {
        const before = last;
        last = await this.#last();
        if (last?.nonce === nonce) {
          return number; // its answer was lost, and it was sent again
        }
        if (last?.number === before?.number || tries === MOST_TRIES) {
          throw error;
        }
      }
    }
  }

  // In a transaction: a plain write would wait for reception, and be sent whenever that comes back.
  #create(number: number, fields: Fields): Promise<void> {
    const { db, matchId, personId, role } = this.#options;
    const id = String(number);
    const decided = { decidedBy: personId, decidedAs: role, createdAt: serverTimestamp() };
    const ruling = { ...fields, number, id, matchId, ...decided };
    return runTransaction(db, async (commit) => void commit.set(doc(this.#rulings, id), ruling), {
      maxAttempts: MOST_COMMITS,
    });
  }

  async #last(): Promise<DocumentData | undefined> {
    const newest = query(this.#rulings, orderBy("number", "desc"), limit(1));
    return (await getDocsFromServer(newest)).docs[0]?.data();
  }
}

// Of a ball that is ruled nothing is kept but the ball.
function withoutOrnaments(action: Fields): Fields {
  return Object.fromEntries(Object.entries(action).filter(([name]) => !ORNAMENTS.includes(name)));
}
