// Owns one scorer's book of one innings of a match under DUAL or TRIPLE: as `Scorer` with the same
// queue and held list, and what is said to disputes. Shows nothing of another's book.

import { collection, onSnapshot, query, where } from "firebase/firestore";
import { Scorer } from "./scorer.js";

/**
 * What the scorer reads off the book, the laws' way.
 *
 * @typedef {{runs: number, wickets: number, legalBalls: number}} Score
 * @typedef {Score & {strikerId?: string, nonStrikerId?: string, bowlerId?: string}} Opening
 */

/**
 * A disagreement as the functions show it once all who differ have spoken.
 *
 * @typedef {object} Dispute
 * @property {string} id
 * @property {number} inningsNumber
 * @property {"open" | "resolved"} status
 * @property {Record<string, {personId: string, entryId: string, ball: Record<string, unknown>}>} claims
 *   by seat
 */

/** The seat of a role: `home`, `away`, `neutral` or `umpire`. @param {string} role */
export const seatOf = (role) => role.replace(/^scorer_|_on_field$/g, "");

export class Scorebook extends Scorer {
  #options;
  #stops = [];

  /** @param {import("./scorer.js").Options} options */
  constructor(options) {
    super(options);
    this.#options = options;
  }

  /** @protected @param {import("./scorer.js").Options} options */
  static pathOf({ matchId, personId }) {
    return ["matches", matchId, "scorebooks", personId, "entries"];
  }

  /** @protected @param {import("./scorer.js").Options} options */
  static keyOf(options) {
    return `${super.keyOf(options)}/book`;
  }

  /**
   * Go on behind an action of the log, with the score there; the functions compare it.
   *
   * @param {string} afterActionId @param {Opening} opening
   */
  openBehind(afterActionId, opening) {
    return this.append({ type: "book_opened", ...opening, afterActionId });
  }

  /**
   * Go on behind an entry of another scorer's book, with the score there.
   *
   * @param {string} takesOverFrom a person @param {string} afterEntryId @param {Opening} opening
   */
  takeOver(takesOverFrom, afterEntryId, opening) {
    return this.append({ type: "book_opened", ...opening, takesOverFrom, afterEntryId });
  }

  /**
   * State the score that scorers and umpires agree on, and how the ledger ends there.
   *
   * @param {"over" | "interval" | "innings" | "match"} at @param {Score} score
   * @param {{ledgerNumber: number, ledgerHead: string}} [ledger]
   */
  agree(at, score, ledger) {
    return this.append({ type: "score_agreed", ...score, at, ...ledger });
  }

  /**
   * Listen to the innings' open disputes; `close` ends it.
   *
   * @param {(disputes: Dispute[]) => void} told @param {(error: Error) => void} [failed]
   */
  onDispute(told, failed = console.error) {
    const { db, matchId, inningsNumber } = this.#options;
    const open = query(
      collection(db, "matches", matchId, "disputes"),
      where("inningsNumber", "==", inningsNumber),
      where("status", "==", "open"),
    );
    const read = (each) => /** @type {Dispute} */ ({ ...each.data(), id: each.id });
    this.#stops.push(onSnapshot(open, (snap) => told(snap.docs.map(read)), failed));
  }

  /** Mine was wrong: correct my entry to what a seat says. @param {Dispute} dispute */
  takeTheirs(dispute, seat = this.#otherSeat(dispute)) {
    return this.correct(this.#mine(dispute).entryId, dispute.claims[seat].ball);
  }

  /**
   * I have missed it: put in what a seat says, behind an entry of mine.
   *
   * @param {Dispute} dispute @param {string} afterEntryId
   */
  putIn(dispute, afterEntryId, seat = this.#otherSeat(dispute)) {
    return this.appendAfter(afterEntryId, dispute.claims[seat].ball);
  }

  /** I have it twice: withdraw my entry. @param {Dispute} dispute */
  twice(dispute) {
    return this.undo(this.#mine(dispute).entryId, "recorded twice");
  }

  close() {
    this.#stops.forEach((stop) => stop());
    super.close();
  }

  #mine({ id, claims }) {
    const claim = claims[seatOf(this.#options.role)];
    if (!claim) {
      throw new Error(`the dispute ${id} is about no entry of this book`);
    }
    return claim;
  }

  // Of two others the scorer says which.
  #otherSeat({ id, claims }) {
    const others = Object.keys(claims).filter((seat) => seat !== seatOf(this.#options.role));
    if (others.length !== 1) {
      throw new Error(`the dispute ${id} has ${others.length} other claims: say which seat's`);
    }
    return others[0];
  }
}
