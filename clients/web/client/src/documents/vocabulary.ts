// Written from the models by `python -m devtools.datamodel`; do not edit.

/** The type of an action of the log: a ball, or a fact that no ball can carry. */
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

/** The point at which scorers and umpires agreed the score (Laws 2.15 and 3.2). */
export type AgreedAt = "over" | "interval" | "innings" | "match";

/** The progress of a match official's assignment; all but `no_show` give authority. */
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

/** The cause of a difference between books. */
export type DisputeCause = "value" | "missed_by" | "doubled_by";

/** The kind of a dispute. `score` holds the log back; the others concern balls of the log. `extra`: an entry that the other book lacks. `lacking`: a book no longer has a ball. `amended`: a book now has another score. `detail`: the score is agreed. `opened`: a book continues with a score that is not the log's there, or names a person who never had the seat. `provider`: a data provider's score is not the log's; no book is part of it. */
export type DisputeKind =
  | "score"
  | "extra"
  | "lacking"
  | "amended"
  | "detail"
  | "opened"
  | "provider";

/** An end of the pitch, named after the player who stood there when the ball was delivered. */
export type End = "striker" | "bowler";

/** The type of a ball's extras; a no-ball comes before the runs that were run off it. */
export type ExtraType = "noball" | "wide" | "bye" | "legbye";

/** The code of an objection to an action: that of a Problem or of a verdict. */
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

/** The change to an action that a link records. `edited` and `removed` bypass the rules: the content changed, or the document is gone. */
export type LedgerWhat = "appended" | "corrected" | "voided" | "redone" | "edited" | "removed";

/** A player's role in the lineup. */
export type LineupRole = "playing_xi" | "substitute" | "reserve" | "withdrawn";

/** The formats of the public schema; Custom has everything in its conditions. */
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

/** The progress of a match; only the functions write it. */
export type MatchStatus = "scheduled" | "live" | "innings_break" | "completed";

/** The kind of a milestone; `further_fifty` is a batter's 150, 200 and so on. */
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

/** What the next action must name. */
export type Need = "batter" | "bowler" | "innings";

/** The action that a dispute requires of a person: check their own book, rule, or nothing yet. */
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

/** What the incoming player may do: everything, or one role only. */
export type ReplacementRole = "player" | "batter" | "bowler";

/** Why a batter left without being dismissed by the bowling side (Law 25.4). */
export type Retirement = "hurt" | "out" | "not_out";

/** The method of a ruling on a dispute. */
export type RulingMethod = "umpire" | "video" | "captains" | "abandon";

/** A person's role at a school. */
export type SchoolRole =
  | "director_of_cricket"
  | "head_coach"
  | "assistant_coach"
  | "administrator"
  | "scorer"
  | "groundskeeper"
  | "medical_officer";

/** Who writes the log of a match; a match has only one kind of writer. */
export type ScoredBy = "scorers" | "provider";

/** A vote in the consensus, with one book at a time. */
export type Seat = "umpire" | "neutral" | "home" | "away";

/** The effect on the action: skipped whole, counted against the Laws, or merely noted. */
export type Severity = "error" | "warning" | "info";

/** The origin of an action. */
export type Source = "live" | "manual_entry" | "import" | "migration" | "correction" | "provider";

/** Why a lineup changed during the match, with the values of the public schema. */
export type SubstitutionReason = "concussion" | "covid" | "tactical" | "injury";

/** How long a suspended bowler may not bowl. */
export type SuspensionScope = "innings" | "match";

/** A person's role in a team; captaincies are flags of a player. */
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
