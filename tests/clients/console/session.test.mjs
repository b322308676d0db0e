// The session over the fake recorder: what the log becomes, and what can be taken back.

import assert from "node:assert/strict";
import { test } from "node:test";
import { fold, load, logOf, match } from "./matches.mjs";

const { FakeRecorder } = await load("session/fake.js");
const { make } = await load("session/changes.js");
const { preview } = await load("session/preview.js");
const { candidate, inPlay, ownFields } = await load("session/entries.js");
const { nextBatters, nextBowlers } = await load("session/people.js");
const { nextInnings } = await load("session/innings.js");
const { draftOf } = await load("draft/fields.js");
const { canBowl, goneFrom, needsOf, START, step, withdrawn } = await load("session/session.js");

const T20 = match("1386111");

/** A session as the page runs it, without a page. */
class Scoring {
  session = START;

  constructor(log = [], start = T20.start) {
    this.recorder = new FakeRecorder({ ...start, log });
  }

  get view() {
    return this.recorder.getSnapshot();
  }

  get log() {
    return this.view.log;
  }

  get board() {
    if (this.log !== this.folded) [this.folded, this.known] = [this.log, fold.board(this.log, this.view.setup)];
    return this.known;
  }

  get score() {
    const { runs, wickets, overs } = this.board.score;
    return `${runs}/${wickets} (${overs})`;
  }

  do(event, more = {}) {
    const given = typeof event === "string" ? { event, ...more } : event;
    const answer = step(this.session, given, { board: this.board, log: this.log });
    this.session = answer.session;
    const done = answer.change && make(this.recorder, answer.change);
    if (done) this.do({ event: "made", step: done });
    return this;
  }

  tap(...parts) {
    for (const part of parts) {
      const given = typeof part === "number" ? { part: "runs", runs: part } : { part };
      this.do("part", { part: given });
    }
    return this;
  }

  start() {
    return this.do("record", { fields: T20.innings[0][0] });
  }
}

const begun = () => new Scoring().start();

test("one tap records a ball at the next place, by the batters and the bowler of the board", () => {
  const scoring = begun().tap(1).tap(0);
  const [, first, second] = scoring.log;
  assert.deepEqual([first.overNumber, first.ballInOver, second.ballInOver], [0, 1, 2]);
  assert.equal(second.strikerId, first.nonStrikerId);
  assert.equal(scoring.score, "1/0 (0.2)");
  assert.deepEqual(scoring.board.problems, []);
});

test("a ball in parts is recorded as a whole", () => {
  const scoring = begun().tap("hold", "bye", 2, "noBall");
  assert.equal(scoring.log.length, 1);
  scoring.do("commit");
  assert.equal(scoring.score, "3/0 (0.0)");
  assert.equal(scoring.board.isFreeHit, true);
});

test("no ball is recorded before somebody is named to bowl the over", () => {
  const scoring = begun().tap(0, 0, 0, 0, 0, 0);
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

test("the bowler of the last over is shown, last, with the reason", () => {
  const scoring = begun().tap(0, 0, 0, 0, 0, 0);
  const bowlers = nextBowlers(scoring.view, scoring.board);
  assert.equal(bowlers.at(-1).playerId, scoring.board.innings.bowlerId);
  assert.ok(bowlers.at(-1).barred);
});

test("the likely bowler of the third over is the first one's", () => {
  const over = T20.innings[0].findIndex((each) => each.overNumber === 2);
  const scoring = new Scoring(logOf(T20, over));
  const [likely] = nextBowlers(scoring.view, scoring.board);
  assert.ok(likely.isLikely);
  assert.equal(likely.playerId, T20.innings[0].find((each) => each.overNumber === 0).bowlerId);
});

test("undo and redo take back and bring again anything that was done, in its order", () => {
  const scoring = begun().tap(1, 4, 6);
  const id = scoring.log.at(-1).id;
  const six = scoring.log.find((each) => each.id === id);
  scoring.do("change", { change: { kind: "correct", id, fields: { ...ownFields(six), runsOffBat: 4, totalRuns: 4 } } });
  assert.equal(scoring.score, "9/0 (0.3)");
  scoring.do("change", { change: withdrawn(scoring.log, scoring.log[1].id) });
  assert.equal(scoring.score, "8/0 (0.2)");
  const scores = ["9/0 (0.3)", "11/0 (0.3)", "5/0 (0.2)", "1/0 (0.1)"];
  for (const score of scores) assert.equal(scoring.do("undo").score, score);
  for (const score of [...scores.slice(0, -1).reverse(), "8/0 (0.2)"]) {
    assert.equal(scoring.do("redo").score, score);
  }
  assert.equal(scoring.do("redo").score, "8/0 (0.2)");
});

test("what was recorded before the page was opened can be undone too", () => {
  const scoring = new Scoring(logOf(T20, 5));
  const count = inPlay(scoring.log).length;
  scoring.do("undo").do("undo");
  assert.equal(inPlay(scoring.log).length, count - 2);
  assert.equal(inPlay(scoring.do("redo").log).length, count - 1);
});

test("undo takes back a draft before it takes back a ball", () => {
  const scoring = begun().tap(1).tap("wide").do("undo");
  assert.equal(scoring.score, "1/0 (0.1)");
  assert.equal(scoring.session.draft.penaltyFor, null);
});

test("a new ball after an undo leaves nothing to redo", () => {
  const scoring = begun().tap(1).do("undo").tap(2).do("redo");
  assert.equal(scoring.score, "2/0 (0.1)");
});

test("undo to a ball says what goes, and takes corrections with what they correct", () => {
  const scoring = begun().tap(1, 1, 1);
  const [, , second] = scoring.log;
  scoring.do("change", { change: { kind: "correct", id: second.id, fields: { ...ownFields(second), runsOffBat: 3, totalRuns: 3 } } });
  const corrected = inPlay(scoring.log)[2].id;
  assert.equal(goneFrom(scoring.log, corrected).length, 2);
  scoring.do("undoTo", { id: corrected });
  assert.equal(scoring.score, "1/0 (0.1)");
  assert.equal(scoring.do("undo").score, "5/0 (0.3)");
});

test("removing a corrected ball removes what it corrects too", () => {
  const scoring = begun().tap(1, 4);
  const four = scoring.log.at(-1);
  scoring.do("change", { change: { kind: "correct", id: four.id, fields: { ...ownFields(four), runsOffBat: 6, totalRuns: 6 } } });
  scoring.do("change", { change: withdrawn(scoring.log, scoring.log.at(-1).id) });
  assert.equal(scoring.score, "1/0 (0.1)");
});

test("a forgotten ball counts behind the one that it came after", () => {
  const scoring = begun().tap(4, 0);
  const four = scoring.log[1];
  scoring.do("change", { change: { kind: "insert", id: four.id, fields: { ...ownFields(four), ballInOver: 2, runsOffBat: 2, totalRuns: 2 } } });
  assert.equal(scoring.score, "6/0 (0.3)");
  assert.deepEqual(inPlay(scoring.log).slice(1).map((each) => each.fields.runsOffBat), [4, 2, 0]);
});

test("a preview names what a correction changes, and changes nothing", () => {
  const scoring = begun().tap(1, 0);
  const single = scoring.log[1];
  const fields = { ...ownFields(single), runsOffBat: 4, totalRuns: 4 };
  const differences = preview(scoring.log, scoring.view.setup, { kind: "correct", id: single.id, fields });
  const found = Object.fromEntries(differences.map((each) => [`${each.what} ${each.subject}`.trim(), [each.before, each.after]]));
  assert.deepEqual(found["score 1"], ["1/0 (0.2)", "4/0 (0.2)"]);
  assert.deepEqual(found[`batter ${single.strikerId}`], ["1 (1)", "4 (1)"]);
  assert.ok(differences.some((each) => each.what === "problem"));
  assert.equal(scoring.score, "1/0 (0.2)");
});

test("ends that were swapped are swapped for one ball", () => {
  const scoring = begun().do("swap").tap(0);
  assert.equal(scoring.log[1].strikerId, T20.innings[0][0].nonStrikerId);
  assert.equal(scoring.session.isSwapped, false);
});

test("an over that the umpire lets go on has a seventh ball by the same bowler, and no problem", () => {
  const scoring = begun().tap(0, 0, 0, 0, 0, 1).do("goOn").tap(0);
  const last = scoring.log.at(-1);
  assert.deepEqual([last.overNumber, last.ballInOver, last.overBalls], [0, 7, 7]);
  assert.deepEqual(scoring.board.problems, []);
  assert.deepEqual(needsOf(scoring.session, scoring.board), ["bowler"]);
});

test("a wicket asks for the next batter, the next in the order first; a retired one may resume", () => {
  const scoring = begun().do("record", { fields: { type: "batter_retired", playerId: T20.innings[0][0].strikerId, as: "hurt" } });
  assert.deepEqual(needsOf(scoring.session, scoring.board), ["batter"]);
  const [next] = nextBatters(scoring.view, scoring.board);
  assert.ok(next.isLikely);
  scoring.do("record", { fields: { type: "batter_arrived", playerId: next.playerId } });
  const wicket = { type: "bowled", dismissedPlayerId: next.playerId, fielderIds: [], substituteIds: [], end: null, crossed: null };
  scoring.do("wicketBall", { draft: { ...START.draft, wicket }, faces: null });
  assert.equal(scoring.score, "0/1 (0.1)");
  assert.ok(nextBatters(scoring.view, scoring.board).some((each) => each.detail === "retired_hurt"));
});

test("a whole match of the Hundred, ball by ball, is the match: every action, every score", () => {
  const file = match("1355625");
  const scoring = new Scoring([], file.start);
  let played = [];
  for (const [place, actions] of file.innings.entries()) {
    for (const fields of actions) {
      record(scoring, fields);
      played = [...played, candidate(played, place + 1, fields)];
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
  const own = inPlay(scoring.log).at(-1).fields;
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

test("the next innings is the other side's; after a tie the one that batted last bats first", () => {
  const scoring = new Scoring(logOf(T20, 999));
  const next = nextInnings(scoring.view, scoring.board);
  assert.deepEqual([next.number, next.battingTeamId, next.isSuperOver], [2, "melbourne-renegades", false]);
  const tied = new Scoring(logOf(T20, 999, 999));
  const superOver = nextInnings(tied.view, tied.board);
  assert.deepEqual([superOver.number, superOver.battingTeamId, superOver.isSuperOver], [3, "melbourne-renegades", true]);
});

const { Store } = await load("session/store.js");
const { Boards } = await load("session/boards.js");

test("what the Laws are against is recorded only if the scorer says so again", () => {
  const recorder = new FakeRecorder({ ...T20.start, log: logOf(T20, 2) });
  const store = new Store(recorder);
  const [first] = store.board.peek().state.innings;
  const wicket = { type: "bowled", dismissedPlayerId: first.nonStrikerId, fielderIds: [], substituteIds: [], end: null, crossed: null };
  store.dispatch({ event: "wicketBall", draft: { ...START.draft, wicket }, faces: null });
  assert.equal(recorder.getSnapshot().log.length, 2);
  assert.ok(store.objection.peek().verdicts.length > 0);
  store.insist();
  assert.equal(recorder.getSnapshot().log.length, 3);
  assert.equal(store.objection.peek(), null);
});

test("a board that grew by one action is the board of the whole log", () => {
  const boards = new Boards();
  const log = logOf(T20, 40);
  for (let count = 1; count <= log.length; count += 1) {
    const grown = boards.of(log.slice(0, count), T20.start.setup);
    assert.deepEqual(grown, fold.board(log.slice(0, count), T20.start.setup));
  }
  const voided = log.map((each, place) => (place === 20 ? { ...each, isVoided: true } : each));
  assert.deepEqual(boards.of(voided, T20.start.setup), fold.board(voided, T20.start.setup));
});

test("a ball that is recorded anew takes nothing with it that the log or the client added", () => {
  const shown = { ...logOf(T20, 2)[1], nonce: "n", isPending: false, problems: [], createdAt: "now" };
  assert.deepEqual(ownFields(shown), T20.innings[0][1]);
});
