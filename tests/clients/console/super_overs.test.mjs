// Who opens and bowls one super over more.

import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./matches.mjs";
import { Scoring, T20 } from "./scoring.mjs";

const { maySuperOver, nextInnings, excludedFromNextSuperOver, inningsStart } = await load("session/innings.js");
const { idFault } = await load("session/ids.js");
const { mayBeChosen, nextBatters, nextBowlers } = await load("session/people.js");
const { EMPTY } = await load("draft/draft.js");
const { objectionsTo } = await load("session/objections.js");

const side = (teamId) => T20.start.players.filter((each) => each.teamId === teamId && each.position).map(({ playerId }) => playerId);

/** The start of the next innings with the first of a side that are not left out. */
function next({ view, board }, isSuperOver, spent = new Set()) {
  const innings = nextInnings(view, board);
  const [batters, bowlers] = [side(innings.battingTeamId), side(innings.bowlingTeamId).toReversed()]
    .map((names) => names.filter((id) => !spent.has(id)));
  return inningsStart({ ...innings, isSuperOver, strikerId: batters[0], nonStrikerId: batters[1], bowlerId: bowlers[0], overs: "", target: "" });
}

const flagged = ({ log, board }, fields) => {
  const { refused, flagged } = objectionsTo({ kind: "append", inningsNumber: board.innings.number + 1, fields }, log, board);
  assert.deepEqual(refused, []);
  return flagged.map(({ code }) => code);
};

const CONDITIONS = { oversPerInnings: 1, minimumOvers: 1 };
const shortMatch = () => new Scoring([], { ...T20.start, setup: { ...T20.start.setup, conditions: CONDITIONS } });

test("a super over is offered behind a tie, and not once one has decided the match", () => {
  const scoring = shortMatch();
  const play = (isSuperOver, runs) => {
    scoring.do("record", { fields: next(scoring, isSuperOver) }).tap(runs, 0, 0, 0, 0, 0);
  };
  [false, false].forEach((isSuperOver) => play(isSuperOver, 0));
  assert.equal(maySuperOver(scoring.board), true);
  play(true, 0);
  play(true, 2);
  const { outcome, winnerTeamId } = scoring.board.result;
  assert.deepEqual([outcome, winnerTeamId], ["tie", scoring.board.innings.battingTeamId]);
  assert.equal(maySuperOver(scoring.board), false);
});

/** A match whose first pair of super overs is tied: one batter of each side was out in it. */
function tiedTwice() {
  const scoring = shortMatch();
  for (const isSuperOver of [false, false, true, true]) {
    scoring.do("record", { fields: next(scoring, isSuperOver) });
    if (isSuperOver) {
      const { strikerId: dismissedPlayerId } = scoring.board.innings;
      const wicket = { type: "bowled", dismissedPlayerId, fielderIds: [], substituteIds: [], end: null, crossed: null };
      scoring.do("wicketBall", { draft: { ...EMPTY, wicket }, faces: null });
      scoring.do("record", { fields: { type: "batter_arrived", playerId: nextBatters(scoring.view, scoring.board)[0].playerId } });
    } else scoring.tap(0);
    scoring.tap(0, 0, 0, 0, 0);
  }
  return scoring;
}

test("behind a tied super over nobody is proposed who was out in it, nor who bowled it", () => {
  const scoring = tiedTwice();
  assert.equal(scoring.board.result.outcome, "tie");
  const spent = excludedFromNextSuperOver(scoring.board, nextInnings(scoring.view, scoring.board).battingTeamId);
  assert.deepEqual(flagged(scoring, next(scoring, true)), ["super_over_batter", "super_over_bowler"]);
  assert.deepEqual([spent.size, flagged(scoring, next(scoring, true, spent))], [2, []]);
});

test("in another super over who was out before does not come in, and who bowled the one before does not bowl", () => {
  const scoring = tiedTwice();
  const spent = excludedFromNextSuperOver(scoring.board, nextInnings(scoring.view, scoring.board).battingTeamId);
  scoring.do("record", { fields: next(scoring, true, spent) });
  const { view, board } = scoring;
  const bowlers = nextBowlers(view, board);
  const barred = bowlers.filter((each) => each.barred !== null);
  assert.deepEqual(barred.map((each) => [spent.has(each.playerId), each.barred, mayBeChosen(each, bowlers)]), [[true, "super_over_bowler", false]]);
  assert.equal(bowlers.at(-1), barred[0]);
  const batters = nextBatters(view, board);
  const out = batters.filter((each) => each.barred !== null);
  assert.deepEqual(out.map((each) => [spent.has(each.playerId), each.barred, mayBeChosen(each, batters), each.isLikely]), [[true, "super_over_batter", false, false]]);
  const why = (id, teamId) => idFault(id, teamId, { view, board });
  assert.equal(why(barred[0].playerId, board.innings.bowlingTeamId), "super_over_bowler");
  assert.equal(why(out[0].playerId, board.innings.battingTeamId), "super_over_batter");
  scoring.tap(0);
  const [bowling] = nextBowlers(scoring.view, scoring.board).filter(({ playerId }) => scoring.board.innings.bowlers.has(playerId));
  assert.equal(bowling.barred, null);
});

test("of an innings that is no super over nobody is barred by what was before", () => {
  const scoring = shortMatch();
  scoring.do("record", { fields: next(scoring, false) });
  assert.ok(nextBowlers(scoring.view, scoring.board).every((each) => each.barred === null));
  assert.ok(nextBatters(scoring.view, scoring.board).every((each) => each.barred === null));
});
