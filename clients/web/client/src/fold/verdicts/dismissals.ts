// Rows 11-13, 15-19 and 21-24: which dismissals a ball can bring, and which runs may come with them.

import type { Action, BatterDismissed, Delivery, Wicket } from "../actions.js";
import { isWonBefore } from "../contradictions.js";
import {
  BOWLERS_WICKETS, POSSIBLE_OFF_NO_BALL, POSSIBLE_OFF_WIDE, RETIRED_AS, WITHOUT_A_BALL, judge,
} from "../laws.js";
import type { Batter } from "../state.js";
import { atCrease } from "../state.js";
import type { End, WicketType } from "../vocabulary.js";
import type { Case, Pair } from "./case.js";
import { completedRuns, pairOf } from "./case.js";
import { isPartOf, namedClause } from "./clauses.js";
import type { Found } from "./model.js";
import { YES } from "./model.js";

const RETIREMENTS: ReadonlySet<WicketType> = new Set(Object.values(RETIRED_AS));

/** Dismissals that may come before a ball is bowled (Laws 37, 38, 40). */
const NEEDS_NO_DELIVERY: ReadonlySet<WicketType> = new Set<WicketType>([
  "timed_out", "run_out", "obstructing_field", "handled_ball",
]);

/**
 * Dismissals with which only penalties are scored: all except run out, obstructing the field and, under the
 * Code of 2000, handled the ball (Law 18).
 */
const DISMISSALS_WITHOUT_RUNS: ReadonlySet<WicketType> = new Set<WicketType>([
  ...BOWLERS_WICKETS, "hit_ball_twice",
]);

/**
 * The clauses about a non-striker who leaves the ground early (2017 Code). The edition of 2022 moved them;
 * its 41.16 is about batters who steal a run.
 */
const LEAVING_EARLY = ["38.3"];
const LEAVING_EARLY_UNTIL_2022 = ["41.16"];

/** Return a kind of dismissal as text for a sentence. */
export function dismissalName(kind: WicketType): string {
  return kind.replaceAll("_", " ");
}

/** Return whether a batter's innings ended, or is suspended, by retirement. */
export function hasRetired(batter: Batter): boolean {
  return batter.dismissal !== null && RETIREMENTS.has(batter.dismissal.type);
}

/** Return the wicket that a ball brought; null for a retirement or time-out recorded with it. */
function wicketOfBall({ wicket }: Delivery): Wicket | null {
  return wicket === null || WITHOUT_A_BALL.has(wicket.type) ? null : wicket;
}

function dismissalFound(wicket: Wicket): Found {
  return { player: wicket.dismissedPlayerId, how: dismissalName(wicket.type) };
}

/** Find a dismissal that a no-ball cannot bring. */
function outOffNoBall(_: Case, action: Delivery): Found | null {
  const wicket = wicketOfBall(action);
  const isPossible = !action.extras.noBall || !wicket || POSSIBLE_OFF_NO_BALL.has(wicket.type);
  return isPossible ? null : dismissalFound(wicket);
}

/** Find a dismissal that a wide cannot bring; a no-ball prevails over a wide. */
function outOffWide(_: Case, action: Delivery): Found | null {
  const [wicket, { wide, noBall }] = [wicketOfBall(action), action.extras];
  const isPossible = !wide || noBall || !wicket || POSSIBLE_OFF_WIDE.has(wicket.type);
  return isPossible ? null : dismissalFound(wicket);
}

function isFreeHit({ conditions, innings }: Case): boolean {
  return conditions.freeHit && innings !== null && innings.isFreeHit;
}

/** Find a dismissal that a free hit does not allow, also on a wide that prolongs it. */
function outOffFreeHit(about: Case, action: Delivery): Found | null {
  const wicket = wicketOfBall(action);
  if (wicket === null || !isFreeHit(about) || POSSIBLE_OFF_NO_BALL.has(wicket.type)) {
    return null;
  }
  return outOffNoBall(about, action) ?? outOffWide(about, action) ? null : dismissalFound(wicket);
}

/** Find a dismissal on the ball whose runs win the match; it is not part of the match. */
function outAfterTheWin(about: Case, action: Delivery): Found | null {
  const [{ wicket }, { innings, conditions }] = [action, about];
  if (wicket === null || innings === null || outOffFreeHit(about, action) !== null) {
    return null;
  }
  const isWon = isWonBefore(innings, judge(action, conditions));
  return isWon ? { player: wicket.dismissedPlayerId } : null;
}

/** Find handled the ball under the 2017 Code, in which it is part of obstructing the field. */
function handledTheBall({ conditions }: Case, action: Action): Found | null {
  const kind = action.type === "delivery"
    ? action.wicket?.type
    : action.type === "batter_dismissed" && action.wicketType;
  return conditions.lawsEdition >= "2017" && kind === "handled_ball" ? YES : null;
}

/** Find a time-out before anybody has left: the openers cannot be timed out. */
function timedOutOpener(about: Case, action: BatterDismissed): Found | null {
  const isPossible = action.wicketType !== "timed_out" || hasBatterLeft(about);
  return isPossible ? null : { player: action.playerId };
}

/** Return whether a batter has left in this innings. */
function hasBatterLeft({ innings }: Case): boolean {
  return [...(innings?.batters.values() ?? [])].some((each) => each.dismissal !== null);
}

/** Find a time-out of a batter who is in. */
function timedOutAtCrease({ innings }: Case, action: BatterDismissed): Found | null {
  const isIn = innings !== null && atCrease(innings).includes(action.playerId);
  return action.wicketType === "timed_out" && isIn ? { player: action.playerId } : null;
}

/** Find a time-out of a third batter while two are in. */
function timedOutWithoutVacancy(about: Case, action: BatterDismissed): Found | null {
  const { innings } = about;
  if (action.wicketType !== "timed_out" || innings === null) {
    return null;
  }
  const isIn = atCrease(innings);
  const isAwaited = isIn.length < 2 || isIn.includes(action.playerId);
  return isAwaited || !hasBatterLeft(about) ? null : { player: action.playerId };
}

/** Find a time-out that is part of a ball. */
function timedOutOnABall(_: Case, { wicket }: Delivery): Found | null {
  return wicket?.type === "timed_out" ? { player: wicket.dismissedPlayerId } : null;
}

/** Find a retirement that is part of a ball: the ball counts, then the retirement. */
function retiredOnABall(_: Case, { wicket }: Delivery): Found | null {
  return wicket && RETIREMENTS.has(wicket.type) ? { player: wicket.dismissedPlayerId } : null;
}

/** Find a retirement that is recorded as a dismissal. */
function retiredAsDismissed(_: Case, action: BatterDismissed): Found | null {
  return RETIREMENTS.has(action.wicketType) ? { player: action.playerId } : null;
}

/** Find a dismissal recorded without a ball although it needs one. */
function needsADelivery(_: Case, { wicketType, playerId }: BatterDismissed): Found | null {
  const isPossible = NEEDS_NO_DELIVERY.has(wicketType) || RETIREMENTS.has(wicketType);
  return isPossible ? null : { player: playerId, how: dismissalName(wicketType) };
}

/**
 * Find a non-striker run out before the ball was bowled (by the clause in `note`) whose ball is counted.
 */
function runOutBeforeBall({ conditions, innings }: Case, action: Delivery): Found | null {
  const [{ wicket }, clause] = [action, namedClause(action.note)];
  if (wicket?.type !== "run_out" || clause === null || conditions.lawsEdition === "2000") {
    return null;
  }
  const player = wicket.dismissedPlayerId;
  const isOther = player === pairOf(innings, action)[1];
  const early = conditions.lawsEdition >= "2022" ? LEAVING_EARLY : LEAVING_EARLY_UNTIL_2022;
  return isOther && isPartOf(clause, early) ? { player } : null;
}

/** Find a run out after completed runs for which neither end nor crossing is recorded. */
function runOutWithoutEnd({ conditions }: Case, action: Delivery): Found | null {
  const { wicket } = action;
  if (wicket?.type !== "run_out") {
    return null;
  }
  const isRecorded = wicket.end !== null || wicket.crossed !== null;
  const runs = completedRuns(action, conditions);
  return runs && !isRecorded ? { runs } : null;
}

/** Find a run out whose completed runs, end and crossing mean that the other batter was out. */
function runInProgress({ conditions, innings }: Case, action: Delivery): Found | null {
  const { wicket } = action;
  if (wicket?.type !== "run_out" || wicket.end === null || wicket.crossed === null) {
    return null;
  }
  const [player, runs] = [wicket.dismissedPlayerId, completedRuns(action, conditions)];
  const other = batterNearest(wicket.end, runs, wicket.crossed, pairOf(innings, action));
  const isOther = other !== null && other !== player;
  return isOther ? { player, runs, other, end: wicket.end } : null;
}

/** Return the batter whose wicket it was when the one at `end` was put down (Law 38). */
function batterNearest(
  end: End, runs: number, isCrossed: boolean, [striker, nonStriker]: Pair,
): string | null {
  const areHome = (runs + Number(isCrossed)) % 2 === 0;
  return (end === "striker") === areHome ? striker : nonStriker;
}

/**
 * Find runs off a ball that was dead when the batter was out: bowled, caught and the like. A batter who
 * cannot be out off the no-ball or free hit stays in, so those runs count.
 */
function runsWithDismissal(about: Case, action: Delivery): Found | null {
  const [wicket, { extras }] = [wicketOfBall(action), action];
  if (wicket === null || !DISMISSALS_WITHOUT_RUNS.has(wicket.type)) {
    return null;
  }
  if (!POSSIBLE_OFF_NO_BALL.has(wicket.type) && (extras.noBall || isFreeHit(about))) {
    return null;
  }
  const wides = Math.max(0, extras.wide - about.conditions.wideRuns);
  const runs = action.runsOffBat + extras.bye + extras.legBye + wides;
  return runs ? { runs, how: dismissalName(wicket.type) } : null;
}

/** Find runs with an obstruction: they count unless it prevented a catch. */
function runsWithObstruction({ conditions }: Case, action: Delivery): Found | null {
  const runs = completedRuns(action, conditions);
  return action.wicket?.type === "obstructing_field" && runs ? { runs } : null;
}

export const DISMISSALS = {
  out_off_no_ball: outOffNoBall,
  out_off_wide: outOffWide,
  out_off_free_hit: outOffFreeHit,
  out_after_the_win: outAfterTheWin,
  handled_ball: handledTheBall,
  timed_out_opener: timedOutOpener,
  timed_out_at_crease: timedOutAtCrease,
  timed_out_without_vacancy: timedOutWithoutVacancy,
  timed_out_on_a_ball: timedOutOnABall,
  retired_on_a_ball: retiredOnABall,
  retired_as_dismissed: retiredAsDismissed,
  needs_a_delivery: needsADelivery,
  run_out_before_ball: runOutBeforeBall,
  run_out_end_not_said: runOutWithoutEnd,
  runs_with_dismissal: runsWithDismissal,
  runs_with_obstruction: runsWithObstruction,
  run_in_progress: runInProgress,
};
