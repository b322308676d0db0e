// Defines Problem: what is wrong with an action of the log, and whether the action still counted.

import { codePoints, wellFormed } from "./text.js";
import type { Severity } from "./vocabulary.js";

/** The number of characters of a message that are kept. */
export const MOST_MESSAGE_CHARACTERS = 300;

/** Every way in which an action can contradict the Laws, the log or the match. */
export type ProblemCode =
  // The action was skipped whole.
  | "unreadable" | "missing_action" | "bad_reference" | "match_over" | "innings_out_of_order"
  | "same_batter_twice" | "batter_already_out" | "batter_not_at_crease" | "batter_not_retired"
  | "bowler_is_batting" | "innings_started_twice" | "resumed_without_consent"
  | "resumed_too_soon" | "too_much"
  // Skipped whole or counted, as the severity says.
  | "unknown_team" | "dismissal_not_possible" | "innings_over"
  // The action counted, and somebody should look.
  | "runs_not_possible" | "innings_start_missing" | "innings_not_closed" | "strike_mismatch"
  | "unexplained_batter" | "resumed_without_record" | "position_mismatch" | "totals_mismatch"
  | "over_too_long" | "over_too_short" | "consecutive_overs" | "bowler_changed_mid_over"
  | "bowler_suspended" | "bowler_over_limit" | "no_ball_and_wide" | "byes_off_wide"
  | "player_not_in_lineup" | "wrong_side" | "bad_id" | "too_many_players" | "two_captains"
  | "two_keepers" | "revision_below_bowled" | "par_without_target" | "par_not_announced"
  | "target_not_announced"
  | "close_contradicted" | "result_contradicted" | "newer_schema";

/** One problem of one action. `law` names the Law or condition that it contradicts. */
export interface Problem {
  readonly actionId: string;
  readonly code: ProblemCode;
  readonly severity: Severity;
  readonly message: string;
  readonly law: string | null;
}

/** Thrown by a check, before anything has changed, if an action cannot count at all. */
export class Refused extends Error {
  constructor(
    readonly code: ProblemCode,
    message: string,
    readonly law: string | null = null,
  ) {
    super(message);
  }
}

/** Return a message as it is kept: at most 300 characters, and valid Unicode. */
export function shortenMessage(message: string, most: number = MOST_MESSAGE_CHARACTERS): string {
  if (message.length <= most) {
    return wellFormed(message);
  }
  const points = codePoints(message);
  const kept = points.length <= most ? message : `${points.slice(0, most - 3).join("")}...`;
  return wellFormed(kept);
}
