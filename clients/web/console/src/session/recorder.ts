// The interface between the console and the log: Firestore in a match, a list in memory in tests.

import type { LogEntry, MatchSetup } from "@scrbrd/client/fold";
import type { Problem } from "./problem.js";

export type Fields = Readonly<Record<string, unknown>>;

/** A player of a line-up. */
export interface Player {
  readonly lineupId: string;
  readonly playerId: string;
  readonly name: string;
  readonly teamId: string;
  readonly role: "playing_xi" | "substitute" | "reserve" | "withdrawn";
  readonly isKeeper: boolean;
  readonly isCaptain: boolean;
  readonly position: number | null;
  readonly isConfirmed: boolean;
}

export interface Toss {
  readonly winnerTeamId: string;
  readonly decision: "bat" | "field";
}

export type Tier = "HONOR" | "SINGLE" | "DUAL" | "TRIPLE";

export interface MatchInfo {
  readonly matchId: string;
  readonly homeTeamId: string;
  readonly awayTeamId: string;
  readonly homeName: string;
  readonly awayName: string;
  readonly format: string;
  readonly venue: string;
  readonly tier: Tier;
  readonly toss: Toss | null;
  readonly isLocked: boolean;
  /** Whether the match was deleted while the page was open. */
  readonly isGone?: boolean;
}

/** An action that was refused and waits for the scorer's decision. */
export interface Held {
  readonly nonce: string;
  readonly id: string;
  readonly inningsNumber: number;
  readonly fields: Fields;
  readonly reason: string;
  /** The cause of a refusal with the reason `not_allowed`; null if it is not known. */
  readonly objection: string | null;
  /** The client's message, and the invalid field if it is known. */
  readonly message: string;
  readonly field: string | null;
  /** Whether it undoes or redoes an action of the log; null if it is an action itself. */
  readonly change: "undo" | "redo" | null;
}

export interface Score {
  readonly runs: number;
  readonly wickets: number;
  readonly legalBalls: number;
}

/** The state of one seat in a match of several scorers (`live/consensus`). */
export interface Seat {
  readonly seat: string;
  readonly personId: string;
  readonly isSilent: boolean;
  readonly waiting: number;
  readonly missed: number;
  readonly isMine: boolean;
}

/** A ball that the scorers do not agree on; `claims` are empty until all of them have recorded it. */
export interface Dispute {
  readonly id: string;
  readonly inningsNumber: number;
  readonly kind: string;
  /** An entry without a ball in the log, or a statement, with the person who recorded it. */
  readonly entry: { readonly seat: string; readonly personId: string; readonly entryId: string } | null;
  readonly claims: readonly { seat: string; isMine: boolean; entryId: string; ball: Fields }[];
}

/** The person who held this scorer's seat before, and the last entry of theirs that the log cites. */
export interface Holder {
  readonly personId: string;
  readonly lastEntryId: string | null;
}

export interface Consensus {
  readonly tier: Tier;
  readonly seats: readonly Seat[];
  /** The person whose book counts for this scorer's seat, if it is another person's. */
  readonly heldBy: Holder | null;
  readonly blockedAt: string | null;
  readonly disputes: readonly Dispute[];
}

/** The person who has opened the match. */
export interface Me {
  readonly personId: string;
  readonly role: string;
  readonly canConfirm: boolean;
  /** Whether this person cannot record in this match: see `session/gate.ts`. */
  readonly isReadOnly: boolean;
}

/** All the data that the page shows; a new object after every change. */
export interface View {
  readonly match: MatchInfo;
  readonly setup: MatchSetup;
  readonly players: readonly Player[];
  readonly log: readonly LogEntry[];
  readonly me: Me;
  readonly isOnline: boolean;
  readonly waiting: number;
  readonly held: readonly Held[];
  readonly consensus: Consensus | null;
  /** Whether this scorer must open the book: it is empty although the match has begun, or it was refused, or the
   * seat was taken over. It continues after the end of the log, or after an entry of the former holder. */
  readonly mustOpenBook: boolean;
  /** Whether another person has taken over the seat: entries of this book no longer count. */
  readonly isRelieved: boolean;
  /** Whether this scorer's book was opened with a wrong score, which must be stated again. */
  readonly isOpeningRefused: boolean;
  /** The id of the last entry of this scorer's book, to be given to the next scorer of the seat. */
  readonly lastEntryId: string | null;
  /** The last refusal by the server or failed listener; null once something has succeeded since. */
  readonly problem: Problem | null;
}

/** Statements and answers to disputes, in a match of several scorers. */
export interface Book {
  openBehind(actionId: string, score: Score): void;
  takeOver(personId: string, entryId: string, score: Score): void;
  agree(at: "over" | "interval" | "innings" | "match", score: Score): void;
  takeTheirs(disputeId: string, seat: string): void;
  /** Insert a ball of another seat after this book's entry before it; raises if the innings has no such entry. */
  putIn(disputeId: string, seat: string): void;
  twice(disputeId: string): void;
}

/** Records actions. Arguments and return values are nonces; methods raise for an action that the log does not have,
 * or that is no entry of this scorer's book. */
export interface Recorder {
  readonly book: Book | null;
  getSnapshot(): View;
  subscribe(listener: () => void): () => void;
  append(inningsNumber: number, fields: Fields): string;
  correct(nonce: string, fields: Fields): string;
  insertAfter(nonce: string, fields: Fields): string;
  /** Undo all of the actions, or raise before any is undone. */
  undo(nonces: readonly string[], reason: string): void;
  redo(nonces: readonly string[]): void;
  /** Return whether this device recorded an action since the page was opened. */
  hasRecorded(nonce: string): boolean;
  recordAgain(nonce: string): Promise<void>;
  /** Record all held entries again, in their order; stop at the first that is refused again. */
  recordAllAgain(): Promise<void>;
  discard(nonce: string): void;
  /** Returns at once, also without reception; a later refusal appears as `problem`. */
  setToss(toss: Toss): void;
  confirmLineups(lineupIds: readonly string[]): Promise<void>;
  dismissProblem(): void;
  close(): void;
}
