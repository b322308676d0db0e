// Applies revisions: targets, limits of overs and pars, set anew because overs were lost.

import type { TargetRevised } from "./actions.js";
import { checkNotClosed, reconsider } from "./innings.js";
import { warn } from "./noting.js";
import { noteRevision } from "./rain/log.js";
import { settle } from "./result.js";
import type { Innings, MatchState } from "./state.js";
import { currentInnings, isOpen } from "./state.js";

const OVERS_LOST = "playing condition: overs lost";

/** Set a new target, limit of overs or par; between innings it waits for the next. */
export function reviseTarget(state: MatchState, action: TargetRevised): void {
  const { target, oversLimit } = action;
  checkNotClosed(state);
  noteRevision(state, target, oversLimit);
  const current = currentInnings(state);
  if (action.par !== null) {
    checkPar(state, current, action);
  }
  state.method = action.method || state.method;
  state.par = action.par ?? state.par;
  if (current === null || isForTheNext(current, action)) {
    wait(state, target, oversLimit);
    return;
  }
  if (oversLimit !== null) {
    limitOvers(state, current, oversLimit, action);
  }
  if (target !== null && current.target !== null) {
    current.target = target;
  } else if (target !== null) {
    wait(state, target, null);
  }
  reconsider(state, current);
  settle(state);
}

/** Keep what is set for the innings to come, beside what was set for it before. */
function wait(state: MatchState, target: number | null, oversLimit: number | null): void {
  const before = state.pendingRevision;
  state.pendingRevision = {
    target: target ?? before?.target ?? null,
    oversLimit: oversLimit || (before?.oversLimit ?? null),
  };
}

/**
 * Whether a revision is set for the innings to come: this one is over and is no chase. But overs
 * given back to an innings that only its overs had ended are its own.
 */
function isForTheNext(current: Innings, action: TargetRevised): boolean {
  if (isOpen(current) || current.target !== null) {
    return false;
  }
  const hasItsOvers = current.closed === "overs_complete" && !current.isCloseRecorded;
  const isGivenBack = (action.oversLimit ?? 0) > current.oversCompleted && action.target === null;
  return !(hasItsOvers && isGivenBack);
}

/** Set an innings' limit of overs; one below what is bowled is warned of. */
function limitOvers(
  state: MatchState, innings: Innings, limit: number, action: TargetRevised,
): void {
  const { over } = innings;
  const isUnderWay = over.deliveries > 0 && !over.isComplete;
  const begun = innings.oversCompleted + (isUnderWay ? 1 : 0);
  if (limit < begun) {
    const why = `oversLimit is ${limit}, and innings ${innings.number} has begun ${begun} overs`;
    warn(state, action, "revision_below_bowled", why, OVERS_LOST);
  }
  innings.oversLimit = limit;
}

/** Warn of a par that no chase can be measured against. */
function checkPar(state: MatchState, current: Innings | null, action: TargetRevised): void {
  if (current !== null && current.target !== null) {
    return;
  }
  const isFirst = current !== null && isOpen(current);
  if (isFirst || action.target === null) {
    const more = isFirst ? "" : "; set both, or set it in the chase";
    const why = `par is ${action.par} for an innings without a target${more}`;
    warn(state, action, "par_without_target", why, OVERS_LOST);
  }
}
