// Tests documents with fields of other types than the functions write: the season page, the home page
// and the boards show their readable parts and all other documents.

import assert from "node:assert/strict";
import { test } from "node:test";
import { built, matchOf, recording } from "./helpers.mjs";

const { FirestoreSource } = await built("io/firestore_source.js");
const { plainFields } = await built("io/decode.js");
const { Gateway } = await built("io/gateway.js");
const { homeOf } = await built("model/match_lists.js");
const { heroOf, oversWords } = await built("model/hero.js");
const { facingOf, leadersOf, meetingsOf, playersOf, tablesOf, tickerNames } = await built("model/season_figures.js");
const { standingOf } = await built("model/latest.js");
const { titleOf } = await built("model/preview.js");

const ODD = [null, "x", 7, NaN, { a: [] }, [null, "x"]];

/** Yield a document with each of its fields, at every depth, replaced by each odd value in turn. */
function* withOddValues(document) {
  for (const [name, value] of Object.entries(document)) {
    for (const odd of ODD) yield { ...document, [name]: odd };
    if (Array.isArray(value)) {
      for (const odd of ODD) yield { ...document, [name]: [odd, ...value.slice(1)] };
      if (typeof value[0] === "object") for (const first of withOddValues(value[0])) yield { ...document, [name]: [first, ...value.slice(1)] };
    } else if (typeof value === "object" && value !== null) {
      for (const inner of withOddValues(value)) yield { ...document, [name]: inner };
    }
  }
}

/** Assert that all values that a page would show are texts. */
function assertTexts(values, of) {
  for (const value of values) assert.equal(typeof value, "string", JSON.stringify(of));
}

/** Return a source whose queries give some documents, and whose reads give one. */
function sourceOf({ rows = {}, document = null }) {
  const rest = {
    document: async (path) => (path.startsWith("seasons/") ? null : document),
    documents: async () => new Map(),
    query: async ({ collection }) => rows[collection] ?? [],
  };
  return new FirestoreSource({}, rest, null);
}

const rowsOf = (documents) => documents.map((data, place) => ({ id: `row-${place}`, data }));
const { documents } = recording("season");
const first = (collection, isIn = () => true) =>
  Object.entries(documents).find(([path, each]) => path.startsWith(`${collection}/`) && path.split("/").length === 2 && isIn(each))[1];

function heroTexts(standing, match = null) {
  const hero = heroOf(standing, match, null);
  return [
    hero.status, hero.headline, hero.lastBall, ...hero.details, ...hero.flags, titleOf(hero),
    ...hero.sides.flatMap((side) => [side.name, side.shortName, side.superOvers, ...side.innings.flatMap((each) => [each.score, each.overs, each.note])]),
    ...standing.innings.map(oversWords), ...standing.strip.flatMap((ball) => [ball.id, ball.display]),
    ...standing.batters.flatMap((each) => [each.playerId, each.name]),
    ...(standing.bowler ? [standing.bowler.name, standing.bowler.figures] : []),
  ];
}

test("a malformed ticker leaves the others of the season intact and is shown as far as possible", async () => {
  const good = Object.entries(documents).filter(([path]) => path.startsWith("tickers/")).map(([, each]) => each);
  const superOver = good.find((each) => each.innings.length === 4);
  for (const model of [first("tickers", (each) => each.status === "live"), superOver]) {
    const rest = good.filter((each) => each.matchId !== model.matchId).slice(0, 1);
    for (const bad of withOddValues(model)) {
      const { tickers } = await sourceOf({ rows: { tickers: rowsOf([...rest, bad]) } }).season("2026");
      const { live, next, finished } = homeOf(tickers);
      const shown = [...live, ...next, ...finished];
      assert.ok(shown.length >= rest.length, JSON.stringify(bad));
      for (const entry of shown) assertTexts(heroTexts(entry.standing), bad);
      assertTexts([...tickerNames(tickers)].flat(), bad);
    }
  }
});

test("a board shows the readable parts of a malformed ticker and match", async () => {
  const [ticker, match] = [first("tickers", (each) => each.status === "live"), first("matches", (each) => each.result)];
  const whole = { ...match, conditions: { ballsPerOver: 6, freeHit: true }, toss: { winnerTeamId: match.homeTeamId, decision: "bat" } };
  for (const bad of withOddValues(ticker)) {
    const found = await sourceOf({ document: bad }).first("m");
    assertTexts(heroTexts(standingOf({ match: whole, ...found })), bad);
  }
  for (const bad of withOddValues(whole)) {
    const found = await sourceOf({ document: bad }).match("m");
    assertTexts(heroTexts(standingOf({ match: found, ticker: null, score: null }), found), bad);
    assertTexts(heroTexts(standingOf({ match: found, ticker, score: null }), found), bad);
  }
});

test("malformed planned matches are listed with the others", async () => {
  const planned = { homeTeamId: "a", awayTeamId: "b", homeTeamName: "A", awayTeamName: "B", status: "scheduled", scheduledAt: "2026-06-14T11:00:00Z", format: "T20" };
  for (const bad of withOddValues(planned)) {
    const { scheduled } = await sourceOf({ rows: { matches: rowsOf([planned, bad]) } }).season("2026");
    const { next } = homeOf([], scheduled);
    assert.ok(next.some((each) => each.id === "row-0"));
    for (const entry of next) assertTexts(heroTexts(entry.standing), bad);
  }
});

test("malformed figures leave the other tables, leaders and players intact", async () => {
  const [team, player] = [first("team_season_stats", (each) => each.competitionId), first("player_season_stats", (each) => each.format === "All" && each.bowling?.wickets)];
  for (const bad of withOddValues(team)) {
    const { teams } = await sourceOf({ rows: { team_season_stats: rowsOf([bad, team]) } }).season("2026");
    for (const { rows } of tablesOf(teams, new Map())) {
      for (const row of rows) assertTexts([row.teamId, row.name, row.points, row.netRunRate, ...row.form], bad);
      assert.ok(rows.every((row) => !/NaN|undefined|null|object/.test(row.netRunRate + row.points)), JSON.stringify(bad));
    }
  }
  for (const bad of withOddValues(player)) {
    const { players } = await sourceOf({ rows: { player_season_stats: rowsOf([bad, player]) } }).season("2026");
    assert.ok(leadersOf(players, new Map()).length);
    for (const { leaders } of leadersOf(players, new Map())) {
      for (const each of leaders) assertTexts([each.id, each.name, each.team, each.value], bad);
    }
    for (const row of playersOf(players, new Map(), null)) {
      assertTexts([row.id, row.name, row.team, ...row.cells], bad);
      assert.ok(!/NaN|undefined|null|object/.test(row.cells.join()), JSON.stringify(bad));
    }
  }
});

test("malformed meetings are listed with the others", async () => {
  const [facing, meeting] = [first("player_h2h_stats", (each) => each.format == null), first("team_match_stats")];
  for (const bad of withOddValues(facing)) {
    const found = facingOf(await sourceOf({ rows: { player_h2h_stats: rowsOf([bad, facing]) } }).facing("2026", "b"), new Map());
    for (const row of found) assertTexts([row.id, row.name, ...row.cells], bad);
  }
  for (const bad of withOddValues(meeting)) {
    const found = await sourceOf({ rows: { team_match_stats: rowsOf([bad, meeting]) } }).meetings("2026", meeting.teamId, meeting.opponentId);
    for (const each of meetingsOf(found, meeting.teamId, meeting.opponentId).matches) {
      assertTexts([each.id, each.at, each.outcome, each.score ?? ""], bad);
    }
  }
});

test("times from a listener become texts, and values that no page can show are dropped", () => {
  class Database { constructor() { this.self = this; } }
  class Reference { constructor() { Object.assign(this, { path: "a/b", firestore: new Database() }); } }
  class Timestamp { toDate() { return new Date(0); } }
  const given = { at: new Timestamp(), list: [new Timestamp(), { of: new Reference() }], text: "x", none: null, ground: new Reference() };
  const epoch = "1970-01-01T00:00:00.000Z";
  assert.deepEqual(plainFields(given), { at: epoch, list: [epoch, { of: null }], text: "x", none: null, ground: null });
});

test("a gateway's match with fields of other types is shown as far as possible", async () => {
  const recorded = recording("live");
  const match = recorded.documents[`matches/${matchOf(recorded)}`];
  const bad = { ...match, homeTeamName: 7, toss: "bat", conditions: [], result: 1, scheduledAt: {} };
  const read = async () => ({ ok: true, status: 200, json: async () => bad });
  const found = await new Gateway("https://g", read).match("m");
  assertTexts(heroTexts(standingOf({ match: found, ticker: null, score: null }), found), bad);
});
