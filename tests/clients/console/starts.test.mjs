// Tests correcting the players at the start of an innings together with the later balls.

import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./matches.mjs";
import { startedInnings, T20 } from "./scoring.mjs";

const { startChange, actionsAfterStart } = await load("session/starts.js");
const { actionsInPlay, ownFields } = await load("session/entries.js");

const [START] = T20.innings[0];
const names = (teamId) => T20.start.players.filter((each) => each.teamId === teamId).map((each) => each.playerId);
const [ONE, TWO] = [START.strikerId, START.nonStrikerId];
const [THREE, FOUR] = names(START.battingTeamId).filter((id) => ![ONE, TWO].includes(id));
const spare = names(START.bowlingTeamId).find((id) => id !== START.bowlerId);

const startOf = ({ log }) => actionsInPlay(log).find((each) => each.type === "innings_started");
function correct(scoring, changes) {
  const start = startOf(scoring);
  return scoring.do("change", { change: startChange(scoring.log, start, { ...ownFields(start.fields), ...changes }) });
}
const crease = ({ board }) => [board.innings.strikerId, board.innings.nonStrikerId];
const runsOf = ({ board }, id) => board.innings.batters.get(id)?.runs ?? null;

test("an opener entered for another is corrected in every ball, and the correction is one step", () => {
  const scoring = startedInnings().tap(4, 1, 2);
  const before = scoring.score;
  correct(scoring, { strikerId: THREE });
  assert.deepEqual([runsOf(scoring, THREE), runsOf(scoring, ONE), runsOf(scoring, TWO)], [5, null, 2]);
  assert.deepEqual([scoring.score, scoring.board.problems], [before, []]);
  assert.deepEqual(crease(scoring), [TWO, THREE]);
  scoring.do("undo");
  assert.deepEqual([runsOf(scoring, ONE), runsOf(scoring, THREE)], [5, null]);
  scoring.do("redo");
  assert.equal(runsOf(scoring, THREE), 5);
});

test("openers entered the wrong way round are swapped in every ball", () => {
  const scoring = correct(startedInnings().tap(1, 4), { strikerId: TWO, nonStrikerId: ONE });
  assert.deepEqual([runsOf(scoring, TWO), runsOf(scoring, ONE), scoring.board.problems], [1, 4, []]);
});

test("a later batter who should have opened is swapped with the opener who should not", () => {
  const scoring = startedInnings().tap(1);
  const wicket = { type: "bowled", dismissedPlayerId: TWO, fielderIds: [], substituteIds: [], end: null, crossed: null };
  scoring.do("wicketBall", { draft: { ...scoring.session.draft, wicket }, faces: null });
  scoring.do("record", { fields: { type: "batter_arrived", playerId: THREE } }).tap(6);
  correct(scoring, { nonStrikerId: THREE });
  const { batters } = scoring.board.innings;
  assert.deepEqual([batters.get(THREE).dismissal.type, batters.get(TWO).runs, batters.get(TWO).dismissal], ["bowled", 6, null]);
  assert.deepEqual([[...batters.keys()], scoring.board.problems], [[ONE, THREE, TWO], []]);
});

test("another opening bowler is credited with the first over and no later one", () => {
  const scoring = startedInnings().tap(0, 0, 0, 0, 0, 1);
  scoring.do("bowler", { playerId: spare }).tap(2);
  const [other] = names(START.bowlingTeamId).filter((id) => ![spare, START.bowlerId].includes(id));
  correct(scoring, { bowlerId: other });
  const figures = [...scoring.board.innings.bowlers].map(([id, each]) => [id, each.ballsBowled, each.runsConceded]);
  assert.deepEqual(figures, [[other, 6, 1], [spare, 1, 2]]);
});

test("a start without later actions is corrected alone: the other side bats", () => {
  const scoring = startedInnings();
  assert.deepEqual(actionsAfterStart(scoring.log, startOf(scoring)), []);
  const [striker, nonStriker] = names(START.bowlingTeamId);
  correct(scoring, {
    battingTeamId: START.bowlingTeamId, bowlingTeamId: START.battingTeamId,
    strikerId: striker, nonStrikerId: nonStriker, bowlerId: FOUR,
  });
  assert.equal(scoring.log.length, 2);
  assert.deepEqual([scoring.board.innings.battingTeamId, crease(scoring)], [START.bowlingTeamId, [striker, nonStriker]]);
});
