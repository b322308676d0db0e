// Swaps the batters' ends if the log has them wrong: finds the action that put them there, and corrects it. A ball
// that merely names them the other way round would be a problem to the fold (Law 18).

import type { Board, Innings, LogEntry } from "@scrbrd/client/fold";
import { isBoundary } from "../draft/fields.js";
import type { Change } from "./changes.js";
import { type Action, actionsInPlay, ownFields } from "./entries.js";
import type { Fields } from "./recorder.js";

/** A way to swap the ends: by correcting the action that put the batters there, or by the next ball. */
export type Swap =
  | { readonly by: "correction"; readonly cause: Action; readonly change: Change }
  | { readonly by: "nextBall" };

/** Return how to swap the batters' ends; null if one end is empty. */
export function swapOf(log: readonly LogEntry[], board: Board): Swap | null {
  const innings = board.innings;
  if (!innings?.strikerId || !innings.nonStrikerId) return null;
  if (innings.strikeWasStated) return { by: "nextBall" }; // the log leaves open who faces
  const cause = actionsInPlay(log).findLast((each) => each.inningsNumber === innings.number && isPlacing(each));
  const fields = cause && withEndsSwapped(cause, innings, board);
  if (!cause || !fields) return { by: "nextBall" };
  return { by: "correction", cause, change: { kind: "correct", nonce: cause.nonce, fields } };
}

const PLACING = ["delivery", "batter_arrived", "innings_started"];

const isPlacing = ({ type, fields }: Action): boolean =>
  PLACING.includes(type) && (type !== "innings_started" || Boolean(fields["strikerId"]));

function withEndsSwapped({ type, fields }: Action, innings: Innings, board: Board): Fields | null {
  const own = ownFields(fields);
  if (type === "innings_started") {
    return { ...own, strikerId: own["nonStrikerId"], nonStrikerId: own["strikerId"] };
  }
  if (type === "batter_arrived") {
    return { ...own, end: innings.strikerId === own["playerId"] ? "bowler" : "striker" };
  }
  return withOneMoreRun(own, board.state.setup.conditions.wideRuns);
}

/** The most runs that the log can hold for a ball. */
const MOST_RUNS = 20;

// Return the ball with one more run that was run but not scored; removes that run if the ball already has it.
function withOneMoreRun(ball: Fields, wideRuns: number): Fields | null {
  const { bye = 0, legBye = 0, wide = 0 } = (ball["extras"] ?? {}) as Record<string, number>;
  const scored = Number(ball["runsOffBat"] ?? 0) + bye + legBye + (wide ? wide - wideRuns : 0);
  const run = Number(ball["runsRun"] ?? scored);
  const { runsRun: _, ...others } = ball;
  if (run === scored + 1) return others;
  const boundary = isBoundary(ball as never) ? { boundary: true } : {};
  return run < MOST_RUNS ? { ...ball, ...boundary, runsRun: run + 1 } : null;
}
