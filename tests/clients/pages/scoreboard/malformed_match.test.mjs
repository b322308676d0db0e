// Tests malformed or incomplete documents of one match: its page shows their readable parts and that
// something is missing, until they are valid again.

import assert from "node:assert/strict";
import { test } from "node:test";
import { built, readOf, recording } from "./helpers.mjs";

const { FirestoreSource } = await built("io/firestore_source.js");
const { Gateway } = await built("io/gateway.js");
const { cardsOf } = await built("model/cards.js");
const { chartsOf, wheelsOf } = await built("model/charts.js");
const { commentaryOf } = await built("model/feed.js");
const { heroOf, stripSlots } = await built("model/hero.js");
const { incompleteDocuments, standingOf } = await built("model/latest.js");
const { momentsOfFeed, momentsOfReplay } = await built("model/moments.js");
const { pairOf } = await built("model/pair.js");
const { descriptionOf, titleOf } = await built("model/preview.js");
const { ballsPerOver } = await built("model/standing.js");

const ODD = [undefined, null, "x", "constructor", 7, -3, 1e300, NaN, true, { a: [] }, [null, "x", {}]];
const AT_MOST = 20_000; // items of a list: a page cannot draw more

/** Yield a document with each of its fields, at every depth, replaced by each odd value in turn; of lists only the first item. */
function* withOddValues(document) {
  for (const [name, value] of Object.entries(document)) {
    const isList = Array.isArray(value);
    for (const odd of ODD) yield { ...document, [name]: odd };
    if (isList && value.length) for (const odd of ODD) yield { ...document, [name]: [odd, ...value.slice(1)] };
    const inner = isList ? value[0] : value;
    if (typeof inner !== "object" || inner === null) continue;
    for (const each of withOddValues(inner)) yield { ...document, [name]: isList ? [each, ...value.slice(1)] : each };
  }
}

/** Fail unless a view consists of texts, finite numbers, and lists that can be drawn. */
function assertShowable(view, of, path = "") {
  if (view !== null && typeof view === "object") {
    for (const [name, each] of Object.entries(view)) assertShowable(each, of, `${path}.${name}`);
  }
  if (!isShowable(view)) assert.fail(`${path} = ${String(view)}: ${JSON.stringify(of)}`.slice(0, 2_000));
}

function isShowable(view) {
  if (typeof view === "string") return !/NaN|undefined|null|\[object|function|Infinity/.test(view);
  if (typeof view === "number") return Number.isFinite(view);
  if (Array.isArray(view)) return view.length < AT_MOST;
  return view == null || typeof view === "boolean" || typeof view === "object";
}

/** Return a source whose reads and queries all give one document. */
function sourceOf(document) {
  const row = { id: "2_5", data: document };
  return new FirestoreSource({}, {
    document: async () => document, query: async () => [row],
    documents: async (paths) => new Map(paths.map((path) => [path, document])),
  }, null);
}

function headOf({ match, score, ticker }) {
  const standing = standingOf({ match, score, ticker });
  const hero = standing && heroOf(standing, match, score);
  return { standing, hero, missing: incompleteDocuments({ match, score, ticker, feed: new Map() }), title: hero && [titleOf(hero), descriptionOf(hero)] };
}

/** Return the value with at most two items of every list. */
const withShortLists = (value) => {
  if (Array.isArray(value)) return value.slice(0, 2).map(withShortLists);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, withShortLists(each)]));
};

test("a malformed score is shown as far as possible, with and without the ticker", async () => {
  const { match, score, ticker } = readOf(recording("live"));
  const currentInnings = { ...score.currentInnings, powerplay: { type: "mandatory", toOver: 5, toBall: 6 } };
  const { innings1, ...rest } = withShortLists({ ...score, currentInnings, innings2: null });
  const whole = { ...rest, innings1: { ...innings1, batsmen: [], bowlers: [] }, superOvers: [innings1], nextTarget: 5, toss: { winnerId: "a", decision: "bat" } };
  for (const bad of withOddValues(whole)) {
    const found = await sourceOf(bad).score("m");
    for (const known of [{ match, score: found, ticker }, { match: null, score: found, ticker: null }]) {
      assertShowable([headOf(known), cardsOf(found, known.match)], bad);
    }
  }
});

test("of a malformed ball the commentary, the totals and the charts are shown as far as possible", async () => {
  const known = readOf(recording("live"));
  const cards = cardsOf(known.score, known.match).map((card) => ({ card, title: card.team }));
  const models = ["2_1", "2_3"].map((id) => known.feed.get(id));
  const ends = [...known.feed.values()].filter((each) => each.events.some(({ type }) => /COMPLETE|MILESTONE|WICKET/.test(type)));
  const few = [...known.feed].slice(0, 3);
  for (const model of [models[1], ends[0], ends.find(({ events }) => events.some(({ type }) => type === "INNINGS_COMPLETE"))]) {
    for (const bad of withOddValues({ ...model, fact: { type: "penalty_awarded", toTeamId: "x", runs: 5 }, events: [model.events.at(-1)] })) {
      const [document] = await sourceOf(bad).innings("m", 2);
      const feed = new Map([...few, [document.id, document]]);
      const moments = momentsOfFeed(feed);
      for (const set of [null, 5]) assertShowable(commentaryOf(feed, set), bad);
      assertShowable([moments, pairOf(feed, 2), chartsOf(moments, cards, 6), wheelsOf(moments, cards)], bad);
    }
  }
});

test("a malformed replay and summary are shown as far as possible", async () => {
  const { match, score, replay } = readOf(recording("strokes"));
  const summary = recording("strokes").documents[`matches/1386111/archive/summary`];
  const cards = cardsOf(score, match).map((card) => ({ card, title: card.team }));
  const line = replay.find(({ isWicket }) => isWicket);
  for (const bad of withOddValues({ parts: 1, balls: [line] })) {
    const { lines } = await sourceOf({ ...bad, playerOfMatch: undefined }).archive("m");
    const moments = momentsOfReplay(lines);
    assertShowable([moments, chartsOf(moments, cards, 6), wheelsOf(moments, cards)], bad);
  }
  const best = { awarded: [{ playerId: "p", playerName: "P" }], suggestion: { playerId: "q", playerName: "Q", reasons: ["fast"] } };
  for (const bad of withOddValues({ playerOfMatch: { ...summary.playerOfMatch, ...best } })) {
    const { playerOfMatch } = (await sourceOf(bad).archive("m")).summary;
    assertShowable([playerOfMatch?.awarded?.map((each) => each.playerName).join(", "), playerOfMatch?.suggestion?.reasons?.join("; ")], bad);
    for (const each of playerOfMatch?.awarded ?? []) assert.equal(typeof each, "object", JSON.stringify(bad));
  }
});

test("of a malformed match and ticker the head and the strip are shown", async () => {
  const { match, ticker } = readOf(recording("live"));
  for (const bad of withOddValues({ ...match, attribution: "x", conditions: { ballsPerOver: 6, freeHit: true, inningsPerSide: 1 } })) {
    const found = await sourceOf(bad).match("m");
    assertShowable([headOf({ match: found, score: null, ticker }), headOf({ match: found, score: null, ticker: null }), found?.attribution, found?.venue], bad);
    assert.ok(stripSlots(found) <= 20 && ballsPerOver(found) >= 1, JSON.stringify(bad.conditions));
  }
  for (const bad of withOddValues(ticker)) {
    const { ticker: found } = await sourceOf(bad).first("m");
    assertShowable(headOf({ match, score: null, ticker: found }), bad);
  }
});

test("documents from the gateway are read like those from Firestore", async () => {
  const bad = { status: 1, version: "x", innings1: { runs: {}, batsmen: [null, "x"] }, events: [null, 7, { id: "2_1", events: [{ type: 1, data: 2 }] }], score: [], hasMore: false };
  const gateway = new Gateway("https://g", async () => ({ ok: true, status: 200, json: async () => bad }));
  const { score } = await gateway.first("m");
  assertShowable([headOf({ match: null, score, ticker: null }), cardsOf(score, null)], bad);
  const events = await gateway.timeline("m");
  assert.deepEqual(events.map(({ id }) => id), ["2_1"]);
  assertShowable(commentaryOf(new Map(events.map((each) => [each.id, each]))), bad);
  assert.equal(await gateway.earlier("m", "2_1"), null);
  await gateway.summary("m");
});
