// Tests swapping the batters of all balls after a ball that was corrected or inserted.

import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./matches.mjs";
import { startedInnings, Scoring, T20 } from "./scoring.mjs";

const { ballsOfPair, swapBatters } = await load("session/batters.js");
const { actionsInPlay, ownFields } = await load("session/entries.js");
const { mayBatAlone, nextBatters } = await load("session/people.js");
const { needsOf } = await load("session/session.js");
const { noticeInWords } = await load("views/words.js");
const { EMPTY } = await load("draft/draft.js");

const ballsIn = ({ log }) => actionsInPlay(log).filter(({ type }) => type === "delivery");
const runs = ({ board }) => [...board.innings.batters.values()].map((each) => [each.runs, each.ballsFaced]);
const codes = ({ board }) => board.problems.map(({ code }) => code);
const applyChange = (scoring, value) => scoring.do("change", { change: value });
const swapFrom = (scoring, place) => applyChange(scoring, swapBatters(ballsOfPair(scoring.log, ballsIn(scoring)[place])));

function correct(scoring, place, more) {
  const { nonce, fields } = ballsIn(scoring)[place];
  return applyChange(scoring, { kind: "correct", nonce, fields: { ...ownFields(fields), ...more } });
}

test("after a single is corrected to a two, one step swaps the batters of all later balls", () => {
  const scoring = startedInnings().tap(0, 1, 0, 4, 0, 0);
  correct(scoring, 1, { runsOffBat: 2, totalRuns: 2 });
  assert.deepEqual([runs(scoring), codes(scoring)], [[[2, 2], [4, 4]], ["strike_mismatch"]]);
  swapFrom(scoring, 2);
  assert.deepEqual([runs(scoring), codes(scoring)], [[[6, 6], [0, 0]], []]);
  scoring.do("undo");
  assert.deepEqual([runs(scoring), codes(scoring)], [[[2, 2], [4, 4]], ["strike_mismatch"]]);
});

test("after a forgotten single is inserted, the batters of later balls and of the next ones can be swapped", () => {
  const scoring = startedInnings().tap(0, 0, 4);
  const { nonce, fields } = ballsIn(scoring)[0];
  applyChange(scoring, { kind: "insert", nonce, fields: { ...ownFields(fields), runsOffBat: 1, totalRuns: 1 } });
  swapFrom(scoring, 2);
  scoring.tap(1);
  assert.deepEqual([runs(scoring), codes(scoring)], [[[1, 2], [5, 3]], []]);
});

test("the ball on which one of the pair is out, and those after it, are not swapped", () => {
  const scoring = startedInnings().tap(1, 0);
  const { strikerId } = scoring.board.innings;
  const wicket = { type: "bowled", dismissedPlayerId: strikerId, fielderIds: [], substituteIds: [], end: null, crossed: null };
  scoring.do("wicketBall", { draft: { ...EMPTY, wicket }, faces: null });
  const [first, , out] = ballsIn(scoring);
  assert.equal(ballsOfPair(scoring.log, first).length, 2);
  assert.equal(ballsOfPair(scoring.log, out).length, 0);
});

test("a remark of the fold is shown with the players' names and the balls' places in the over", () => {
  const scoring = correct(startedInnings().tap(0, 1, 0, 4), 1, { runsOffBat: 2, totalRuns: 2 });
  const names = new Map([...scoring.board.innings.batters.keys()].map((id, place) => [id, ["Ann Other", "Bo O'Two"][place]]));
  const places = new Map(ballsIn(scoring).map(({ id }, place) => [id, `0.${place + 1}`]));
  const notice = noticeInWords(scoring.board.problems[0].message, (id) => names.get(id) ?? id, (id) => places.get(id) ?? "");
  assert.equal(notice, "Bo O'Two faces, where the runs before put Ann Other; the strike recorded from 0.3 to 0.4 no longer fits");
});

const takeWicket = (scoring, dismissedPlayerId) => scoring.do("wicketBall", {
  draft: { ...EMPTY, wicket: { type: "bowled", dismissedPlayerId, fielderIds: [], substituteIds: [], end: null, crossed: null } },
  faces: null,
});

/** Return an innings of three a side with lastManStands: the second batter has retired hurt, and one is out. */
function inningsOfThree(conditions = { lastManStands: true }) {
  const { battingTeamId, strikerId: first, nonStrikerId: second } = T20.innings[0][0];
  const side = T20.start.players.filter(({ teamId }) => teamId === battingTeamId).map(({ playerId }) => playerId);
  const three = [first, second, side.find((id) => id !== first && id !== second)];
  const players = T20.start.players.filter(({ playerId }) => !side.includes(playerId) || three.includes(playerId));
  const elevenIds = { ...T20.start.setup.elevenIds, [battingTeamId]: three };
  const setup = { ...T20.start.setup, elevenIds, format: "Custom", conditions: { playersPerSide: 3, oversPerInnings: 5, ...conditions } };
  const scoring = new Scoring([], { ...T20.start, players, setup }).start().tap(0);
  scoring.do("record", { fields: { type: "batter_retired", playerId: second, as: "hurt" } });
  const [third] = nextBatters(scoring.view, scoring.board);
  scoring.do("record", { fields: { type: "batter_arrived", playerId: third.playerId } });
  return takeWicket(scoring, first);
}

const mayLastManBatAlone = ({ view, board }) => mayBatAlone(view, board);
const needsOfScoring = ({ session, board }) => needsOf(session, board);

test("the last man may bat alone while the retired batter does not resume, until the next wicket", () => {
  const scoring = inningsOfThree();
  assert.deepEqual([needsOfScoring(scoring), mayLastManBatAlone(scoring)], [["batter"], true]);
  assert.deepEqual(scoring.tap(4).score, "0/1 (0.2)");
  scoring.do("alone");
  assert.deepEqual(needsOfScoring(scoring), []);
  scoring.do("undo");
  assert.deepEqual([needsOfScoring(scoring), scoring.score], [["batter"], "0/1 (0.2)"], "undo forgets it, and no ball");
  scoring.do("alone").tap(1, 4);
  assert.deepEqual([needsOfScoring(scoring), scoring.score, codes(scoring)], [[], "5/1 (0.4)", []]);
  assert.deepEqual([scoring.board.innings.strikerId !== null, scoring.board.innings.nonStrikerId], [true, null]);
  scoring.do("undo").do("undo");
  assert.deepEqual(needsOfScoring(scoring), ["batter"], "as before its first ball");
});

test("no batter bats alone without lastManStands or while others have not batted", () => {
  assert.equal(mayLastManBatAlone(inningsOfThree({})), false);
  assert.equal(mayLastManBatAlone(takeWicket(startedInnings(), T20.innings[0][0].strikerId)), false);
});
