// Written from the models by `python -m devtools.datamodel`; do not edit.

/** What an action of the log records: a ball, or a fact that no ball can carry. */
export type ActionType =
  | "delivery"
  | "innings_started"
  | "innings_closed"
  | "batter_dismissed"
  | "batter_retired"
  | "batter_resumed"
  | "batter_arrived"
  | "bowler_suspended"
  | "penalty_awarded"
  | "target_revised"
  | "play_stopped"
  | "play_resumed"
  | "player_replaced"
  | "match_closed";

/** What was at an end when scorers and umpires agreed the score (Laws 2.15 and 3.2). */
export type AgreedAt = "over" | "interval" | "innings" | "match";

/** How far a match official's assignment has come; all but `no_show` give authority. */
export type AssignmentStatus = "assigned" | "confirmed" | "present" | "no_show";

/** Which side of the stumps the bowler delivers from. */
export type BowlingAngle = "Over the Wicket" | "Round the Wicket";

/** Why an innings ended. */
export type CloseReason =
  | "all_out"
  | "overs_complete"
  | "target_reached"
  | "declared"
  | "forfeited"
  | "abandoned";

/** How books came to differ. */
export type DisputeCause = "value" | "missed_by" | "doubled_by";

/** What is disputed. `score` holds the log back; the others are about what is in it. `extra`: an entry that the other book has not. `lacking`: a book does not have a ball any more. `amended`: a book says another score now. `detail`: the score is agreed. `opened`: a book goes on with another score than that of what it goes on behind, or with the book of somebody who never had the seat. `provider`: a data provider's score is not the log's; no book is part of it. */
export type DisputeKind =
  | "score"
  | "extra"
  | "lacking"
  | "amended"
  | "detail"
  | "opened"
  | "provider";

/** An end of the pitch, named for who stood there when the ball was delivered. */
export type End = "striker" | "bowler";

/** What the extras of a ball are called; a no-ball before what was run off it. */
export type ExtraType = "noball" | "wide" | "bye" | "legbye";

/** What is wrong with an action: a Problem's code, or a verdict's. */
export type HealthCode =
  | "award_after_result"
  | "bad_id"
  | "bad_reference"
  | "ball_while_stopped"
  | "bat_runs_and_byes"
  | "bat_runs_on_wide"
  | "batter_already_out"
  | "batter_not_at_crease"
  | "batter_not_facing"
  | "batter_not_retired"
  | "bowler_changed_mid_over"
  | "bowler_is_batting"
  | "bowler_is_substitute"
  | "bowler_of_batting_side"
  | "bowler_over_limit"
  | "bowler_suspended"
  | "byes_and_leg_byes"
  | "byes_off_wide"
  | "catcher_missing"
  | "close_contradicted"
  | "close_not_shown"
  | "consecutive_overs"
  | "consent_not_needed"
  | "declared_in_limited_overs"
  | "dismissal_not_possible"
  | "faces_next_not_given"
  | "fielder_of_batting_side"
  | "finisher_bowled_before"
  | "follow_on_lead"
  | "forfeited_once_begun"
  | "handled_ball"
  | "innings_not_closed"
  | "innings_out_of_order"
  | "innings_over"
  | "innings_skipped"
  | "innings_start_missing"
  | "innings_started_twice"
  | "legality_mismatch"
  | "match_over"
  | "missing_action"
  | "needs_a_delivery"
  | "newer_schema"
  | "no_ball_and_wide"
  | "no_ball_penalty"
  | "no_innings_left"
  | "not_counted_with_wicket"
  | "not_counted_without_reason"
  | "odd_boundary"
  | "out_after_the_win"
  | "out_off_free_hit"
  | "out_off_no_ball"
  | "out_off_wide"
  | "over_too_long"
  | "over_too_short"
  | "par_not_announced"
  | "par_without_target"
  | "penalty_not_five"
  | "penalty_on_ball_not_five"
  | "penalty_to_offender"
  | "player_not_in_lineup"
  | "position_mismatch"
  | "replaced_plays_on"
  | "result_contradicted"
  | "resumed_too_soon"
  | "resumed_unstopped"
  | "resumed_without_consent"
  | "resumed_without_record"
  | "retired_as_dismissed"
  | "retired_on_a_ball"
  | "revision_below_bowled"
  | "run_in_progress"
  | "run_out_before_ball"
  | "run_out_end_not_said"
  | "runs_after_the_win"
  | "runs_not_possible"
  | "runs_with_dismissal"
  | "runs_with_obstruction"
  | "same_batter_twice"
  | "short_run_kept"
  | "short_run_on_boundary"
  | "stopped_twice"
  | "strike_mismatch"
  | "stumped_by_other"
  | "stumped_by_substitute"
  | "super_over_batter"
  | "super_over_bowler"
  | "super_over_revised"
  | "super_over_wicket"
  | "super_over_without_tie"
  | "suspended_not_bowling"
  | "suspension_scope"
  | "target_at_start"
  | "target_not_announced"
  | "target_unexplained"
  | "target_without_chase"
  | "timed_out_at_crease"
  | "timed_out_on_a_ball"
  | "timed_out_opener"
  | "timed_out_without_vacancy"
  | "too_many_players"
  | "too_much"
  | "totals_mismatch"
  | "two_captains"
  | "two_keepers"
  | "umpires_count"
  | "unexplained_batter"
  | "unknown_team"
  | "unreadable"
  | "wicket_missing"
  | "wicket_not_marked"
  | "wide_below_penalty"
  | "wrong_side";

/** A Code or edition of the Laws, by the year it came into force. */
export type LawsEdition = "2000" | "2017" | "2019" | "2022" | "2026";

/** What was done to an action. `edited` and `removed` are past the rules: its content changed, its document is gone. */
export type LedgerWhat = "appended" | "corrected" | "voided" | "redone" | "edited" | "removed";

/** What a player is named as in the lineup. */
export type LineupRole = "playing_xi" | "substitute" | "reserve" | "withdrawn";

/** The formats of the public schema; Custom says everything in its conditions. */
export type MatchFormat = "T20" | "ODI" | "Test" | "Hundred" | "Custom";

/** An official's or helper's part in one match. */
export type MatchRole =
  | "umpire_on_field"
  | "umpire_third"
  | "umpire_reserve"
  | "match_referee"
  | "scorer_home"
  | "scorer_away"
  | "scorer_neutral"
  | "medical_officer"
  | "groundskeeper";

/** Where a match stands; the functions alone write it. */
export type MatchStatus = "scheduled" | "live" | "innings_break" | "completed";

/** What was reached; `further_fifty` is a batter's 150, 200 and so on. */
export type Milestone =
  | "fifty"
  | "hundred"
  | "further_fifty"
  | "five_wickets"
  | "ten_wickets"
  | "hat_trick"
  | "maiden"
  | "partnership_fifty"
  | "partnership_hundred"
  | "team_fifty"
  | "team_hundred";

/** Whom or what the next action must name. */
export type Need = "batter" | "bowler" | "innings";

/** What a dispute asks of a person: to check their own book, to rule, or nothing yet. */
export type NoticeAsk = "correct" | "rule" | "wait";

/** How a match ended. */
export type Outcome = "win" | "tie" | "draw" | "no_result" | "abandoned" | "awarded" | "conceded";

/** How a match's targets are revised after a loss of overs. Only the first is published. */
export type RainMethod = "dls_standard" | "dls_professional" | "vjd";

/** Why a player was replaced. */
export type ReplacementReason =
  | "concussion"
  | "injury"
  | "tactical"
  | "covid"
  | "impact"
  | "supersub"
  | "suspended"
  | "national"
  | "unknown";

/** What the incoming player may do: everything, or one role for now. */
export type ReplacementRole = "player" | "batter" | "bowler";

/** Why a batter left without being dismissed by the bowling side (Law 25.4). */
export type Retirement = "hurt" | "out" | "not_out";

/** How a dispute was ruled. */
export type RulingMethod = "umpire" | "video" | "captains" | "abandon";

/** What a person is at a school. */
export type SchoolRole =
  | "director_of_cricket"
  | "head_coach"
  | "assistant_coach"
  | "administrator"
  | "scorer"
  | "groundskeeper"
  | "medical_officer";

/** Who writes the log of a match; a match has one writer. */
export type ScoredBy = "scorers" | "provider";

/** A voice in the consensus: one book at a time. */
export type Seat = "umpire" | "neutral" | "home" | "away";

/** What became of the action: skipped whole, counted against the laws, or merely noted. */
export type Severity = "error" | "warning" | "info";

/** Where an action came from. */
export type Source = "live" | "manual_entry" | "import" | "migration" | "correction" | "provider";

/** Why a lineup changed during the match, in the public schema's words. */
export type SubstitutionReason = "concussion" | "covid" | "tactical" | "injury";

/** How long a suspended bowler may not bowl. */
export type SuspensionScope = "innings" | "match";

/** What a person is in a team; captaincies are flags of a player. */
export type TeamRole = "player" | "coach" | "assistant_coach" | "manager" | "scorer" | "analyst";

/** What the winner of the toss chose to do first. */
export type TossDecision = "bat" | "field";

/** How many scorers must agree before a ball counts. */
export type ValidationTier = "HONOR" | "SINGLE" | "DUAL" | "TRIPLE";

/** How an innings of a batter ended. */
export type WicketType =
  | "bowled"
  | "caught"
  | "lbw"
  | "run_out"
  | "stumped"
  | "hit_wicket"
  | "handled_ball"
  | "obstructing_field"
  | "hit_ball_twice"
  | "timed_out"
  | "retired_out"
  | "retired_hurt"
  | "retired_not_out";
