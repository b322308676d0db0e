// Defines the closed sets of words that documents may hold, in the order of the Python enumerations.
// The order matters: the messages of unreadable documents list the words in it.

export const ACTION_TYPES = [
  "delivery", "innings_started", "innings_closed", "batter_dismissed", "batter_retired",
  "batter_resumed", "batter_arrived", "bowler_suspended", "penalty_awarded", "target_revised",
  "play_stopped", "play_resumed", "player_replaced", "match_closed",
] as const;
/** What an action of the log records: a ball, or a fact that no ball can carry. */
export type ActionType = (typeof ACTION_TYPES)[number];

export const WICKET_TYPES = [
  "bowled", "caught", "lbw", "run_out", "stumped", "hit_wicket", "handled_ball",
  "obstructing_field", "hit_ball_twice", "timed_out", "retired_out", "retired_hurt",
  "retired_not_out",
] as const;
/** How an innings of a batter ended. */
export type WicketType = (typeof WICKET_TYPES)[number];

export const RETIREMENTS = ["hurt", "out", "not_out"] as const;
/** Why a batter left without being dismissed by the bowling side (Law 25.4). */
export type Retirement = (typeof RETIREMENTS)[number];

export const ENDS = ["striker", "bowler"] as const;
/** An end of the pitch, named for who stood there when the ball was delivered. */
export type End = (typeof ENDS)[number];

export const CLOSE_REASONS = [
  "all_out", "overs_complete", "target_reached", "declared", "forfeited", "abandoned",
] as const;
/** Why an innings ended. */
export type CloseReason = (typeof CLOSE_REASONS)[number];

export const OUTCOMES = [
  "win", "tie", "draw", "no_result", "abandoned", "awarded", "conceded",
] as const;
/** How a match ended. */
export type Outcome = (typeof OUTCOMES)[number];

export const MATCH_FORMATS = ["T20", "ODI", "Test", "Hundred", "Custom"] as const;
/** The formats of the public schema; Custom says everything in its conditions. */
export type MatchFormat = (typeof MATCH_FORMATS)[number];

export const LAWS_EDITIONS = ["2000", "2017", "2019", "2022", "2026"] as const;
/** A Code or edition of the Laws, by the year it came into force. */
export type LawsEdition = (typeof LAWS_EDITIONS)[number];

export const RAIN_METHODS = ["dls_standard", "dls_professional", "vjd"] as const;
/** How a match's targets are revised after a loss of overs. Only the first is published. */
export type RainMethod = (typeof RAIN_METHODS)[number];

export const TOSS_DECISIONS = ["bat", "field"] as const;
/** What the winner of the toss chose to do first. */
export type TossDecision = (typeof TOSS_DECISIONS)[number];

export const SOURCES = ["live", "manual_entry", "import", "migration", "correction", "provider"] as const;
/** Where an action came from. */
export type Source = (typeof SOURCES)[number];

export const SUSPENSION_SCOPES = ["innings", "match"] as const;
/** How long a suspended bowler may not bowl. */
export type SuspensionScope = (typeof SUSPENSION_SCOPES)[number];

export const REPLACEMENT_REASONS = [
  "concussion", "injury", "tactical", "covid", "impact", "supersub", "suspended", "national",
  "unknown",
] as const;
/** Why a player was replaced. */
export type ReplacementReason = (typeof REPLACEMENT_REASONS)[number];

export const REPLACEMENT_ROLES = ["player", "batter", "bowler"] as const;
/** What the incoming player may do: everything, or one role for now. */
export type ReplacementRole = (typeof REPLACEMENT_ROLES)[number];

export const LINEUP_ROLES = ["playing_xi", "substitute", "reserve", "withdrawn"] as const;
/** What a player is named as in the lineup. */
export type LineupRole = (typeof LINEUP_ROLES)[number];

export const BOWLING_ANGLES = ["Over the Wicket", "Round the Wicket"] as const;
/** Which side of the stumps the bowler delivers from. */
export type BowlingAngle = (typeof BOWLING_ANGLES)[number];

export const SEVERITIES = ["error", "warning", "info"] as const;
/** What became of the action: skipped whole, counted against the laws, or merely noted. */
export type Severity = (typeof SEVERITIES)[number];
