// What the console needs of whatever keeps the log: Firestore in a match, a plain list in tests.

import type { LogEntry, MatchSetup } from "@scrbrd/client/fold";
import type { Problem } from "./problem.js";

export type Fields = Readonly<Record<string, unknown>>;

/** One player's part in the match, as the line-ups have it. */
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
  /** Whether it was deleted while the page was open. */
  readonly isGone?: boolean;
}

/** An action that was refused and waits for the scorer's decision. */
export interface Held {
  readonly nonce: string;
  readonly id: string;
  readonly inningsNumber: number;
  readonly fields: Fields;
  readonly reason: string;
  /** With `not_allowed`: which of its causes; null where it is not known. */
  readonly objection: string | null;
  /** What the client says of it, and the field that is wrong, where it is known. */
  readonly message: string;
  readonly field: string | null;
  /** What it does to a ball of the log; null: it is an action itself. */
  readonly change: "undo" | "redo" | null;
}

export interface Score {
  readonly runs: number;
  readonly wickets: number;
  readonly legalBalls: number;
}

/** How one seat stands in a match of several scorers (`live/consensus`). */
export interface Seat {
  readonly seat: string;
  readonly personId: string;
  readonly isSilent: boolean;
  readonly waiting: number;
  readonly missed: number;
  readonly isMine: boolean;
}

/** A ball that the scorers do not agree on; `claims` are empty while not all have spoken. */
export interface Dispute {
  readonly id: string;
  readonly inningsNumber: number;
  readonly kind: string;
  /** An entry that the log has no ball for, or a statement, and whose it is. */
  readonly entry: { readonly seat: string; readonly personId: string; readonly entryId: string } | null;
  readonly claims: readonly { seat: string; isMine: boolean; entryId: string; ball: Fields }[];
}

/** A person before this scorer in the same seat, and the last entry of theirs that the log has. */
export interface Holder {
  readonly personId: string;
  readonly lastEntryId: string | null;
}

export interface Consensus {
  readonly tier: Tier;
  readonly seats: readonly Seat[];
  /** Whose book speaks for this scorer's own seat, if it is another person's. */
  readonly heldBy: Holder | null;
  readonly blockedAt: string | null;
  readonly disputes: readonly Dispute[];
}

/** Who has opened the match. */
export interface Me {
  readonly personId: string;
  readonly role: string;
  readonly canConfirm: boolean;
  /** Whether this person records nothing here: see `session/gate.ts`. */
  readonly isReadOnly: boolean;
}

/** Everything that the page shows comes from here; a new object whenever anything has changed. */
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
  /** This scorer's book is empty and the match is not: it goes on behind the log's end, or behind an
   * entry of who held the seat before. */
  readonly mustOpenBook: boolean;
  /** Whether somebody else goes on with this book: what is recorded in it does not count. */
  readonly isRelieved: boolean;
  /** This scorer's book was opened with another score than there was: it is stated again. */
  readonly isOpeningRefused: boolean;
  /** The last entry of this scorer's book, which the next scorer of the seat is told. */
  readonly lastEntryId: string | null;
  /** What the server refused, or could not be listened to; null once something succeeded since. */
  readonly problem: Problem | null;
}

/** What is told to disputes and to the other scorers, in a match of several. */
export interface Book {
  openBehind(actionId: string, score: Score): void;
  takeOver(personId: string, entryId: string, score: Score): void;
  agree(at: "over" | "interval" | "innings" | "match", score: Score): void;
  takeTheirs(disputeId: string, seat: string): void;
  /** Behind the own entry before it; raises where this book has none in the innings. */
  putIn(disputeId: string, seat: string): void;
  twice(disputeId: string): void;
}

/** Actions are named by their nonces, those that are returned too. What the log does not have, or what
 * is no entry of this scorer's book, raises. */
export interface Recorder {
  readonly book: Book | null;
  getSnapshot(): View;
  subscribe(listener: () => void): () => void;
  append(inningsNumber: number, fields: Fields): string;
  correct(nonce: string, fields: Fields): string;
  insertAfter(nonce: string, fields: Fields): string;
  /** All of them, or none: raises before anything is undone. */
  undo(nonces: readonly string[], reason: string): void;
  redo(nonces: readonly string[]): void;
  /** Whether this device recorded an action since the page was opened. */
  hasMade(nonce: string): boolean;
  recordAgain(nonce: string): Promise<void>;
  /** All that is held, in its order; stops where something is refused again. */
  recordAllAgain(): Promise<void>;
  discard(nonce: string): void;
  /** Returns at once, also without reception; what is refused later is a `problem`. */
  setToss(toss: Toss): void;
  confirmLineups(lineupIds: readonly string[]): Promise<void>;
  dismissProblem(): void;
  close(): void;
}
