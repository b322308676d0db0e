// Warns of a recorded striker who does not follow from the runs before, and names the balls concerned.

import type { Action, Delivery } from "./actions.js";
import { warn } from "./noting.js";
import { shortenMessage } from "./problems.js";
import type { Innings, MatchState, StrikeDoubt } from "./state.js";
import { atCrease } from "./state.js";
import { sortedTexts } from "./text.js";

/** Warn that another batter faces than the one who follows from the ball before. */
export function warnOfStrike(
  state: MatchState, innings: Innings, action: Action, strikerId: string,
): void {
  const expectedId = innings.strikerId || "a new batter";
  let message = `${strikerId} faces, where the runs before put ${expectedId}`;
  innings.strikeDoubt = null;
  if (innings.lastCorrection !== null) {
    const [place, correctionId] = innings.lastCorrection;
    message += `; ${place} was corrected by ${correctionId}, and the strike recorded`;
    const batterIds = sortedTexts(atCrease(innings));
    innings.strikeDoubt = { firstId: action.id, batterIds, message };
    message = doubtMessage(innings.strikeDoubt, action.id);
  }
  warn(state, action, "strike_mismatch", message, "Law 18");
}

/** Store whether the last ball of an innings is a correction of another one. */
export function noteCorrection(innings: Innings, action: Delivery): void {
  innings.lastCorrection = action.corrects === null ? null : [action.corrects, action.id];
}

/** Add one more ball with a doubtful strike to the Problem of the first. */
export function extendDoubt(state: MatchState, innings: Innings, action: Delivery): void {
  const doubt = innings.strikeDoubt;
  if (doubt === null || doubt.firstId === action.id) {
    return;
  }
  if (String(sortedTexts(atCrease(innings))) !== String(doubt.batterIds)) {
    innings.strikeDoubt = null;
    return;
  }
  for (let place = state.problems.length - 1; place >= 0; place -= 1) {
    const problem = state.problems[place];
    if (problem?.code === "strike_mismatch" && problem.actionId === doubt.firstId) {
      const message = shortenMessage(doubtMessage(doubt, action.id));
      state.problems[place] = { ...problem, message };
      return;
    }
  }
}

/** Return the message about the strike of all balls from the first to the last. */
function doubtMessage(doubt: StrikeDoubt, lastId: string): string {
  const isOne = doubt.firstId === lastId;
  const where = isOne ? `at ${lastId}` : `from ${doubt.firstId} to ${lastId}`;
  return `${doubt.message} ${where} no longer fits`;
}
