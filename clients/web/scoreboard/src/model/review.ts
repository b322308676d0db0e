// Whether the scorers do not agree on a ball that the score waits for. Pure.

import type { FeedDoc } from "./documents.ts";

/** Return whether a feed tells of a dispute that holds the score back and is not resolved: the document of one
 * that is has another event. */
export function isReviewed(feed: ReadonlyMap<string, FeedDoc>): boolean {
  return [...feed.values()].some(({ isRetracted, events }) =>
    isRetracted !== true && events?.some(({ type, data }) => type === "SCORING_DISPUTE_RAISED" && data?.["blocks"] === true));
}
