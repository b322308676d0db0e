// Defines the actions of the log after reading: every field is present, null if it was not given.
// `reading.ts` makes them from documents. The field `as` of a retirement is called `retirement` here.

import type {
  BowlingAngle, CloseReason, End, Outcome, ReplacementReason, ReplacementRole, Retirement,
  SuspensionScope, WicketType,
} from "./vocabulary.js";

export const SCHEMA_VERSION = 3;

/** A log entry: a document of `matches/{m}/scoring_actions/{id}`, with its id. */
export type LogEntry = Readonly<Record<string, unknown>> & { readonly id: string };

/** A point of time as documents hold it: a Firestore Timestamp, or a text. */
export type Moment = string | Date | { toDate(): Date };

/**
 * The fields of every action. `faults` lists what was left out of the document; it is not a field of the
 * document.
 */
export interface ActionFields {
  readonly id: string;
  readonly matchId: string;
  readonly inningsNumber: number;
  readonly sequenceNumber: number;
  readonly nonce: string;
  readonly follows: string;
  readonly recordedBy: string | null;
  readonly recordedAs: string | null;
  readonly source: string;
  readonly timestamp: Moment | null;
  readonly createdAt: Moment | null;
  readonly updatedAt: Moment | null;
  readonly schemaVersion: number;
  readonly isVoided: boolean;
  readonly voidReason: string | null;
  readonly voidedBy: string | null;
  readonly voidedAt: Moment | null;
  readonly corrects: string | null;
  readonly correctedBy: string | null;
  readonly providerEventId: string | null;
  readonly after: string | null;
  readonly note: unknown;
  readonly faults: readonly string[];
}

/**
 * Runs not off the bat. A wide includes the penalty and all runs, or the boundary, taken on it (Law 22).
 */
export interface Extras {
  readonly wide: number;
  readonly noBall: number;
  readonly bye: number;
  readonly legBye: number;
  readonly penalty: number;
}

/**
 * A dismissal. `end` is the end at which the wicket was put down; `crossed`: whether the batters had
 * crossed.
 */
export interface Wicket {
  readonly type: WicketType;
  readonly dismissedPlayerId: string;
  readonly fielderIds: readonly string[];
  readonly assistFielderIds: readonly string[];
  readonly substituteIds: readonly string[];
  readonly end: End | null;
  readonly crossed: boolean | null;
}

/** One ball. `overNumber` is 0-based; `ballInOver` is 1-based and counts every delivery. */
export interface Delivery extends ActionFields {
  readonly type: "delivery";
  readonly overNumber: number;
  readonly ballInOver: number;
  readonly strikerId: string;
  readonly nonStrikerId: string;
  readonly bowlerId: string;
  readonly runsOffBat: number;
  readonly extras: Extras;
  readonly totalRuns: number | null;
  readonly isLegalDelivery: boolean | null;
  readonly isWicket: boolean;
  readonly wicket: Wicket | null;
  readonly shotData: unknown;
  readonly boundary: boolean | null;
  readonly runsRun: number | null;
  readonly notCounted: boolean;
  readonly overBalls: number | null;
  readonly bowlingAngle: BowlingAngle | null;
  readonly review: unknown;
}

/** Overs of fielding restrictions, 0-based and inclusive. The balls are legal ones, 1-based. */
export interface PowerplaySpan {
  readonly type: string;
  readonly fromOver: number;
  readonly toOver: number;
  readonly fromBall: number | null;
  readonly toBall: number | null;
}

/** An innings begins: who bats, who bowls, and what differs from the match's conditions. */
export interface InningsStarted extends ActionFields {
  readonly type: "innings_started";
  readonly battingTeamId: string;
  readonly bowlingTeamId: string;
  readonly superOver: boolean;
  readonly strikerId: string | null;
  readonly nonStrikerId: string | null;
  readonly bowlerId: string | null;
  readonly target: number | null;
  readonly oversLimit: number | null;
  readonly powerplays: readonly PowerplaySpan[];
}

/** An innings ended. `absentIds` are batters who could not come in (Law 13.4). */
export interface InningsClosed extends ActionFields {
  readonly type: "innings_closed";
  readonly reason: CloseReason;
  readonly absentIds: readonly string[];
}

/** A dismissal without a delivery: timed out (Law 40), or run out before the ball was bowled. */
export interface BatterDismissed extends ActionFields {
  readonly type: "batter_dismissed";
  readonly playerId: string;
  readonly wicketType: WicketType;
  readonly fielderIds: readonly string[];
  readonly substituteIds: readonly string[];
  readonly end: End | null;
}

/** A batter left the innings (Law 25.4). Only `out` is a wicket. */
export interface BatterRetired extends ActionFields {
  readonly type: "batter_retired";
  readonly playerId: string;
  readonly retirement: Retirement;
}

/** A retired batter came back; after `retired out` only with consent (Law 25.4.3). */
export interface BatterResumed extends ActionFields {
  readonly type: "batter_resumed";
  readonly playerId: string;
  readonly consent: boolean;
}

/** A new batter came to the crease, at the named end. */
export interface BatterArrived extends ActionFields {
  readonly type: "batter_arrived";
  readonly playerId: string;
  readonly end: End | null;
}

/** A bowler may not bowl again in the innings, or in the match (Law 41). */
export interface BowlerSuspended extends ActionFields {
  readonly type: "bowler_suspended";
  readonly playerId: string;
  readonly scope: SuspensionScope;
}

/** Penalty runs to a side (Law 18.6); they belong to no batter and no bowler. */
export interface PenaltyAwarded extends ActionFields {
  readonly type: "penalty_awarded";
  readonly toTeamId: string;
  readonly runs: number;
  readonly law: string | null;
}

/** Overs were lost. `par` is the score at which an unfinished chase would be level. */
export interface TargetRevised extends ActionFields {
  readonly type: "target_revised";
  readonly target: number | null;
  readonly oversLimit: number | null;
  readonly method: string | null;
  readonly par: number | null;
}

/** Play was stopped: rain, bad light, an interval. */
export interface PlayStopped extends ActionFields {
  readonly type: "play_stopped";
  readonly reason: string | null;
}

/** Play went on. */
export interface PlayResumed extends ActionFields {
  readonly type: "play_resumed";
  readonly reason: string | null;
}

/** One player took another's place in the match, or in one role. */
export interface PlayerReplaced extends ActionFields {
  readonly type: "player_replaced";
  readonly teamId: string;
  readonly outPlayerId: string | null;
  readonly inPlayerId: string;
  readonly role: ReplacementRole;
  readonly reason: ReplacementReason;
}

/** The match ended in a way that the score does not show, or the scorers confirm how it ended. */
export interface MatchClosed extends ActionFields {
  readonly type: "match_closed";
  readonly outcome: Outcome;
  readonly winnerTeamId: string | null;
  readonly method: string | null;
}

export type Action =
  | Delivery | InningsStarted | InningsClosed | BatterDismissed | BatterRetired | BatterResumed
  | BatterArrived | BowlerSuspended | PenaltyAwarded | TargetRevised | PlayStopped | PlayResumed
  | PlayerReplaced | MatchClosed;

/** Return the id of an action: `{inningsNumber}_{sequenceNumber}`, such as `1_37`. */
export function actionId(inningsNumber: number, sequenceNumber: number): string {
  return `${inningsNumber}_${sequenceNumber}`;
}

/** Return [innings, sequence] of an action id, both 1-based. Throws RangeError for any other text. */
export function parseActionId(text: string): readonly [number, number] {
  const [innings, sequence] = text.split("_").map(Number);
  const isOne = innings !== undefined && sequence !== undefined
    && innings >= 1 && innings <= 40 && sequence >= 1 && sequence <= 99_999;
  if (!isOne || actionId(innings, sequence) !== text) {
    throw new RangeError(`${text} is not an action id such as 1_37`);
  }
  return [innings, sequence];
}
