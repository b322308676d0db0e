// Tests the view models of the spectators' pages with documents of real matches.

import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { built, readOf, recording } from "./helpers.mjs";

const { heroOf } = await built("model/hero.js");
const { titleOf } = await built("model/preview.js");
const { standingOfMatch, standingOfTicker } = await built("model/standing.js");
const { standingOfScore } = await built("model/standing_of_score.js");
const { isOfEarlierInnings, standingOf } = await built("model/latest.js");
globalThis.document = { documentElement: { dataset: {} } }; // the store's settings write the colours here
const { MatchStore } = await built("state/match_store.js");
const { cardsOf } = await built("model/cards.js");
const { commentaryOf, cursorOf, idsBefore, mergeFeed } = await built("model/feed.js");
const { placeOf } = await built("model/moments.js");
const { pairOf } = await built("model/pair.js");
const { homeOf } = await built("model/match_lists.js");

const heroByScore = (read) => heroOf(standingOfScore(read.score, read.match, read.ticker), read.match, read.score);
const heroByTicker = (read) => heroOf(standingOfTicker(read.ticker, read.match), read.match, null);
const sidesOf = (hero) => hero.sides.map((side) => side.innings.map((each) => `${each.score} ${each.overs}`));

test("a chase shows what is needed, the same from ticker and score", () => {
  const read = readOf(recording("live"));
  for (const hero of [heroByScore(read), heroByTicker(read)]) {
    assert.deepEqual(sidesOf(hero), [["177/6 20.0 ov"], ["97/1 8.5 ov"]]);
    assert.equal(hero.headline, "Melbourne Renegades need 81 runs from 67 balls");
    assert.equal(hero.status, "Live");
    assert.deepEqual(hero.sides.map((side) => side.isBatting), [false, true]);
    assert.match(hero.lastBall, /^8\.5 CJ Boyce to SE Marsh, SIX/);
  }
  assert.equal(titleOf(heroByTicker(read)), "AS 177/6 (20.0 ov) v MR 97/1 (8.5 ov) · SCRBRD");
});

test("ticker and score show the same pair, bowler and over", () => {
  for (const name of ["live", "five_day", "hundred", "rain"]) {
    const read = readOf(recording(name));
    const [one, other] = [standingOfTicker(read.ticker, read.match), standingOfScore(read.score, read.match, read.ticker)];
    const pair = (standing) => standing.batters.map(({ name, runs, balls, isOnStrike }) => ({ name, runs, balls, isOnStrike }));
    const byName = (left, right) => (left.name < right.name ? -1 : 1);
    assert.deepEqual(pair(one).sort(byName), pair(other).sort(byName), name);
    assert.deepEqual(one.strip.map((each) => each.id), other.strip.map((each) => each.id));
    for (const field of ["bowler", "lastBall", "target", "required", "par", "stoppage", "status"]) {
      assert.deepEqual(one[field], other[field], `${name}: ${field}`);
    }
    assert.deepEqual(one.innings.map(({ runs, wickets, balls }) => [runs, wickets, balls]), other.innings.map(({ runs, wickets, balls }) => [runs, wickets, balls]), name);
  }
});

test("free hit and powerplay remain when tickers bring the balls", () => {
  const recorded = recording("no_ball");
  const seen = { freeHits: 0, powerplays: 0, without: 0 };
  let score = readOf(recorded).score;
  for (const step of recorded.steps) {
    Object.assign(recorded.documents, step);
    const now = readOf(recorded);
    if (isOfEarlierInnings(score, now.ticker)) score = now.score; // the page reads it again
    const shown = standingOf({ match: now.match, score, ticker: now.ticker });
    const whole = standingOfScore(now.score, now.match, now.ticker);
    assert.deepEqual([shown.isFreeHit, shown.powerplay], [whole.isFreeHit, whole.powerplay], now.score.lastActionId);
    seen.freeHits += shown.isFreeHit && now.score !== score;
    seen.powerplays += shown.powerplay !== null && now.score !== score;
    seen.without += shown.powerplay === null;
  }
  assert.ok(seen.freeHits > 0 && seen.powerplays > 20 && seen.without > 0, JSON.stringify(seen));
});

test("the whole score is read again when an innings begins", async () => {
  const recorded = recording("no_ball");
  const begun = readOf(recorded);
  const [first, ...others] = recorded.steps;
  const handlers = {};
  let reads = 0;
  let now = begun;
  const source = {
    match: async () => begun.match,
    first: async () => ({ score: null, ticker: begun.ticker }),
    latest: async () => [],
    score: async () => {
      reads += 1;
      return now.score;
    },
    follow: (_match, _since, followed) => {
      Object.assign(handlers, followed);
      return () => {};
    },
  };
  const store = new MatchStore(source, begun.id, () => 0);
  await store.open();
  for (const step of [first, ...others.slice(0, 8)]) {
    Object.assign(recorded.documents, step);
    now = readOf(recorded);
    handlers.ticker(now.ticker);
    await new Promise(setImmediate);
  }
  assert.equal(reads, 2, "once at the beginning, once with the second innings");
  assert.equal(store.standing.value.powerplay, "mandatory");
  store.close();
});

test("a match deleted while its score is read stays deleted", async () => {
  const { match, ticker, score, id } = readOf(recording("live"));
  const handlers = {};
  const source = {
    match: async () => match, first: async () => ({ score: null, ticker }), latest: async () => [],
    score: async () => {
      for (const part of ["ticker", "match"]) handlers[part](null);
      return score;
    },
    follow: (_match, _since, followed) => {
      Object.assign(handlers, followed);
      return () => {};
    },
  };
  const store = new MatchStore(source, id, () => 0);
  await store.open();
  assert.deepEqual([store.phase.value, store.standing.value], ["missing", null]);
  store.close();
});

test("a free hit outlasts a wide, and there is none if the conditions have none", () => {
  const ticker = (...balls) => ({ status: "live", strip: balls.map((display) => ({ display })) });
  const isFreeHit = (balls, match) => standingOfTicker(ticker(...balls), match).isFreeHit;
  const match = { format: "T20" };
  assert.deepEqual([["1nb"], ["5nb", "1wd"], ["1nb", "W"], ["1wd"], []].map((balls) => isFreeHit(balls, match)),
    [true, true, false, false, false]);
  assert.equal(isFreeHit(["1nb"], { format: "Test" }), false);
  assert.equal(isFreeHit(["1nb"], { format: "T20", conditions: { freeHit: false } }), false);
  assert.equal(standingOfTicker({ ...ticker("1nb"), status: "completed" }, match).isFreeHit, false);
});

test("between innings the target of the chasing side is shown", () => {
  const read = readOf(recording("innings_break"));
  for (const hero of [heroByScore(read), heroByTicker(read)]) {
    assert.equal(hero.status, "Innings break");
    assert.match(hero.headline, /^Melbourne Renegades need 178 runs/);
    assert.ok(hero.details.includes("Target 178"));
  }
});

test("a match that has not begun shows who won the toss, if known", () => {
  const read = readOf(recording("not_started"));
  const hero = heroOf(standingOfMatch(read.match), read.match, null);
  assert.deepEqual([hero.status, hero.headline], ["Not started", "Adelaide Strikers won the toss and chose to bat"]);
  assert.deepEqual(sidesOf(hero), [[], []]);
  assert.equal(heroOf(standingOfMatch({}), null, null).headline, "");
});

test("a Test match shows all its innings and who leads", () => {
  const read = readOf(recording("five_day"));
  assert.deepEqual(sidesOf(heroByScore(read)), [["99 36.4 ov", "278/5 115.2 ov"], ["517 163.1 ov"]]);
  assert.equal(heroByScore(read).headline, "Pakistan trail by 140 runs");
  assert.deepEqual(cardsOf(read.score, read.match).map(({ team, place, isTwofold }) => [team, place, isTwofold]),
    [["Pakistan", 1, true], ["South Africa", 1, true], ["Pakistan", 2, true]]);
});

test("the Hundred counts balls", () => {
  const read = readOf(recording("hundred"));
  assert.deepEqual(sidesOf(heroByScore(read)), [["69/1 58 balls"], []]);
  assert.deepEqual(sidesOf(heroByTicker(read)), [["69/1 58 balls"], []]);
  const alone = standingOfTicker(read.ticker); // on the home page, which reads no match documents
  assert.deepEqual(sidesOf(heroOf(alone, null, null)), [["69/1 58 balls"], []]);
  assert.equal(alone.runRate.toFixed(2), standingOfTicker(read.ticker, read.match).runRate.toFixed(2));
  const [card] = cardsOf(read.score, read.match);
  assert.ok(card.countsBalls);
  assert.ok(card.bowling.every((each) => /^\d+$/.test(each.overs)));
});

test("the Hundred counts balls in its figures, its commentary and the fall of wickets too", () => {
  const { match, score, ticker, feed } = readOf(recording("hundred"));
  for (const standing of [standingOfTicker(ticker, match), standingOfTicker(ticker), standingOfScore(score, match)]) {
    assert.deepEqual([standing.bowler.figures, standing.lastBall.text.split(" ")[0]], ["0-4 (8 balls)", "58"]);
  }
  const [last, ...lines] = commentaryOf(feed, 5);
  assert.deepEqual([last.place, commentaryOf(feed)[0].place], ["58", "11.3"]);
  const { end } = lines.find((each) => each.end);
  assert.deepEqual([end.balls, end.bowlers.length > 0 && end.bowlers.every((each) => /\d-\d+ \(\d+ balls\)$/.test(each))], [55, true]);
  assert.ok(cardsOf(score, match)[0].falls.every((each) => /^\d+$/.test(each.over)));
});

test("a match to come shows its time", () => {
  const { match } = readOf(recording("not_started"));
  assert.match(heroOf(standingOfMatch(match), match, null).details.join(), /^Starts Sun, 14 Jun 2026, /);
});

test("super overs are shown next to the innings", () => {
  const hero = heroByScore(readOf(recording("super_over")));
  assert.deepEqual(sidesOf(hero), [["176/6 20.0 ov"], ["176/6 20.0 ov"]]);
  assert.deepEqual(hero.sides.map((side) => side.superOvers), ["5/1, 11/1", "5/2, 15/0"]);
  assert.deepEqual(hero.sides.map((side) => side.isWinner), [false, true]);
  assert.equal(hero.headline, "match tied (Kings XI Punjab won the Super Over)");
});

test("rain, a stoppage and an end without a winner are shown", () => {
  const rain = heroByScore(readOf(recording("rain")));
  assert.ok(rain.details.includes("DLS par 96"));
  const stop = recording("stopped");
  assert.equal(heroByScore(readOf(stop)).status, "Play stopped: rain");
  Object.assign(stop.documents, stop.steps[0]);
  const over = heroByScore(readOf(stop));
  assert.deepEqual([over.status, over.isOver], ["Result", true]);
  assert.match(over.headline, /abandoned/i);
  assert.equal(heroByScore(readOf(recording("awarded"))).headline, "awarded to Ghana");
});

test("an interval is shown by its name, and a stoppage between innings too", () => {
  const { match, ticker } = readOf(recording("stopped"));
  const statusAt = (more) => heroOf(standingOfTicker({ ...ticker, ...more }, match), match, null).status;
  assert.deepEqual(["lunch", "stumps", "Innings break", "bad light"].map((stoppage) => statusAt({ stoppage })),
    ["Lunch", "Stumps", "Innings break", "Play stopped: bad light"]);
  assert.equal(statusAt({ status: "innings_break" }), "Play stopped: rain");
  assert.equal(statusAt({ status: "completed" }), "Result");
});

test("empty documents are shown as such", () => {
  assert.equal(heroOf(standingOfTicker({}), null, null).status, "Not started");
  assert.deepEqual(heroOf(standingOfScore({ status: "live" }, null), null, null).sides.map((side) => side.name), ["", ""]);
  assert.deepEqual(cardsOf({ innings1: {} }, null)[0].batting, []);
  assert.deepEqual(commentaryOf(new Map([["1_1", { id: "1_1" }]])), []);
});

test("scorecards add up to their totals", () => {
  for (const name of ["finished", "five_day", "rain", "super_over", "hundred"]) {
    const read = readOf(recording(name));
    for (const card of cardsOf(read.score, read.match)) {
      const batted = card.batting.reduce((sum, each) => sum + each.runs, 0);
      assert.equal(batted + card.extras.total, Number(card.total.split("/")[0]), `${name}: ${card.team}`);
      assert.equal(card.extras.parts.reduce((sum, [, runs]) => sum + runs, 0), card.extras.total);
    }
  }
});

test("the last pair of an innings is unbroken, the others are not", () => {
  const read = readOf(recording("finished"));
  for (const card of cardsOf(read.score, read.match)) {
    const unbroken = card.stands.map((each) => each.isUnbroken);
    assert.deepEqual(unbroken, unbroken.map((_, place) => place === unbroken.length - 1));
  }
});

test("the partnership from the feed equals that of the live score at every ball", () => {
  const recorded = recording("live");
  let checked = 0;
  for (const step of [{}, ...recorded.steps]) {
    Object.assign(recorded.documents, step);
    const read = readOf(recorded);
    if (read.score.status !== "live" || !read.score.partnership || read.score.needs.length) continue;
    const { runs, balls } = read.score.partnership;
    assert.deepEqual(pairOf(read.feed, read.score.inningsNumber), { runs, balls }, read.score.lastActionId);
    checked += 1;
  }
  assert.ok(checked > 30);
});

test("no partnership is computed from a part of the feed", () => {
  const { feed } = readOf(recording("live"));
  const late = new Map([...feed].filter(([id]) => id.startsWith("2_") && Number(id.slice(2)) > 40));
  assert.equal(pairOf(late, 2), null);
});

test("the commentary is in the order of play, the latest first", () => {
  const lines = commentaryOf(readOf(recording("live")).feed);
  assert.deepEqual([lines[0].id, lines[0].place, lines[0].display, lines[0].tone], ["2_56", "8.5", "6", "six"]);
  assert.deepEqual(lines[0].notes, ["Partnership of 50 between J Fraser-McGurk and SE Marsh off 29 balls"]);
  assert.equal(lines[0].text, "CJ Boyce to SE Marsh, SIX");
  assert.equal(lines.at(-1).id, "1_1");
  assert.equal(lines.find((each) => each.end)?.end.over, 8);
});

test("a voided ball disappears from the commentary, and a stale copy does not restore it", () => {
  const recorded = recording("corrected");
  const before = readOf(recorded).feed;
  const after = mergeFeed(before, [{ ...recorded.steps[0]["matches/1386111/events/2_56"], id: "2_56" }]);
  assert.equal(commentaryOf(before)[0].id, "2_56");
  assert.equal(commentaryOf(after)[0].id, "2_55");
  assert.equal(commentaryOf(mergeFeed(after, [before.get("2_56")]))[0].id, "2_55");
});

test("the slider stays at its ball when others are inserted before it", () => {
  const moments = ["2_3", "2_4", "2_5"].map((id) => ({ id }));
  assert.equal(placeOf(moments, null, 0), 2);
  assert.equal(placeOf(moments, "2_4", 0), 1);
  const more = ["1_1", "2_1", "2_2"].map((id) => ({ id }));
  assert.equal(placeOf([...more, ...moments], "2_4", 1), 4);
  assert.deepEqual([placeOf([...more, ...moments], "2_9", 5), placeOf(moments, "2_9", 5)], [5, 2], "it was voided");
});

test("the feed counts as read if nothing was played yet, and not while it is still to come", async () => {
  const { match, ticker, id } = readOf(recording("live"));
  const isReadOf = async (first) => {
    const source = { match: async () => match, first: async () => first, latest: async () => [], score: async () => null, follow: () => () => {} };
    const store = new MatchStore(source, id, () => 0);
    assert.equal(store.shown.value.isFeedRead, false);
    await store.open();
    store.close();
    return store.shown.value.isFeedRead;
  };
  assert.equal(await isReadOf({ score: null, ticker: null }), true);
  assert.equal(await isReadOf({ score: null, ticker }), false);
});

test("no replay is made from a part of the feed, and a reader who cannot read it all is told", async () => {
  const { match, ticker, feed, id } = readOf(recording("live"));
  const innings = (number) => [...feed.values()].filter((each) => each.inningsNumber === number);
  let isThere = false;
  const source = {
    match: async () => match,
    first: async () => ({ score: null, ticker }),
    latest: async () => innings(2).slice(-30),
    score: async () => null,
    follow: () => () => {},
    innings: async (_match, number) => {
      if (!isThere) throw new Error("there is no network");
      return innings(number);
    },
  };
  const store = new MatchStore(source, id, () => 0);
  await store.open();
  assert.equal(store.whole.value, "unread");
  await store.readWhole();
  assert.equal(store.whole.value, "failed");
  isThere = true;
  await store.readWhole();
  assert.deepEqual([store.whole.value, store.moments.value.length > 150], ["read", true]);
  isThere = false;
  await store.readWhole();
  assert.equal(store.whole.value, "read");
  store.close();
});

test("the archive of a match that has just ended is read once it exists, and again when the score changes", async (t) => {
  mock.timers.enable({ apis: ["setTimeout"] });
  t.after(() => mock.timers.reset());
  const { match, ticker, score, id } = readOf(recording("finished"));
  const handlers = {};
  let written = null;
  let reads = 0;
  const source = {
    match: async () => match,
    first: async () => ({ score: null, ticker }),
    latest: async () => [],
    score: async () => score,
    innings: async () => [],
    archive: async () => {
      reads += 1;
      return { summary: written, lines: [] };
    },
    follow: (_match, _since, followed) => {
      Object.assign(handlers, followed);
      return () => {};
    },
  };
  const after = async (milliseconds) => {
    mock.timers.tick(milliseconds);
    await new Promise(setImmediate);
  };
  const store = new MatchStore(source, id, () => 0);
  await store.open();
  await Promise.all([store.readWhole(), store.readWhole()]);
  assert.deepEqual([reads, store.summary.value], [1, null]);
  written = { matchId: "first" };
  await after(3000);
  assert.equal(store.summary.value.matchId, "first");
  handlers.ticker({ ...ticker, version: score.version + 1 });
  await store.readWhole();
  written = { matchId: "corrected" };
  await after(3000);
  assert.equal(store.summary.value.matchId, "corrected");
  handlers.ticker({ ...ticker, status: "live", version: score.version + 2 });
  assert.equal(store.summary.value, null, "its end is undone");
  store.close();
  const before = reads;
  await after(60_000);
  assert.equal(reads, before);
});

test("a cursor is the last place in the order of writing", () => {
  const documents = [{ id: "1_9", revision: 5 }, { id: "1_10", revision: 5 }, { id: "1_2", revision: 4 }];
  assert.deepEqual(cursorOf(documents), { revision: 5, id: "1_9" });
  assert.equal(cursorOf([]), null);
  assert.deepEqual(idsBefore("2_3", 30), ["2_3", "2_2", "2_1"]);
  assert.deepEqual(idsBefore("2_30", 2), ["2_30", "2_29"]);
});

test("the home page groups matches and leaves out those whose day has passed without a ball", () => {
  const { documents } = recording("season");
  const tickers = Object.entries(documents).filter(([path]) => path.startsWith("tickers/")).map(([, each]) => each);
  const home = homeOf(tickers, [], "2026-06-14");
  assert.deepEqual([home.live.length, home.next.length, home.finished.length], [1, 1, 5]);
  assert.equal(home.next[0].id, "237242");
  assert.deepEqual(homeOf(tickers, [], "2026-06-15").next, []);
  const days = home.finished.map((each) => each.standing.scheduledAt);
  assert.deepEqual(days, [...days].sort().reverse());
});

test("a match without a ticker is listed by its document", () => {
  const home = homeOf([], [{ id: "old", homeTeamName: "Lions", awayTeamName: "Tigers", status: "scheduled" }], "2026-06-14");
  assert.deepEqual(home.next.map((each) => each.standing.sides.map(({ name }) => name)), [["Lions", "Tigers"]]);
});
