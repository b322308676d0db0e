// The partnership in progress, by the feed and the whole score that was read before it: the ticker does not have it.

import { dataOf } from "./documents.ts";
import type { FeedDoc, ScoreDoc } from "./documents.ts";
import { inOrder } from "./feed.ts";
import { numberOr } from "./numbers.ts";

export interface Pair {
  readonly runs: number;
  readonly balls: number;
}

/**
 * Runs with extras but without penalties, and balls faced, since the last wicket or retirement of an
 * innings; null where what is known of the feed does not reach back so far, nor to what a score had.
 */
export function pairOf(feed: ReadonlyMap<string, FeedDoc>, inningsNumber: number, score: ScoreDoc | null = null): Pair | null {
  let [runs, balls, reaches] = [0, 0, false];
  const before = score?.inningsNumber === inningsNumber ? heldBy(score, feed) : null;
  for (const document of inOrder(feed).reverse()) {
    if (document.inningsNumber !== inningsNumber) continue;
    if (endsStand(document)) return { runs, balls }; // until somebody comes in, a score has the stand that it ended
    if (document.id === before?.lastActionId) return { runs: runs + before.runs, balls: balls + before.balls };
    const ball = dataOf(document, "BALL_BOWLED");
    if (ball) {
      runs += numberOr(ball.totalRuns, 0) - numberOr(ball.extras?.penalty, 0);
      balls += ball.extras?.wide ? 0 : 1;
    }
    reaches ||= document.sequenceNumber === 1;
  }
  return reaches ? { runs, balls } : null;
}

/** The stand of a score, which goes on behind its last action; null where anything up to there is another since. */
function heldBy({ status, lastActionId, partnership }: ScoreDoc, feed: ReadonlyMap<string, FeedDoc>): (Pair & { lastActionId: string }) | null {
  const last = feed.get(lastActionId ?? "");
  if (!last || status !== "live" || partnership?.runs == null || partnership.balls == null) return null;
  const isNewer = (each: FeedDoc): boolean => (each.revision ?? 0) > (last.revision ?? 0);
  const isBehind = (each: FeedDoc): boolean => (each.orderKey ?? "") > (last.orderKey ?? "");
  const own = [...feed.values()].filter((each) => each.id.startsWith(`${last.inningsNumber}_`)); // without disputes
  if (own.some((each) => isNewer(each) !== isBehind(each))) return null;
  return { runs: partnership.runs, balls: partnership.balls, lastActionId: last.id };
}

function endsStand(document: FeedDoc): boolean {
  const change = dataOf(document, "PLAYER_CHANGED");
  return dataOf(document, "WICKET_FALLEN") !== null || change?.change === "retired";
}
