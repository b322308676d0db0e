// Rows 44-47 and 49: penalty runs, deliberate short runs, and who may choose the striker.

import type { Delivery, PenaltyAwarded } from "../actions.js";
import { currentInnings } from "../state.js";
import type { Case } from "./case.js";
import { pairOf } from "./case.js";
import { isPartOf, namedClause, namedLaw } from "./clauses.js";
import type { Found } from "./model.js";
import { pairDue } from "./overs.js";

/** The runs of every award under the Laws (Law 41). */
const PENALTY_RUNS = 5;

// The clauses that award penalty runs, and the Laws that award them to one side only, by the side that
// receives them (2017 Code).
const TO_BATTING_SIDE = [
  "24.4", "27.4.2", "28.2", "28.3", "28.6.3", "41.3", "41.4", "41.5", "41.9", "41.12",
  "Law 24", "Law 27", "Law 28",
];
const TO_FIELDING_SIDE = ["18.5", "41.10", "41.14", "41.15", "Law 18"];

// The clause about batters who steal a run, which costs them five; the edition of 2022 moved it.
const STOLEN_RUN = ["41.16"];
const STOLEN_RUN_UNTIL_2022 = ["41.17"];
const DELIBERATE_SHORT_RUN = ["18.5"];

/** Find penalty runs for the side that offended, by the clause or Law recorded with them. */
function penaltyToOffender({ state, conditions }: Case, action: PenaltyAwarded): Found | null {
  const { law } = action;
  const [innings, clause] = [currentInnings(state), namedClause(law) ?? namedLaw(law)];
  if (innings === null || clause === null || conditions.lawsEdition === "2000") {
    return null;
  }
  const stolenRun = conditions.lawsEdition >= "2022" ? STOLEN_RUN : STOLEN_RUN_UNTIL_2022;
  let due: string | null = null;
  if (isPartOf(clause, TO_BATTING_SIDE)) {
    due = innings.battingTeamId;
  } else if (isPartOf(clause, [...TO_FIELDING_SIDE, ...stolenRun])) {
    due = innings.bowlingTeamId;
  }
  const isRight = due === null || action.toTeamId === due;
  return isRight ? null : { clause, due, given: action.toTeamId };
}

/** Find an award of other than five runs. */
function penaltyNotFive(_: Case, { runs }: PenaltyAwarded): Found | null {
  return runs === PENALTY_RUNS ? null : { given: runs, due: PENALTY_RUNS };
}

/** Find penalty runs on a ball that are not a multiple of five. */
function penaltyOnBallNotFive(_: Case, { extras }: Delivery): Found | null {
  const given = extras.penalty;
  return given % PENALTY_RUNS ? { given, due: PENALTY_RUNS } : null;
}

/** Find an award to the fielding side after the result; since 2026 it is allowed. */
function awardAfterResult({ state, conditions }: Case, action: PenaltyAwarded): Found | null {
  const current = currentInnings(state);
  if (conditions.lawsEdition >= "2026" || current === null || state.result === null) {
    return null;
  }
  return action.toTeamId === current.bowlingTeamId ? { team: action.toTeamId } : null;
}

/** Find an award for deliberate short runs after a ball whose runs were kept. */
function shortRunKept({ state, conditions }: Case, action: PenaltyAwarded): Found | null {
  const [innings, clause] = [currentInnings(state), namedClause(action.law)];
  const ball = innings?.over.balls.at(-1);
  if (clause === null || !isPartOf(clause, DELIBERATE_SHORT_RUN) || ball === undefined) {
    return null;
  }
  if (conditions.lawsEdition === "2000") {
    return null;
  }
  const kept: Partial<Record<string, number>> = {
    noball: conditions.noBallRuns, wide: conditions.wideRuns,
  };
  const runs = ball.runs - (kept[ball.extraType ?? ""] ?? 0);
  return runs > 0 ? { runs } : null;
}

/**
 * Find a striker after an obstruction who does not follow from the recorded end or crossing. Only since
 * 2026 does the fielding captain choose, and only if a catch was prevented. If the other batter has
 * left too, neither place follows from the obstruction.
 */
function facesNextNotGiven({ innings, conditions }: Case, action: Delivery): Found | null {
  if (innings === null || conditions.lawsEdition >= "2026" || !innings.strikeWasStated) {
    return null;
  }
  const fallen = innings.fallOfWickets.at(-1);
  const last = fallen && innings.batters.get(fallen.playerId)?.dismissal;
  if (!innings.over.balls.at(-1)?.isWicket || last?.type !== "obstructing_field") {
    return null;
  }
  if (fallen?.playerId !== innings.lastLeftId) {
    return null;
  }
  const [strikerId, nonStrikerId] = pairOf(innings, action);
  const [due, other] = pairDue(innings, action, conditions);
  const stayed = due || other;
  const isMoved = stayed !== null && (other === stayed ? strikerId : nonStrikerId) === stayed;
  return isMoved ? { player: strikerId } : null;
}

export const PENALTIES = {
  penalty_to_offender: penaltyToOffender,
  penalty_not_five: penaltyNotFive,
  penalty_on_ball_not_five: penaltyOnBallNotFive,
  award_after_result: awardAfterResult,
  short_run_kept: shortRunKept,
  faces_next_not_given: facesNextNotGiven,
};
