// Applies revisions of targets, limits of overs and pars after overs were lost.

import type { TargetRevised } from "./actions.js";
import { arePowerplaysAlike, powerplaysOf } from "./formats.js";
import { checkNotClosed, reconsider, warnOfMissingTarget } from "./innings.js";
import { warn } from "./noting.js";
import { notePar } from "./rain/announced.js";
import { noteRevision } from "./rain/log.js";
import { OVERS_LOST, isChase } from "./rain/match.js";
import { settle } from "./result.js";
import type { Innings, MatchState } from "./state.js";
import { currentInnings, isOpen } from "./state.js";

/** Set a new target, limit of overs or par. Between innings it waits for the next innings. */
export function reviseTarget(state: MatchState, action: TargetRevised): void {
  const { target, oversLimit } = action;
  checkNotClosed(state);
  const current = currentInnings(state);
  const isNext = current === null || isForNextInnings(current, action);
  noteRevision(state, target, oversLimit, isNext ? null : current);
  state.method = action.method || state.method;
  revisePar(state, current, action);
  if (current === null || isNext) {
    warnIfRevisedAgain(state, action);
    keepPending(state, target, oversLimit);
    return;
  }
  if (oversLimit !== null) {
    const isMissed = missesTarget(state, current, oversLimit);
    limitOvers(state, current, oversLimit, action);
    if (isMissed && target === null) {
      warnOfMissingTarget(state, action, oversLimit, current.target);
    }
  }
  if (target !== null && current.target !== null) {
    current.target = target;
  } else if (target !== null) {
    keepPending(state, target, null);
  }
  reconsider(state, current);
  settle(state);
}

/**
 * Return whether a chase needs another target for its overs: they become fewer, or more than those for
 * which the target was announced.
 */
function missesTarget(state: MatchState, innings: Innings, limit: number): boolean {
  const before = innings.oversLimit;
  const isAnnounced = state.rain?.isTargetAnnounced ?? false;
  const isOther = before === null || limit < before || (isAnnounced && limit > before);
  return isOther && isChase(state, innings);
}

/** Warn if the overs of a chase to come differ from those for which its target was announced. */
function warnIfRevisedAgain(state: MatchState, action: TargetRevised): void {
  const pending = state.pendingRevision;
  const { target, oversLimit } = action;
  if (!pending?.oversLimit || pending.target === null || target !== null || oversLimit === null) {
    return;
  }
  if (oversLimit !== pending.oversLimit) {
    warnOfMissingTarget(state, action, oversLimit, pending.target);
  }
}

/** Store a revision for the innings to come, merged with an earlier one. */
function keepPending(state: MatchState, target: number | null, oversLimit: number | null): void {
  const before = state.pendingRevision;
  state.pendingRevision = {
    target: target ?? before?.target ?? null,
    oversLimit: oversLimit || (before?.oversLimit ?? null),
  };
}

/**
 * Return whether a revision is for the innings to come: the current one is over and is not a chase. Overs
 * given back to an innings that only its overs had ended belong to that innings.
 */
function isForNextInnings(current: Innings, action: TargetRevised): boolean {
  if (isOpen(current) || current.target !== null) {
    return false;
  }
  const hasItsOvers = current.closed === "overs_complete" && !current.isCloseRecorded;
  const isGivenBack = (action.oversLimit ?? 0) > current.oversCompleted && action.target === null;
  return !(hasItsOvers && isGivenBack);
}

/** Set an innings' limit of overs; warn if more overs have begun. */
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
  const { conditions } = state.setup;
  if (arePowerplaysAlike(innings.powerplays, powerplaysOf(conditions, innings.oversLimit))) {
    innings.powerplays = powerplaysOf(conditions, limit); // they follow from the conditions
  }
  innings.oversLimit = limit;
}

/** Store an announced par. Revised overs or targets without a par remove the previous one. */
function revisePar(state: MatchState, current: Innings | null, action: TargetRevised): void {
  if (action.target !== null || action.oversLimit !== null) {
    state.par = null;
  }
  if (action.par !== null && isParForChase(state, current, action)) {
    notePar(state, action.par);
  }
}

/** Return whether there is a chase for an announced par; warn if there is none. */
function isParForChase(
  state: MatchState, current: Innings | null, action: TargetRevised,
): boolean {
  if (current !== null && current.target !== null) {
    return true;
  }
  const isFirst = current !== null && isOpen(current);
  const hasNoChase = isFirst || action.target === null;
  if (hasNoChase) {
    const more = isFirst ? "" : "; set both, or set it in the chase";
    const why = `par is ${action.par} for an innings without a target${more}`;
    warn(state, action, "par_without_target", why, OVERS_LOST);
  }
  return !hasNoChase;
}
