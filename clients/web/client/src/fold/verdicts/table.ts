// Written from functions/scrbrd/domain/verdicts by `python -m devtools.datamodel`; do not edit.

import type { Rule } from "./model.js";

/** The number that a Law of the 2017 Code had in the Code of 2000, where it was another. */
export const NUMBER_OF_2000: Readonly<Record<number, number>> = { 2: 3, 12: 12, 13: 12, 14: 13, 15: 14, 16: 21, 17: 22, 21: 24, 22: 25, 23: 26, 24: 2, 25: 2, 27: 40, 28: 41, 31: 27, 32: 30, 33: 32, 40: 31, 41: 42 };

/** The codes of verdicts. */
export type RuleCode =
  | "innings_start_missing"
  | "innings_over"
  | "match_over"
  | "innings_out_of_order"
  | "innings_started_twice"
  | "innings_skipped"
  | "innings_not_closed"
  | "no_innings_left"
  | "same_batter_twice"
  | "batter_already_out"
  | "resumed_too_soon"
  | "resumed_without_record"
  | "resumed_without_consent"
  | "batter_not_retired"
  | "consent_not_needed"
  | "unexplained_batter"
  | "batter_not_at_crease"
  | "batter_not_facing"
  | "out_off_no_ball"
  | "out_off_wide"
  | "out_off_free_hit"
  | "out_after_the_win"
  | "stumped_by_other"
  | "stumped_by_substitute"
  | "handled_ball"
  | "timed_out_opener"
  | "timed_out_at_crease"
  | "timed_out_without_vacancy"
  | "timed_out_on_a_ball"
  | "retired_on_a_ball"
  | "retired_as_dismissed"
  | "needs_a_delivery"
  | "run_out_before_ball"
  | "run_out_end_not_said"
  | "runs_with_dismissal"
  | "runs_with_obstruction"
  | "run_in_progress"
  | "bat_runs_and_byes"
  | "byes_and_leg_byes"
  | "byes_off_wide"
  | "bat_runs_on_wide"
  | "no_ball_and_wide"
  | "no_ball_penalty"
  | "wide_below_penalty"
  | "odd_boundary"
  | "runs_after_the_win"
  | "totals_mismatch"
  | "legality_mismatch"
  | "wicket_missing"
  | "wicket_not_marked"
  | "over_too_long"
  | "umpires_count"
  | "over_too_short"
  | "consecutive_overs"
  | "bowler_changed_mid_over"
  | "finisher_bowled_before"
  | "bowler_suspended"
  | "suspension_scope"
  | "suspended_not_bowling"
  | "bowler_over_limit"
  | "bowler_is_batting"
  | "bowler_of_batting_side"
  | "bowler_is_substitute"
  | "fielder_of_batting_side"
  | "catcher_missing"
  | "player_not_in_lineup"
  | "replaced_plays_on"
  | "penalty_to_offender"
  | "penalty_not_five"
  | "penalty_on_ball_not_five"
  | "award_after_result"
  | "short_run_kept"
  | "short_run_on_boundary"
  | "faces_next_not_given"
  | "not_counted_with_wicket"
  | "not_counted_without_reason"
  | "strike_mismatch"
  | "ball_while_stopped"
  | "stopped_twice"
  | "resumed_unstopped"
  | "revision_below_bowled"
  | "super_over_revised"
  | "target_without_chase"
  | "par_without_target"
  | "target_at_start"
  | "follow_on_lead"
  | "declared_in_limited_overs"
  | "forfeited_once_begun"
  | "super_over_without_tie"
  | "super_over_wicket"
  | "super_over_batter"
  | "super_over_bowler"
  | "close_contradicted"
  | "close_not_shown"
  | "result_contradicted";

/** The rules in order of the table. */
export const RULES: readonly Rule[] = [
  {
    row: 1, code: "innings_start_missing", outcome: "flagged",
    law: { laws: [13], clauses: {} }, problem: "innings_start_missing", needsWicket: false,
    sentence: "innings {innings} has not been started: who bats and who bowls is inferred",
    remedy: "record innings_started before the first ball",
    types: ["delivery", "innings_closed", "batter_dismissed", "batter_retired", "batter_resumed", "batter_arrived", "bowler_suspended"],
  },
  {
    row: 2, code: "innings_over", outcome: "refused",
    law: { laws: [13, 15, 16], clauses: {} }, problem: "innings_over", needsWicket: false,
    sentence: "innings {innings} is over ({closed}), nothing more can happen in it",
    remedy: "void the action, or mend the condition or the action that ended the innings",
    types: ["delivery", "batter_dismissed", "batter_retired", "batter_arrived"],
  },
  {
    row: 2, code: "match_over", outcome: "refused",
    law: { laws: [16], clauses: {} }, problem: "match_over", needsWicket: false,
    sentence: "the match {why}",
    remedy: "void the action, or void what ended the match",
    types: ["delivery", "innings_started", "innings_closed", "batter_dismissed", "batter_retired", "batter_resumed", "batter_arrived", "bowler_suspended", "match_closed", "target_revised"],
  },
  {
    row: 3, code: "innings_out_of_order", outcome: "refused",
    law: { laws: [13], clauses: {} }, problem: "innings_out_of_order", needsWicket: false,
    sentence: "innings {innings} is behind: innings {current} has begun",
    remedy: "record it in its place with `after`, or as a correction",
    types: ["delivery", "innings_started", "innings_closed", "batter_dismissed", "batter_retired", "batter_resumed", "batter_arrived", "bowler_suspended"],
  },
  {
    row: 3, code: "innings_started_twice", outcome: "refused",
    law: { laws: [13], clauses: {} }, problem: "innings_started_twice", needsWicket: false,
    sentence: "innings {innings} has already begun",
    remedy: "correct the first innings_started instead",
    types: ["innings_started"],
  },
  {
    row: 3, code: "innings_skipped", outcome: "refused",
    law: { laws: [13], clauses: {} }, problem: null, needsWicket: false,
    sentence: "innings {innings} cannot begin: innings {due} is next",
    remedy: "give the action the number of the next innings",
    types: ["delivery", "innings_started", "innings_closed", "batter_dismissed", "batter_retired", "batter_resumed", "batter_arrived", "bowler_suspended"],
  },
  {
    row: 3, code: "innings_not_closed", outcome: "refused",
    law: { laws: [13], clauses: {} }, problem: "innings_not_closed", needsWicket: false,
    sentence: "innings {innings} cannot begin while innings {open} is in progress",
    remedy: "record innings_closed with its reason first",
    types: ["delivery", "innings_started", "innings_closed", "batter_dismissed", "batter_retired", "batter_resumed", "batter_arrived", "bowler_suspended"],
  },
  {
    row: 3, code: "no_innings_left", outcome: "refused",
    law: { laws: [13], clauses: {} }, problem: null, needsWicket: false,
    sentence: "{team} has had all its innings ({had})",
    remedy: "name the other side, or mark the innings as a super over",
    types: ["innings_started"],
  },
  {
    row: 4, code: "same_batter_twice", outcome: "refused",
    law: { laws: [25], clauses: {} }, problem: "same_batter_twice", needsWicket: false,
    sentence: "{player} cannot be at both ends",
    remedy: "name the other batter",
    types: ["delivery", "innings_started"],
  },
  {
    row: 5, code: "batter_already_out", outcome: "refused",
    law: { laws: [25], clauses: {} }, problem: "batter_already_out", needsWicket: false,
    sentence: "{player} is already out in this innings",
    remedy: "name who is in; if the appeal was withdrawn, correct the ball with the wicket",
    types: ["delivery", "batter_arrived", "batter_dismissed"],
  },
  {
    row: 6, code: "resumed_too_soon", outcome: "refused",
    law: { laws: [25], clauses: {"2022": "25.4.4"} }, problem: null, needsWicket: false,
    sentence: "{player} retired and may resume only when a wicket falls or another batter retires",
    remedy: "name the batter who came in, or void the retirement",
    types: ["delivery", "batter_arrived", "batter_resumed"],
  },
  {
    row: 6, code: "resumed_without_record", outcome: "flagged",
    law: { laws: [25], clauses: {"2022": "25.4.4"} }, problem: "resumed_without_record", needsWicket: false,
    sentence: "{player} had retired and is in again without a batter_resumed",
    remedy: "record batter_resumed",
    types: ["delivery", "batter_arrived"],
  },
  {
    row: 7, code: "resumed_without_consent", outcome: "refused",
    law: { laws: [25], clauses: {"2022": "25.4.3"} }, problem: "resumed_without_consent", needsWicket: false,
    sentence: "{player} retired out and resumes only with the opposing captain's consent",
    remedy: "record consent if it was given",
    types: ["batter_resumed"],
  },
  {
    row: 8, code: "batter_not_retired", outcome: "refused",
    law: { laws: [25], clauses: {"2022": "25.4.3"} }, problem: "batter_not_retired", needsWicket: false,
    sentence: "{player} had not retired and cannot resume",
    remedy: "record batter_arrived for a new batter, or check the name",
    types: ["batter_resumed"],
  },
  {
    row: 8, code: "consent_not_needed", outcome: "refused",
    law: { laws: [25], clauses: {"2022": "25.4.3"} }, problem: null, needsWicket: false,
    sentence: "consent is recorded for {player}, who did not retire out",
    remedy: "leave the consent out, or correct the retirement",
    types: ["batter_resumed"],
  },
  {
    row: 9, code: "unexplained_batter", outcome: "flagged",
    law: { laws: [25], clauses: {"2022": "25.4"} }, problem: "unexplained_batter", needsWicket: false,
    sentence: "{player} is no longer in, and no dismissal or retirement says why",
    remedy: "record the dismissal or retirement, or name who is in",
    types: ["delivery"],
  },
  {
    row: 10, code: "batter_not_at_crease", outcome: "refused",
    law: { laws: [25], clauses: {"2022": "25.4"} }, problem: "batter_not_at_crease", needsWicket: false,
    sentence: "{player} is not in and can be neither out nor retire",
    remedy: "name the batter who left",
    types: ["delivery", "batter_dismissed", "batter_retired"],
  },
  {
    row: 10, code: "batter_not_facing", outcome: "refused",
    law: { laws: [31], clauses: {} }, problem: "dismissal_not_possible", needsWicket: false,
    sentence: "{player} was not facing and cannot be out {how}",
    remedy: "name the striker, or check how the wicket fell",
    types: ["delivery"],
  },
  {
    row: 11, code: "out_off_no_ball", outcome: "refused",
    law: { laws: [21], clauses: {"2022": "21.18", "2026": "21.17"} }, problem: "dismissal_not_possible", needsWicket: false,
    sentence: "{player} cannot be out {how} off a no-ball",
    remedy: "check whether no-ball was called, or how the wicket fell",
    types: ["delivery"],
  },
  {
    row: 12, code: "out_off_wide", outcome: "refused",
    law: { laws: [22], clauses: {"2022": "22.9"} }, problem: "dismissal_not_possible", needsWicket: false,
    sentence: "{player} cannot be out {how} off a wide",
    remedy: "check whether wide was called, or how the wicket fell",
    types: ["delivery"],
  },
  {
    row: 13, code: "out_off_free_hit", outcome: "flagged",
    law: "playing conditions", problem: "dismissal_not_possible", needsWicket: false,
    sentence: "{player} cannot be out {how} off a free hit and stays in",
    remedy: "leave the wicket out, or check whether the ball was a free hit",
    types: ["delivery"],
  },
  {
    row: 13, code: "out_after_the_win", outcome: "flagged",
    law: { laws: [16], clauses: {} }, problem: "dismissal_not_possible", needsWicket: true,
    sentence: "the runs of this ball win the match before {player} is out, who stays in",
    remedy: "leave the wicket out, or check the runs and the target",
    types: ["delivery"],
  },
  {
    row: 14, code: "stumped_by_other", outcome: "refused",
    law: { laws: [39], clauses: {} }, problem: null, needsWicket: true,
    sentence: "{player} does not keep wicket and cannot have stumped a batter",
    remedy: "name the keeper; if another player keeps now, mark that lineup as the keeper's",
    types: ["delivery"],
  },
  {
    row: 14, code: "stumped_by_substitute", outcome: "flagged",
    law: { laws: [24, 27], clauses: {} }, problem: null, needsWicket: true,
    sentence: "{player} is a substitute and keeps wicket only with the umpires' consent",
    remedy: "check who kept wicket",
    types: ["delivery"],
  },
  {
    row: 15, code: "handled_ball", outcome: "flagged",
    law: { laws: [37], clauses: {} }, problem: null, needsWicket: true,
    sentence: "handled the ball is obstructing the field since 1 October 2017",
    remedy: "record obstructing_field",
    types: ["delivery", "batter_dismissed"],
  },
  {
    row: 16, code: "timed_out_opener", outcome: "refused",
    law: { laws: [40], clauses: {"2022": "40.1.1"} }, problem: null, needsWicket: false,
    sentence: "{player} cannot be timed out: nobody has left yet",
    remedy: "name who was late, or void the action",
    types: ["batter_dismissed"],
  },
  {
    row: 16, code: "timed_out_at_crease", outcome: "refused",
    law: { laws: [40], clauses: {"2022": "40.1.1"} }, problem: null, needsWicket: false,
    sentence: "{player} is in and cannot be timed out",
    remedy: "name the batter who was to come in",
    types: ["batter_dismissed"],
  },
  {
    row: 16, code: "timed_out_without_vacancy", outcome: "refused",
    law: { laws: [40], clauses: {"2022": "40.1.1"} }, problem: null, needsWicket: false,
    sentence: "{player} cannot be timed out: two batters are in",
    remedy: "record first who left",
    types: ["batter_dismissed"],
  },
  {
    row: 17, code: "timed_out_on_a_ball", outcome: "refused",
    law: { laws: [40], clauses: {} }, problem: "dismissal_not_possible", needsWicket: false,
    sentence: "{player} is timed out on a ball, and nobody is awaited then",
    remedy: "record batter_dismissed, which is no ball",
    types: ["delivery"],
  },
  {
    row: 17, code: "retired_on_a_ball", outcome: "flagged",
    law: { laws: [25], clauses: {"2022": "25.4"} }, problem: null, needsWicket: true,
    sentence: "the retirement of {player} is recorded as part of a ball; the ball counts, then it",
    remedy: "record batter_retired, which is no ball; void the ball if none was bowled",
    types: ["delivery"],
  },
  {
    row: 17, code: "retired_as_dismissed", outcome: "refused",
    law: { laws: [25], clauses: {"2022": "25.4"} }, problem: "dismissal_not_possible", needsWicket: false,
    sentence: "the retirement of {player} is recorded as a dismissal",
    remedy: "record batter_retired",
    types: ["batter_dismissed"],
  },
  {
    row: 18, code: "needs_a_delivery", outcome: "refused",
    law: { laws: [32, 33, 34, 35, 36, 39], clauses: {} }, problem: "dismissal_not_possible", needsWicket: false,
    sentence: "{player} cannot be out {how} with no ball bowled",
    remedy: "record the wicket with its ball",
    types: ["batter_dismissed"],
  },
  {
    row: 19, code: "run_out_before_ball", outcome: "flagged",
    law: { laws: [38], clauses: {} }, problem: null, needsWicket: true,
    sentence: "{player} is run out before the ball was bowled, and a ball is recorded",
    remedy: "record batter_dismissed in its place: it is no ball of the over and none faced",
    types: ["delivery"],
  },
  {
    row: 21, code: "run_out_end_not_said", outcome: "flagged",
    law: { laws: [38], clauses: {"2022": "38.4"} }, problem: null, needsWicket: true,
    sentence: "a run out after {runs} completed runs does not say at which end",
    remedy: "record wicket.end, or the strike of the next ball decides",
    types: ["delivery"],
  },
  {
    row: 22, code: "runs_with_dismissal", outcome: "refused",
    law: { laws: [18], clauses: {} }, problem: null, needsWicket: true,
    sentence: "{runs} runs are recorded, and none can be scored where a batter is out {how}",
    remedy: "leave the runs out, or check how the wicket fell",
    types: ["delivery"],
  },
  {
    row: 23, code: "runs_with_obstruction", outcome: "flagged",
    law: { laws: [37], clauses: {"2022": "37.5"} }, problem: null, needsWicket: true,
    sentence: "{runs} runs are recorded with an obstruction; none count if it prevented a catch",
    remedy: "leave the runs out if a catch was prevented",
    types: ["delivery"],
  },
  {
    row: 24, code: "run_in_progress", outcome: "flagged",
    law: { laws: [18, 38], clauses: {} }, problem: null, needsWicket: true,
    sentence: "{player} is run out after {runs} completed runs, and the {end} end was then {other}'s",
    remedy: "check the runs (the one in progress does not count), the end, and whether they crossed",
    types: ["delivery"],
  },
  {
    row: 25, code: "bat_runs_and_byes", outcome: "refused",
    law: { laws: [23], clauses: {"2022": "23.1"} }, problem: null, needsWicket: false,
    sentence: "{bat} runs off the bat and {byes} byes or leg byes cannot come off one ball",
    remedy: "record all as runs off the bat, or all as byes or leg byes",
    types: ["delivery"],
  },
  {
    row: 25, code: "byes_and_leg_byes", outcome: "refused",
    law: { laws: [23], clauses: {"2022": "23.2"} }, problem: null, needsWicket: false,
    sentence: "{bye} byes and {leg_bye} leg byes cannot come off one ball",
    remedy: "record all as byes, or all as leg byes",
    types: ["delivery"],
  },
  {
    row: 26, code: "byes_off_wide", outcome: "flagged",
    law: { laws: [22], clauses: {"2022": "22.6"} }, problem: "byes_off_wide", needsWicket: false,
    sentence: "the {byes} byes off a wide are wides",
    remedy: "record them in extras.wide",
    types: ["delivery"],
  },
  {
    row: 27, code: "bat_runs_on_wide", outcome: "refused",
    law: { laws: [22], clauses: {"2022": "22.6"} }, problem: "runs_not_possible", needsWicket: false,
    sentence: "{bat} runs off the bat are recorded on a wide, and a ball that was hit is no wide",
    remedy: "leave the wide out, or record the runs as wides",
    types: ["delivery"],
  },
  {
    row: 28, code: "no_ball_and_wide", outcome: "flagged",
    law: { laws: [21], clauses: {"2022": "21.13", "2026": "21.12"} }, problem: "no_ball_and_wide", needsWicket: false,
    sentence: "a ball called no-ball and wide is a no-ball",
    remedy: "leave the wide out; what was run are byes",
    types: ["delivery"],
  },
  {
    row: 29, code: "no_ball_penalty", outcome: "flagged",
    law: { laws: [21], clauses: {"2022": "21.16"} }, problem: null, needsWicket: false,
    sentence: "the no-ball adds {given}, its penalty is {due}",
    remedy: "record the penalty in extras.noBall, and what was run as bat runs, byes or leg byes",
    types: ["delivery"],
  },
  {
    row: 30, code: "wide_below_penalty", outcome: "refused",
    law: { laws: [22], clauses: {"2022": "22.6"} }, problem: null, needsWicket: false,
    sentence: "the wide adds {given}, its penalty is {due}",
    remedy: "record the penalty and all that was run in extras.wide",
    types: ["delivery"],
  },
  {
    row: 31, code: "odd_boundary", outcome: "flagged",
    law: { laws: [19], clauses: {"2022": "19.8"} }, problem: null, needsWicket: false,
    sentence: "a boundary of {runs} {what} is recorded",
    remedy: "mark overthrows and runs that were run as boundary: false",
    types: ["delivery"],
  },
  {
    row: 31, code: "runs_after_the_win", outcome: "flagged",
    law: { laws: [16], clauses: {} }, problem: null, needsWicket: false,
    sentence: "{needed} won the match and {runs} are recorded: nothing after the winning run counts",
    remedy: "record the runs that were needed; only a boundary counts whole, off a ball that was legal",
    types: ["delivery"],
  },
  {
    row: 32, code: "totals_mismatch", outcome: "flagged",
    law: { laws: [], clauses: {} }, problem: "totals_mismatch", needsWicket: false,
    sentence: "totalRuns is {given}, its parts make {total}",
    remedy: "correct the part that is wrong",
    types: ["delivery"],
  },
  {
    row: 32, code: "legality_mismatch", outcome: "flagged",
    law: { laws: [], clauses: {} }, problem: "totals_mismatch", needsWicket: false,
    sentence: "isLegalDelivery is {given}, its extras say otherwise",
    remedy: "correct the extras, or isLegalDelivery",
    types: ["delivery"],
  },
  {
    row: 32, code: "wicket_missing", outcome: "refused",
    law: { laws: [], clauses: {} }, problem: "dismissal_not_possible", needsWicket: false,
    sentence: "isWicket is true and no wicket is given: who is out is not known",
    remedy: "record the wicket, or isWicket as false",
    types: ["delivery"],
  },
  {
    row: 32, code: "wicket_not_marked", outcome: "flagged",
    law: { laws: [], clauses: {} }, problem: null, needsWicket: false,
    sentence: "isWicket is false and a wicket is given",
    remedy: "correct isWicket, or leave the wicket out",
    types: ["delivery"],
  },
  {
    row: 33, code: "over_too_long", outcome: "flagged",
    law: { laws: [17], clauses: {"2022": "17.5.2"} }, problem: "over_too_long", needsWicket: false,
    sentence: "ball {ball} is bowled in an over of {length}",
    remedy: "record overBalls if the umpire allowed it",
    types: ["delivery"],
  },
  {
    row: 33, code: "umpires_count", outcome: "flagged",
    law: { laws: [17], clauses: {"2022": "17.5.1"} }, problem: null, needsWicket: false,
    sentence: "the umpire ended an over of {length} at {given} balls",
    remedy: "leave overBalls out if the umpire did not; the umpire's count stands",
    types: ["delivery"],
  },
  {
    row: 33, code: "over_too_short", outcome: "flagged",
    law: { laws: [17], clauses: {"2022": "17.5.1"} }, problem: "over_too_short", needsWicket: false,
    sentence: "over {over} had {balls} balls of {length}, and the next one begins",
    remedy: "record overBalls with the last ball of the short over",
    types: ["delivery"],
  },
  {
    row: 34, code: "consecutive_overs", outcome: "flagged",
    law: { laws: [17], clauses: {"2022": "17.6"} }, problem: "consecutive_overs", needsWicket: false,
    sentence: "{player} bowled the over before and may not bowl this one",
    remedy: "check who bowls",
    types: ["delivery"],
  },
  {
    row: 35, code: "bowler_changed_mid_over", outcome: "flagged",
    law: { laws: [17], clauses: {"2022": "17.7.1"} }, problem: "bowler_changed_mid_over", needsWicket: false,
    sentence: "{player} takes over in mid-over, and nothing recorded says why",
    remedy: "record bowler_suspended, or player_replaced with the role bowler",
    types: ["delivery"],
  },
  {
    row: 36, code: "finisher_bowled_before", outcome: "flagged",
    law: { laws: [17], clauses: {"2022": "17.8"} }, problem: null, needsWicket: false,
    sentence: "{player} ends this over and bowled the one before",
    remedy: "check who bowls",
    types: ["delivery"],
  },
  {
    row: 37, code: "bowler_suspended", outcome: "flagged",
    law: { laws: [41], clauses: {} }, problem: "bowler_suspended", needsWicket: false,
    sentence: "{player} was suspended from bowling",
    remedy: "check who bowls, or void the suspension",
    types: ["delivery"],
  },
  {
    row: 38, code: "suspension_scope", outcome: "flagged",
    law: { laws: [41], clauses: {} }, problem: null, needsWicket: false,
    sentence: "clause {clause} suspends a bowler for the {scope}, recorded is the {given}",
    remedy: "correct the scope, or the clause",
    types: ["bowler_suspended"],
  },
  {
    row: 39, code: "suspended_not_bowling", outcome: "refused",
    law: { laws: [41], clauses: {} }, problem: null, needsWicket: false,
    sentence: "{player} bowled neither this ball nor the last one and cannot be suspended now",
    remedy: "name the bowler, or record it after the ball",
    types: ["bowler_suspended"],
  },
  {
    row: 40, code: "bowler_over_limit", outcome: "flagged",
    law: "playing conditions", problem: "bowler_over_limit", needsWicket: false,
    sentence: "{player} has bowled all the {most} overs that a bowler may",
    remedy: "check who bowls, or the limit in the match's conditions",
    types: ["delivery"],
  },
  {
    row: 41, code: "bowler_is_batting", outcome: "refused",
    law: { laws: [27], clauses: {} }, problem: "bowler_is_batting", needsWicket: false,
    sentence: "{player} is batting this ball and cannot bowl it",
    remedy: "name the bowler",
    types: ["delivery"],
  },
  {
    row: 41, code: "bowler_of_batting_side", outcome: "refused",
    law: { laws: [1], clauses: {} }, problem: "wrong_side", needsWicket: false,
    sentence: "{player} plays for {team}, which is batting, and cannot bowl",
    remedy: "name the bowler, or correct the lineups or the side that bats",
    types: ["delivery"],
  },
  {
    row: 41, code: "bowler_is_substitute", outcome: "refused",
    law: { laws: [24], clauses: {} }, problem: null, needsWicket: false,
    sentence: "{player} is a substitute and cannot bowl",
    remedy: "name the bowler; record player_replaced if a playing condition let a player in",
    types: ["delivery"],
  },
  {
    row: 42, code: "fielder_of_batting_side", outcome: "flagged",
    law: { laws: [24], clauses: {} }, problem: null, needsWicket: true,
    sentence: "{player} fields, and plays for {team}, which is batting",
    remedy: "name the fielder, or mark a substitute as one",
    types: ["delivery", "batter_dismissed"],
  },
  {
    row: 42, code: "catcher_missing", outcome: "flagged",
    law: { laws: [33], clauses: {} }, problem: null, needsWicket: true,
    sentence: "{player} is caught, and nobody is named who caught it",
    remedy: "record wicket.fielderIds",
    types: ["delivery"],
  },
  {
    row: 43, code: "player_not_in_lineup", outcome: "flagged",
    law: { laws: [1], clauses: {} }, problem: "player_not_in_lineup", needsWicket: false,
    sentence: "{player} is in no lineup of this match",
    remedy: "add the lineup, or record player_replaced",
    types: ["delivery", "batter_arrived", "batter_dismissed", "innings_started"],
  },
  {
    row: 43, code: "replaced_plays_on", outcome: "flagged",
    law: "playing conditions", problem: null, needsWicket: false,
    sentence: "{player} was replaced and takes part again",
    remedy: "name the replacement; if the player came back, record player_replaced",
    types: ["delivery", "batter_arrived", "batter_resumed", "batter_dismissed", "innings_started"],
  },
  {
    row: 44, code: "penalty_to_offender", outcome: "flagged",
    law: { laws: [18, 41], clauses: {} }, problem: null, needsWicket: false,
    sentence: "runs under {clause} go to {due}, and are recorded for {given}",
    remedy: "correct the side, or the clause",
    types: ["penalty_awarded"],
  },
  {
    row: 45, code: "penalty_not_five", outcome: "flagged",
    law: { laws: [41], clauses: {"2022": "41.17", "2026": "41.17"} }, problem: null, needsWicket: false,
    sentence: "{given} penalty runs are awarded, an award is {due}",
    remedy: "check the runs; a playing condition may give others",
    types: ["penalty_awarded"],
  },
  {
    row: 45, code: "penalty_on_ball_not_five", outcome: "flagged",
    law: { laws: [41], clauses: {"2022": "41.17", "2026": "41.17"} }, problem: null, needsWicket: false,
    sentence: "{given} penalty runs are recorded on a ball, an award is {due}",
    remedy: "check the runs; a playing condition may give others",
    types: ["delivery"],
  },
  {
    row: 46, code: "award_after_result", outcome: "refused",
    law: { laws: [41], clauses: {"2022": "41.17.2", "2026": "41.17.2"} }, problem: null, needsWicket: false,
    sentence: "{team} was fielding, and penalty runs for it cannot be awarded after the result",
    remedy: "void the award, or correct the edition of the Laws of the match",
    types: ["penalty_awarded"],
  },
  {
    row: 47, code: "short_run_kept", outcome: "refused",
    law: { laws: [18], clauses: {"2022": "18.5.2"} }, problem: null, needsWicket: false,
    sentence: "{runs} runs are kept on the ball whose deliberate short runs are penalised",
    remedy: "correct the ball: only the penalty of a no-ball or wide stands",
    types: ["penalty_awarded"],
  },
  {
    row: 48, code: "short_run_on_boundary", outcome: "flagged",
    law: { laws: [18], clauses: {} }, problem: null, needsWicket: false,
    sentence: "a short run is noted on a ball that reached the boundary, which counts in full",
    remedy: "check that the runs are those of the boundary: a short run is ignored there",
    types: ["delivery"],
  },
  {
    row: 49, code: "faces_next_not_given", outcome: "refused",
    law: { laws: [37], clauses: {"2022": "37.5"} }, problem: null, needsWicket: false,
    sentence: "{player} faces, and the recorded end or crossing puts the other batter there",
    remedy: "correct who faces: only from 1 October 2026 on may the fielding captain choose",
    types: ["delivery"],
  },
  {
    row: 50, code: "not_counted_with_wicket", outcome: "refused",
    law: { laws: [17], clauses: {"2022": "17.3.2"} }, problem: null, needsWicket: false,
    sentence: "a ball that is not one of the over brings a wicket",
    remedy: "count the ball, or leave the wicket out",
    types: ["delivery"],
  },
  {
    row: 50, code: "not_counted_without_reason", outcome: "refused",
    law: { laws: [17], clauses: {"2022": "17.3.2"} }, problem: null, needsWicket: false,
    sentence: "clause {clause} is no reason for which a ball is not one of the over",
    remedy: "count the ball, or name the reason",
    types: ["delivery"],
  },
  {
    row: 51, code: "strike_mismatch", outcome: "flagged",
    law: { laws: [18], clauses: {"2022": "18.11"} }, problem: "strike_mismatch", needsWicket: false,
    sentence: "{player} faces, where the runs before put {due}",
    remedy: "check the runs before, or record which end and whether they crossed",
    types: ["delivery"],
  },
  {
    row: 52, code: "ball_while_stopped", outcome: "flagged",
    law: { laws: [2], clauses: {"2022": "2.7"} }, problem: null, needsWicket: false,
    sentence: "a ball is recorded while play is stopped ({why})",
    remedy: "record play_resumed before the ball",
    types: ["delivery"],
  },
  {
    row: 52, code: "stopped_twice", outcome: "flagged",
    law: { laws: [2], clauses: {"2022": "2.7"} }, problem: null, needsWicket: false,
    sentence: "play is stopped already ({why})",
    remedy: "record play_resumed before the second stoppage, or void it",
    types: ["play_stopped"],
  },
  {
    row: 52, code: "resumed_unstopped", outcome: "flagged",
    law: { laws: [2], clauses: {"2022": "2.7"} }, problem: null, needsWicket: false,
    sentence: "play resumes that was not stopped",
    remedy: "record play_stopped where play stopped",
    types: ["play_resumed"],
  },
  {
    row: 53, code: "revision_below_bowled", outcome: "refused",
    law: "playing conditions", problem: "revision_below_bowled", needsWicket: false,
    sentence: "oversLimit {limit} is fewer than the {begun} overs that have begun",
    remedy: "set the limit to at least the overs that have begun; close the innings if it is over",
    types: ["target_revised"],
  },
  {
    row: 53, code: "super_over_revised", outcome: "refused",
    law: "playing conditions", problem: null, needsWicket: false,
    sentence: "a super over is not revised",
    remedy: "void the revision; record how the match ended",
    types: ["target_revised"],
  },
  {
    row: 54, code: "target_without_chase", outcome: "refused",
    law: "playing conditions", problem: null, needsWicket: false,
    sentence: "a target is recorded, and innings {innings} chases none",
    remedy: "close the innings before it first; of a first innings revise oversLimit alone",
    types: ["target_revised"],
  },
  {
    row: 54, code: "par_without_target", outcome: "refused",
    law: "playing conditions", problem: "par_without_target", needsWicket: false,
    sentence: "par {par} is recorded for an innings without a target",
    remedy: "set both, or set the par in the chase; of a first innings revise oversLimit alone",
    types: ["target_revised"],
  },
  {
    row: 54, code: "target_at_start", outcome: "refused",
    law: "playing conditions", problem: null, needsWicket: false,
    sentence: "a target is recorded for innings {innings}, which chases none",
    remedy: "leave the target out",
    types: ["innings_started"],
  },
  {
    row: 55, code: "follow_on_lead", outcome: "flagged",
    law: { laws: [14], clauses: {"2022": "14.1"} }, problem: null, needsWicket: false,
    sentence: "a side follows on {lead} runs behind, where a lead of {least} is needed",
    remedy: "check who bats, and the runs of both innings",
    types: ["innings_started"],
  },
  {
    row: 56, code: "declared_in_limited_overs", outcome: "flagged",
    law: "playing conditions", problem: null, needsWicket: false,
    sentence: "an innings of limited overs is recorded as {how}",
    remedy: "check the reason; record all_out, overs_complete or abandoned",
    types: ["innings_closed"],
  },
  {
    row: 56, code: "forfeited_once_begun", outcome: "refused",
    law: { laws: [15], clauses: {} }, problem: null, needsWicket: false,
    sentence: "innings {innings} has begun and can only be declared closed, not forfeited",
    remedy: "record the reason as declared",
    types: ["innings_closed"],
  },
  {
    row: 57, code: "super_over_without_tie", outcome: "refused",
    law: "playing conditions", problem: null, needsWicket: false,
    sentence: "a super over begins, and the scores are not tied",
    remedy: "close the innings before it; check their runs, or leave superOver out",
    types: ["innings_started"],
  },
  {
    row: 57, code: "super_over_wicket", outcome: "refused",
    law: "playing conditions", problem: "innings_over", needsWicket: false,
    sentence: "a super over ends at {most} wickets, and another one falls",
    remedy: "check the wickets of this super over",
    types: ["delivery", "batter_dismissed"],
  },
  {
    row: 58, code: "super_over_batter", outcome: "flagged",
    law: "playing conditions", problem: null, needsWicket: false,
    sentence: "{player} was out in the super over before and may not bat in this one",
    remedy: "check who is in",
    types: ["delivery", "innings_started"],
  },
  {
    row: 58, code: "super_over_bowler", outcome: "flagged",
    law: "playing conditions", problem: null, needsWicket: false,
    sentence: "{player} bowled the super over before and may not bowl this one",
    remedy: "check who bowls",
    types: ["delivery", "innings_started"],
  },
  {
    row: 60, code: "close_contradicted", outcome: "flagged",
    law: { laws: [13], clauses: {} }, problem: "close_contradicted", needsWicket: false,
    sentence: "the innings is recorded as {how}, the score ended it: {says}",
    remedy: "check the reason, and the balls before it",
    types: ["innings_closed"],
  },
  {
    row: 60, code: "close_not_shown", outcome: "flagged",
    law: { laws: [13], clauses: {} }, problem: null, needsWicket: false,
    sentence: "the innings is recorded as {how}, the score leaves it open",
    remedy: "check the reason and the balls before it; say who was absent, or that overs were lost",
    types: ["innings_closed"],
  },
  {
    row: 60, code: "result_contradicted", outcome: "flagged",
    law: { laws: [16], clauses: {} }, problem: "result_contradicted", needsWicket: false,
    sentence: "recorded is {said}, the score says {says}",
    remedy: "check the result, or give the method that decided it",
    types: ["match_closed"],
  },
];
