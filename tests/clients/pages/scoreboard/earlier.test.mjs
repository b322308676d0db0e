// Tests earlier moments of a match: the scorecards at a ball equal those that the functions wrote then.

import assert from "node:assert/strict";
import { test } from "node:test";
import { built, matchOf, readOf, recording } from "./helpers.mjs";

const { FoldedLog } = await built("model/earlier.js");
const { EarlierScore } = await built("state/earlier_score.js");
const { cardsOf } = await built("model/cards.js");
const { momentsOfReplay } = await built("model/moments.js");
const { decodeFields } = await built("io/decode.js");

/** Return the log and the line-ups of a recording, as a source reads them. */
function docsOf(recorded) {
  const root = `matches/${matchOf(recorded)}`;
  const within = (name) => Object.entries(recorded.documents)
    .filter(([path]) => path.startsWith(`${root}/${name}/`))
    .map(([path, document]) => ({ ...document, id: path.split("/").at(-1) }));
  return { actions: within("scoring_actions"), lineups: within("lineups") };
}

function foldedOf(recorded) {
  const read = readOf(recorded);
  return { ...read, folded: new FoldedLog(read.id, read.match, docsOf(recorded), read.score) };
}

test("the cards at the last ball are the present ones", () => {
  for (const name of ["finished", "live", "corrected", "five_day", "hundred", "super_over", "rain"]) {
    const { folded, score, match } = foldedOf(recording(name));
    assert.deepEqual(cardsOf(folded.scoreAfter(score.lastActionId), match), cardsOf(score, match), name);
  }
});

test("the cards in the middle are those written at that time", () => {
  const whole = foldedOf(recording("finished"));
  for (const name of ["live", "innings_break"]) {
    const then = readOf(recording(name));
    const cards = cardsOf(whole.folded.scoreAfter(then.score.lastActionId), whole.match);
    assert.deepEqual(cards, cardsOf(then.score, then.match), name);
  }
});

test("the total on the cards is that of the slider, at each ball and in any order", () => {
  for (const name of ["finished", "super_over"]) {
    const { folded, match, replay } = foldedOf(recording(name));
    for (const moment of momentsOfReplay(replay).reverse()) {
      const card = cardsOf(folded.scoreAfter(moment.id), match).find(({ number }) => number === moment.innings);
      assert.match(card.total, new RegExp(`^${moment.runs}(/${moment.wickets})?$`), `${name} ${moment.id}`);
    }
  }
});

test("an action that does not count has no cards", () => {
  const { folded } = foldedOf(recording("live"));
  assert.equal(folded.scoreAfter("2_999"), null);
});

/** Return a source that records each read of the log in `asked`. */
function sourceOf(recorded, asked = []) {
  return { log: async () => { asked.push("log"); return docsOf(recorded); } };
}

test("the log is read once however often the slider moves, and again after the score changes", async () => {
  const [early, late] = [recording("live"), recording("finished")].map((each) => ({ ...readOf(each), recorded: each }));
  const asked = [];
  const source = sourceOf(early.recorded, asked);
  const earlier = new EarlierScore(source, early.id);
  const moments = momentsOfReplay(late.replay);
  for (const moment of moments.slice(0, 60)) await earlier.show(moment, early);
  assert.deepEqual(asked, ["log"]);
  assert.equal(earlier.score.value.innings1.runs, moments[59].runs);
  source.log = sourceOf(late.recorded, asked).log;
  await earlier.show(moments.at(-3), late);
  assert.deepEqual(asked, ["log", "log"]);
  assert.equal(earlier.score.value.innings2.runs, moments.at(-3).runs);
  assert.equal(earlier.hasFailed.value, false);
});

test("without a readable log the gateway gives the cards; if it has none, the failure is shown", async () => {
  const { match, score, replay, id, folded } = foldedOf(recording("finished"));
  const source = { log: async () => null, earlier: async (_, action) => (action === "1_9" ? folded.scoreAfter("1_9") : null) };
  const earlier = new EarlierScore(source, id);
  const moments = new Map(momentsOfReplay(replay).map((each) => [each.id, each]));
  await earlier.show(moments.get("1_9"), { match, score });
  assert.equal(earlier.score.value.innings1.runs, moments.get("1_9").runs);
  await earlier.show(moments.get("1_10"), { match, score });
  assert.equal(earlier.hasFailed.value, true);
});

test("a log that could not be read is requested again at the next ball", async () => {
  const { match, score, replay, id } = readOf(recording("finished"));
  const source = sourceOf(recording("finished"));
  const { log } = source;
  source.log = async () => { throw new Error("offline"); };
  const earlier = new EarlierScore(source, id);
  const [, , one, other] = momentsOfReplay(replay);
  await earlier.show(one, { match, score });
  assert.equal(earlier.hasFailed.value, true);
  source.log = log;
  await earlier.show(other, { match, score });
  assert.equal(earlier.hasFailed.value, false);
});

test("the documents may come from Firestore's REST API, whose times are texts", () => {
  const recorded = recording("live");
  const read = readOf(recorded);
  const rest = (document) => decodeFields(Object.fromEntries(Object.entries(document).map(([name, value]) => [name, encoded(value)])));
  const { actions, lineups } = docsOf(recorded);
  const folded = new FoldedLog(read.id, read.match, { actions: actions.map(rest), lineups: lineups.map(rest) }, read.score);
  assert.deepEqual(cardsOf(folded.scoreAfter(read.score.lastActionId), read.match), cardsOf(read.score, read.match));
});

function encoded(value) {
  if (value === null) return { nullValue: null };
  if (Array.isArray(value)) return { arrayValue: { values: value.map(encoded) } };
  if (typeof value === "object") return { mapValue: { fields: Object.fromEntries(Object.entries(value).map(([name, each]) => [name, encoded(each)])) } };
  if (typeof value === "number") return { integerValue: String(value) };
  if (typeof value === "boolean") return { booleanValue: value };
  return /^\d{4}-\d\d-\d\dT/.test(value) ? { timestampValue: value } : { stringValue: value };
}
