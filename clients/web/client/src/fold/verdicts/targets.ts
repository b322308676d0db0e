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

/** The overs of an innings, the one in progress counted whole. */
function oversBegun({ over, oversCompleted }: Innings): number {
  return oversCompleted + Number(over.deliveries > 0 && !over.isComplete);
}

/** Fewer overs than the innings has had, the one in progress among them. */
function revisedBelowBowled({ state }: Case, { oversLimit: limit }: TargetRevised): Found | null {
  const current = currentInnings(state);
  if (limit === null || current === null || (!isOpen(current) && current.target === null)) {
    return null;
  }
  const begun = oversBegun(current);
  return limit < begun ? { limit, begun } : null;
}

/** A revision of overs or target in a super over. */
function superOverRevised({ state }: Case): Found | null {
  const current = currentInnings(state);
  return current !== null && current.isSuperOver && isOpen(current) ? YES : null;
}

/** How many innings both sides have, super overs excluded. */
function inningsInAll({ conditions }: Case): number {
  return conditions.inningsPerSide * 2;
}

/** A target while the innings that chases is neither in progress nor next. */
function targetWithoutChase(about: Case, { target }: TargetRevised): Found | null {
  if (target === null) {
    return null;
  }
  const current = currentInnings(about.state);
  const isBetween = current !== null && !isOpen(current);
  const isChase = mainInnings(about.state).length + Number(isBetween) >= inningsInAll(about);
  return isChase ? null : { innings: current?.number ?? 1 };
}

/** A par in an innings that chases no target, or before a chase whose target is not set. */
function parWithoutTarget({ state }: Case, { par, target }: TargetRevised): Found | null {
  const current = currentInnings(state);
  if (par === null || (current !== null && current.target !== null)) {
    return null;
  }
  const isInProgress = current !== null && isOpen(current);
  return isInProgress || target === null ? { par } : null;
}

/** A target for an innings that is not the last of the match. */
function targetAtStart(about: Case, action: InningsStarted): Found | null {
  if (action.target === null || action.superOver) {
    return null;
  }
  const isChase = mainInnings(about.state).length + 1 >= inningsInAll(about);
  return isChase ? null : { innings: action.inningsNumber };
}

/**
 * A target that the runs before do not make, and that no lost over and no method explains: a run
 * too few decides the match a run too early.
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
 * Whether overs or a target were set anew before a chase begins, or with its beginning; where play
 * was stopped they may have been.
 */
function isRevisedBefore({ state, conditions }: Case, action: InningsStarted): boolean {
  const overs = conditions.oversPerInnings || null;
  const played = mainInnings(state);
  const limits = [...played.map((each) => each.oversLimit), action.oversLimit || overs];
  const isSaid = state.method !== null || state.pendingRevision !== null;
  const isCut = played.some((each) => each.lostOvers !== null || each.closed === "abandoned");
  return state.rain !== null || isSaid || isCut || limits.some((each) => each !== overs);
}

/** A side that follows on although its opponents' lead is too small. */
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

/** A super over that no tie called for; the second of a pair is called for by the first. */
function withoutATie({ state }: Case, action: InningsStarted): Found | null {
  if (!action.superOver || superOvers(state).length % 2) {
    return null;
  }
  const isTie = state.result?.outcome === "tie" && state.result.winnerTeamId === null;
  return isTie ? null : YES;
}

/** A wicket beyond those that end a super over. */
function wicketTooMany(
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
 * The super overs, before this one, of the side that bats, in the order of play. A super over comes
 * after the whole of the pair before it.
 */
function before({ innings, state }: Case, action: Delivery | InningsStarted): Innings[] {
  const own = action.type === "delivery" ? innings : null;
  const side = action.type === "innings_started"
    ? action.superOver ? action.battingTeamId : null
    : own?.isSuperOver ? own.battingTeamId : null;
  if (side === null) {
    return [];
  }
  return superOvers(state).filter((each) => each !== own && each.battingTeamId === side);
}

/** A batter who comes in and was out in one of the side's super overs before. */
function dismissedBefore(about: Case, action: Delivery | InningsStarted): Found | null {
  const earlier = before(about, action);
  const named = [action.strikerId, action.nonStrikerId].flatMap((each) => each || []);
  const isNew = (each: string): boolean => !about.innings?.batters.has(each);
  const player = named.find(
    (each) => isNew(each) && earlier.some((innings) => isOutIn(innings, each)),
  );
  return player === undefined ? null : { player };
}

/** Whether a batter was out in an innings. */
function isOutIn(innings: Innings, playerId: string): boolean {
  const batter = innings.batters.get(playerId);
  return batter !== undefined && isOut(batter);
}

/** A bowler who bowled the side's super over before. */
function bowledBefore(about: Case, action: Delivery | InningsStarted): Found | null {
  const { bowlerId: player } = action;
  if (player === null || about.innings?.bowlers.has(player)) {
    return null;
  }
  return before(about, action).at(-1)?.bowlers.has(player) ? { player } : null;
}

export const TARGETS = {
  revision_below_bowled: revisedBelowBowled,
  super_over_revised: superOverRevised,
  target_without_chase: targetWithoutChase,
  par_without_target: parWithoutTarget,
  target_at_start: targetAtStart,
  target_unexplained: targetUnexplained,
  follow_on_lead: followOnLead,
  super_over_without_tie: withoutATie,
  super_over_wicket: wicketTooMany,
  super_over_batter: dismissedBefore,
  super_over_bowler: bowledBefore,
};
