// Makes the parts of a board: the lines of the players at work, what is needed next, who may bowl.

import type {
  BarReason, BatterLine, Board, BowlerLine, MatchSetup, Need, NextPlace, StripBall,
} from "./board_types.js";
import { batsAlone } from "./crease.js";
import { oversText } from "./formats.js";
import { ballsLeft, hasBowledEnoughRunning, newBowler } from "./overs.js";
import type { Innings, MatchState, Replacement } from "./state.js";
import {
  atCrease, currentInnings, isOpen, isOut, overBalls, replacedIds, superOvers,
} from "./state.js";
import { sortedTexts } from "./text.js";

const LAST_BALL = 99;

/** Return the score of an innings, `0/0` before the first. */
export function scoreOf(innings: Innings | null): Board["score"] {
  if (innings === null) {
    return { runs: 0, wickets: 0, overs: "0.0", legalBalls: 0 };
  }
  const { runs, wickets, legalBalls } = innings;
  return { runs, wickets, overs: `${innings.oversCompleted}.${overBalls(innings)}`, legalBalls };
}

/** Return the line of a batter who is in; null for a vacant place. */
export function batterLine(innings: Innings, playerId: string | null): BatterLine | null {
  const batter = playerId === null ? undefined : innings.batters.get(playerId);
  if (batter === undefined) {
    return null;
  }
  const { runs, ballsFaced: balls, fours, sixes } = batter;
  return { playerId: batter.playerId, runs, balls, fours, sixes };
}

/** Return the figures of the current bowler; null if none is named. */
export function bowlerLine(state: MatchState, innings: Innings): BowlerLine | null {
  const { bowlerId: playerId } = innings;
  if (playerId === null) {
    return null;
  }
  const { conditions } = state.setup;
  const bowler = innings.bowlers.get(playerId) ?? newBowler(playerId);
  const overs = oversText(bowler.ballsBowled + bowler.miscounted, conditions.ballsPerOver);
  const figures = `${overs}-${bowler.maidens}-${bowler.runsConceded}-${bowler.wickets}`;
  return { playerId, figures, oversLeft: oversLeft(state, innings, playerId) };
}

/** Return the overs that a bowler may still bowl; null without a limit, and after the innings. */
export function oversLeft(state: MatchState, innings: Innings, playerId: string): string | null {
  const { conditions } = state.setup;
  const left = ballsLeft(innings, innings.bowlers.get(playerId) ?? newBowler(playerId), conditions);
  if (left === null || !isOpen(innings)) {
    return null;
  }
  return oversText(isSuspended(state, innings, playerId) ? 0 : left, conditions.ballsPerOver);
}

/** Return the current partnership. */
export function partnershipOf(innings: Innings): Board["partnership"] {
  const last = innings.partnerships.at(-1);
  return last === undefined || !last.isOpen ? null : { runs: last.runs, balls: last.balls };
}

/** Return the balls of the over, each with its action. */
export function stripOf(innings: Innings, ids: readonly string[]): StripBall[] {
  return innings.over.balls.map(({ display }, index) => ({ actionId: ids[index] ?? "", display }));
}

/** Return the type of the restriction in force for the next ball, if the powerplays are known. */
export function powerplayOf(innings: Innings): string | null {
  const [over, ball] = [innings.oversCompleted, overBalls(innings) + 1];
  const span = innings.powerplays.find(
    (each) =>
      !isBefore(over, ball, each.fromOver, each.fromBall || 1)
      && !isBefore(each.toOver, each.toBall || LAST_BALL, over, ball),
  );
  return span?.type ?? null;
}

function isBefore(over: number, ball: number, otherOver: number, otherBall: number): boolean {
  return over < otherOver || (over === otherOver && ball < otherBall);
}

/** Return the runs that the side batting last still needs, and the balls left for them. */
export function requiredOf(innings: Innings, ballsPerOver: number): Board["required"] {
  if (innings.target === null) {
    return null;
  }
  const runs = Math.max(0, innings.target - innings.runs);
  return isOpen(innings) || !runs ? { runs, balls: ballsRemaining(innings, ballsPerOver) } : null;
}

/** Return the legal balls left; null if overs are not limited. */
function ballsRemaining(innings: Innings, ballsPerOver: number): number | null {
  if (innings.oversLimit === null) {
    return null;
  }
  if (innings.closed !== null && innings.closed !== "target_reached") {
    return 0;
  }
  const overs = innings.oversLimit - innings.oversCompleted;
  const count = innings.over.isComplete ? null : innings.over.umpiresCount;
  const more = count === null ? 0 : count - ballsPerOver;
  return Math.max(0, overs * ballsPerOver + more - overBalls(innings));
}

/** Return what the next action must name before a ball can be bowled; nothing after the match. */
export function needsOf(state: MatchState, upcoming: Innings | null): Need[] {
  const innings = currentInnings(state);
  if (state.result !== null) {
    return [];
  }
  if (innings === null || !isOpen(innings)) {
    return upcoming === null ? [] : ["innings"];
  }
  return [
    ...(needsBatter(state, innings) ? ["batter" as const] : []),
    ...(needsBowler(state, innings) ? ["bowler" as const] : []),
  ];
}

/** Return whether a batter must come in to a vacant place (Law 25.2). */
function needsBatter(state: MatchState, innings: Innings): boolean {
  return atCrease(innings).length < 2 && !batsAlone(state, innings);
}

/** Return whether a bowler must be named: for a new over, or to finish one (Law 17.8). */
function needsBowler(state: MatchState, innings: Innings): boolean {
  if (innings.over.isComplete) {
    return true;
  }
  if (!innings.over.deliveries) {
    return innings.bowlerId === null;
  }
  return innings.mayChangeBowler && isTakenOff(state, innings);
}

/** Return whether the bowler of the over may not, or cannot, finish it (Laws 17.8, 41). */
function isTakenOff(state: MatchState, innings: Innings): boolean {
  if (innings.bowlerId === null || isSuspended(state, innings, innings.bowlerId)) {
    return true;
  }
  return state.replacements.some((each) => replacesBowler(each, innings.bowlerId));
}

/**
 * Return whether a replacement bowls instead of a bowler. One that names nobody to go out is for the
 * current bowler.
 */
function replacesBowler({ outPlayerId, role }: Replacement, bowlerId: string | null): boolean {
  return outPlayerId === bowlerId || (outPlayerId === null && role === "bowler");
}

/** Return whether a bowler may not bowl again in the innings or the match (Law 41). */
function isSuspended(state: MatchState, innings: Innings, playerId: string): boolean {
  return innings.suspendedIds.has(playerId) || state.suspendedIds.has(playerId);
}

/** Return the place of the next ball, by the log so far. */
export function nextPlaceOf(innings: Innings | null, upcoming: Innings | null): NextPlace {
  if (upcoming !== null) {
    return { inningsNumber: upcoming.number, overNumber: 0, ballInOver: 1 };
  }
  const { number: inningsNumber = 1, over, oversCompleted = 0 } = innings ?? {};
  if (over === undefined || over.isComplete || !over.deliveries) {
    return { inningsNumber, overNumber: oversCompleted, ballInOver: 1 };
  }
  return { inningsNumber, overNumber: over.number, ballInOver: over.deliveries + 1 };
}

/** Return who bowled before the current bowler, if they may bowl: the likely bowler of the next over. */
export function likelyBowler(state: MatchState, innings: Innings): string | null {
  const bowled = innings.overBowlers.flat().reverse();
  const before = bowled.find((each) => each !== innings.bowlerId) ?? null;
  return before === null || whyBarred(state, innings, before) === null ? before : null;
}

/**
 * Return the bowlers of the innings, and suspended ones, who may not bowl the next ball, with the reason.
 */
export function barredBowlersOf(state: MatchState, innings: Innings): Record<string, BarReason> {
  const candidates = new Set([
    ...innings.bowlers.keys(), ...innings.suspendedIds, ...state.suspendedIds,
    ...lastSuperOverBowlers(state, innings),
  ]);
  const reasons = sortedTexts(candidates).flatMap((playerId): [string, BarReason][] => {
    const why = whyBarred(state, innings, playerId);
    return why === null ? [] : [[playerId, why]];
  });
  return Object.fromEntries(reasons);
}

/**
 * Return the bowlers of the previous super over that the side batting faced; nobody if the innings
 * is not a super over, or is the side's first.
 */
function lastSuperOverBowlers(state: MatchState, innings: Innings): string[] {
  const earlier = superOvers(state).filter(
    (each) => each !== innings && each.battingTeamId === innings.battingTeamId,
  );
  return innings.isSuperOver ? [...(earlier.at(-1)?.bowlers.keys() ?? [])] : [];
}

/** Return why a bowler may not bowl the next ball: the code of the Problem that the ball would cause. */
function whyBarred(state: MatchState, innings: Innings, playerId: string): BarReason | null {
  const { conditions } = state.setup;
  if (isSuspended(state, innings, playerId)) {
    return "bowler_suspended";
  }
  if (hasBowledEnoughRunning(innings, playerId, conditions)) {
    return "consecutive_overs";
  }
  if (!innings.bowlers.has(playerId) && lastSuperOverBowlers(state, innings).includes(playerId)) {
    return "super_over_bowler";
  }
  const bowler = innings.bowlers.get(playerId) ?? newBowler(playerId);
  const isBowling = !innings.over.isComplete && innings.over.bowlerIds.includes(playerId);
  const isSpent = ballsLeft(innings, bowler, conditions) === 0;
  return isSpent && !isBowling ? "bowler_over_limit" : null;
}

/**
 * Return the players of the batting side who may come in, in the planned order. In a super over, those who
 * were out in another one are left out (playing condition).
 */
export function mayComeIn(
  state: MatchState, innings: Innings | null, setup: Pick<MatchSetup, "elevenIds">,
): string[] {
  if (innings === null || !innings.isSuperOver) {
    return yetToBatOf(state, innings, setup);
  }
  const others = superOvers(state).filter(
    (each) => each !== innings && each.battingTeamId === innings.battingTeamId,
  );
  const isOutBefore = (playerId: string): boolean => others.some((each) => {
    const batter = each.batters.get(playerId);
    return batter !== undefined && isOut(batter);
  });
  return notInYet(state, innings, setup).filter((playerId) => !isOutBefore(playerId));
}

/** Return the players of a side who have not come in, in the planned order; nobody in a super over. */
export function yetToBatOf(
  state: MatchState, innings: Innings | null, setup: Pick<MatchSetup, "elevenIds">,
): string[] {
  return innings === null || innings.isSuperOver ? [] : notInYet(state, innings, setup);
}

function notInYet(
  state: MatchState, innings: Innings, setup: Pick<MatchSetup, "elevenIds">,
): string[] {
  const { battingTeamId: teamId } = innings;
  if (teamId === null) {
    return [];
  }
  const side = new Map(Object.entries(setup.elevenIds ?? {})).get(teamId) ?? [];
  const joined = [...state.joined].filter(([, team]) => team === teamId).map(([id]) => id);
  const named = new Set([...side, ...joined, ...innings.absentIds]);
  const excluded = replacedIds(state);
  return [...named].filter((playerId) => !innings.batters.has(playerId) && !excluded.has(playerId));
}
