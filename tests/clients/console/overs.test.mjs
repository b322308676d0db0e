// Tests correcting the bowler of an over in all of its balls.

import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./matches.mjs";
import { startedInnings } from "./scoring.mjs";

const { otherBallsOfBowler, editChange } = await load("session/overs.js");
const { actionsInPlay, ownFields } = await load("session/entries.js");
const { nextBowlers } = await load("session/people.js");

const eligibleBowlers = ({ view, board }) => nextBowlers(view, board).filter((each) => !each.barred).map((each) => each.playerId);
const bowlingFigures = ({ board }) => [...board.innings.bowlers].map(([id, each]) => [id, each.ballsBowled, each.runsConceded]);
const ballsOf = ({ log }, over) => actionsInPlay(log).filter(({ type, fields }) => type === "delivery" && fields.overNumber === over);

function correct(scoring, ball, bowlerId) {
  const fields = { ...ownFields(ball.fields), bowlerId };
  return scoring.do("change", { change: editChange(ball, fields, otherBallsOfBowler(scoring.log, ball)) });
}

test("correcting the bowler of an over changes all balls of the over in one step", () => {
  const scoring = startedInnings().tap(0, 1, 0, 0, 0, 1);
  const first = scoring.board.innings.bowlerId;
  const [wrong, right] = eligibleBowlers(scoring);
  scoring.do("bowler", { playerId: wrong }).tap(4, 0, "wide", 0, 1, 0, 0, 2);
  scoring.do("bowler", { playerId: first }).tap(1);
  const before = scoring.score;
  correct(scoring, ballsOf(scoring, 1)[2], right);
  assert.deepEqual(bowlingFigures(scoring), [[first, 7, 3], [right, 6, 8]]);
  assert.deepEqual([scoring.score, scoring.board.problems], [before, []]);
  scoring.do("undo");
  assert.deepEqual(bowlingFigures(scoring), [[first, 7, 3], [wrong, 6, 8]]);
});

test("the corrected bowler of the current over continues it, whoever the start of the innings names", () => {
  const scoring = startedInnings().tap(1, 2);
  const [right] = eligibleBowlers(scoring).filter((id) => id !== scoring.board.innings.bowlerId);
  correct(scoring, ballsOf(scoring, 0)[1], right).tap(4);
  assert.deepEqual([bowlingFigures(scoring), scoring.board.problems], [[[right, 3, 7]], []]);
});

test("correcting the bowler who finished an over leaves the first bowler's balls unchanged", () => {
  const scoring = startedInnings().tap(1, 1);
  const [second, third] = eligibleBowlers(scoring).filter((id) => id !== scoring.board.innings.bowlerId);
  const first = scoring.board.innings.bowlerId;
  const relieved = {
    type: "player_replaced", teamId: scoring.board.innings.bowlingTeamId, outPlayerId: first, inPlayerId: second, role: "bowler", reason: "injury",
  };
  scoring.do("record", { fields: relieved }).do("bowler", { playerId: second }).tap(2, 2);
  correct(scoring, ballsOf(scoring, 0)[3], third);
  assert.deepEqual(ballsOf(scoring, 0).map(({ fields }) => fields.bowlerId), [first, first, third, third]);
});
