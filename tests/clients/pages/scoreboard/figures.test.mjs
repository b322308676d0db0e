// Tests charts, the slider and the figures of a season with documents of real matches.

import assert from "node:assert/strict";
import { test } from "node:test";
import { built, readOf, recording } from "./helpers.mjs";

const { momentsOfFeed, momentsOfReplay } = await built("model/moments.js");
const { chartsOf, wheelsOf } = await built("model/charts.js");
const { cardsOf } = await built("model/cards.js");
const { facingOf, leadersOf, meetingsOf, playersOf, tablesOf } = await built("model/season_figures.js");
const { decodeFields } = await built("io/decode.js");
const { configOf } = await built("io/config.js");
const { idOf, linkTo } = await built("model/route.js");
const { oversText, placeOf, ballsOf } = await built("model/numbers.js");

const titled = (read) => cardsOf(read.score, read.match).map((card) => ({ card, title: card.team }));

test("the feed gives the same moments as the replay", () => {
  const read = readOf(recording("finished"));
  const [fed, replayed] = [momentsOfFeed(read.feed), momentsOfReplay(read.replay)];
  const plain = ({ id, innings, runs, wickets, brought, isBall }) => ({ id, innings, runs, wickets, brought, isBall });
  const balls = (moments) => moments.filter((each) => each.isBall).map(plain);
  assert.ok(balls(fed).length > 230);
  assert.deepEqual(balls(fed), balls(replayed));
  const figures = (moments) => moments.filter((each) => each.isBall).map((each) => each.batters);
  assert.deepEqual(figures(fed), figures(replayed));
});

test("the bars of a manhattan add up to the runs of the innings, and its wickets to the wickets", () => {
  for (const name of ["finished", "live", "five_day", "rain", "super_over"]) {
    const read = readOf(recording(name));
    const charts = chartsOf(momentsOfFeed(read.feed), titled(read), 6);
    const innings = cardsOf(read.score, read.match).filter((card) => !card.isSuperOver);
    assert.deepEqual(charts.map((each) => each.overs.reduce((sum, { runs }) => sum + runs, 0)),
      innings.map((card) => Number(card.total.split("/")[0])), name);
    assert.deepEqual(charts.map((each) => each.overs.reduce((sum, { wickets }) => sum + wickets, 0)), innings.map((card) => card.falls.length), name);
    for (const { worm, rates } of charts) {
      assert.deepEqual(worm.map((each) => each.over), worm.map((each) => each.over).sort((one, other) => one - other));
      assert.ok(rates.every((each) => Number.isFinite(each.runs)));
    }
  }
});

test("a forfeited innings has no chart, nor has an innings before its first ball", () => {
  const read = readOf(recording("forfeited"));
  const chartsUpTo = (count) => chartsOf(momentsOfFeed(new Map([...read.feed].slice(0, count))), titled(read), 6).map(({ number }) => number);
  assert.deepEqual([chartsUpTo(read.feed.size), chartsUpTo(1)], [[1], []]);
});

test("the run rate of the Hundred is per six balls", () => {
  const read = readOf(recording("hundred"));
  const [chart] = chartsOf(momentsOfFeed(read.feed), titled(read), 5);
  assert.equal(chart.rates.at(-1).runs.toFixed(2), cardsOf(read.score, read.match)[0].rate);
});

test("strokes make the same wagon wheel from replay and feed; without strokes there is none", () => {
  const read = readOf(recording("strokes"));
  const [byReplay, byFeed] = [momentsOfReplay(read.replay), momentsOfFeed(read.feed)].map((moments) => wheelsOf(moments, titled(read)));
  assert.deepEqual(byReplay, byFeed);
  const off = (card) => card.batting.reduce((sum, each) => sum + each.runs, 0);
  assert.deepEqual(byFeed.map(({ segments }) => segments.reduce((sum, each) => sum + each.runs, 0)), cardsOf(read.score, read.match).map(off));
  const plain = readOf(recording("finished"));
  assert.deepEqual(wheelsOf(momentsOfFeed(plain.feed), titled(plain)), []);
});

function seasonOf() {
  const { documents } = recording("season");
  const all = (kind) => Object.entries(documents).filter(([path]) => path.startsWith(`${kind}/`)).map(([, each]) => each);
  return {
    teams: all("team_season_stats"), facing: all("player_h2h_stats"), meetings: all("team_match_stats"),
    players: all("player_season_stats").filter((each) => each.format === "All" && each.seasonId === "2026"),
  };
}

test("a table orders its teams by points and net run rate", () => {
  const [table, ...others] = tablesOf(seasonOf().teams.filter((each) => each.seasonId === "2026"), new Map([["essex", "Essex CCC"]]));
  assert.deepEqual(others, []);
  assert.equal(table.competitionId, "cup");
  const points = table.rows.map((row) => Number(row.points));
  assert.deepEqual(points, [...points].sort((one, other) => other - one));
  assert.ok(table.rows.some((row) => row.name === "Essex CCC"));
  assert.equal(table.rows.reduce((sum, row) => sum + row.played, 0), 10);
  assert.ok(table.hasTies);
});

/** Return a side's season: its credited runs and balls, and its points. */
function sideOf(teamId, [runsScored, played, runsConceded, bowled], more = {}) {
  const netRunRate = Math.round((runsScored / played - runsConceded / bowled) * 6000) / 1000;
  return { teamId, points: 2, wins: 1, runsScored, oversPlayed: played / 6, runsConceded, oversBowled: bowled / 6, netRunRate, ...more };
}

const idsOf = (teams) => tablesOf(teams, new Map())[0].rows.map((row) => row.teamId);

test("a table orders by the exact net run rate and shows three decimals", () => {
  const teams = [sideOf("a", [980, 720, 980, 700]), sideOf("b", [1013, 720, 1012, 700])];
  assert.deepEqual(tablesOf(teams, new Map())[0].rows.map((row) => row.netRunRate), ["−0.233", "−0.233"]);
  assert.deepEqual(idsOf(teams), ["b", "a"]);
});

test("equal net run rates rank equally; without figures the rounded rate is used, and no rate ranks last", () => {
  const one = sideOf("a", [100, 70, 50, 30]);
  assert.deepEqual(idsOf([one, sideOf("b", [300, 210, 350, 210], { wins: 2 })]), ["b", "a"]);
  const rounded = [{ teamId: "c", points: 2, netRunRate: 0.5 }, { teamId: "d", points: 2, netRunRate: -3 }, { teamId: "e", points: 2, netRunRate: null }];
  assert.deepEqual(idsOf([...rounded.toReversed(), one]), ["c", "a", "d", "e"]);
});

test("points are shown without rounding errors", () => {
  const points = (number) => tablesOf([sideOf("a", [1, 6, 1, 6], { points: number })], new Map())[0].rows[0].points;
  assert.deepEqual([0.1 + 0.2, 3.3000000000000003, 16, -0.5, 0].map(points), ["0.3", "3.3", "16", "-0.5", "0"]);
});

test("leaders are the players with the best figures; players without a figure are left out", () => {
  const { players } = seasonOf();
  const lists = leadersOf(players, new Map());
  const runs = lists.find((each) => each.kind === "runs").leaders.map((each) => Number(each.value));
  assert.deepEqual(runs, players.map((each) => each.batting.runs).sort((one, other) => other - one).slice(0, 5));
  assert.equal(lists.find((each) => each.kind === "best").leaders[0].value, "6/14");
  assert.ok(lists.every((each) => each.leaders.length > 0));
  assert.deepEqual(leadersOf([{ personId: "p" }], new Map()), []);
  assert.equal(playersOf(players, new Map(), "essex").length, players.filter((each) => each.teamId === "essex").length);
});

test("of equal highest scores the not-out score leads", () => {
  const made = (personId, highestScore, highestScoreNotOut) => ({ personId, batting: { highestScore, highestScoreNotOut } });
  const players = [made("a", 87, false), made("b", 87, true), made("c", 88, false), made("d", 86, true)];
  const highest = leadersOf(players, new Map()).find((each) => each.kind === "highest");
  assert.deepEqual(highest.leaders.map((each) => each.value), ["88", "87*", "87", "86*"]);
});

test("a meeting shows the score as played, and none if it is unknown", () => {
  const credited = { teamId: "a", opponentId: "b", runsScored: 213, runsConceded: 214 };
  const scoreOf = (more) => meetingsOf([{ ...credited, ...more }], "a", "b").matches[0].score;
  const total = (runs, wickets, closed) => ({ runs, wickets, closed });
  const chased = { totals: [total(288, 7, "overs_complete")], opponentTotals: [total(214, 10, "all_out")] };
  assert.equal(scoreOf(chased), "288/7 – 214");
  assert.equal(scoreOf({ totals: [total(300, 6, "declared"), total(0, 0, "forfeited")], opponentTotals: [total(90, 10, "all_out"), total(12, 1, null)] }),
    "300/6 declared & forfeited – 90 & 12/1");
  assert.equal(scoreOf({ totals: [total(120, 3, "abandoned")], opponentTotals: [] }), "120/3 – did not bat");
  assert.equal(scoreOf({ totals: [], opponentTotals: [] }), null, "nobody batted");
  assert.equal(scoreOf({}), null, "a document of before");
  assert.equal(scoreOf({ totals: [{}, null], opponentTotals: null }), null, "half a document");
});

test("head to head is shown for batters and for sides", () => {
  const { facing, meetings } = seasonOf();
  const batter = facing.find((each) => each.seasonId === "2026").batsmanId;
  const own = facing.filter((each) => each.batsmanId === batter && each.seasonId === "2026");
  const rows = facingOf(own, new Map());
  assert.equal(rows.length, new Set(own.map((each) => each.bowlerId)).size);
  const met = meetingsOf(meetings, "melbourne-renegades", "adelaide-strikers");
  assert.deepEqual([met.won, met.lost, met.matches.length], [1, 0, 1]);
  assert.equal(met.matches[0].score, "178/6 – 177/6");
  assert.deepEqual(meetingsOf(meetings, "essex", "adelaide-strikers").matches, []);
});

test("REST values are converted to plain ones", () => {
  const fields = {
    runs: { integerValue: "12" }, overs: { doubleValue: 12.4 }, isOut: { booleanValue: false }, at: { timestampValue: "2026-05-01T12:00:00Z" },
    none: { nullValue: null }, list: { arrayValue: {} }, map: { mapValue: { fields: { name: { stringValue: "" } } } },
  };
  assert.deepEqual(decodeFields(fields), { runs: 12, overs: 12.4, isOut: false, at: "2026-05-01T12:00:00Z", none: null, list: [], map: { name: "" } });
});

test("changes come from Firestore if it is configured, else from the gateway; without both it is refused", () => {
  assert.equal(configOf({ firebase: { projectId: "p" } }).live, "firestore");
  assert.equal(configOf({ firebase: { projectId: "p" }, gateway: "https://g.example/" }).live, "firestore");
  assert.deepEqual([configOf({ gateway: "https://g.example/" }).live, configOf({ gateway: "https://g.example/" }).gateway], ["gateway", "https://g.example"]);
  assert.throws(() => configOf({}), /neither/);
});

test("addresses accept any id, and invalid ones are empty", () => {
  for (const id of ["1386111", "a?b#c", "spiel-münchen", "50%"]) assert.equal(idOf(linkTo("m", id)), id);
  assert.deepEqual([idOf("/m/"), idOf("/m/%E0%A4%A"), idOf("/")], [null, null, null]);
});

test("overs are shown as overs and balls", () => {
  assert.deepEqual([oversText(12), oversText(12.4), oversText(null)], ["12.0", "12.4", "–"]);
  assert.deepEqual([placeOf("12.3", 6), placeOf("11.3", 5), placeOf(null, 6)], [12.5, 11.6, 0]);
  assert.deepEqual([ballsOf(11.3, 5), ballsOf(20, 6), ballsOf(0.1, 6)], [58, 120, 1]);
});
