// What an official decides in a match under DUAL or TRIPLE: rulings, numbered without gaps; and the
// notice that tells an official, or a scorer, what is asked of them.

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
import { unseenOn } from "./ruled.js";
import type { Entries, RulableDispute, StoredRuling } from "./ruled.js";

export type { Seat } from "./dispute.js";
export { AlreadyRuled } from "./errors.js";
export type { RulableDispute, StoredRuling } from "./ruled.js";

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
  /** The number of the ruling on these claims that the official has seen, and overrules. */
  readonly overrules?: number;
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
   *
   * Rejects with `AlreadyRuled`, and writes nothing, where an official has ruled on these claims
   * since the dispute was as it is given: of two at once the first to come counts.
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
    const behind = async (last?: StoredRuling): Promise<Fields> => {
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
      ...(action && { action: withoutOrnaments(action) }),
      ...(missed && { missed }),
      ...why,
    }, behind);
  }

  /**
   * Say how many scorers must agree, and who they are, from an entry on; as `rule`, and rejects with
   * `AlreadyRuled` where somebody else says so at the same time.
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

  // `behind` returns the fields that depend on the last ruling and those before, or throws. Who rules
  // on something else at the same time takes the number: then it is written behind theirs.
  async #write(fields: Fields, behind: (last?: StoredRuling) => Promise<Fields>): Promise<number> {
    const nonce = newNonce();
    let last = await this.#last();
    for (let tries = 1; ; tries += 1) {
      const number = (last?.number ?? 0) + 1;
      const dependent = await behind(last);
      try {
        await this.#create(number, { ...fields, nonce, follows: last?.nonce ?? "", ...dependent });
        return number;
      } catch (error) {
        const before = last;
        const [mine] = await this.#stored(where("nonce", "==", nonce));
        if (mine) return mine.number; // its answer was lost, and it was sent again
        last = await this.#last();
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

  async #last(): Promise<StoredRuling | undefined> {
    return (await this.#stored(orderBy("number", "desc"), limit(1)))[0];
  }

  async #stored(...constraints: QueryConstraint[]): Promise<StoredRuling[]> {
    const found = await getDocsFromServer(query(this.#rulings, ...constraints));
    return found.docs.map((each) => each.data() as StoredRuling);
  }
}

// Of a ball that is ruled nothing is kept but the ball.
function withoutOrnaments(action: Fields): Fields {
  return Object.fromEntries(Object.entries(action).filter(([name]) => !ORNAMENTS.includes(name)));
}
