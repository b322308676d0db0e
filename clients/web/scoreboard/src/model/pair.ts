// The partnership in progress, by the feed alone: the ticker does not have it.

import { dataOf } from "./documents.ts";
import type { FeedDoc } from "./documents.ts";
import { inOrder } from "./feed.ts";
import { numberOr } from "./numbers.ts";

export interface Pair {
  readonly runs: number;
  readonly balls: number;
}

/**
 * Runs with extras but without penalties, and balls faced, since the last wicket or retirement of an
 * innings; null where what is known of the feed does not reach back so far.
 */
export function pairOf(feed: ReadonlyMap<string, FeedDoc>, inningsNumber: number): Pair | null {
  let [runs, balls, reaches] = [0, 0, false];
  for (const document of inOrder(feed).reverse()) {
    if (document.inningsNumber !== inningsNumber) continue;
    if (endsStand(document)) return { runs, balls };
    const ball = dataOf(document, "BALL_BOWLED");
    if (ball) {
      runs += numberOr(ball.totalRuns, 0) - numberOr(ball.extras?.penalty, 0);
      balls += ball.extras?.wide ? 0 : 1;
    }
    reaches ||= document.sequenceNumber === 1;
  }
  return reaches ? { runs, balls } : null;
}

function endsStand(document: FeedDoc): boolean {
  const change = dataOf(document, "PLAYER_CHANGED");
  return dataOf(document, "WICKET_FALLEN") !== null || change?.change === "retired";
}
