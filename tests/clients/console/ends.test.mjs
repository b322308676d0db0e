// Tests swapping ends by hand: the log records the reason, so that the fold has no problems.

import assert from "node:assert/strict";
import { test } from "node:test";
import { fold, load, logOf } from "./matches.mjs";
import { startedInnings, Scoring, T20 } from "./scoring.mjs";

const { swapOf } = await load("session/ends.js");
const { actionsInPlay } = await load("session/entries.js");
const { correctedDelivery } = await load("session/ball.js");
const { draftOf, fieldsOf } = await load("draft/fields.js");
const { START } = await load("session/session.js");

const PENALTIES = { wideRuns: 1, noBallRuns: 1 };
const pairOf = ({ board }) => [board.innings.strikerId, board.innings.nonStrikerId];

/** Swap ends as the key does, and accept the dialog if one opens. */
function swap(scoring) {
  scoring.do("swap");
  if (scoring.session.dialog?.kind !== "swap") return scoring;
  return scoring.do("change", { change: swapOf(scoring.log, scoring.board).change });
}

/** Swap ends, bowl a ball, and assert that the other batter faced and the log has no problems. */
function assertSwapped(scoring) {
  const [striker, other] = pairOf(scoring);
  const before = scoring.score;
  swap(scoring);
  assert.equal(scoring.score, before);
  scoring.tap(0);
  const ball = actionsInPlay(scoring.log).at(-1).fields;
  assert.deepEqual([ball.strikerId, ball.nonStrikerId], [other, striker]);
  assert.deepEqual(scoring.board.problems, []);
  assert.deepEqual(verdictsOn(scoring.log), []);
}

/** Return the verdicts on each counting action, given those before it. */
function verdictsOn(log) {
  const state = fold.newState(fold.setupOf(T20.start.setup));
  const entries = new Map(log.map((each) => [each.id, each]));
  return fold.resolveLog(T20.start.setup.matchId, log).actions.flatMap((action) => {
    const verdicts = fold.judge(entries.get(action.id), state);
    fold.apply(state, action);
    return verdicts;
  });
}

/** The balls before the swap: none, a dot, a single, a boundary, a wide, byes off a no-ball. */
const BEFORE = [[], [0], [1], [4], ["wide", 0], ["noBall", "bye", 2]];

test("ends swapped by hand leave the log without problems, whatever ball came before", () => {
  for (const parts of BEFORE) assertSwapped(startedInnings().tap(...parts));
});

test("ends swapped between overs leave the log without problems", () => {
  const scoring = startedInnings().tap(0, 0, 0, 0, 0, 0);
  scoring.do("bowler", { playerId: T20.innings[0].find((each) => each.overNumber === 1).bowlerId });
  assertSwapped(scoring);
});

test("ends are swapped by the end at which a new batter arrived", () => {
  const scoring = startedInnings().tap(1);
  const [striker] = pairOf(scoring);
  const wicket = { type: "bowled", dismissedPlayerId: striker, fielderIds: [], substituteIds: [], end: null, crossed: null };
  scoring.do("wicketBall", { draft: { ...START.draft, wicket }, faces: null });
  const [playerId] = scoring.board.yetToBat;
  scoring.do("record", { fields: { type: "batter_arrived", playerId } });
  assertSwapped(scoring);
  assert.ok(actionsInPlay(scoring.log).some((each) => each.type === "batter_arrived" && each.fields.end === "bowler"));
});

test("if the log leaves open who faces, only the next ball records a swap", () => {
  const scoring = startedInnings().tap(1);
  const [striker] = pairOf(scoring);
  scoring.do("record", { fields: { type: "batter_retired", playerId: striker, as: "hurt" } });
  scoring.do("record", { fields: { type: "batter_arrived", playerId: scoring.board.yetToBat[0] } });
  const count = scoring.log.length;
  scoring.do("swap");
  assert.ok(scoring.session.isSwapped);
  assert.equal(scoring.log.length, count);
  assertSwapped(scoring.do("swap"));
});

test("swapping twice changes nothing, and undo takes a swap back", () => {
  const scoring = startedInnings().tap(1);
  const pair = pairOf(scoring);
  swap(scoring);
  assert.deepEqual(pairOf(swap(scoring)), pair);
  assert.ok(!("runsRun" in actionsInPlay(scoring.log).at(-1).fields));
  assert.deepEqual(pairOf(scoring.do("undo")), pair.toReversed());
});

test("a swap that corrects the last ball is shown first, and nothing is recorded yet", () => {
  const scoring = startedInnings().tap(1);
  const log = scoring.log;
  assert.deepEqual(scoring.do("swap").session.dialog, { kind: "swap" });
  assert.equal(scoring.log, log);
});

test("while a batter is missing at the crease, ends cannot be swapped", () => {
  const scoring = startedInnings();
  const [striker] = pairOf(scoring);
  scoring.do("record", { fields: { type: "batter_retired", playerId: striker, as: "hurt" } });
  assert.equal(swapOf(scoring.log, scoring.board), null);
  assert.equal(scoring.do("swap").session.isSwapped, false);
});

test("a boundary corrected by a swap of ends is still a boundary when it is edited", () => {
  const scoring = swap(startedInnings().tap(4));
  const four = actionsInPlay(scoring.log).at(-1).fields;
  const people = { strikerId: four.strikerId, nonStrikerId: four.nonStrikerId, bowlerId: four.bowlerId };
  const draft = draftOf(four, PENALTIES);
  assert.deepEqual(fieldsOf(draft, PENALTIES), { runsOffBat: 4, extras: {} });
  const again = correctedDelivery(four, draft, people, PENALTIES);
  assert.deepEqual([again.runsRun, again.boundary], [5, true]);
  assert.ok(!("runsRun" in correctedDelivery(four, { ...draft, runs: 3 }, people, PENALTIES)));
});

test("after swapped ends the board equals that of the whole log", () => {
  const scoring = new Scoring(logOf(T20, 40));
  assertSwapped(scoring);
  assert.deepEqual(scoring.board, fold.board(scoring.log, T20.start.setup));
});
