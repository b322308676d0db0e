// Continues an innings whose end only followed from the score, if balls were recorded after it. A condition
// (overs, players) closed it, and is more likely to be wrong than the balls.

import type { Action } from "./actions.js";
import { reopen } from "./innings.js";
import { warn } from "./noting.js";
import type { Innings, MatchState } from "./state.js";
import type { CloseReason } from "./vocabulary.js";

/** Reasons that end an innings by the score alone, with the conditions to correct. */
const CONDITIONS: Partial<Record<CloseReason, string>> = {
  overs_complete:
    "oversPerInnings of the match's conditions or the oversLimit that was recorded",
  all_out: "playersPerSide or lastManStands of the match's conditions",
};
const SUPER_OVER = "the wickets and overs of a super over, or the wicket that was no wicket";

/** Return whether the end of an innings gives way to a ball recorded after it. */
export function mayReopen(innings: Innings): boolean {
  const { closed, target } = innings;
  if (innings.isCloseRecorded || closed === null || CONDITIONS[closed] === undefined) {
    return false;
  }
  return target === null || innings.runs < target;
}

/** Reopen an innings for a ball, one over or one wicket beyond its limit, and warn once. */
export function reopenBeyondLimit(state: MatchState, innings: Innings, action: Action): void {
  const reason = innings.closed;
  if (reason === null) {
    return;
  }
  if (!innings.wentOnAfter.includes(reason)) {
    innings.wentOnAfter = [...innings.wentOnAfter, reason];
    warnOfCondition(state, innings, action, reason);
  }
  reopen(state, innings);
  if (reason === "overs_complete") {
    innings.oversLimit = innings.oversCompleted + 1;
  } else {
    innings.wicketsLimit = Math.max(innings.wicketsLimit, innings.wickets + 1);
  }
}

/** Warn which condition ended the innings, and what to correct. */
function warnOfCondition(
  state: MatchState, innings: Innings, action: Action, reason: CloseReason,
): void {
  const isOvers = reason === "overs_complete";
  const after = isOvers ? `${innings.oversCompleted} overs` : `${innings.wickets} wickets`;
  const mend = innings.isSuperOver ? SUPER_OVER : CONDITIONS[reason];
  const law = innings.isSuperOver ? "playing condition: super over" : "Law 13";
  const why = `innings ${innings.number} had ended (${reason}, ${after}) and play was recorded `
    + `after it, which counts; mend ${mend}, or void what was not bowled`;
  warn(state, action, "innings_over", why, law);
}
