// Rows 25-32, 48 and 50: runs and extras of one ball, and what the document says of itself.

import type { Delivery } from "../actions.js";
import { FOUR, SIX, WITHOUT_A_BALL, judge } from "../laws.js";
import { NOT_A_WICKET } from "../state.js";
import type { Case } from "./case.js";
import { isOf, namedClause } from "./clauses.js";
import type { Found } from "./model.js";
import { YES } from "./model.js";

/**
 * The clauses by which a ball is not one of the over, beside no-balls and wides: it is called dead
 * before the striker could play it (20.4; by the movements of 27.4 and 28.6 too), or by an offence.
 */
const NOT_IN_THE_OVER = ["17.3.2", "20.4", "24.4", "27.4", "28.2", "28.6", "41.4", "41.5"];

/** The clauses of a run that was short and not meant to be (2017 Code). */
const SHORT_RUN = ["18.3", "18.4"];

/** Runs off the bat beside byes or leg byes. */
function offBatAndByes(_: Case, { runsOffBat: bat, extras }: Delivery): Found | null {
  const byes = extras.bye + extras.legBye;
  return bat && byes ? { bat, byes } : null;
}

/** Byes beside leg byes. */
function byesAndLegByes(_: Case, { extras: { bye, legBye } }: Delivery): Found | null {
  return bye && legBye ? { bye, leg_bye: legBye } : null;
}

/** Byes or leg byes on a wide. */
function byesOffWide(_: Case, { extras }: Delivery): Found | null {
  const byes = extras.bye + extras.legBye;
  return extras.wide && !extras.noBall && byes ? { byes } : null;
}

/** Runs off the bat on a wide. */
function batRunsOnWide(_: Case, { extras, runsOffBat: bat }: Delivery): Found | null {
  return extras.wide && !extras.noBall && bat ? { bat } : null;
}

/**
 * Runs beyond those that win the match: run behind the winning one, or anything behind a wide or
 * no-ball that wins at the call. A boundary counts whole (Law 16).
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

/** A ball that is recorded as both. */
function noBallAndWide(_: Case, { extras }: Delivery): Found | null {
  return extras.noBall && extras.wide ? YES : null;
}

/** A no-ball that adds another penalty than the conditions have. */
function noBallPenalty({ conditions }: Case, { extras }: Delivery): Found | null {
  const [given, due] = [extras.noBall, conditions.noBallRuns];
  return given && given !== due ? { given, due } : null;
}

/** A wide of fewer runs than its penalty. */
function wideBelowPenalty({ conditions }: Case, { extras }: Delivery): Found | null {
  const [given, due] = [extras.wide, conditions.wideRuns];
  return given > 0 && given < due ? { given, due } : null;
}

/** A boundary of other runs than a boundary brings. */
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

/** A total that its parts do not make; of mixed extras other rules speak. */
function totalsMismatch(_: Case, action: Delivery): Found | null {
  const { wide, noBall, bye, legBye, penalty } = action.extras;
  const [given, others] = [action.totalRuns, noBall + bye + legBye];
  if (given === null || (wide && others)) {
    return null;
  }
  const total = action.runsOffBat + wide + others + penalty;
  return given === total ? null : { given, total };
}

/** A ball that says otherwise than its extras whether it is one of the over. */
function legalityMismatch(_: Case, action: Delivery): Found | null {
  const { extras, isLegalDelivery: given } = action;
  const isLegal = !(extras.wide || extras.noBall || action.notCounted);
  return given === null || given === isLegal ? null : { given };
}

/** A wicket of which nothing is known. */
function wicketMissing(_: Case, action: Delivery): Found | null {
  return action.isWicket && action.wicket === null ? YES : null;
}

/** A wicket on a ball that is marked as having none. */
function wicketNotMarked({ entry }: Case, { wicket }: Delivery): Found | null {
  const isUnmarked = (entry["isWicket"] ?? entry["is_wicket"]) === false;
  return wicket && !NOT_A_WICKET.has(wicket.type) && isUnmarked ? YES : null;
}

/** A wicket on a ball that is not one of the over although no wide or no-ball. */
function notCountedWithWicket(_: Case, action: Delivery): Found | null {
  const { extras, wicket } = action;
  if (!action.notCounted || extras.wide || extras.noBall) {
    return null;
  }
  return wicket && !WITHOUT_A_BALL.has(wicket.type) ? YES : null;
}

/**
 * A ball that is not one of the over for a clause that says nothing of the kind. The clause is that
 * of `note`; without one the umpires' reason is not known.
 */
function notCountedWithoutReason({ conditions }: Case, action: Delivery): Found | null {
  const clause = namedClause(action.note);
  if (!action.notCounted || clause === null || conditions.lawsEdition === "2000") {
    return null;
  }
  return isOf(clause, NOT_IN_THE_OVER) ? null : { clause };
}

/** A short run, by the clause in `note`, on a ball that reached the boundary. */
function shortRunOnBoundary({ conditions }: Case, action: Delivery): Found | null {
  const clause = namedClause(action.note);
  if (clause === null || conditions.lawsEdition === "2000" || !isOf(clause, SHORT_RUN)) {
    return null;
  }
  const isUsual = action.boundary === null && [FOUR, SIX].includes(action.runsOffBat);
  return action.boundary || isUsual ? YES : null;
}

export const RUNS = {
  bat_runs_and_byes: offBatAndByes,
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
