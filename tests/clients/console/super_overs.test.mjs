// Who opens and bowls one super over more.

import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./matches.mjs";
import { Scoring, T20 } from "./scoring.mjs";

const { maySuperOver, nextInnings, spentBefore, started } = await load("session/innings.js");
const { nextBatters } = await load("session/people.js");
const { EMPTY } = await load("draft/draft.js");
const { objectionsTo } = await load("session/objections.js");

const side = (teamId) => T20.start.players.filter((each) => each.teamId === teamId && each.position).map(({ playerId }) => playerId);

/** The start of the next innings with the first of a side that are not left out. */
function next({ view, board }, isSuperOver, spent = new Set()) {
  const innings = nextInnings(view, board);
  const [batters, bowlers] = [side(innings.battingTeamId), side(innings.bowlingTeamId).toReversed()]
    .map((names) => names.filter((id) => !spent.has(id)));
  return started({ ...innings, isSuperOver, strikerId: batters[0], nonStrikerId: batters[1], bowlerId: bowlers[0], overs: "", target: "" });
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

test("behind a tied super over nobody is proposed who was out in it, nor who bowled it", () => {
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
  assert.equal(scoring.board.result.outcome, "tie");
  const spent = spentBefore(scoring.board, nextInnings(scoring.view, scoring.board).battingTeamId);
  assert.deepEqual(flagged(scoring, next(scoring, true)), ["super_over_batter", "super_over_bowler"]);
  assert.deepEqual([spent.size, flagged(scoring, next(scoring, true, spent))], [2, []]);
});
