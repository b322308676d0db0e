// Tests the session with the fake recorder: the log after events, Undo and Redo.

import assert from "node:assert/strict";
import { test } from "node:test";
import { fold, load, logOf, match } from "./matches.mjs";
import { startedInnings, Scoring, T20 } from "./scoring.mjs";

const { FakeRecorder } = await load("session/fake.js");
const { withChange } = await load("session/changes.js");
const { differences } = await load("session/preview.js");
const { candidateEntry, actionsInPlay, ownFields } = await load("session/entries.js");
const { isPlaying, nextBatters, nextBowlers, sideOf } = await load("session/people.js");
const { idFault } = await load("session/ids.js");
const { objectionsTo } = await load("session/objections.js");
const { faultOf } = await import("../../../clients/web/client/dist/check.js");
const { forfeit, mayForfeit, nextInnings, inningsStart } = await load("session/innings.js");
const { draftOf } = await load("draft/fields.js");
const { hasPeople, correctedDelivery } = await load("session/ball.js");
const { canBowl, actionsFrom, needsOf, START, removalOf } = await load("session/session.js");

test("one tap records a ball at the next place, with the batters and the bowler of the board", () => {
  const scoring = startedInnings().tap(1).tap(0);
  const [, first, second] = scoring.log;
  assert.deepEqual([first.overNumber, first.ballInOver, second.ballInOver], [0, 1, 2]);
  assert.equal(second.strikerId, first.nonStrikerId);
  assert.equal(scoring.score, "1/0 (0.2)");
  assert.deepEqual(scoring.board.problems, []);
});

test("a ball in parts is recorded as a whole", () => {
  const scoring = startedInnings().tap("hold", "bye", 2, "noBall");
  assert.equal(scoring.log.length, 1);
  scoring.do("commit");
  assert.equal(scoring.score, "3/0 (0.0)");
  assert.equal(scoring.board.isFreeHit, true);
});

test("no ball is recorded before a bowler of the over is named", () => {
  const scoring = startedInnings().tap(0, 0, 0, 0, 0, 0);
  assert.deepEqual(needsOf(scoring.session, scoring.board), ["bowler"]);
  const before = scoring.log.length;
  scoring.tap(4);
  assert.equal(scoring.log.length, before);
  const [first] = nextBowlers(scoring.view, scoring.board).filter((each) => !each.barred);
  scoring.do("bowler", { playerId: first.playerId });
  assert.ok(canBowl(scoring.session, scoring.board));
  assert.equal(scoring.tap(4).board.innings.bowlerId, first.playerId);
  assert.deepEqual(scoring.board.problems, []);
});

test("the bowler of the last over is listed last, with the reason", () => {
  const scoring = startedInnings().tap(0, 0, 0, 0, 0, 0);
  const bowlers = nextBowlers(scoring.view, scoring.board);
  assert.equal(bowlers.at(-1).playerId, scoring.board.innings.bowlerId);
  assert.ok(bowlers.at(-1).barred);
});

test("the likely bowler of the third over is that of the first", () => {
  const over = T20.innings[0].findIndex((each) => each.overNumber === 2);
  const scoring = new Scoring(logOf(T20, over));
  const [likely] = nextBowlers(scoring.view, scoring.board);
  assert.ok(likely.isLikely);
  assert.equal(likely.playerId, T20.innings[0].find((each) => each.overNumber === 0).bowlerId);
});

test("undo and redo take back and restore all kinds of steps in order", () => {
  const scoring = startedInnings().tap(1, 4, 6);
  const { nonce } = scoring.log.at(-1);
  const six = scoring.log.find((each) => each.nonce === nonce);
  scoring.do("change", { change: { kind: "correct", nonce, fields: { ...ownFields(six), runsOffBat: 4, totalRuns: 4 } } });
  assert.equal(scoring.score, "9/0 (0.3)");
  scoring.do("change", { change: removalOf(scoring.log, scoring.log[1].id) });
  assert.equal(scoring.score, "8/0 (0.2)");
  const scores = ["9/0 (0.3)", "11/0 (0.3)", "5/0 (0.2)", "1/0 (0.1)"];
  for (const score of scores) assert.equal(scoring.do("undo").score, score);
  for (const score of [...scores.slice(0, -1).reverse(), "8/0 (0.2)"]) {
    assert.equal(scoring.do("redo").score, score);
  }
  assert.equal(scoring.do("redo").score, "8/0 (0.2)");
});

test("actions recorded before the page was opened can be undone too", () => {
  const scoring = new Scoring(logOf(T20, 5));
  const count = actionsInPlay(scoring.log).length;
  scoring.do("undo").do("undo");
  assert.equal(actionsInPlay(scoring.log).length, count - 2);
  assert.equal(actionsInPlay(scoring.do("redo").log).length, count - 1);
});

test("undo takes back a draft before it takes back a ball", () => {
  const scoring = startedInnings().tap(1).tap("wide").do("undo");
  assert.equal(scoring.score, "1/0 (0.1)");
  assert.equal(scoring.session.draft.penaltyFor, null);
});

test("a draft that no pad shows is not what Undo takes back", () => {
  const scoring = startedInnings().tap("wide");
  scoring.do("record", { fields: { type: "batter_retired", playerId: scoring.board.innings.strikerId, as: "hurt" } });
  assert.deepEqual(scoring.board.needs, ["batter"]);
  scoring.do("undo");
  assert.deepEqual([scoring.board.needs, scoring.session.draft.penaltyFor], [[], "wide"]);
  scoring.do("undo");
  assert.deepEqual([scoring.board.innings.number, scoring.session.draft.penaltyFor], [1, null]);
});

test("a new ball after an undo leaves nothing to redo", () => {
  const scoring = startedInnings().tap(1).do("undo").tap(2).do("redo");
  assert.equal(scoring.score, "2/0 (0.1)");
});

test("undo to a ball shows how many actions it takes back, corrections included", () => {
  const scoring = startedInnings().tap(1, 1, 1);
  const [, , second] = scoring.log;
  scoring.do("change", { change: { kind: "correct", nonce: second.nonce, fields: { ...ownFields(second), runsOffBat: 3, totalRuns: 3 } } });
  const corrected = actionsInPlay(scoring.log)[2];
  assert.equal(actionsFrom(scoring.log, corrected.id).length, 2);
  scoring.do("undoTo", { nonce: corrected.nonce });
  assert.equal(scoring.score, "1/0 (0.1)");
  assert.equal(scoring.do("undo").score, "5/0 (0.3)");
});

test("removing a corrected ball also removes the ball that it corrects", () => {
  const scoring = startedInnings().tap(1, 4);
  const four = scoring.log.at(-1);
  scoring.do("change", { change: { kind: "correct", nonce: four.nonce, fields: { ...ownFields(four), runsOffBat: 6, totalRuns: 6 } } });
  scoring.do("change", { change: removalOf(scoring.log, scoring.log.at(-1).id) });
  assert.equal(scoring.score, "1/0 (0.1)");
});

test("a forgotten ball counts after the ball that it followed", () => {
  const scoring = startedInnings().tap(4, 0);
  const four = scoring.log[1];
  scoring.do("change", { change: { kind: "insert", nonce: four.nonce, fields: { ...ownFields(four), ballInOver: 2, runsOffBat: 2, totalRuns: 2 } } });
  assert.equal(scoring.score, "6/0 (0.3)");
  assert.deepEqual(actionsInPlay(scoring.log).slice(1).map((each) => each.fields.runsOffBat), [4, 2, 0]);
});

test("a preview names the changes of a correction and changes nothing", () => {
  const scoring = startedInnings().tap(1, 0);
  const single = scoring.log[1];
  const fields = { ...ownFields(single), runsOffBat: 4, totalRuns: 4 };
  const log = withChange(scoring.log, { kind: "correct", nonce: single.nonce, fields });
  const changed = differences(scoring.board, fold.board(log, scoring.view.setup));
  const found = Object.fromEntries(changed.map((each) => [`${each.what} ${each.subject}`.trim(), [each.before, each.after]]));
  assert.deepEqual(found["score 1"], ["1/0 (0.2)", "4/0 (0.2)"]);
  assert.deepEqual(found[`batter ${single.strikerId}`], ["1 (1)", "4 (1)"]);
  assert.ok(changed.some((each) => each.what === "problem"));
  assert.equal(scoring.score, "1/0 (0.2)");
});

test("a preview names a changed winner, margin and extras", () => {
  const whole = new Scoring(logOf(T20, 999, 999));
  const { homeTeamId, awayTeamId } = T20.start.match;
  const won = (winnerTeamId, wickets) => ({ ...whole.board, result: { ...whole.board.result, outcome: "win", winnerTeamId, wickets } });
  const results = (before, after) => differences(before, after).filter(({ what }) => what === "result").length;
  assert.deepEqual([results(won(homeTeamId, 4), won(awayTeamId, 4)), results(won(homeTeamId, 4), won(homeTeamId, 5)), results(won(homeTeamId, 4), won(homeTeamId, 4))], [1, 1, 0]);
  const scoring = startedInnings().tap("wide", 0, 1);
  const wide = scoring.log[1];
  const fields = { ...ownFields(wide), extras: { wide: 3 }, totalRuns: 3 };
  const log = withChange(scoring.log, { kind: "correct", nonce: wide.nonce, fields });
  const [extras] = differences(scoring.board, fold.board(log, scoring.view.setup)).filter(({ what }) => what === "extras");
  assert.deepEqual([extras.subject, extras.before, extras.after], ["1", "1 0 0 0 0", "3 0 0 0 0"]);
});

test("a bowler whose over another finished may bat; a replaced player may not", () => {
  const { strikerId } = T20.innings[0][0];
  const scoring = startedInnings();
  const battingTeamId = scoring.board.innings.battingTeamId;
  const [hurt, gone] = scoring.board.yetToBat;
  const replaced = (outPlayerId, role) => ({ fields: { type: "player_replaced", teamId: battingTeamId, outPlayerId, inPlayerId: `for-${outPlayerId}`, role, reason: "injury" } });
  scoring.do("record", replaced(hurt, "bowler")).do("record", replaced(gone, "player"));
  scoring.do("record", { fields: { type: "batter_retired", playerId: strikerId, as: "hurt" } });
  const offered = nextBatters(scoring.view, scoring.board).map(({ playerId }) => playerId);
  assert.deepEqual([offered.includes(hurt), offered.includes(gone)], [true, false]);
});

test("the follow-on may be enforced from the lead in the conditions, and never with one innings a side", () => {
  const conditions = { ...T20.start.setup.conditions, inningsPerSide: 2 };
  const innings = [{ runs: 350, battingTeamId: "a", bowlingTeamId: "b" }, { runs: 200, battingTeamId: "b", bowlingTeamId: "a" }];
  const next = (followOnLead, inningsPerSide = 2, played = innings) => nextInnings(
    { match: { ...T20.start.match, homeTeamId: "a", awayTeamId: "b" } },
    { state: { innings: played, setup: { conditions: { ...conditions, inningsPerSide, followOnLead } } } },
  );
  assert.deepEqual([next(150).followOnLead, next(151).followOnLead, next(150, 1).followOnLead], [150, null, null]);
  assert.equal(next(undefined).followOnLead, null, "200 are asked by Law 14");
  assert.equal(next(150, 2, innings.slice(0, 1)).followOnLead, null);
  assert.deepEqual([next(150).battingTeamId, next(150).bowlingTeamId], ["a", "b"]);
});

test("an over that the umpire continues has a seventh ball by the same bowler, and no problem", () => {
  const scoring = startedInnings().tap(0, 0, 0, 0, 0, 1).do("continueOver").tap(0);
  const last = scoring.log.at(-1);
  assert.deepEqual([last.overNumber, last.ballInOver, last.overBalls], [0, 7, 7]);
  assert.deepEqual(scoring.board.problems, []);
  assert.deepEqual(needsOf(scoring.session, scoring.board), ["bowler"]);
});

test("after a wicket the next batter in the order is proposed first; a retired one may resume", () => {
  const scoring = startedInnings().do("record", { fields: { type: "batter_retired", playerId: T20.innings[0][0].strikerId, as: "hurt" } });
  assert.deepEqual(needsOf(scoring.session, scoring.board), ["batter"]);
  const [next] = nextBatters(scoring.view, scoring.board);
  assert.ok(next.isLikely);
  scoring.do("record", { fields: { type: "batter_arrived", playerId: next.playerId } });
  const wicket = { type: "bowled", dismissedPlayerId: next.playerId, fielderIds: [], substituteIds: [], end: null, crossed: null };
  scoring.do("wicketBall", { draft: { ...START.draft, wicket }, faces: null });
  assert.equal(scoring.score, "0/1 (0.1)");
  assert.ok(nextBatters(scoring.view, scoring.board).some((each) => each.detail === "retired_hurt"));
});

test("a whole match of the Hundred scored ball by ball has the same actions and scores", () => {
  const file = match("1355625");
  const scoring = new Scoring([], file.start);
  let played = [];
  for (const [place, actions] of file.innings.entries()) {
    for (const fields of actions) {
      record(scoring, fields);
      played = [...played, candidateEntry(played, place + 1, fields)];
      const real = fold.board(played, file.start.setup);
      assert.deepEqual(scoring.board.score, real.score);
      assert.equal(scoring.board.isFreeHit, real.isFreeHit);
    }
  }
  assert.deepEqual(scoring.board.problems, []);
  assert.equal(scoring.board.result.winnerTeamId, "trent-rockets");
});

function record(scoring, fields) {
  if (fields.type !== "delivery") {
    scoring.do("record", { fields });
    return;
  }
  for (const playerId of [fields.strikerId, fields.nonStrikerId]) bringIn(scoring, playerId, fields);
  if (needsOf(scoring.session, scoring.board).includes("bowler")) scoring.do("bowler", { playerId: fields.bowlerId });
  const draft = draftOf(fields, { wideRuns: 1, noBallRuns: fields.extras?.noBall ?? 1 });
  if (draft.wicket) {
    scoring.do("wicketBall", { draft, faces: null });
  } else {
    scoring.session = { ...scoring.session, draft };
    scoring.do("commit");
  }
  const own = actionsInPlay(scoring.log).at(-1).fields;
  for (const name of ["strikerId", "nonStrikerId", "bowlerId", "overNumber", "ballInOver", "totalRuns"]) {
    assert.equal(own[name], fields[name], `${fields.overNumber}.${fields.ballInOver} ${name}`);
  }
}

function bringIn(scoring, playerId, fields) {
  const innings = scoring.board.innings;
  if ([innings.strikerId, innings.nonStrikerId].includes(playerId)) return;
  const hasRetired = innings.batters.has(playerId);
  const end = fields.strikerId === playerId ? "striker" : "bowler";
  const type = hasRetired ? "batter_resumed" : "batter_arrived";
  scoring.do("record", { fields: { type, playerId, ...(!hasRetired && { end }) } });
}

test("the other side bats in the next innings; after a tie the side that batted last bats first", () => {
  const scoring = new Scoring(logOf(T20, 999));
  const next = nextInnings(scoring.view, scoring.board);
  assert.deepEqual([next.number, next.battingTeamId, next.isSuperOver], [2, "melbourne-renegades", false]);
  const tied = new Scoring(logOf(T20, 999, 999));
  const superOver = nextInnings(tied.view, tied.board);
  assert.deepEqual([superOver.number, superOver.battingTeamId, superOver.isSuperOver], [3, "melbourne-renegades", true]);
});

test("a super over has neither the overs nor the target that were typed before it was chosen", () => {
  const of = (isSuperOver) => inningsStart({
    battingTeamId: "a", bowlingTeamId: "b", strikerId: "a1", nonStrikerId: "", bowlerId: "b1", isSuperOver, overs: "15", target: "90",
  });
  const people = { type: "innings_started", battingTeamId: "a", bowlingTeamId: "b", strikerId: "a1", bowlerId: "b1" };
  assert.deepEqual(of(true), { ...people, superOver: true });
  assert.deepEqual(of(false), { ...people, oversLimit: 15, target: 90 });
});

test("a replaced player neither opens the next innings, nor bowls, nor resumes", () => {
  const scoring = startedInnings().tap(1);
  const { battingTeamId, bowlingTeamId, strikerId } = scoring.board.innings;
  const playing = (teamId) => sideOf(scoring.view, scoring.board, teamId).filter((each) => isPlaying(scoring.board, each)).map((each) => each.playerId);
  const replaced = (teamId, outPlayerId, inPlayerId) => scoring.do("record", { fields: { type: "player_replaced", teamId, outPlayerId, inPlayerId, role: "player", reason: "concussion" } });
  const [opener] = playing(bowlingTeamId);
  replaced(bowlingTeamId, opener, "sub-1");
  assert.deepEqual([playing(bowlingTeamId).includes(opener), playing(bowlingTeamId).includes("sub-1")], [false, true]);
  assert.ok(!nextBowlers(scoring.view, scoring.board).some(({ playerId }) => playerId === opener));
  scoring.do("record", { fields: { type: "batter_retired", playerId: strikerId, as: "hurt" } });
  replaced(battingTeamId, strikerId, "sub-2");
  scoring.do("record", { fields: { type: "batter_arrived", playerId: "sub-2" } });
  scoring.do("record", { fields: { type: "batter_retired", playerId: scoring.board.innings.nonStrikerId, as: "hurt" } });
  assert.ok(!nextBatters(scoring.view, scoring.board).some(({ playerId }) => playerId === strikerId));
  replaced(bowlingTeamId, "sub-1", opener);
  assert.deepEqual([playing(bowlingTeamId).includes(opener), playing(bowlingTeamId).includes("sub-1")], [true, false]);
});

test("an innings is forfeited in one step without batters, and the next one is requested", () => {
  const conditions = { ...T20.start.setup.conditions, inningsPerSide: 2, oversPerInnings: null, maxOversPerBowler: null };
  const scoring = new Scoring([], { ...T20.start, setup: { ...T20.start.setup, conditions } });
  scoring.start().tap(4).do("record", { fields: { type: "innings_closed", reason: "declared" } });
  const forfeitNext = (now) => {
    const { number, battingTeamId, bowlingTeamId } = nextInnings(now.view, now.board);
    const change = forfeit(number, battingTeamId, bowlingTeamId);
    assert.deepEqual(objectionsTo(change, now.log, now.board), { refused: [], flagged: [] });
    const after = fold.board(withChange(now.log, change), now.view.setup);
    assert.deepEqual(now.do("change", { change }).board.state, after.state);
  };
  const { battingTeamId } = nextInnings(scoring.view, scoring.board);
  assert.deepEqual([mayForfeit(scoring.board), mayForfeit(startedInnings().board)], [true, false]);
  forfeitNext(scoring);
  const second = scoring.board.state.innings[1];
  assert.deepEqual([second.battingTeamId, second.closed, second.batters.size], [battingTeamId, "forfeited", 0]);
  assert.deepEqual([needsOf(scoring.session, scoring.board), scoring.board.problems], [["innings"], []]);
  forfeitNext(scoring);
  assert.deepEqual([scoring.board.state.innings.length, scoring.board.target, scoring.board.problems], [3, 5, []]);
  assert.deepEqual(scoring.do("undo").board.state.innings.map(({ closed }) => closed), ["declared", "forfeited"]);
  const first = new Scoring([], { ...T20.start, setup: { ...T20.start.setup, conditions } });
  forfeitNext(first);
  assert.deepEqual([first.board.innings.number, first.board.innings.closed, first.board.problems], [1, "forfeited", []]);
});

test("a forgotten ball needs a striker and a bowler, which it lacks after rain before the match", () => {
  const penalties = { wideRuns: 1, noBallRuns: 1 };
  const ball = (people) => correctedDelivery({ overNumber: 0, ballInOver: 1 }, START.draft, people, penalties);
  for (const people of [["", "", ""], ["a", "b", ""], ["", "b", "c"], ["a", "", "c"], ["a", "b", "c"]]) {
    const [strikerId, nonStrikerId, bowlerId] = people;
    const named = { strikerId, nonStrikerId, bowlerId };
    assert.equal(hasPeople(named), faultOf(ball(named)) === null, people.join());
  }
});

test("a player entered by an id is accepted only if the id is valid and the player plays for the side", () => {
  const scoring = startedInnings().tap(0, 0, 0, 0, 0, 0);
  const { battingTeamId, bowlingTeamId, strikerId, bowlerId } = scoring.board.innings;
  const why = (id, teamId = bowlingTeamId) => idFault(id, teamId, scoring);
  for (const id of ["John Smith", "Jörg", "", "a/b", "..", "__x__", "x".repeat(101)]) {
    assert.equal(why(id), "notId", id);
    assert.ok(faultOf({ ...ownFields(scoring.log.at(-1)), bowlerId: id }), `${id}, by the client`);
  }
  for (const id of ["john.smith-2_B", "x".repeat(100), "_", "...", "__x"]) {
    assert.equal(why(id), null, id);
    assert.equal(faultOf({ ...ownFields(scoring.log.at(-1)), bowlerId: id }), null, `${id}, by the client`);
  }
  assert.deepEqual(needsOf(scoring.do("bowler", { playerId: "John Smith" }).session, scoring.board), ["bowler"]);
  assert.deepEqual([why(strikerId), why(bowlerId), why(bowlerId, battingTeamId)], ["otherSide", "consecutive_overs", "otherSide"]);
  const [gone] = nextBowlers(scoring.view, scoring.board);
  scoring.do("record", { fields: { type: "player_replaced", teamId: bowlingTeamId, outPlayerId: gone.playerId, inPlayerId: "sub-1", role: "player", reason: "concussion" } });
  assert.deepEqual([why(gone.playerId), why("sub-1"), why("sub-1", battingTeamId)], ["replaced", null, "otherSide"]);
});
