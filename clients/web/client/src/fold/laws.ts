// Defines the Laws that judge a single ball; each rule stands here once, with its Law. Pure functions of an
// action and the playing conditions; they know nothing of the state of a match.

import type { Delivery, Wicket } from "./actions.js";
import type { PlayingConditions } from "./formats.js";
import type { LawsEdition, Retirement, WicketType } from "./vocabulary.js";

type Wickets = ReadonlySet<WicketType>;

/** Dismissals credited to the bowler (Laws 32, 33, 35, 36, 39). */
export const BOWLERS_WICKETS: Wickets = new Set<WicketType>([
  "bowled", "caught", "lbw", "stumped", "hit_wicket",
]);

/** Dismissals that only the striker can suffer (but see `isOnlyTheStrikers`). */
export const ONLY_THE_STRIKER: Wickets = new Set<WicketType>([
  ...BOWLERS_WICKETS, "handled_ball", "hit_ball_twice",
]);

/** The Law of each dismissal that only the striker can suffer. */
const LAW_OF_DISMISSAL: Partial<Record<WicketType, string>> = {
  bowled: "Law 32",
  caught: "Law 33",
  hit_ball_twice: "Law 34",
  hit_wicket: "Law 35",
  lbw: "Law 36",
  handled_ball: "Law 37",
  stumped: "Law 39",
};

/** Law 21.17; handled the ball was among them until the 2017 Code. */
export const POSSIBLE_OFF_NO_BALL: Wickets = new Set<WicketType>([
  "run_out", "obstructing_field", "hit_ball_twice", "handled_ball",
]);

/** Law 22.9. */
export const POSSIBLE_OFF_WIDE: Wickets = new Set<WicketType>([
  "run_out", "obstructing_field", "stumped", "hit_wicket", "handled_ball",
]);

/** Dismissals and retirements that no ball causes. In a delivery, the ball counts first, then the fact. */
export const WITHOUT_A_BALL: Wickets = new Set<WicketType>([
  "retired_hurt", "retired_not_out", "retired_out", "timed_out",
]);

/** Runs for a ball that reaches the boundary, and for one that lands beyond it (Law 19.7). */
export const FOUR = 4;
export const SIX = 6;

export const RETIRED_AS: Readonly<Record<Retirement, WicketType>> = {
  hurt: "retired_hurt",
  out: "retired_out",
  not_out: "retired_not_out",
};

/** A delivery as the Laws count it. `completedRuns` decides who faces next. */
export interface Ball {
  readonly offBat: number;
  readonly wide: number;
  readonly noBall: number;
  readonly bye: number;
  readonly legBye: number;
  readonly penalty: number;
  readonly isLegal: boolean;
  readonly isFaced: boolean;
  readonly total: number;
  readonly conceded: number;
  readonly completedRuns: number;
  readonly boundary: number;
  readonly hasExtras: boolean;
  readonly isMixed: boolean;
}

/** The fields of a delivery that `judge` needs. */
export type JudgedFields = Pick<
  Delivery, "runsOffBat" | "extras" | "runsRun" | "boundary" | "notCounted"
>;

/**
 * Count a delivery by Laws 17, 18, 21 and 22, whatever its own totals are. A no-ball takes precedence over
 * a wide (21.12): what was run are byes. Byes run off a wide are wides (22.6).
 */
export function judge(action: JudgedFields, conditions: PlayingConditions): Ball {
  const { runsOffBat: offBat } = action;
  const { noBall, penalty } = action.extras;
  let { wide, bye, legBye } = action.extras;
  const isMixed = wide > 0 && offBat + noBall + bye + legBye > 0;
  if (isMixed && noBall) {
    [bye, wide] = [bye + Math.max(0, wide - conditions.wideRuns), 0];
  } else if (isMixed) {
    [wide, bye, legBye] = [wide + bye + legBye, 0, 0];
  }
  const ran = offBat + bye + legBye + Math.max(0, wide - conditions.wideRuns);
  const conceded = offBat + wide + noBall;
  const total = conceded + bye + legBye + penalty;
  const isBoundary = (offBat === FOUR || offBat === SIX) && action.boundary !== false;
  return {
    offBat, wide, noBall, bye, legBye, penalty,
    isLegal: !(wide || noBall || action.notCounted),
    isFaced: !wide,
    total,
    conceded,
    completedRuns: action.runsRun ?? ran,
    boundary: isBoundary ? offBat : 0,
    hasExtras: total !== offBat,
    isMixed,
  };
}

/** Return why the recorded dismissal is impossible off this kind of ball, each reason with its Law. */
export function offences(
  action: Delivery, wicket: Wicket, ball: Ball, edition: LawsEdition,
): [string, string | null][] {
  const { type: kind, dismissedPlayerId: playerId } = wicket;
  if (kind === "timed_out") {
    return [[`wicket.type: ${playerId} is timed out on a ball, and nobody is awaited then`, "Law 40"]];
  }
  if (WITHOUT_A_BALL.has(kind)) {
    return [];
  }
  const found: [string, string | null][] = [];
  if (ball.noBall && !POSSIBLE_OFF_NO_BALL.has(kind)) {
    found.push([`wicket.type: nobody is out ${kind} off a no-ball`, "Law 21"]);
  }
  if (ball.wide && !POSSIBLE_OFF_WIDE.has(kind)) {
    found.push([`wicket.type: nobody is out ${kind} off a wide`, "Law 22"]);
  }
  if (playerId !== action.strikerId && isOnlyTheStrikers(kind, edition)) {
    const why = `wicket.dismissedPlayerId: ${playerId} was not facing and cannot be out ${kind}`;
    found.push([why, LAW_OF_DISMISSAL[kind] ?? null]);
  }
  return found;
}

/**
 * Return whether only the striker can be out in this way. Under the 2000 Code either batter could handle
 * the ball.
 */
export function isOnlyTheStrikers(wicket: WicketType, edition: LawsEdition): boolean {
  const isEithers = wicket === "handled_ball" && edition === "2000";
  return !isEithers && ONLY_THE_STRIKER.has(wicket);
}

/** Return whether a batter stays in off a free hit: for dismissals that a no-ball does not allow either. */
export function isSavedByFreeHit(wicket: WicketType): boolean {
  return !POSSIBLE_OFF_NO_BALL.has(wicket) && !WITHOUT_A_BALL.has(wicket);
}

/** Return whether the bowler is credited (not for run out, timed out, obstruction, retirement). */
export function isBowlersWicket(wicket: WicketType): boolean {
  return BOWLERS_WICKETS.has(wicket);
}
