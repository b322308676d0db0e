// Warns of a ball whose parts contradict each other by the Laws; it counts as it was recorded. What the
// state cannot take is refused in `delivery`.

import type { Delivery, Wicket } from "./actions.js";
import type { Ball } from "./laws.js";
import { isSavedByFreeHit, offences } from "./laws.js";
import { warn } from "./noting.js";
import type { Innings, MatchState } from "./state.js";
import { pythonText } from "./text.js";

const FREE_HIT = "playing condition: free hit";
const RESULT_LAW = "Law 16";

/** Warn if a document's own totals differ from its parts; the parts count. */
export function warnOfContradictions(state: MatchState, action: Delivery, ball: Ball): void {
  const { totalRuns, isLegalDelivery } = action;
  if (ball.isMixed) {
    warnOfMixedExtras(state, action);
  } else if (totalRuns !== null && totalRuns !== ball.total) {
    const words = `totalRuns is ${totalRuns}, its parts make ${ball.total}`;
    warn(state, action, "totals_mismatch", words);
  }
  if (isLegalDelivery !== null && isLegalDelivery !== ball.isLegal) {
    const [stated, counted] = [pythonText(isLegalDelivery), pythonText(ball.isLegal)];
    const words = `isLegalDelivery is ${stated}, its extras say ${counted}`;
    warn(state, action, "totals_mismatch", words);
  }
}

/** Warn what a wide combined with other runs counts as. */
function warnOfMixedExtras(state: MatchState, action: Delivery): void {
  const { extras, runsOffBat } = action;
  if (extras.noBall) {
    const words = "extras: a ball called both counts as a no-ball";
    warn(state, action, "no_ball_and_wide", words, "Law 21");
    return;
  }
  if (extras.bye || extras.legBye) {
    const words = "extras: runs off a wide are wides, not byes";
    warn(state, action, "byes_off_wide", words, "Law 22");
  }
  if (runsOffBat) {
    const words = `runsOffBat is ${runsOffBat} on a wide, and a ball that was hit is no wide; `
      + "it counts as recorded";
    warn(state, action, "runs_not_possible", words, "Law 22");
  }
}

/**
 * Return the dismissal of a ball as recorded, or null if nobody is out. Warn if the Laws do not allow it.
 */
export function wicketThatCounts(
  state: MatchState, innings: Innings, action: Delivery, ball: Ball,
): Wicket | null {
  const { wicket } = action;
  if (wicket === null) {
    const words = "wicket: isWicket is true and no wicket is given; the ball counts, nobody is out";
    warn(state, action, "dismissal_not_possible", words);
    return null;
  }
  if (innings.isFreeHit && isSavedByFreeHit(wicket.type)) {
    const words = `wicket.type: nobody is out ${wicket.type} off a free hit; the ball counts, and `
      + `${wicket.dismissedPlayerId} stays in`;
    warn(state, action, "dismissal_not_possible", words, FREE_HIT);
    return null;
  }
  if (isWonBefore(innings, ball)) {
    const words = `wicket: the match was won before ${wicket.dismissedPlayerId} was out; the ball `
      + "counts, and nobody is out";
    warn(state, action, "dismissal_not_possible", words, RESULT_LAW);
    return null;
  }
  for (const [why, law] of offences(action, wicket, ball, state.setup.conditions.lawsEdition)) {
    warn(state, action, "dismissal_not_possible", `${why}; it counts as recorded`, law);
  }
  return wicket;
}

/**
 * Return whether the runs of a ball win the match; what happens after them is not part of it (Law 16). A
 * wide or no-ball counts when it is called; penalty runs are awarded after the wicket.
 */
export function isWonBefore({ runs, target }: Innings, ball: Ball): boolean {
  return target !== null && runs + ball.total - ball.penalty >= target;
}
