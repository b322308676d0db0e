// Rows 53-55, 57, 58 and 60: overs and targets, revised or not, the follow-on, super overs.

import type { BatterDismissed, Delivery, InningsStarted, TargetRevised } from "../actions.js";
import { targetOfRuns } from "../innings.js";
import type { Innings } from "../state.js";
import {
  currentInnings, isOpen, isOut, mainInnings, NOT_A_WICKET, superOvers,
} from "../state.js";
import type { Case } from "./case.js";
import { LEAST_FOLLOW_ON_LEAD } from "./case.js";
import type { Found } from "./model.js";
import { YES } from "./model.js";

/** Return the overs of an innings; the one in progress counts in full. */
function oversBegun({ over, oversCompleted }: Innings): number {
  return oversCompleted + Number(over.deliveries > 0 && !over.isComplete);
}

/** Find a limit of fewer overs than the innings has begun. */
function revisedBelowBowled({ state }: Case, { oversLimit: limit }: TargetRevised): Found | null {
  const current = currentInnings(state);
  if (limit === null || current === null || (!isOpen(current) && current.target === null)) {
    return null;
  }
  const begun = oversBegun(current);
  return limit < begun ? { limit, begun } : null;
}

/** Find a revision of overs or target in a super over. */
function superOverRevised({ state }: Case): Found | null {
  const current = currentInnings(state);
  return current !== null && current.isSuperOver && isOpen(current) ? YES : null;
}

/** Return the number of innings of both sides, without super overs. */
function inningsInAll({ conditions }: Case): number {
  return conditions.inningsPerSide * 2;
}

/** Find a target while the chase is neither in progress nor next. */
function targetWithoutChase(about: Case, { target }: TargetRevised): Found | null {
  if (target === null) {
    return null;
  }
  const current = currentInnings(about.state);
  const isBetween = current !== null && !isOpen(current);
  const isChase = mainInnings(about.state).length + Number(isBetween) >= inningsInAll(about);
  return isChase ? null : { innings: current?.number ?? 1 };
}

/** Find a par in an innings without a target, or before a chase whose target is not set. */
function parWithoutTarget({ state }: Case, { par, target }: TargetRevised): Found | null {
  const current = currentInnings(state);
  if (par === null || (current !== null && current.target !== null)) {
    return null;
  }
  const isInProgress = current !== null && isOpen(current);
  return isInProgress || target === null ? { par } : null;
}

/** Find a target for an innings that is not the last of the match. */
function targetAtStart(about: Case, action: InningsStarted): Found | null {
  if (action.target === null || action.superOver) {
    return null;
  }
  const isChase = mainInnings(about.state).length + 1 >= inningsInAll(about);
  return isChase ? null : { innings: action.inningsNumber };
}

/**
 * Find a target that does not follow from the runs before, without lost overs or a method that explain it:
 * one run too few would decide the match one run too early.
 */
function targetUnexplained(about: Case, action: InningsStarted): Found | null {
  const played = mainInnings(about.state);
  const isChase = played.length + 1 === inningsInAll(about) && !action.superOver;
  if (action.target === null || !isChase || isRevisedBefore(about, action)) {
    return null;
  }
  const made = targetOfRuns(played, action.battingTeamId);
  return made === null || made === action.target ? null : { target: action.target, made };
}

/**
 * Return whether overs or a target were, or may have been, revised before a chase begins or at its start.
 * They may have been if play was stopped.
 */
function isRevisedBefore({ state, conditions }: Case, action: InningsStarted): boolean {
  const overs = conditions.oversPerInnings || null;
  const played = mainInnings(state);
  const limits = [...played.map((each) => each.oversLimit), action.oversLimit || overs];
  const isAnnounced = state.method !== null || state.pendingRevision !== null;
  const isCut = played.some((each) => each.lostOvers !== null || each.closed === "abandoned");
  return state.rain !== null || isAnnounced || isCut || limits.some((each) => each !== overs);
}

/** Find a follow-on although the opponents' lead is too small. */
function followOnLead({ state, conditions }: Case, action: InningsStarted): Found | null {
  const [first, second, ...more] = mainInnings(state);
  if (conditions.inningsPerSide === 1 || !first || !second || more.length || action.superOver) {
    return null;
  }
  const least = conditions.followOnLead ?? LEAST_FOLLOW_ON_LEAD;
  const lead = first.runs - second.runs;
  const followsOn = second.battingTeamId === action.battingTeamId;
  return followsOn && lead < least ? { lead, least } : null;
}

/** Find a super over without a tie before it. The second of a pair needs none. */
function superOverWithoutTie({ state }: Case, action: InningsStarted): Found | null {
  if (!action.superOver || superOvers(state).length % 2) {
    return null;
  }
  const isTie = state.result?.outcome === "tie" && state.result.winnerTeamId === null;
  return isTie ? null : YES;
}

/** Find a wicket beyond those that end a super over. */
function superOverWicket(
  { innings, conditions }: Case, action: Delivery | BatterDismissed,
): Found | null {
  const most = conditions.superOverWickets;
  if (innings === null || !innings.isSuperOver || innings.wickets < most) {
    return null;
  }
  const kind = action.type === "delivery" ? action.wicket?.type : action.wicketType;
  return kind === undefined || NOT_A_WICKET.has(kind) ? null : { most };
}

/**
 * Return the earlier super overs of the batting side, in the order of play. A super over follows the
 * complete pair before it.
 */
function earlierSuperOvers({ innings, state }: Case, action: Delivery | InningsStarted): Innings[] {
  const own = action.type === "delivery" ? innings : null;
  const side = action.type === "innings_started"
    ? action.superOver ? action.battingTeamId : null
    : own?.isSuperOver ? own.battingTeamId : null;
  if (side === null) {
    return [];
  }
  return superOvers(state).filter((each) => each !== own && each.battingTeamId === side);
}

/** Find a batter who comes in and was out in an earlier super over of the side. */
function superOverBatter(about: Case, action: Delivery | InningsStarted): Found | null {
  const earlier = earlierSuperOvers(about, action);
  const named = [action.strikerId, action.nonStrikerId].flatMap((each) => each || []);
  const isNew = (each: string): boolean => !about.innings?.batters.has(each);
  const player = named.find(
    (each) => isNew(each) && earlier.some((innings) => wasOut(innings, each)),
  );
  return player === undefined ? null : { player };
}

/** Return whether a batter was out in an innings. */
function wasOut(innings: Innings, playerId: string): boolean {
  const batter = innings.batters.get(playerId);
  return batter !== undefined && isOut(batter);
}

/** Find a bowler who bowled the side's previous super over. */
function superOverBowler(about: Case, action: Delivery | InningsStarted): Found | null {
  const { bowlerId: player } = action;
  if (player === null || about.innings?.bowlers.has(player)) {
    return null;
  }
  return earlierSuperOvers(about, action).at(-1)?.bowlers.has(player) ? { player } : null;
}

export const TARGETS = {
  revision_below_bowled: revisedBelowBowled,
  super_over_revised: superOverRevised,
  target_without_chase: targetWithoutChase,
  par_without_target: parWithoutTarget,
  target_at_start: targetAtStart,
  target_unexplained: targetUnexplained,
  follow_on_lead: followOnLead,
  super_over_without_tie: superOverWithoutTie,
  super_over_wicket: superOverWicket,
  super_over_batter: superOverBatter,
  super_over_bowler: superOverBowler,
};
