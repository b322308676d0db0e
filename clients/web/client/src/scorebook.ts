// One scorer's book of one innings of a match under DUAL or TRIPLE: a `Scorer` with the same queue
// and held list, and the answers to disputes. Shows nothing of another scorer's book.

import { collection, onSnapshot, query, where } from "firebase/firestore";
import type { QueryDocumentSnapshot, Unsubscribe } from "firebase/firestore";
import type { Recordable } from "./actions.js";
import type { Claim, Dispute, Seat } from "./dispute.js";
import type { LogOptions } from "./log.js";
import type { Keeping } from "./permission.js";
import { Scorer } from "./scorer.js";
import type { ScorerOptions } from "./scorer.js";

export type { Claim, Dispute } from "./dispute.js";

/** The score of a book, as the Laws count it. */
export type Score = { readonly runs: number; readonly wickets: number; readonly legalBalls: number };
export type Opening = Score & {
  readonly strikerId?: string;
  readonly nonStrikerId?: string;
  readonly bowlerId?: string;
};

/** Return the seat of a role: `home`, `away`, `neutral` or `umpire`. */
export const seatOf = (role: string): Seat => role.replace(/^scorer_|_on_field$/g, "") as Seat;

export class Scorebook extends Scorer {
  readonly #options: ScorerOptions;
  readonly #stops: Unsubscribe[] = [];

  constructor(options: ScorerOptions) {
    super(options);
    this.#options = options;
  }

  protected static override pathOf({ matchId, personId }: LogOptions): readonly string[] {
    return ["matches", matchId, "scorebooks", personId, "entries"];
  }

  static override keyOf(options: LogOptions): string {
    return `${super.keyOf(options)}/book`;
  }

  protected static override readonly keeping: Keeping = "book";

  /** Begin the book after an action of the log, with the score at that point; the functions compare it. */
  openBehind(afterActionId: string, opening: Opening): string {
    return this.append({ type: "book_opened", ...opening, afterActionId });
  }

  /** Continue after an entry of another scorer's book, with the score at that point. */
  takeOver(takesOverFrom: string, afterEntryId: string, opening: Opening): string {
    return this.append({ type: "book_opened", ...opening, takesOverFrom, afterEntryId });
  }

  /** State the score that scorers and umpires have agreed on, and the head of the ledger at that point. */
  agree(
    at: "over" | "interval" | "innings" | "match",
    score: Score,
    ledger?: { readonly ledgerNumber: number; readonly ledgerHead: string },
  ): string {
    return this.append({ type: "score_agreed", ...score, at, ...ledger });
  }

  /** Listen to the innings' open disputes until `close`. */
  onDispute(
    received: (disputes: Dispute[]) => void, failed: (error: Error) => void = console.error,
  ): void {
    const { db, matchId, inningsNumber } = this.#options;
    const open = query(
      collection(db, "matches", matchId, "disputes"),
      where("inningsNumber", "==", inningsNumber),
      where("status", "==", "open"),
    );
    const read = (each: QueryDocumentSnapshot): Dispute =>
      ({ ...each.data(), id: each.id }) as Dispute;
    this.#stops.push(onSnapshot(open, (snap) => received(snap.docs.map(read)), failed));
  }

  /** My entry was wrong: correct it to another seat's claim. */
  takeTheirs(dispute: Dispute, seat: Seat = this.#otherSeat(dispute)): string {
    return this.correct(this.#mine(dispute).entryId, claimOf(dispute, seat).ball);
  }

  /** I missed the ball: add another seat's claim, after an entry of mine. */
  putIn(dispute: Dispute, afterEntryId: string, seat: Seat = this.#otherSeat(dispute)): string {
    return this.appendAfter(afterEntryId, claimOf(dispute, seat).ball);
  }

  /** I recorded it twice: withdraw my entry. */
  twice(dispute: Dispute): Promise<void> {
    return this.undo(this.#mine(dispute).entryId, "recorded twice");
  }

  override async close(): Promise<void> {
    this.#stops.forEach((stop) => stop());
    await super.close();
  }

  #mine({ id, claims }: Dispute): Claim {
    const claim = claims[seatOf(this.#options.role)];
    if (!claim) {
      throw new Error(`the dispute ${id} is about no entry of this book`);
    }
    return claim;
  }

  // With two other claims, the scorer must name the seat.
  #otherSeat({ id, claims }: Dispute): Seat {
    const own = seatOf(this.#options.role);
    const [seat, ...more] = (Object.keys(claims) as Seat[]).filter((each) => each !== own);
    if (seat === undefined || more.length > 0) {
      const count = seat === undefined ? 0 : more.length + 1;
      throw new Error(`the dispute ${id} has ${count} other claims: say which seat's`);
    }
    return seat;
  }
}

function claimOf({ id, claims }: Dispute, seat: Seat): Claim {
  const claim = claims[seat];
  if (!claim) throw new Error(`the dispute ${id} has no claim of ${seat}`);
  return claim;
}
