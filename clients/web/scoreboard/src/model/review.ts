// Detects a dispute between the scorers that the score waits for. Pure.

import type { FeedDoc } from "./documents.ts";

/** Return whether the feed has an unresolved dispute that blocks the score. The document of a resolved dispute has
 * another event. */
export function isReviewed(feed: ReadonlyMap<string, FeedDoc>): boolean {
  return [...feed.values()].some(({ isRetracted, events }) =>
    isRetracted !== true && events?.some(({ type, data }) => type === "SCORING_DISPUTE_RAISED" && data?.["blocks"] === true));
}
