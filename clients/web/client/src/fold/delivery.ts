// Applies one delivery to an innings: first all checks, then runs, wicket and strike. Nothing changes
// before the last check has passed, so an illegal ball is never applied in part.

import type { Delivery, Wicket } from "./actions.js";
import { warnOfContradictions, wicketThatCounts } from "./contradictions.js";
import { checkMayBat, dismiss, faceAlone, joinPartnership, takeGuard } from "./crease.js";
import { mayReopen, reopenBeyondLimit } from "./derived_ends.js";
import { attach, checkOpen, closeIfDue, dueClose, inningsFor, reopen } from "./innings.js";
import type { Ball } from "./laws.js";
import { FOUR, ONLY_THE_STRIKER, SIX, WITHOUT_A_BALL, isBowlersWicket, judge } from "./laws.js";
import { captainMayChooseStriker, crossingMattersWhenCaught } from "./formats.js";
import {
  beginBall, changeEnds, continuesOver, countBall, endOverIfDue, endShortOver, resumeOver,
  hasEndedShort, spellOf,
} from "./overs.js";
import { Refused } from "./problems.js";
import type {
  BallSummary, Batter, Bowler, ExtraType, Innings, MatchState, Partnership,
} from "./state.js";
import { NOT_A_WICKET, atCrease } from "./state.js";
import { extendDoubt, noteCorrection } from "./strike.js";

const SPELL_WEIGHT = 60;

/** Apply one delivery (Laws 17-22). Throws Refused, with the state unchanged, if it cannot be applied. */
export function bowl(state: MatchState, action: Delivery): void {
  const { conditions } = state.setup;
  const innings = inningsFor(state, action);
  const ball = judge(action, conditions);
  checkDelivery(innings, action);
  attach(state, innings, action);
  state.stoppage = null;
  warnOfContradictions(state, action, ball);
  const hasWicket = action.wicket !== null || action.isWicket;
  const wicket = hasWicket ? wicketThatCounts(state, innings, action, ball) : null;
  placeInOver(state, innings, action);
  const batter = takePlaces(state, innings, action);
  extendDoubt(state, innings, action);
  const bowler = beginBall(state, innings, action);
  scoreBall(innings, batter, bowler, ball, conditions.oversPerEnd);
  countBall(innings, action, ball);
  innings.over.balls.push(summary(ball, wicket));
  moveBatters(state, innings, wicket, ball, bowler);
  innings.isFreeHit = conditions.freeHit && nextIsFreeHit(innings, ball);
  endOverIfDue(innings, conditions);
  if (innings.strikerId === null) {
    faceAlone(state, innings);
  }
  noteCorrection(innings, action);
  closeIfDue(state, innings);
}

/** Continue an over or innings that had seemed complete, or end the previous over early. */
function placeInOver(state: MatchState, innings: Innings, action: Delivery): void {
  if (innings.over.isComplete) {
    if (continuesOver(innings, action)) {
      reopen(state, innings);
      resumeOver(state, innings, action);
    }
  } else if (hasEndedShort(innings, action, state.setup.conditions)) {
    endShortOver(state, innings, action);
    innings.closed = dueClose(state, innings);
  }
  if (innings.closed !== null) {
    reopenBeyondLimit(state, innings, action);
  }
}

/** Throw Refused for a ball that the innings cannot take, because its players are not those who are in. */
function checkDelivery(innings: Innings, action: Delivery): void {
  if (innings.closed !== null && !continuesOver(innings, action) && !mayReopen(innings)) {
    checkOpen(innings);
  }
  checkPeople(innings, action);
  if (action.wicket !== null) {
    checkWicket(innings, action, action.wicket);
  }
}

/** Refuse a player in two places, and a batter whose innings is over. */
function checkPeople(innings: Innings, action: Delivery): void {
  const { strikerId, nonStrikerId, bowlerId } = action;
  if (strikerId === nonStrikerId) {
    const why = `nonStrikerId: ${strikerId} cannot be at both ends`;
    throw new Refused("same_batter_twice", why);
  }
  if (bowlerId === strikerId || bowlerId === nonStrikerId) {
    throw new Refused("bowler_is_batting", `bowlerId: ${bowlerId} is batting this ball`);
  }
  if (strikerId !== innings.strikerId || nonStrikerId !== innings.nonStrikerId) {
    checkMayBat(innings, strikerId);
    checkMayBat(innings, nonStrikerId);
  }
}

/** Throw Refused for the dismissal of a player who is not in. */
function checkWicket(innings: Innings, action: Delivery, wicket: Wicket): void {
  const out = wicket.dismissedPlayerId;
  if (wicket.type === "timed_out") {
    checkMayBat(innings, out);
  } else if (out !== action.strikerId && out !== action.nonStrikerId) {
    if (!action.nonStrikerId && otherBatter(atCrease(innings), action) === out) {
      checkMayBat(innings, out);
      return;
    }
    const isStrikers = ONLY_THE_STRIKER.has(wicket.type);
    throw new Refused(
      isStrikers ? "dismissal_not_possible" : "batter_not_at_crease",
      `wicket.dismissedPlayerId: ${out} is neither striker nor non-striker`,
    );
  }
}

/**
 * Put the two batters whom the delivery names at the crease, and continue or begin their partnership;
 * return the striker.
 */
function takePlaces(state: MatchState, innings: Innings, action: Delivery): Batter {
  const { strikerId } = action;
  const nonStrikerId = action.nonStrikerId || otherBatter(atCrease(innings), action);
  if (innings.strikerId !== strikerId || innings.nonStrikerId !== nonStrikerId) {
    takeGuard(state, innings, action, strikerId, nonStrikerId);
  }
  joinPartnership(state, innings);
  return mustBe(innings.batters.get(strikerId), `batter ${strikerId}`);
}

/**
 * Return the non-striker if a document does not name them: the other batter who is in. If none is known,
 * the batter who was run out or obstructed the field at that end (Laws 37, 38).
 */
export function otherBatter(inNow: readonly string[], action: Delivery): string | null {
  const { strikerId, wicket } = action;
  const others = inNow.filter((player) => player !== strikerId);
  if (!others.length && wicket !== null && wicket.dismissedPlayerId !== strikerId) {
    const isThere = wicket.type === "run_out" || wicket.type === "obstructing_field";
    return isThere ? wicket.dismissedPlayerId : null;
  }
  return others.length === 1 ? others[0] ?? null : null;
}

/** Add a ball's runs to the innings, the striker, the bowler and the partnership (Law 18.10). */
function scoreBall(
  innings: Innings, batter: Batter, bowler: Bowler, ball: Ball, oversPerEnd: number,
): void {
  innings.runs += ball.total;
  const partnership = mustBe(innings.partnerships.at(-1), "a partnership");
  partnership.runs += ball.total - ball.penalty;
  if (ball.isFaced) {
    batter.ballsFaced += 1;
    partnership.balls += 1;
  }
  if (ball.offBat) {
    credit(batter, partnership, ball);
  }
  if (ball.hasExtras) {
    countExtras(innings, bowler, ball);
  }
  const spells = bowler.spells.length;
  analyse(bowler, ball, innings.over.number, oversPerEnd);
  innings.weight += SPELL_WEIGHT * (bowler.spells.length - spells);
}

function mustBe<T>(value: T | undefined, what: string): T {
  if (value === undefined) {
    throw new Error(`the state has no ${what}`);
  }
  return value;
}

/** Add the runs off the bat to the batter and to their part of the partnership. */
function credit(batter: Batter, partnership: Partnership, ball: Ball): void {
  batter.runs += ball.offBat;
  if (ball.boundary === FOUR) {
    batter.fours += 1;
  } else if (ball.boundary === SIX) {
    batter.sixes += 1;
  }
  if (partnership.batterAId === batter.playerId) {
    partnership.runsA += ball.offBat;
  } else {
    partnership.runsB += ball.offBat;
  }
}

/** Add the extras; wides and no-balls count against the bowler, too (Laws 21, 22). */
function countExtras(innings: Innings, bowler: Bowler, ball: Ball): void {
  innings.wides += ball.wide;
  innings.noBalls += ball.noBall;
  innings.byes += ball.bye;
  innings.legByes += ball.legBye;
  innings.penalty += ball.penalty;
  bowler.wides += ball.wide;
  bowler.noBalls += ball.noBall;
}

/** Add a ball to the bowler's analysis. A dot ball is one that cost the bowler nothing. */
function analyse(bowler: Bowler, ball: Ball, overNumber: number, oversPerEnd: number): void {
  const spell = spellOf(bowler, overNumber, oversPerEnd);
  if (ball.isLegal) {
    bowler.ballsBowled += 1;
  }
  if (ball.conceded) {
    bowler.runsConceded += ball.conceded;
    spell.runs += ball.conceded;
  } else {
    bowler.dotBalls += 1;
  }
}

/** Change ends for the runs, then remove a dismissed batter (Laws 18.11, 38). */
function moveBatters(
  state: MatchState, innings: Innings, wicket: Wicket | null, ball: Ball, bowler: Bowler,
): void {
  innings.strikeWasStated = false;
  if (ball.completedRuns % 2) {
    changeEnds(innings);
  }
  if (wicket !== null) {
    applyWicket(state, innings, wicket, ball, bowler);
  }
}

/**
 * Remove a dismissed batter, and credit the bowler if the dismissal is theirs. Runs recorded with an
 * obstruction imply that it prevented no catch (Law 37.5).
 */
function applyWicket(
  state: MatchState, innings: Innings, wicket: Wicket, ball: Ball, bowler: Bowler,
): void {
  if (!WITHOUT_A_BALL.has(wicket.type)) {
    placeSurvivor(state, innings, wicket);
    innings.strikeWasStated = wicket.end !== null || wicket.crossed !== null;
  }
  if (wicket.type === "obstructing_field" && !ball.completedRuns) {
    innings.strikeWasStated ||= captainMayChooseStriker(state.setup.conditions);
  }
  const isCredited = isBowlersWicket(wicket.type);
  if (isCredited) {
    bowler.wickets += 1;
    mustBe(bowler.spells.at(-1), `spell of ${bowler.playerId}`).wickets += 1;
  }
  dismiss(innings, wicket.dismissedPlayerId, {
    type: wicket.type,
    bowlerId: isCredited ? bowler.playerId : null,
    fielderIds: [...wicket.fielderIds, ...wicket.assistFielderIds],
    substituteIds: wicket.substituteIds,
  });
}

/**
 * Move the remaining batter to the right end; the new batter takes the other. After a catch the new batter
 * comes to the striker's end, unless an older edition lets a crossing count (18.11). Otherwise the recorded
 * end of the broken wicket decides (38.2), or the crossing.
 */
function placeSurvivor(state: MatchState, innings: Innings, wicket: Wicket): void {
  let vacant = wicket.end;
  if (wicket.type === "caught") {
    const hasCrossed = wicket.crossed && crossingMattersWhenCaught(state.setup.conditions);
    vacant = hasCrossed ? "bowler" : "striker";
  } else if (vacant === null) {
    if (wicket.crossed) {
      changeEnds(innings);
    }
    return;
  }
  const isOutAtStriker = innings.strikerId === wicket.dismissedPlayerId;
  if (isOutAtStriker !== (vacant === "striker")) {
    changeEnds(innings);
  }
}

/**
 * Return whether the next ball is a free hit: after a no-ball, and after a free hit that does not count in
 * the over, such as a wide.
 */
function nextIsFreeHit(innings: Innings, ball: Ball): boolean {
  return ball.noBall > 0 || (innings.isFreeHit && !ball.isLegal);
}

const EXTRA_SUFFIX: Readonly<Record<ExtraType, string>> = {
  wide: "wd", noball: "nb", bye: "b", legbye: "lb",
};

/** Return a ball as the current over shows it: `4`, `1nb`, `2lb`, `W`, `1wdW`, with penalty runs `6p`. */
export function summary(ball: Ball, wicket: Wicket | null): BallSummary {
  const isWicket = wicket !== null && !NOT_A_WICKET.has(wicket.type);
  const extraType = ball.hasExtras ? extraTypeOf(ball) : null;
  const { total: runs } = ball;
  const suffix = extraType === null ? (ball.penalty ? "p" : "") : EXTRA_SUFFIX[extraType];
  const shown = `${runs}${suffix}`;
  const display = isWicket ? `${runs ? shown : ""}W` : shown;
  return { runs, isWicket, extraType, display };
}

/**
 * Return the kind of a ball's extras; a no-ball takes precedence over what was run off it. Null for
 * penalties.
 */
function extraTypeOf(ball: Ball): ExtraType | null {
  if (ball.noBall) {
    return "noball";
  }
  return ball.wide ? "wide" : ball.bye ? "bye" : ball.legBye ? "legbye" : null;
}
