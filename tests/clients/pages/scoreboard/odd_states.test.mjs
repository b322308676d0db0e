// Tests the head of a match in rare states: no play at all, forfeits, a late start.

import assert from "node:assert/strict";
import { test } from "node:test";
import { built, matchOf, readOf, recording } from "./helpers.mjs";

const { heroOf } = await built("model/hero.js");
const { homeOf, listedSince } = await built("model/match_lists.js");
const { standingOf } = await built("model/latest.js");
const { momentsOfFeed } = await built("model/moments.js");
const { cardsOf } = await built("model/cards.js");

const heroOfRead = (known) => heroOf(standingOf(known), known.match, known.score);

test("rain before the toss is shown from a ticker as recent as the score, and from no older one", () => {
  const known = readOf(recording("rain_before_toss"));
  assert.equal(known.score.version, known.ticker.version);
  assert.equal(heroOfRead(known).status, "Play stopped: rain");
  assert.equal(heroOfRead({ ...known, ticker: { ...known.ticker, version: known.ticker.version - 1 } }).status, "Not started");
  assert.equal(heroOfRead({ ...known, ticker: null }).status, "Not started");
});

test("a forfeited innings is shown as one, and an earlier one is marked as declared, by score and ticker", () => {
  const known = readOf(recording("forfeited"));
  for (const read of [known, { ...known, score: null }]) {
    const { sides } = heroOfRead(read);
    assert.deepEqual(sides.map((side) => side.innings.map(({ note }) => note)), [["declared", "forfeited"], ["forfeited"]]);
    const { runs, wickets } = known.score.innings1;
    assert.deepEqual(sides.map((side) => side.innings.map(({ score }) => score)), [[`${runs}/${wickets}d`, "0/0"], ["0/0"]]);
  }
});

test("a side that follows on is shown as such, in the head by score and ticker and on its card", () => {
  const known = readOf(recording("five_day"));
  const swapped = (innings, other) => ({ ...innings, battingTeamId: other.battingTeamId, bowlingTeamId: other.bowlingTeamId });
  const { innings1: first, innings2: second } = known.score;
  const score = { ...known.score, innings1: swapped(first, second), innings2: swapped(second, first) };
  const [one, two, ...rest] = known.ticker.innings;
  const ticker = { ...known.ticker, innings: [{ ...one, team: two.team }, { ...two, team: one.team }, ...rest] };
  const notes = (read) => heroOfRead(read).sides.flatMap((side) => side.innings.map(({ note }) => note)).filter(Boolean);
  assert.deepEqual([notes({ ...known, score, ticker }), notes({ ...known, score: null, ticker })], [["following on"], ["following on"]]);
  assert.deepEqual(cardsOf(score, known.match).map(({ isFollowOn }) => isFollowOn), [false, false, true]);
  assert.deepEqual([notes(known), cardsOf(known.score, known.match).some(({ isFollowOn }) => isFollowOn)], [[], false]);
});

test("a match that begins late in the evening is listed on the next UTC day, and on a device a day ahead", () => {
  const recorded = recording("not_started");
  const ticker = { ...recorded.documents[`tickers/${matchOf(recorded)}`], scheduledAt: "2026-06-14T23:30:00Z" };
  const listed = (now) => homeOf([ticker], [], listedSince(Date.parse(now))).next.length;
  assert.deepEqual(["2026-06-15T00:15:00Z", "2026-06-15T23:30:00Z", "2026-06-16T00:15:00Z"].map(listed), [1, 1, 0]);
});

test("penalty runs count in the replay when awarded, for the side that bats or is yet to bat", () => {
  const { feed, score } = readOf(recording("penalties"));
  const moments = momentsOfFeed(feed);
  const at = (id) => moments.find((each) => each.id === id).runs;
  assert.deepEqual([at("1_61") - at("1_60"), at("1_62") - at("1_61"), at("2_1")], [5, 0, 5]);
  const lastOf = (innings) => moments.findLast((each) => each.innings === innings).runs;
  assert.deepEqual([lastOf(1), lastOf(2)], [score.innings1.runs, score.innings2.runs]);
});

test("late events of the previous innings do not change the runs of the present one", () => {
  const documents = [
    { id: "1_1", inningsNumber: 1, orderKey: "0001", events: [{ type: "BALL_BOWLED", data: { battingTeamId: "a", totalRuns: 4 } }] },
    {
      id: "2_1", inningsNumber: 2, orderKey: "0001", fact: { type: "innings_started", battingTeamId: "b" },
      events: [
        { type: "OVER_COMPLETE", data: { battingTeamId: "a", inningsRuns: 4, inningsWickets: 1 } },
        { type: "INNINGS_COMPLETE", data: { battingTeamId: "a", runs: 4, wickets: 1 } },
      ],
    },
    { id: "2_2", inningsNumber: 2, orderKey: "0002", events: [{ type: "BALL_BOWLED", data: { battingTeamId: "b", totalRuns: 1 } }] },
    {
      id: "2_3", inningsNumber: 2, orderKey: "0003", fact: { type: "penalty_awarded", toTeamId: "a", runs: 5 },
      events: [{ type: "INNINGS_COMPLETE", data: { battingTeamId: "a", runs: 9, wickets: 1 } }],
    },
    { id: "2_4", inningsNumber: 2, orderKey: "0004", events: [{ type: "BALL_BOWLED", data: { battingTeamId: "b", totalRuns: 2 } }] },
  ];
  const moments = momentsOfFeed(new Map(documents.map((each) => [each.id, each])));
  assert.deepEqual(moments.map(({ runs, wickets }) => [runs, wickets]), [[4, 0], [0, 0], [1, 0], [1, 0], [3, 0]]);
});

test("after a correction that changes who won, the side that the newest document names is marked as the winner", () => {
  const known = readOf(recording("finished"));
  const { match, score, ticker } = known;
  const winners = (read) => heroOfRead(read).sides.map((side) => side.isWinner);
  assert.deepEqual([winners(known), winners({ ...known, match: null })], [[false, true], [false, true]]);
  const tied = { ...match, result: { outcome: "tie", winnerTeamId: null, text: "match tied" } };
  const newer = { ...ticker, version: score.version + 1, resultText: "match tied" };
  assert.deepEqual(winners({ ...known, match: tied, ticker: newer }), [false, false], "the score is still that of the win");
  const other = { ...score, version: score.version + 1, winnerId: match.homeTeamId, resultText: "Adelaide Strikers won by 1 run" };
  assert.deepEqual(winners({ ...known, score: other }), [true, false], "a gateway reads the match only once");
});
