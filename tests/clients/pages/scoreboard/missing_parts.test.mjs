// Tests the page of a match with incomplete documents: it shows dashes and never zero, uses other
// documents instead, and says that something is missing, until the document is complete.

import assert from "node:assert/strict";
import { test } from "node:test";
import { built, readOf, recording } from "./helpers.mjs";

const { FirestoreSource } = await built("io/firestore_source.js");
const { cardsOf } = await built("model/cards.js");
const { heroOf } = await built("model/hero.js");
const { incompleteDocuments, standingOf } = await built("model/latest.js");
const { feedDocsIn, replayOf, scoreOf, summaryOf } = await built("model/match_shapes.js");
const { matchDocOf, tickerOf } = await built("model/shapes.js");
globalThis.document = { documentElement: { dataset: {} } }; // the store's settings write the colours here
const { MatchStore } = await built("state/match_store.js");

const heroOfKnown = ({ match, score, ticker }) => heroOf(standingOf({ match, score, ticker }), match, score);
const missing = (known) => incompleteDocuments({ match: null, score: null, ticker: null, feed: new Map(), ...known });
const scores = (hero) => hero.sides.map(({ innings }) => innings.map((each) => each.score));
const MELBOURNE = { inningsNumber: 2, battingTeamId: "melbourne-renegades", battingTeam: "Melbourne Renegades" };

test("all documents that the functions write are readable", () => {
  const readers = [
    [/^tickers\//, tickerOf], [/^matches\/[^/]+$/, matchDocOf], [/live\/score$/, scoreOf], [/archive\/replay_/, replayOf], [/archive\/summary$/, summaryOf],
    [/\/events\//, (document) => feedDocsIn([{ ...document, id: "1_1" }])[0]],
  ];
  let read = 0;
  for (const name of ["finished", "super_over", "rain", "hundred", "forfeited", "rain_before_toss", "not_started"]) {
    for (const [path, document] of Object.entries(recording(name).documents)) {
      const reader = readers.find(([pattern]) => pattern.test(path))?.[1];
      if (!reader) continue;
      read += 1;
      assert.equal(reader(document).hasUnread, undefined, `${name} ${path} ${JSON.stringify(document).slice(0, 500)}`);
    }
  }
  assert.ok(read > 500, `${read} documents`);
});

test("unknown values are a dash and never zero, and the page says that some are missing", () => {
  const { match, score } = readOf(recording("live"));
  const half = scoreOf({ ...score, innings2: MELBOURNE });
  const { sides, headline } = heroOfKnown({ match, score: half, ticker: null });
  assert.deepEqual(sides.map(({ innings }) => innings.map((each) => [each.score, each.overs])), [[["177/6", "20.0 ov"]], [["–", "– ov"]]]);
  assert.equal(headline, "Melbourne Renegades need 81 runs from 67 balls");
  const card = cardsOf(half, match)[1];
  assert.deepEqual([card.total, card.extras.total, card.batting], ["–", "–", []]);
  assert.deepEqual(missing({ score: half }), ["score"]);
});

test("a dismissed batter is never shown as not out, even if the dismissal is incomplete", () => {
  const { match, score } = readOf(recording("live"));
  const [one, two, three, four] = score.innings1.batsmen;
  const batsmen = [
    { ...one, isOut: true, dismissal: { type: "hit_wicket" } }, { ...two, isOut: true, dismissal: null },
    { ...three, isOut: false, dismissal: { type: "retired_hurt" } }, { ...four, isOut: false, dismissal: null },
  ];
  const [card] = cardsOf(scoreOf({ ...score, innings1: { ...score.innings1, batsmen } }), match);
  assert.deepEqual(card.batting.map(({ how, isOut }) => [how, isOut]), [["hit wicket", true], ["", true], ["retired hurt", false], ["", false]]);
});

test("a ticker replaces an unreadable score of the same moment, and a score an unreadable ticker", () => {
  const { match, score, ticker } = readOf(recording("live"));
  const badScore = scoreOf({ ...score, innings1: "x", innings2: { ...MELBOURNE, runs: "97" } });
  const badTicker = tickerOf({ ...ticker, innings: [{ team: 0 }, null], version: ticker.version + 1 });
  for (const known of [{ match, score: badScore, ticker }, { match, score, ticker: badTicker }]) {
    assert.deepEqual(scores(heroOfKnown(known)), [["177/6"], ["97/1"]]);
    assert.equal(missing(known).length, 1);
  }
  assert.deepEqual(missing({ match, score, ticker }), []);
});

test("an unknown state is shown as unknown with the score, and a new field is ignored", () => {
  const { match, score, ticker } = readOf(recording("live"));
  const later = { ...score, schemaVersion: 9, status: "super_session", reviews: { left: 2 }, innings2: { ...score.innings2, boosts: ["x"] } };
  const known = { match, score: scoreOf(later), ticker: tickerOf({ ...ticker, status: "super_session" }) };
  assert.equal(heroOfKnown(known).status, "State not known");
  assert.deepEqual(scores(heroOfKnown(known)), [["177/6"], ["97/1"]]);
  assert.deepEqual(missing(known), []);
});

test("a reason or end named like an object's method is shown as written", () => {
  const { match, score, ticker } = readOf(recording("live"));
  assert.equal(heroOfKnown({ match, score: null, ticker: { ...ticker, stoppage: "constructor" } }).status, "Play stopped: constructor");
  const { innings } = heroOfKnown({ match, score: { ...score, innings1: { ...score.innings1, closed: "toString" } }, ticker: null }).sides[0];
  assert.equal(innings[0].note, "");
});

test("a ball document without a place has the place of its id", () => {
  const [ball] = feedDocsIn([{ id: "2_7", events: [], inningsNumber: "2" }]);
  assert.deepEqual([ball.inningsNumber, ball.sequenceNumber, ball.hasUnread], [2, 7, true]);
  assert.deepEqual(feedDocsIn([null, "x", [], { events: [] }]), []);
});

test("a match with unreadable score and ticker is shown again as soon as valid ones arrive", async () => {
  const { id, match, score, ticker } = readOf(recording("live"));
  const stored = { [`matches/${id}`]: match, [`tickers/${id}`]: ticker, [`matches/${id}/live/score`]: { version: 1, innings1: 7 } };
  const source = new FirestoreSource({}, { document: async (path) => stored[path] ?? null, documents: async () => new Map() }, null);
  const handlers = {};
  source.follow = (_match, _since, followed) => {
    Object.assign(handlers, followed);
    return () => {};
  };
  const store = new MatchStore(source, id, () => 0);
  await store.open();
  const shown = () => [scores(heroOfKnown(store.shown.value)), store.incomplete.value];
  assert.deepEqual(shown(), [[["177/6"], ["97/1"]], ["score"]]);
  assert.equal(store.isScoreRead.value, true);
  stored[`matches/${id}/live/score`] = { ...score, version: ticker.version + 2 };
  handlers.ticker(tickerOf({ ...ticker, innings: "x", version: ticker.version + 1 }));
  await new Promise(setImmediate);
  assert.deepEqual(shown(), [[["177/6"], ["97/1"]], ["ticker"]], "the score is read instead of it");
  handlers.ticker({ ...ticker, version: ticker.version + 3 });
  assert.deepEqual(shown(), [[["177/6"], ["97/1"]], []]);
  store.close();
});
