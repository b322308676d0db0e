// Defines what the fold needs besides the log, and the board that it gives to pages.

import type { Extras, Moment, Wicket } from "./actions.js";
import type { PlayingConditions } from "./formats.js";
import type { Problem } from "./problems.js";
import type { Innings, MatchState, Result } from "./state.js";
import type { MatchFormat, TossDecision } from "./vocabulary.js";

/**
 * A match's conditions as its document has them. Null or missing fields are those of its format; unreadable
 * ones are left out, too.
 */
export type Conditions = {
  readonly [Name in keyof PlayingConditions]?: PlayingConditions[Name] | null | undefined;
};

/** The content of the match document and the lineups; `matchSetup` makes one of the documents. */
export interface MatchSetup {
  readonly matchId: string;
  readonly homeTeamId?: string | null | undefined;
  readonly awayTeamId?: string | null | undefined;
  /** By default `Custom`: the Laws, changed by `conditions`. */
  readonly format?: MatchFormat | undefined;
  /** Decides the edition of the Laws, if the conditions name none. */
  readonly scheduledAt?: Moment | null | undefined;
  readonly conditions?: Conditions | undefined;
  readonly tossWinnerId?: string | null | undefined;
  readonly tossDecision?: TossDecision | null | undefined;
  /** Team ids by player id. */
  readonly sides?: Readonly<Record<string, string>> | undefined;
  readonly keeperIds?: readonly string[] | undefined;
  readonly substituteIds?: readonly string[] | undefined;
  /** The players of each team's eleven in the planned order, by team id; for `yetToBat`. */
  readonly elevenIds?: Readonly<Record<string, readonly string[]>> | undefined;
}

/** What the next action must name. */
export type Need = "batter" | "bowler" | "innings";

export interface BatterLine {
  readonly playerId: string;
  readonly runs: number;
  readonly balls: number;
  readonly fours: number;
  readonly sixes: number;
}

/** `figures` are overs, maidens, runs, wickets: `3.4-0-25-2`. `oversLeft` is null without a limit. */
export interface BowlerLine {
  readonly playerId: string;
  readonly figures: string;
  readonly oversLeft: string | null;
}

/** One ball of the current over, or of the last one until the next begins. */
export interface StripBall {
  readonly actionId: string;
  readonly display: string;
}

/** The place of the next ball. `overNumber` is 0-based; `ballInOver` is 1-based and counts wides. */
export interface NextPlace {
  readonly inningsNumber: number;
  readonly overNumber: number;
  readonly ballInOver: number;
}

/** Why a bowler may not bowl: the code of the Problem that their ball would cause. */
export type BarReason =
  | "bowler_suspended" | "consecutive_overs" | "bowler_over_limit" | "super_over_bowler";

export interface Board {
  readonly state: MatchState;
  /** The current innings, or the last one; null before the first. */
  readonly innings: Innings | null;
  readonly score: {
    readonly runs: number;
    readonly wickets: number;
    readonly overs: string;
    readonly legalBalls: number;
  };
  readonly striker: BatterLine | null;
  readonly nonStriker: BatterLine | null;
  readonly bowler: BowlerLine | null;
  readonly partnership: { readonly runs: number; readonly balls: number } | null;
  readonly strip: readonly StripBall[];
  readonly isFreeHit: boolean;
  /** The type of the fielding restriction in force for the next ball. */
  readonly powerplay: string | null;
  readonly target: number | null;
  readonly required: { readonly runs: number; readonly balls: number | null } | null;
  readonly needs: readonly Need[];
  readonly nextPlace: NextPlace;
  /** Who bowled the over before the last one: the likely bowler of the next over from that end. */
  readonly likelyBowlerId: string | null;
  /** Bowlers who may not bowl the next ball, with the reason. */
  readonly barredBowlers: Readonly<Record<string, BarReason>>;
  /**
   * Players who have not come in, in the planned order: of the side batting, or of the side that bats next.
   */
  readonly yetToBat: readonly string[];
  readonly result: Result | null;
  /** The problems of the log itself, then those of its actions in order of play. */
  readonly problems: readonly Problem[];
  /** The greatest id in the log, voided or not; null in an empty log. */
  readonly lastActionId: string | null;
}

/** What a scorer records of a ball; the board provides what is left out: the place, the batters, ... */
export interface NextBall {
  readonly runs?: number;
  readonly extras?: Partial<Extras>;
  readonly wicket?: Pick<Wicket, "type" | "dismissedPlayerId"> & Partial<Wicket>;
  readonly strikerId?: string;
  readonly nonStrikerId?: string;
  readonly bowlerId?: string;
  readonly boundary?: boolean;
  readonly runsRun?: number;
  readonly notCounted?: boolean;
  readonly overBalls?: number;
  readonly bowlingAngle?: string;
  readonly shotData?: unknown;
  readonly note?: unknown;
}

/** The fields of a delivery, without its sequence number, its id and who recorded it. */
export interface DeliveryFields {
  readonly type: "delivery";
  readonly inningsNumber: number;
  readonly overNumber: number;
  readonly ballInOver: number;
  readonly strikerId: string;
  readonly nonStrikerId: string;
  readonly bowlerId: string;
  readonly runsOffBat: number;
  readonly extras: Partial<Extras>;
  readonly totalRuns: number;
  readonly isLegalDelivery: boolean;
  readonly isWicket: boolean;
  readonly [field: string]: unknown;
}
