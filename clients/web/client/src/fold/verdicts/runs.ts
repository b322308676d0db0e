// Rows 25-32, 48 and 50: runs and extras of one ball, and contradictions within its document.

import type { Delivery } from "../actions.js";
import { FOUR, SIX, WITHOUT_A_BALL, judge } from "../laws.js";
import { NOT_A_WICKET } from "../state.js";
import type { Case } from "./case.js";
import { isPartOf, namedClause } from "./clauses.js";
import type { Found } from "./model.js";
import { YES } from "./model.js";

/**
 * The clauses by which a ball does not count in the over, apart from no-balls and wides: it is called dead
 * before the striker could play it (20.4; also by the movements of 27.4 and 28.6), or an offence occurred.
 */
const NOT_COUNTED_CLAUSES = ["17.3.2", "20.4", "24.4", "27.4", "28.2", "28.6", "41.4", "41.5"];

/** The clauses about a run that was short unintentionally (2017 Code). */
const SHORT_RUN_CLAUSES = ["18.3", "18.4"];

/** Find runs off the bat together with byes or leg byes. */
function batRunsAndByes(_: Case, { runsOffBat: bat, extras }: Delivery): Found | null {
  const byes = extras.bye + extras.legBye;
  return bat && byes ? { bat, byes } : null;
}

/** Find byes together with leg byes. */
function byesAndLegByes(_: Case, { extras: { bye, legBye } }: Delivery): Found | null {
  return bye && legBye ? { bye, leg_bye: legBye } : null;
}

/** Find byes or leg byes on a wide. */
function byesOffWide(_: Case, { extras }: Delivery): Found | null {
  const byes = extras.bye + extras.legBye;
  return extras.wide && !extras.noBall && byes ? { byes } : null;
}

/** Find runs off the bat on a wide. */
function batRunsOnWide(_: Case, { extras, runsOffBat: bat }: Delivery): Found | null {
  return extras.wide && !extras.noBall && bat ? { bat } : null;
}

/**
 * Find runs beyond those that win the match: runs after the winning one, or any runs after a wide or
 * no-ball that wins when it is called. A boundary counts in full (Law 16).
 */
function runsAfterTheWin({ conditions, innings }: Case, action: Delivery): Found | null {
  if (innings === null || innings.target === null || innings.runs >= innings.target) {
    return null;
  }
  const ball = judge(action, conditions);
  const needed = innings.target - innings.runs;
  const called = ball.noBall + Math.min(ball.wide, conditions.wideRuns);
  const runs = ball.total - ball.penalty;
  const isBoundary = [FOUR, SIX].includes(runs - called) && action.boundary !== false;
  const isFit = runs === called || runs <= needed || (isBoundary && called < needed);
  return isFit ? null : { needed, runs };
}

/** Find a ball that is recorded as a no-ball and a wide. */
function noBallAndWide(_: Case, { extras }: Delivery): Found | null {
  return extras.noBall && extras.wide ? YES : null;
}

/** Find a no-ball with another penalty than the conditions have. */
function noBallPenalty({ conditions }: Case, { extras }: Delivery): Found | null {
  const [given, due] = [extras.noBall, conditions.noBallRuns];
  return given && given !== due ? { given, due } : null;
}

/** Find a wide with fewer runs than its penalty. */
function wideBelowPenalty({ conditions }: Case, { extras }: Delivery): Found | null {
  const [given, due] = [extras.wide, conditions.wideRuns];
  return given > 0 && given < due ? { given, due } : null;
}

/** Find a boundary with an impossible number of runs. */
function oddBoundary({ conditions }: Case, action: Delivery): Found | null {
  if (!action.boundary) {
    return null;
  }
  const { extras, runsOffBat } = action;
  const offAWide = Math.max(0, extras.wide - conditions.wideRuns);
  const runs = runsOffBat || extras.bye + extras.legBye + offAWide;
  const isUsual = runs === FOUR || (runs === SIX && runsOffBat);
  return isUsual ? null : { runs, what: runsOffBat ? "off the bat" : "extras" };
}

/** Find a total that differs from the sum of its parts; other rules cover mixed extras. */
function totalsMismatch(_: Case, action: Delivery): Found | null {
  const { wide, noBall, bye, legBye, penalty } = action.extras;
  const [given, others] = [action.totalRuns, noBall + bye + legBye];
  if (given === null || (wide && others)) {
    return null;
  }
  const total = action.runsOffBat + wide + others + penalty;
  return given === total ? null : { given, total };
}

/** Find a ball whose stated legality contradicts its extras. */
function legalityMismatch(_: Case, action: Delivery): Found | null {
  const { extras, isLegalDelivery: given } = action;
  const isLegal = !(extras.wide || extras.noBall || action.notCounted);
  return given === null || given === isLegal ? null : { given };
}

/** Find a wicket without any details. */
function wicketMissing(_: Case, action: Delivery): Found | null {
  return action.isWicket && action.wicket === null ? YES : null;
}

/** Find a wicket on a ball that is marked as having none. */
function wicketNotMarked({ entry }: Case, { wicket }: Delivery): Found | null {
  const isUnmarked = (entry["isWicket"] ?? entry["is_wicket"]) === false;
  return wicket && !NOT_A_WICKET.has(wicket.type) && isUnmarked ? YES : null;
}

/** Find a wicket on a ball that does not count in the over, although it is no wide or no-ball. */
function notCountedWithWicket(_: Case, action: Delivery): Found | null {
  const { extras, wicket } = action;
  if (!action.notCounted || extras.wide || extras.noBall) {
    return null;
  }
  return wicket && !WITHOUT_A_BALL.has(wicket.type) ? YES : null;
}

/**
 * Find a ball that does not count in the over, by a clause that does not provide for this. The clause is
 * that in `note`; without one the umpires' reason is unknown.
 */
function notCountedWithoutReason({ conditions }: Case, action: Delivery): Found | null {
  const clause = namedClause(action.note);
  if (!action.notCounted || clause === null || conditions.lawsEdition === "2000") {
    return null;
  }
  return isPartOf(clause, NOT_COUNTED_CLAUSES) ? null : { clause };
}

/** Find a short run (by the clause in `note`) on a ball that reached the boundary. */
function shortRunOnBoundary({ conditions }: Case, action: Delivery): Found | null {
  const clause = namedClause(action.note);
  if (clause === null || conditions.lawsEdition === "2000" || !isPartOf(clause, SHORT_RUN_CLAUSES)) {
    return null;
  }
  const isUsual = action.boundary === null && [FOUR, SIX].includes(action.runsOffBat);
  return action.boundary || isUsual ? YES : null;
}

export const RUNS = {
  bat_runs_and_byes: batRunsAndByes,
  byes_and_leg_byes: byesAndLegByes,
  byes_off_wide: byesOffWide,
  bat_runs_on_wide: batRunsOnWide,
  no_ball_and_wide: noBallAndWide,
  no_ball_penalty: noBallPenalty,
  wide_below_penalty: wideBelowPenalty,
  odd_boundary: oddBoundary,
  runs_after_the_win: runsAfterTheWin,
  short_run_on_boundary: shortRunOnBoundary,
  totals_mismatch: totalsMismatch,
  legality_mismatch: legalityMismatch,
  wicket_missing: wicketMissing,
  wicket_not_marked: wicketNotMarked,
  not_counted_with_wicket: notCountedWithWicket,
  not_counted_without_reason: notCountedWithoutReason,
};
