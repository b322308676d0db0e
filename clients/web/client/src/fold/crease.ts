// Keeps track of who is at the crease: batters coming in and going out, partnerships, fall of wickets.

import type { Action } from "./actions.js";
import { inform, warn } from "./noting.js";
import { Refused } from "./problems.js";
import type {
  Batter, Dismissal, Innings, MatchState, Partnership, Replacement,
} from "./state.js";
import { atCrease, isOut, isWicket, replacedIds, weightOf } from "./state.js";
import { warnOfStrike } from "./strike.js";
import type { End } from "./vocabulary.js";

/** Refuse a batter whose innings is over. */
export function checkMayBat(innings: Innings, playerId: string): void {
  const batter = innings.batters.get(playerId);
  if (batter !== undefined && isOut(batter)) {
    const why = `${playerId} is already out in innings ${innings.number}`;
    throw new Refused("batter_already_out", why, "Law 25");
  }
}

/** Put the pair that a delivery names at the crease. The log takes precedence over the predicted strike. */
export function takeGuard(
  state: MatchState, innings: Innings, action: Action, strikerId: string,
  nonStrikerId: string | null,
): void {
  const pairBefore = atCrease(innings);
  const isSwapped = nonStrikerId !== null
    && (innings.strikerId === nonStrikerId || innings.nonStrikerId === strikerId);
  if (isSwapped && !innings.strikeWasStated) {
    warnOfStrike(state, innings, action, strikerId);
  }
  for (const playerId of pairBefore) {
    if (playerId !== strikerId && playerId !== nonStrikerId) {
      const why = "is no longer in, and no dismissal or retirement says why";
      warn(state, action, "unexplained_batter", `${playerId} ${why}`);
    }
  }
  for (const newcomer of [strikerId, nonStrikerId]) {
    if (newcomer !== null && !pairBefore.includes(newcomer)) {
      comeIn(state, innings, action, newcomer);
    }
  }
  innings.strikerId = strikerId;
  innings.nonStrikerId = nonStrikerId;
  joinPartnership(state, innings);
}

/** Begin a batter's innings, or continue it after a retirement without a recorded return. */
function comeIn(state: MatchState, innings: Innings, action: Action, playerId: string): void {
  const batter = innings.batters.get(playerId);
  if (batter === undefined) {
    addBatter(innings, playerId);
    warnOfSide(state, action, playerId, innings.battingTeamId);
  } else if (batter.dismissal !== null) {
    batter.dismissal = null;
    const why = "had retired and is in again without a batter_resumed";
    inform(state, action, "resumed_without_record", `${playerId} ${why}`);
  }
}

function addBatter(innings: Innings, playerId: string): Batter {
  const position = innings.batters.size + 1;
  const batter: Batter = {
    playerId, position, runs: 0, ballsFaced: 0, fours: 0, sixes: 0, dismissal: null,
  };
  innings.batters.set(playerId, batter);
  innings.weight += weightOf([playerId], 3, 400);
  return batter;
}

/** Warn of a player who is in no lineup, or in that of the other side. Does nothing without lineups. */
export function warnOfSide(
  state: MatchState, action: Action, playerId: string, teamId: string | null,
): void {
  const { sides } = state.setup;
  if (sides.size === 0) {
    return;
  }
  const side = sides.get(playerId) || state.joined.get(playerId);
  if (side === undefined) {
    const why = `${playerId} is in no lineup of this match; add the lineup document`;
    warn(state, action, "player_not_in_lineup", why);
  } else if (teamId !== null && side !== teamId) {
    const why = `${playerId} plays for ${side}, and acts here for ${teamId}`;
    warn(state, action, "wrong_side", why);
  }
}

/** Fill the vacant place. A recorded end moves the other batter to the opposite one. */
export function arrive(
  state: MatchState, innings: Innings, action: Action, playerId: string, end: End | null,
): void {
  comeIn(state, innings, action, playerId);
  const other = innings.strikerId || innings.nonStrikerId;
  const isAtStriker = end === null ? innings.strikerId === null : end === "striker";
  innings.strikerId = isAtStriker ? playerId : other;
  innings.nonStrikerId = isAtStriker ? other : playerId;
  if (end !== null) {
    innings.strikeWasStated = true;
  }
  joinPartnership(state, innings);
}

/**
 * Begin a new segment if another pair is together; there is one for each pair and wicket. A batter who was
 * in alone was waiting for the second one, or had a partner whom no ball named: that one joins the segment.
 * Balls faced alone are a segment of their own only where the last man stands.
 */
export function joinPartnership(state: MatchState, innings: Innings): void {
  const { strikerId: a, nonStrikerId: b } = innings;
  if (a === null) {
    return;
  }
  const last = innings.partnerships.at(-1);
  if (last !== undefined && last.isOpen && isBetween(last, a, b)) {
    return;
  }
  const isAlone = last?.isOpen && last.batterBId === null
    && (isEmpty(last) || !state.setup.conditions.lastManStands);
  if (last !== undefined && isAlone && [a, b].includes(last.batterAId)) {
    last.batterBId = last.batterAId === a ? b : a;
    innings.weight += weightOf([last.batterBId], 1, 0);
    return;
  }
  endPartnership(innings);
  innings.partnerships.push({
    wicketNumber: innings.wickets + 1, batterAId: a, batterBId: b,
    runs: 0, balls: 0, runsA: 0, runsB: 0, isOpen: true,
  });
  innings.weight += weightOf([a, b], 1);
}

/** Return whether a segment has a single batter and no runs or balls. */
function isEmpty({ batterBId, runs, balls }: Partnership): boolean {
  return batterBId === null && !runs && !balls;
}

/** Return whether a segment is that of these two batters, in either order. */
function isBetween(stand: Partnership, oneId: string | null, otherId: string | null): boolean {
  const { batterAId: a, batterBId: b } = stand;
  return (a === oneId && b === otherId) || (a === otherId && b === oneId);
}

/** End the segment; later runs belong to the next one. */
function endPartnership(innings: Innings): void {
  const last = innings.partnerships.at(-1);
  if (last !== undefined) {
    last.isOpen = false;
  }
}

/** Vacate a batter's place and end the segment; does nothing for a batter who had left already. */
function leave(innings: Innings, playerId: string): void {
  if (innings.strikerId === playerId) {
    innings.strikerId = null;
  } else if (innings.nonStrikerId === playerId) {
    innings.nonStrikerId = null;
  } else {
    return;
  }
  endPartnership(innings);
}

/** Let a batter who bats alone, where the conditions allow it, face every ball. */
export function faceAlone(state: MatchState, innings: Innings): void {
  if (innings.strikerId === null && batsAlone(state, innings)) {
    innings.strikerId = innings.nonStrikerId;
    innings.nonStrikerId = null;
  }
}

/**
 * Return whether the last batter bats alone, where the conditions allow it: the others are out, or retired
 * and cannot come in, or did not come in when they could.
 */
export function batsAlone(state: MatchState, innings: Innings): boolean {
  return state.setup.conditions.lastManStands && !innings.isSuperOver
    && atCrease(innings).length === 1
    && (noBatterCanComeIn(state, innings) || hasBattedAlone(state, innings));
}

/**
 * Return whether a ball was bowled to one batter alone after all others were out or retired. A batter who
 * did not come back at the fall of the wicket may not do so until another falls (Law 25.4.4).
 */
function hasBattedAlone(state: MatchState, innings: Innings): boolean {
  const last = innings.partnerships.at(-1);
  const hasFaced = last !== undefined && last.isOpen && last.batterBId === null && !isEmpty(last);
  return hasFaced && haveAllBatted(state, innings);
}

/**
 * Return whether all of the side have batted and none may continue: whoever is not out is in, was the last
 * to leave (Law 25.4.4), or has been replaced in the match.
 */
export function noBatterCanComeIn(state: MatchState, innings: Innings): boolean {
  const unavailableIds = new Set([innings.lastLeftId, ...atCrease(innings), ...replacedIds(state)]);
  return haveAllBatted(state, innings)
    && [...innings.batters.values()].every((each) => isOut(each) || unavailableIds.has(each.playerId));
}

/** Return whether all players of the side have had an innings, including replacements for batters. */
function haveAllBatted(state: MatchState, innings: Innings): boolean {
  const extraBatters = state.replacements.filter((each) => isForABatter(innings, each)).length;
  return innings.batters.size >= state.setup.conditions.playersPerSide + extraBatters;
}

/**
 * Return whether a replacement joined the batting side for a batter whose innings has begun and who is not
 * out: one more batter may then come in.
 */
function isForABatter(innings: Innings, { teamId, outPlayerId, role }: Replacement): boolean {
  const out = innings.batters.get(outPlayerId ?? "");
  return teamId === innings.battingTeamId && role !== "bowler" && out !== undefined && !isOut(out);
}

/** Record a dismissal or retirement; only a dismissal adds to the wickets (Law 25.4). */
export function dismiss(innings: Innings, playerId: string, dismissal: Dismissal): void {
  const batter = innings.batters.get(playerId) ?? addBatter(innings, playerId);
  batter.dismissal = dismissal;
  const named = [dismissal.bowlerId, ...dismissal.fielderIds, playerId];
  innings.weight += weightOf(named, 2, 400) + weightOf(dismissal.substituteIds, 2, 0);
  innings.lastLeftId = playerId;
  leave(innings, playerId);
  if (!isWicket(dismissal)) {
    return;
  }
  innings.wickets += 1;
  innings.fallOfWickets.push({
    wicketNumber: innings.wickets,
    score: innings.runs,
    over: innings.over.number, // a wicket off the last ball is 12.6, not 13.0
    ball: innings.over.legalBalls,
    playerId,
    bowlerId: dismissal.bowlerId,
  });
}

/** Remove the wicket of a batter retired out who resumes with consent (Law 25.4.3). */
export function takeBackWicket(innings: Innings, playerId: string): void {
  const fallen = innings.fallOfWickets.find((fall) => fall.playerId === playerId);
  if (fallen === undefined) {
    throw new Error(`${playerId} is out, and no fall of wicket names ${playerId}`);
  }
  const { wicketNumber: removed } = fallen;
  innings.wickets -= 1;
  innings.fallOfWickets = innings.fallOfWickets
    .filter((fall) => fall !== fallen)
    .map((fall) => (fall.wicketNumber > removed
      ? { ...fall, wicketNumber: fall.wicketNumber - 1 } : fall));
  for (const partnership of innings.partnerships) {
    if (partnership.wicketNumber > removed) {
      partnership.wicketNumber -= 1;
    }
  }
}
