// Tests the notice to spectators while the scorers do not agree on a ball.

import assert from "node:assert/strict";
import { test } from "node:test";
import { built } from "./helpers.mjs";

const { commentaryOf, mergeFeed } = await built("model/feed.js");
const { feedDocsIn } = await built("model/match_shapes.js");
const { isReviewed } = await built("model/review.js");

const place = { inningsNumber: 1, sequenceNumber: 3, orderKey: "00003~", isRetracted: false };
const ball = { ...place, id: "1_2", revision: 2, commentary: "0.1 A to B, 1 run", events: [{ type: "BALL_BOWLED", data: { over: "0.1" } }] };
const feedEvent = (type, revision, data) => ({ ...place, id: "dispute_1_3", revision, events: [{ type, data: { disputeId: "1_3", claims: {}, ...data } }] });
const feedOf = (...documents) => mergeFeed(new Map(), feedDocsIn(documents));

test("a ball is under review from the dispute that holds back the score until it is resolved", () => {
  const raised = feedOf(ball, feedEvent("SCORING_DISPUTE_RAISED", 3, { blocks: true }));
  assert.equal(isReviewed(feedOf(ball)), false);
  assert.equal(isReviewed(raised), true);
  assert.deepEqual(commentaryOf(raised).map(({ id }) => id), ["1_2"], "nobody's word is shown");
  assert.equal(isReviewed(mergeFeed(raised, feedDocsIn([feedEvent("DISPUTE_RESOLVED", 4, { blocks: true, method: "umpire" })]))), false);
  assert.equal(isReviewed(mergeFeed(raised, feedDocsIn([{ ...feedEvent("SCORING_DISPUTE_RAISED", 4, { blocks: true }), isRetracted: true }]))), false);
});

test("disputes on balls in the score, and unreadable ones, are not shown to spectators", () => {
  for (const data of [{ blocks: false }, { blocks: "true" }, {}]) {
    assert.equal(isReviewed(feedOf(ball, feedEvent("SCORING_DISPUTE_RAISED", 3, data))), false);
  }
  assert.equal(isReviewed(feedOf({ ...place, id: "dispute_1_3", events: [{ type: "SCORING_DISPUTE_RAISED" }] })), false);
});
