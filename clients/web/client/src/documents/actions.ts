// Written from the models by `python -m devtools.datamodel`; do not edit.

import type { Moment } from "./moment.js";
import type {
  BowlingAngle,
  CloseReason,
  End,
  Outcome,
  ReplacementReason,
  ReplacementRole,
  Retirement,
  Source,
  SuspensionScope,
  WicketType,
} from "./vocabulary.js";

/** The fields of every action: identity, order, author, whether it was voided. */
export interface ActionFields {
  id: string;
  matchId: string;
  /** 1-based, super overs included */
  inningsNumber: number;
  /** 1-based in its innings */
  sequenceNumber: number;
  nonce?: string;
  follows?: string;
  recordedBy?: string | null;
  recordedAs?: string | null;
  source?: Source;
  timestamp?: Moment | null;
  createdAt?: Moment | null;
  updatedAt?: Moment | null;
  schemaVersion?: number;
  isVoided?: boolean;
  voidReason?: string | null;
  voidedBy?: string | null;
  voidedAt?: Moment | null;
  corrects?: string | null;
  correctedBy?: string | null;
  after?: string | null;
  providerEventId?: string | null;
  note?: unknown;
}

/** A new batter came to the crease, at the named end. */
export interface BatterArrived extends ActionFields {
  type: "batter_arrived";
  playerId: string;
  end?: End | null;
}

/** A dismissal with no ball bowled: timed out (Law 40), or run out before the delivery. */
export interface BatterDismissed extends ActionFields {
  type: "batter_dismissed";
  playerId: string;
  wicketType: WicketType;
  fielderIds?: readonly string[];
  substituteIds?: readonly string[];
  end?: End | null;
}

/** A retired batter came back; after `retired out` only with consent (Law 25.4.3). */
export interface BatterResumed extends ActionFields {
  type: "batter_resumed";
  playerId: string;
  consent?: boolean;
}

/** A batter left the innings (Law 25.4); only `out` is a wicket. */
export interface BatterRetired extends ActionFields {
  type: "batter_retired";
  playerId: string;
  as: Retirement;
}

/** A bowler may not bowl again in the innings, or in the match (Law 41). */
export interface BowlerSuspended extends ActionFields {
  type: "bowler_suspended";
  playerId: string;
  scope?: SuspensionScope;
}

/** One ball. `overNumber` is 0-based, `ballInOver` 1-based and counts every delivery. Excluded from the over: wides, no-balls and `notCounted` balls (Law 17.3.2). */
export interface Delivery extends ActionFields {
  type?: "delivery";
  /** 0-based */
  overNumber: number;
  /** 1-based */
  ballInOver: number;
  strikerId: string;
  nonStrikerId: string;
  bowlerId: string;
  runsOffBat?: number;
  extras?: Extras;
  totalRuns?: number | null;
  isLegalDelivery?: boolean | null;
  isWicket?: boolean;
  wicket?: Wicket | null;
  shotData?: unknown;
  boundary?: boolean | null;
  runsRun?: number | null;
  notCounted?: boolean;
  overBalls?: number | null;
  bowlingAngle?: BowlingAngle | null;
  review?: unknown;
}

/** Runs not off the bat. A wide is the penalty plus the runs run or the boundary (Law 22). */
export interface Extras {
  wide?: number;
  noBall?: number;
  bye?: number;
  legBye?: number;
  penalty?: number;
}

/** An innings ended; `absentIds` are batters who could not come in (Law 13.4). */
export interface InningsClosed extends ActionFields {
  type: "innings_closed";
  reason: CloseReason;
  absentIds?: readonly string[];
}

/** An innings begins: its sides, openers, and differences from the match's conditions. */
export interface InningsStarted extends ActionFields {
  type: "innings_started";
  battingTeamId: string;
  bowlingTeamId: string;
  superOver?: boolean;
  strikerId?: string | null;
  nonStrikerId?: string | null;
  bowlerId?: string | null;
  target?: number | null;
  oversLimit?: number | null;
  powerplays?: readonly PowerplaySpan[];
}

/** The match ended otherwise than the score alone shows, or the scorers confirm the result. */
export interface MatchClosed extends ActionFields {
  type: "match_closed";
  outcome: Outcome;
  winnerTeamId?: string | null;
  method?: string | null;
}

/** Penalty runs to a side (Law 18.6), credited to no batter and no bowler. Where `law` names 18.5, or Law 18, the fielding captain may choose who faces (edition of 2026). */
export interface PenaltyAwarded extends ActionFields {
  type: "penalty_awarded";
  toTeamId: string;
  runs: number;
  law?: string | null;
}

/** Play was resumed. */
export interface PlayResumed extends ActionFields {
  type: "play_resumed";
  reason?: string | null;
}

/** Play was stopped: rain, bad light, an interval. */
export interface PlayStopped extends ActionFields {
  type: "play_stopped";
  reason?: string | null;
}

/** One player took another's place in the match, or in one role. */
export interface PlayerReplaced extends ActionFields {
  type: "player_replaced";
  teamId: string;
  outPlayerId?: string | null;
  inPlayerId: string;
  role?: ReplacementRole;
  reason?: ReplacementReason;
}

/** Overs of fielding restrictions, 0-based and inclusive; the balls are legal ones, 1-based. */
export interface PowerplaySpan {
  type?: string;
  fromOver: number;
  /** 0-based, included */
  toOver: number;
  fromBall?: number | null;
  /** 1-based legal ball of the over, included; none: its last */
  toBall?: number | null;
}

/** Overs were lost. `par`: the score at which an unfinished chase would be level. */
export interface TargetRevised extends ActionFields {
  type: "target_revised";
  target?: number | null;
  oversLimit?: number | null;
  method?: string | null;
  par?: number | null;
}

/** A dismissal; `end` is where the wicket was put down, `crossed` if the batters had. */
export interface Wicket {
  type: WicketType;
  dismissedPlayerId: string;
  fielderIds?: readonly string[];
  assistFielderIds?: readonly string[];
  substituteIds?: readonly string[];
  end?: End | null;
  crossed?: boolean | null;
}

/** `matches/{matchId}/scoring_actions/{inningsNumber}_{sequenceNumber}`: any action of the log, by `type`; without a type it is a delivery. Required fields are those that the fold needs; the rules require more of a client (docs/log.md). */
export type ScoringAction =
  | Delivery
  | InningsStarted
  | InningsClosed
  | BatterDismissed
  | BatterRetired
  | BatterResumed
  | BatterArrived
  | BowlerSuspended
  | PenaltyAwarded
  | TargetRevised
  | PlayStopped
  | PlayResumed
  | PlayerReplaced
  | MatchClosed;
