// The partnership in progress, which the ticker lacks: from the feed and from the last whole score.

import { dataOf } from "./documents.ts";
import type { FeedDoc, ScoreDoc } from "./documents.ts";
import { inOrder } from "./feed.ts";
import { numberOr } from "./numbers.ts";

export interface Pair {
  readonly runs: number;
  readonly balls: number;
}

/**
 * Return the runs (with extras, without penalties) and the balls faced since the last wicket or retirement of an
 * innings; null if the loaded feed reaches back neither to that nor to the last action of the score.
 */
export function pairOf(feed: ReadonlyMap<string, FeedDoc>, inningsNumber: number, score: ScoreDoc | null = null): Pair | null {
  let [runs, balls, reaches] = [0, 0, false];
  const before = score?.inningsNumber === inningsNumber ? partnershipIn(score, feed) : null;
  for (const document of inOrder(feed).reverse()) {
    if (document.inningsNumber !== inningsNumber) continue;
    if (endsStand(document)) return { runs, balls }; // until the next batter comes in, a score still has the partnership that ended
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

/** Return the partnership of a score, which continues after the score's last action; null if an action up to there has
 * changed since. */
function partnershipIn({ status, lastActionId, partnership }: ScoreDoc, feed: ReadonlyMap<string, FeedDoc>): (Pair & { lastActionId: string }) | null {
  const last = feed.get(lastActionId ?? "");
  if (!last || status !== "live" || partnership?.runs == null || partnership.balls == null) return null;
  const isNewer = (each: FeedDoc): boolean => (each.revision ?? 0) > (last.revision ?? 0);
  const isLater = (each: FeedDoc): boolean => (each.orderKey ?? "") > (last.orderKey ?? "");
  const own = [...feed.values()].filter((each) => each.id.startsWith(`${last.inningsNumber}_`)); // without disputes
  if (own.some((each) => isNewer(each) !== isLater(each))) return null;
  return { runs: partnership.runs, balls: partnership.balls, lastActionId: last.id };
}

function endsStand(document: FeedDoc): boolean {
  const change = dataOf(document, "PLAYER_CHANGED");
  return dataOf(document, "WICKET_FALLEN") !== null || change?.change === "retired";
}
