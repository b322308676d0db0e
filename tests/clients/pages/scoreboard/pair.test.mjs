// Tests the partnership in progress between two reads of the score, from the part of the feed that a page has.

import assert from "node:assert/strict";
import { test } from "node:test";
import { built, matchOf, readOf, recording } from "./helpers.mjs";

const { mergeFeed } = await built("model/feed.js");
const { pairOf } = await built("model/pair.js");

const FEW = 4; // documents of the feed read with the score

/** Return the documents that a page has of a recording, and the feed and the score after each step. */
function stepsOf(name) {
  const { documents, steps } = recording(name);
  const id = matchOf({ documents });
  const { score, feed } = readOf({ documents });
  const [innings, last] = score.lastActionId.split("_").map(Number);
  const isKnown = ([key]) => key.startsWith(`${innings}_`) && Number(key.split("_")[1]) > last - FEW;
  let known = new Map([...feed].filter(isKnown));
  let current = score;
  const states = steps.map((changed) => {
    const events = Object.entries(changed).filter(([path]) => path.startsWith(`matches/${id}/events/`));
    known = mergeFeed(known, events.map(([path, document]) => ({ ...document, id: path.split("/").at(-1) })));
    current = changed[`matches/${id}/live/score`] ?? current;
    return { feed: known, current };
  });
  return { score, innings, states };
}

test("a partnership that began before the page was opened is known after each ball, and through wickets", () => {
  const { score, innings, states } = stepsOf("live");
  let known = 0;
  for (const { feed, current } of states) {
    if (!current.partnership || current.needs.length) continue;
    const { runs, balls } = current.partnership;
    assert.deepEqual(pairOf(feed, innings, score), { runs, balls }, current.lastActionId);
    assert.ok(runs >= 0);
    known += 1;
  }
  assert.ok(known > 30);
  assert.equal(pairOf(states[0].feed, innings, null), null);
});

test("of a partnership in which an earlier ball was voided or corrected no unknown figure is shown", () => {
  const { score, innings, states } = stepsOf("corrected");
  assert.equal(pairOf(states[0].feed, innings, score), null); // the last ball is void
  const { feed, current } = stepsOf("live").states[0];
  const live = stepsOf("live").score;
  assert.deepEqual(pairOf(feed, innings, live).runs, current.partnership.runs);
  const [, before] = live.lastActionId.split("_").map(Number);
  const old = feed.get(`${innings}_${before - 1}`);
  const revision = Math.max(...[...feed.values()].map((each) => each.revision)) + 1;
  assert.equal(pairOf(mergeFeed(feed, [{ ...old, isRetracted: true, revision }]), innings, live), null);
  assert.equal(pairOf(feed, innings, { ...live, inningsNumber: innings - 1 }), null);
});
