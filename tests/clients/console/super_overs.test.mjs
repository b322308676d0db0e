// Tests who may bat and bowl in a further super over.

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

/** Return the start of the next innings with the first players of each side that are not excluded. */
function nextStart({ view, board }, isSuperOver, spent = new Set()) {
  const innings = nextInnings(view, board);
  const [batters, bowlers] = [side(innings.battingTeamId), side(innings.bowlingTeamId).toReversed()]
    .map((names) => names.filter((id) => !spent.has(id)));
  return inningsStart({ ...innings, isSuperOver, strikerId: batters[0], nonStrikerId: batters[1], bowlerId: bowlers[0], overs: "", target: "" });
}

const flaggedCodes = ({ log, board }, fields) => {
  const { refused, flagged } = objectionsTo({ kind: "append", inningsNumber: board.innings.number + 1, fields }, log, board);
  assert.deepEqual(refused, []);
  return flagged.map(({ code }) => code);
};

const CONDITIONS = { oversPerInnings: 1, minimumOvers: 1 };
const shortMatch = () => new Scoring([], { ...T20.start, setup: { ...T20.start.setup, conditions: CONDITIONS } });

test("a super over is offered after a tie, and not once one has decided the match", () => {
  const scoring = shortMatch();
  const play = (isSuperOver, runs) => {
    scoring.do("record", { fields: nextStart(scoring, isSuperOver) }).tap(runs, 0, 0, 0, 0, 0);
  };
  [false, false].forEach((isSuperOver) => play(isSuperOver, 0));
  assert.equal(maySuperOver(scoring.board), true);
  play(true, 0);
  play(true, 2);
  const { outcome, winnerTeamId } = scoring.board.result;
  assert.deepEqual([outcome, winnerTeamId], ["tie", scoring.board.innings.battingTeamId]);
  assert.equal(maySuperOver(scoring.board), false);
});

/** Return a match with a tied pair of super overs, in which one batter of each side was out. */
function matchWithTiedSuperOvers() {
  const scoring = shortMatch();
  for (const isSuperOver of [false, false, true, true]) {
    scoring.do("record", { fields: nextStart(scoring, isSuperOver) });
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

test("after a tied super over, players who were out or bowled in it are not proposed", () => {
  const scoring = matchWithTiedSuperOvers();
  assert.equal(scoring.board.result.outcome, "tie");
  const spent = excludedFromNextSuperOver(scoring.board, nextInnings(scoring.view, scoring.board).battingTeamId);
  assert.deepEqual(flaggedCodes(scoring, nextStart(scoring, true)), ["super_over_batter", "super_over_bowler"]);
  assert.deepEqual([spent.size, flaggedCodes(scoring, nextStart(scoring, true, spent))], [2, []]);
});

test("in the next super over, dismissed batters do not come in, and the last bowler does not bowl", () => {
  const scoring = matchWithTiedSuperOvers();
  const spent = excludedFromNextSuperOver(scoring.board, nextInnings(scoring.view, scoring.board).battingTeamId);
  scoring.do("record", { fields: nextStart(scoring, true, spent) });
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

test("in an innings that is no super over, earlier innings bar no player", () => {
  const scoring = shortMatch();
  scoring.do("record", { fields: nextStart(scoring, false) });
  assert.ok(nextBowlers(scoring.view, scoring.board).every((each) => each.barred === null));
  assert.ok(nextBatters(scoring.view, scoring.board).every((each) => each.barred === null));
});
