// Defines the fields of an action of the log. `docs/log.md` lists them, the rules check them. Knows
// no Firestore and no network.

import type { ActionFields, BookOpened, ScoreAgreed, ScoringAction } from "./documents/types.js";
import type { DeliveryFields as BallOfBoard } from "./fold/board_types.js";
import type { BowlingAngle, End, WicketType } from "./fold/vocabulary.js";

/** The fields of an action as an app passes them: a `delivery`, or another type with its `type`. */
export type Fields = Readonly<Record<string, unknown>>;

/** The kinds of runs that do not come off the bat. */
export const EXTRAS = ["wide", "noBall", "bye", "legBye", "penalty"] as const;

export type ExtraRuns = { readonly [Kind in (typeof EXTRAS)[number]]?: number };

export interface WicketSaid {
  readonly type: WicketType;
  readonly dismissedPlayerId: string;
  readonly fielderIds?: readonly string[];
  readonly assistFielderIds?: readonly string[];
  readonly substituteIds?: readonly string[];
  /** The end at which the wicket was put down. */
  readonly end?: End;
  /** Whether the batters had crossed. */
  readonly crossed?: boolean;
}

/** What a scorer records of one ball; optional fields are left out, never null. */
export type Ball = {
  /** 0-based. */
  readonly overNumber: number;
  /** 1-based, wides and no-balls included. */
  readonly ballInOver: number;
  readonly strikerId: string;
  /** "" when the last batter bats alone. */
  readonly nonStrikerId: string;
  readonly bowlerId: string;
  readonly runsOffBat?: number;
  readonly extras?: ExtraRuns;
  readonly wicket?: WicketSaid;
  /** Neither a wide nor a no-ball, yet not counted in the over (Law 17.3.2). */
  readonly notCounted?: boolean;
  readonly boundary?: boolean;
  readonly runsRun?: number;
  /** The number of balls that the umpire allowed in this over, if it is not the usual one. */
  readonly overBalls?: number;
  readonly bowlingAngle?: BowlingAngle;
  readonly shotData?: Fields;
  readonly review?: string | Fields;
  readonly note?: string;
};

/** A `Ball` with the fields that follow from the others. */
export type DeliveryFields = Ball & {
  readonly type: "delivery";
  readonly runsOffBat: number;
  readonly extras: ExtraRuns;
  readonly totalRuns: number;
  readonly isLegalDelivery: boolean;
  readonly isWicket: boolean;
};

type OwnFields<Action> = Action extends unknown
  ? Omit<Action, keyof ActionFields> & { readonly note?: string }
  : never;

/**
 * The actions that may be recorded: a `delivery`, the result of `ballAt`, or another type's fields;
 * in a book also statements.
 */
export type Recordable =
  | DeliveryFields
  | BallOfBoard
  | OwnFields<Exclude<ScoringAction, { type?: "delivery" }> | BookOpened | ScoreAgreed>;

/** An action as the log shows it, whatever its type. */
export type LogAction = Readonly<Record<string, unknown>> & {
  readonly id: string;
  readonly type?: string;
  readonly inningsNumber: number;
  readonly sequenceNumber: number;
  readonly nonce: string;
  readonly isVoided: boolean;
  /** Not yet confirmed by the server. */
  readonly isPending: boolean;
};

/** Who records, and in which match. */
export interface Recorder {
  readonly matchId: string;
  readonly personId: string;
  readonly role: string;
}

const NO_WICKETS: readonly unknown[] = ["retired_hurt", "retired_not_out"];

/** Return whether leaving the crease in this way is no wicket (Law 25.4.2). */
export const isNoWicket = (type: unknown): boolean => NO_WICKETS.includes(type);

/** Return the sum of the runs that did not come off the bat. */
const sumOf = (extras: ExtraRuns): number =>
  Object.values(extras).reduce((sum: number, runs: number) => sum + runs, 0);

/**
 * Return the fields of a delivery with those that follow from others: the total, whether the ball
 * counts in the over, and whether a wicket fell.
 */
export function delivery(ball: Ball): DeliveryFields {
  const extras = ball.extras ?? {};
  const runsOffBat = ball.runsOffBat ?? 0;
  return {
    ...ball,
    type: "delivery",
    runsOffBat,
    extras,
    totalRuns: runsOffBat + sumOf(extras),
    isLegalDelivery: !ball.notCounted && !extras.wide && !extras.noBall,
    isWicket: ball.wicket !== undefined && !isNoWicket(ball.wicket.type),
  };
}

/** Return a unique name for an action. */
export function newNonce(): string {
  return crypto.randomUUID();
}

/** The place of an action: its id, its numbers, and the nonce of the action before it. */
export interface Place {
  readonly id: string;
  readonly inningsNumber: number;
  readonly sequenceNumber: number;
  readonly follows: string;
}

/**
 * Return the place after `last`, the newest action of the innings; the first place if there is
 * none. `inningsNumber` is 1-based.
 */
export function placeAfter(
  inningsNumber: number, last: { sequenceNumber: number; nonce: string } | undefined,
): Place {
  const sequenceNumber = (last?.sequenceNumber ?? 0) + 1;
  return {
    id: `${inningsNumber}_${sequenceNumber}`,
    inningsNumber,
    sequenceNumber,
    follows: last?.nonce ?? "",
  };
}

const STAMPS = new Set([
  "id", "matchId", "inningsNumber", "sequenceNumber", "nonce", "follows", "corrects", "after", "correctedBy",
  "recordedBy", "recordedAs", "source", "timestamp", "createdAt", "updatedAt", "schemaVersion",
  "isVoided", "voidReason", "voidedBy", "voidedAt", "isPending", "problems",
]);

/** Return the content of an action of the log: its fields without its place and its stamps. */
export function contentOf(action: Fields): Fields {
  return Object.fromEntries(Object.entries(action).filter(([name]) => !STAMPS.has(name)));
}
