// What an official decides in a match under DUAL or TRIPLE: rulings, numbered without gaps. Also
// the notice that tells an official or a scorer what to do.

import {
  collection, doc, getDocsFromServer, limit, onSnapshot, orderBy, query, runTransaction, serverTimestamp, where,
} from "firebase/firestore";
import type {
  CollectionReference, DocumentSnapshot, Firestore, QueryConstraint, Unsubscribe,
} from "firebase/firestore";
import { newNonce } from "./actions.js";
import type { Fields } from "./actions.js";
import type { Claim, Seat } from "./dispute.js";
import { AlreadyRuled } from "./errors.js";
import { unseenOn } from "./earlier_rulings.js";
import type { Entries, RulableDispute, StoredRuling } from "./earlier_rulings.js";

export type { Seat } from "./dispute.js";
export { AlreadyRuled } from "./errors.js";
export type { RulableDispute, StoredRuling } from "./earlier_rulings.js";

const MOST_TRIES = 5;
/** Attempts of one transaction, if the server does not answer. */
const MOST_COMMITS = 3;
const DETAILS = ["bowlingAngle", "note", "review", "shotData"];

export interface OfficialOptions {
  readonly db: Firestore;
  readonly matchId: string;
  /** See `personOf`. */
  readonly personId: string;
  /** A scorer may rule on the tier only, by leaving. */
  readonly role:
    | "umpire_on_field" | "umpire_third" | "match_referee" | "captain_home" | "captain_away"
    | "admin" | "scorer_home" | "scorer_away" | "scorer_neutral";
}

export interface Decision {
  /** The seat whose claim is right; `neither`: there was no such ball; `action`: see `action`. */
  readonly accepts: Seat | "neither" | "action";
  readonly method: "umpire" | "video" | "captains" | "abandon";
  /** 1 to 500 characters, shown to everybody. */
  readonly reason: string;
  /** Such as the address of a film, up to 500 characters. */
  readonly evidence?: string;
  /** With `accepts: "action"`: a `delivery`, or a fact. */
  readonly action?: Fields;
  /** The seats whose claims are about that ball; by default all with a claim. */
  readonly about?: readonly Seat[];
  /** The seats whose books lack the ball. */
  readonly missed?: readonly Seat[];
  /** The number of an earlier ruling on these claims that the official has seen and overrules. */
  readonly overrules?: number;
}

export interface TierChange {
  readonly tier: "SINGLE" | "DUAL" | "TRIPLE";
  /** The person of each seat that scores from then on. */
  readonly seats: Partial<Record<Seat, string>>;
  /** One of `seats`. */
  readonly fromSeat: Seat;
  /** The first entry of that seat under the new tier. */
  readonly fromEntry: string;
  readonly reason: string;
  readonly evidence?: string;
}

/** The disputes that a person is asked to act on; see docs/consensus.md. */
export interface Notice {
  /** The number of all open disputes that concern the person. */
  readonly openDisputes: number;
  /** Increases with each change. */
  readonly revision: number;
  /** The first of those disputes. */
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
 * Listen to a person's own notice. `received` is not called before there is one. Returns a function
 * that stops listening.
 */
export function onNotice(
  { db, matchId, personId }: Pick<OfficialOptions, "db" | "matchId" | "personId">,
  received: (notice: Notice) => void,
  failed: (error: Error) => void = console.error,
): Unsubscribe {
  const notice = doc(db, "matches", matchId, "notices", personId);
  const next = (snap: DocumentSnapshot): void => {
    if (snap.exists()) received(snap.data() as Notice);
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
   * Rule on a dispute. Resolves to the ruling's number once the server has stored it; rejects if it
   * is refused or there is no network, because rulings are not queued. The ruling names the entries
   * that it is about and their persons, so its meaning does not depend on what arrives meanwhile.
   *
   * Rejects with `AlreadyRuled`, and writes nothing, if an official has ruled on these claims since
   * the state of `dispute`: of two simultaneous rulings, the first to be stored counts.
   */
  rule(dispute: RulableDispute, { about, accepts, action, missed, method, overrules, ...why }: Decision): Promise<number> {
    const { inningsNumber, place, claims } = dispute;
    const claimed = (about ?? (Object.keys(claims) as Seat[])).map((seat): [Seat, Claim] => {
      const claim = claims[seat];
      if (!claim) throw new Error(`the dispute ${inningsNumber}_${place} has no claim of ${seat}`);
      return [seat, claim];
    });
    const entries: Entries = Object.fromEntries(claimed.map(([seat, { entryId }]) => [seat, entryId]));
    const disputeId = `${inningsNumber}_${place}`;
    const isCaptain = this.#options.role.startsWith("captain_");
    const dependentFields = async (last?: StoredRuling): Promise<Fields> => {
      const rulings = await this.#stored(where("disputeId", "==", disputeId));
      const unseen = unseenOn(entries, rulings, dispute, overrules ?? 0);
      if (unseen) throw new AlreadyRuled(unseen);
      return last?.disputeId === disputeId && !isCaptain ? { overrules: last.number } : {};
    };
    return this.#write({
      kind: "dispute",
      disputeId,
      method,
      accepts,
      entries,
      persons: Object.fromEntries(claimed.map(([seat, { personId }]) => [seat, personId])),
      ...(action && { action: withoutDetails(action) }),
      ...(missed && { missed }),
      ...why,
    }, dependentFields);
  }

  /**
   * Set how many scorers must agree, and who they are, from an entry on. Resolves and rejects as
   * `rule`, also with `AlreadyRuled` if somebody else changes the tier at the same time.
   */
  async changeTier({ tier, seats, fromSeat, fromEntry, ...why }: TierChange): Promise<number> {
    const lastTier = async (): Promise<StoredRuling | undefined> =>
      (await this.#stored(where("kind", "==", "tier"))).sort((one, other) => one.number - other.number).at(-1);
    const seen = await lastTier();
    return this.#write({ kind: "tier", tier, seats, fromSeat, fromEntry, ...why }, async () => {
      const last = await lastTier();
      if (last && last.number !== seen?.number) throw new AlreadyRuled(last);
      return {};
    });
  }

  // `dependentFields` returns the fields that depend on the rulings so far, or throws. If another
  // official rules on something else at the same time and takes the number, the next number is tried.
  async #write(fields: Fields, dependentFields: (last?: StoredRuling) => Promise<Fields>): Promise<number> {
    const nonce = newNonce();
    let last = await this.#last();
    for (let tries = 1; ; tries += 1) {
      const number = (last?.number ?? 0) + 1;
      const dependent = await dependentFields(last);
      try {
        await this.#create(number, { ...fields, nonce, follows: last?.nonce ?? "", ...dependent });
        return number;
      } catch (error) {
        const before = last;
        const [mine] = await this.#stored(where("nonce", "==", nonce));
        if (mine) return mine.number; // stored already; the answer was lost
        last = await this.#last();
        if (last?.number === before?.number || tries === MOST_TRIES) {
          throw error;
        }
      }
    }
  }

  // In a transaction: a plain write would be queued while offline, and sent at any later time.
  #create(number: number, fields: Fields): Promise<void> {
    const { db, matchId, personId, role } = this.#options;
    const id = String(number);
    const decided = { decidedBy: personId, decidedAs: role, createdAt: serverTimestamp() };
    const ruling = { ...fields, number, id, matchId, ...decided };
    return runTransaction(db, async (commit) => void commit.set(doc(this.#rulings, id), ruling), {
      maxAttempts: MOST_COMMITS,
    });
  }

  async #last(): Promise<StoredRuling | undefined> {
    return (await this.#stored(orderBy("number", "desc"), limit(1)))[0];
  }

  async #stored(...constraints: QueryConstraint[]): Promise<StoredRuling[]> {
    const found = await getDocsFromServer(query(this.#rulings, ...constraints));
    return found.docs.map((each) => each.data() as StoredRuling);
  }
}

// Remove the details that do not affect the score; a ruling's ball is kept without them.
function withoutDetails(action: Fields): Fields {
  return Object.fromEntries(Object.entries(action).filter(([name]) => !DETAILS.includes(name)));
}
