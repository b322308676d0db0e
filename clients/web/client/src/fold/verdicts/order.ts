// Rows 1-3, 52, 56 and 60: the order of innings, stoppages, and how innings and match end.

import type { Action, Delivery, InningsClosed, InningsStarted, MatchClosed } from "../actions.js";
import { copyOf } from "../copying.js";
import { dueClose, endPlay } from "../innings.js";
import { continuesOver, isInLastOver } from "../overs.js";
import { contradicts, describeResult, resultByScore, resultOf } from "../result.js";
import type { Innings } from "../state.js";
import { currentInnings, isOpen, mainInnings } from "../state.js";
import type { CloseReason } from "../vocabulary.js";
import type { Case } from "./case.js";
import type { Found } from "./model.js";
import { YES } from "./model.js";

/** Find the first action of an innings without a start; a forfeited innings needs none. */
function startMissing({ begins }: Case, action: Action): Found | null {
  const isForfeited = action.type === "innings_closed" && action.reason === "forfeited";
  return begins && !isForfeited ? { innings: action.inningsNumber } : null;
}

/** Find play in an innings that is over, except in an over that the umpire let continue. */
function inningsIsOver({ innings, state }: Case, action: Action): Found | null {
  if (innings === null || innings.closed === null || state.recordedResult !== null) {
    return null;
  }
  if (action.type === "delivery" && continuesOver(innings, action)) {
    return null;
  }
  return { innings: innings.number, closed: reasonText(innings.closed) };
}

/** Find an action after a recorded end of the match, or another innings after the match was won. */
function matchIsOver({ state, begins }: Case): Found | null {
  if (state.recordedResult !== null) {
    return { why: "was recorded as closed" };
  }
  const isWon = state.result !== null && state.result.winnerTeamId !== null;
  return isWon && begins ? { why: "was already won" } : null;
}

/** Find an action of an innings before the current one. */
function inningsIsBehind({ state }: Case, { inningsNumber }: Action): Found | null {
  const current = currentInnings(state);
  const isBehind = current !== null && inningsNumber < current.number;
  return isBehind ? { innings: inningsNumber, current: current.number } : null;
}

/** Find a second start of the current innings. */
function startedTwice({ innings }: Case, action: InningsStarted): Found | null {
  return innings === null ? null : { innings: action.inningsNumber };
}

/** Find an innings whose number is not the next. */
function inningsSkipped({ state }: Case, { inningsNumber }: Action): Found | null {
  const due = (currentInnings(state)?.number ?? 0) + 1;
  return inningsNumber > due ? { innings: inningsNumber, due } : null;
}

/** Find another innings while the one before is in progress. */
function inningsStillOpen({ state, begins }: Case, action: Action): Found | null {
  const current = currentInnings(state);
  const isEarly = begins && current !== null && isOpen(current);
  return isEarly ? { innings: action.inningsNumber, open: current.number } : null;
}

/** Find another innings of a side that has had all of its innings. */
function noInningsLeft({ state, begins, conditions }: Case, action: InningsStarted): Found | null {
  if (action.superOver || !begins) {
    return null;
  }
  const { battingTeamId: team } = action;
  const had = mainInnings(state).filter((each) => each.battingTeamId === team).length;
  return had >= conditions.inningsPerSide ? { team, had } : null;
}

/** Find a ball bowled, or play stopped again, while play is stopped. */
function playedWhileStopped({ state }: Case): Found | null {
  return state.stoppage === null ? null : { why: state.stoppage };
}

/** Find a resumption of play that was not stopped. */
function playResumedUnstopped({ state }: Case): Found | null {
  return state.stoppage === null ? YES : null;
}

/** Find a declaration or forfeiture where each side has one innings of limited overs. */
function declaredInLimitedOvers({ conditions }: Case, { reason }: InningsClosed): Found | null {
  const isLimited = conditions.inningsPerSide === 1 && conditions.oversPerInnings;
  const isByCaptain = reason === "declared" || reason === "forfeited";
  return isLimited && isByCaptain ? { how: reasonText(reason) } : null;
}

/** Find a forfeiture of an innings in which a ball was bowled. */
function forfeitedOnceBegun({ innings }: Case, { reason }: InningsClosed): Found | null {
  if (reason !== "forfeited" || innings === null) {
    return null;
  }
  return innings.legalBalls || innings.over.deliveries ? { innings: innings.number } : null;
}

/** Find a recorded reason for the end of an innings that contradicts the score. */
function closeContradicted({ innings, state }: Case, action: InningsClosed): Found | null {
  const byScore = innings === null ? null : innings.closed ?? dueClose(state, innings);
  if (byScore === null || byScore === action.reason) {
    return null;
  }
  return { how: reasonText(action.reason), says: reasonText(byScore) };
}

/** Find a recorded end of an innings by wickets, overs or target that the score does not show. */
function closeNotShown({ innings, state }: Case, action: InningsClosed): Found | null {
  if (innings === null || canEndSo(innings, action)) {
    return null;
  }
  const byScore = innings.closed ?? dueClose(state, innings);
  return byScore === null ? { how: reasonText(action.reason) } : null;
}

/** Return whether an innings can have ended in this way, as far as the score shows. */
function canEndSo(innings: Innings, { reason, absentIds }: InningsClosed): boolean {
  if (reason === "overs_complete") {
    return isInLastOver(innings); // which the umpire ended early
  }
  if (reason !== "all_out") {
    return reason !== "target_reached";
  }
  const away = [...innings.batters.values()].filter((each) => each.dismissal !== null).length;
  return away + absentIds.length >= innings.wicketsLimit;
}

/** Find a recorded end of the match that contradicts the score. */
function resultContradicted({ state }: Case, action: MatchClosed): Found | null {
  const { outcome, winnerTeamId, method } = action;
  const recorded = resultOf(outcome, winnerTeamId, { method });
  const own = copyOf(state);
  own.recordedResult = recorded;
  endPlay(own, action);
  const byScore = resultByScore(own);
  if (byScore === null || !contradicts(own, recorded, byScore)) {
    return null;
  }
  return { said: describeResult(recorded), says: describeResult(byScore) };
}

/** Return a reason as text for a sentence. */
function reasonText(reason: CloseReason): string {
  return reason.replaceAll("_", " ");
}

export const ORDER = {
  innings_start_missing: startMissing,
  innings_over: inningsIsOver,
  match_over: matchIsOver,
  innings_out_of_order: inningsIsBehind,
  innings_started_twice: startedTwice,
  innings_skipped: inningsSkipped,
  innings_not_closed: inningsStillOpen,
  no_innings_left: noInningsLeft,
  ball_while_stopped: playedWhileStopped,
  stopped_twice: playedWhileStopped,
  resumed_unstopped: playResumedUnstopped,
  declared_in_limited_overs: declaredInLimitedOvers,
  forfeited_once_begun: forfeitedOnceBegun,
  close_contradicted: closeContradicted,
  close_not_shown: closeNotShown,
  result_contradicted: resultContradicted,
};
