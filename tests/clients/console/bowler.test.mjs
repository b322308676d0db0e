// Who is named to bowl: for how long it holds, how it is taken back, who may be named.

import assert from "node:assert/strict";
import { test } from "node:test";
import { load, logOf, match } from "./matches.mjs";
import { begun, Scoring, T20 } from "./scoring.mjs";

const { actionsInPlay, ownFields } = await load("session/entries.js");
const { peopleOf } = await load("session/ball.js");
const { mayBeChosen, nextBowlers } = await load("session/people.js");
const { needsOf, choicesOf } = await load("session/session.js");
const { FakeRecorder } = await load("session/fake.js");
const { Store } = await load("session/store.js");

const needs = ({ session, board }) => needsOf(session, board);
const willBowl = ({ session, board }) => peopleOf(board, choicesOf(session, board)).bowlerId;
const mayBowl = ({ view, board }) => nextBowlers(view, board).filter((each) => !each.barred).map((each) => each.playerId);
const counted = ({ log }) => actionsInPlay(log).length;
const lastAction = ({ log }) => actionsInPlay(log).at(-1);
const problems = ({ board }) => board.problems.map(({ code }) => code);

/** An innings of one over, and two who may bowl the next. */
function afterAnOver() {
  const scoring = begun().tap(0, 0, 0, 0, 0, 0);
  const [one, other] = mayBowl(scoring);
  return { scoring, one, other };
}

/** The second over has begun: a ball of it was bowled. */
function inAnOver() {
  const { scoring, one, other } = afterAnOver();
  scoring.do("bowler", { playerId: one }).tap(0);
  return { scoring, one, other };
}

const replaced = ({ board }, outPlayerId, more) => ({
  fields: { type: "player_replaced", teamId: board.innings.bowlingTeamId, outPlayerId, inPlayerId: "sub-1", role: "player", reason: "concussion", ...more },
});

test("Undo forgets who was named to bowl the over, and no ball", () => {
  const { scoring, one, other } = afterAnOver();
  const before = counted(scoring);
  scoring.do("bowler", { playerId: one }).do("undo");
  assert.deepEqual([needs(scoring), counted(scoring)], [["bowler"], before]);
  scoring.do("bowler", { playerId: other }).tap(1);
  assert.equal(lastAction(scoring).fields.bowlerId, other);
  assert.deepEqual(scoring.board.problems, []);
});

test("another bowler is chosen until the first ball of the over; then only the log says who bowls", () => {
  const { scoring, one, other } = afterAnOver();
  scoring.do("bowler", { playerId: one }).do("askBowler");
  assert.deepEqual(needs(scoring), ["bowler"]);
  scoring.do("bowler", { playerId: other }).tap(1);
  scoring.do("askBowler").do("bowler", { playerId: one });
  assert.deepEqual([needs(scoring), willBowl(scoring)], [[], other]);
});

test("before the first ball of an innings another may bowl than its start names; Undo leaves it as it was", () => {
  const scoring = begun();
  const opened = willBowl(scoring);
  scoring.do("askBowler");
  assert.deepEqual(needs(scoring), ["bowler"]);
  assert.deepEqual(needs(scoring.do("undo")), []);
  assert.equal(willBowl(scoring), opened);
  const other = mayBowl(scoring.do("askBowler")).find((id) => id !== opened);
  scoring.do("bowler", { playerId: other }).tap(0);
  assert.deepEqual([lastAction(scoring).fields.bowlerId, problems(scoring)], [other, []]);
});

test("the first ball of the over is undone: who bowls it is asked again", () => {
  const { scoring } = inAnOver();
  assert.deepEqual(needs(scoring.do("undo")), ["bowler"]);
  assert.deepEqual(needs(scoring.do("redo")), []);
});

test("undone back into the over before, its own bowler goes on with it", () => {
  const { scoring } = afterAnOver();
  const { bowlerId } = scoring.board.innings;
  scoring.do("bowler", { playerId: mayBowl(scoring)[0] }).do("undoTo", { nonce: lastAction(scoring).nonce });
  assert.deepEqual([needs(scoring), willBowl(scoring)], [[], bowlerId]);
  scoring.tap(0);
  assert.deepEqual(needs(scoring), ["bowler"]);
});

test("the bowler of the over's first ball is corrected: the corrected one goes on", () => {
  const { scoring, other } = inAnOver();
  const first = lastAction(scoring);
  scoring.do("change", { change: { kind: "correct", nonce: first.nonce, fields: { ...ownFields(first.fields), bowlerId: other } } });
  assert.equal(willBowl(scoring), other);
  scoring.tap(0);
  assert.deepEqual([lastAction(scoring).fields.bowlerId, problems(scoring)], [other, []]);
});

test("a bowler who is suspended in an over bowls no more of it, even named before: another is asked for", () => {
  const { scoring, one, other } = inAnOver();
  scoring.do("record", { fields: { type: "bowler_suspended", playerId: one, scope: "innings" } });
  assert.deepEqual(needs(scoring), ["bowler"]);
  const before = counted(scoring);
  assert.equal(counted(scoring.tap(0)), before);
  scoring.do("bowler", { playerId: other }).tap(0);
  assert.deepEqual([lastAction(scoring).fields.bowlerId, problems(scoring)], [other, []]);
});

test("who was to bowl the first over and may not is not proposed on: another is asked for, and Undo has them bowl", () => {
  const opener = begun().board.innings.bowlerId;
  const suspended = { fields: { type: "bowler_suspended", playerId: opener, scope: "match" } };
  for (const event of [suspended, replaced(begun(), opener)]) {
    const scoring = begun().do("record", event);
    assert.deepEqual([needs(scoring), counted(scoring.tap(1))], [["bowler"], 2]);
    const [one] = mayBowl(scoring);
    scoring.do("bowler", { playerId: one }).tap(1);
    assert.deepEqual([lastAction(scoring).fields.bowlerId, problems(scoring)], [one, []]);
    scoring.do("undo").do("undo");
    assert.deepEqual([needs(scoring), willBowl(scoring), counted(scoring)], [[], opener, 1]);
  }
});

test("a bowler who is suspended before the over's first ball does not bowl it", () => {
  const { scoring, one } = afterAnOver();
  scoring.do("bowler", { playerId: one });
  scoring.do("record", { fields: { type: "bowler_suspended", playerId: one, scope: "match" } });
  assert.deepEqual(needs(scoring), ["bowler"]);
});

test("a bowler who is replaced in an over bowls no more of it, and is no more offered", () => {
  const { scoring, one } = inAnOver();
  scoring.do("record", replaced(scoring, one));
  assert.deepEqual(needs(scoring), ["bowler"]);
  assert.deepEqual([mayBowl(scoring).includes(one), mayBowl(scoring).includes("sub-1")], [false, true]);
});

test("who was replaced before the over's first ball does not bowl it", () => {
  const { scoring, one } = afterAnOver();
  scoring.do("bowler", { playerId: one }).do("record", replaced(scoring, one));
  assert.deepEqual(needs(scoring), ["bowler"]);
});

test("another finishes the over; undone, with one step, the first bowler goes on with it", () => {
  const { scoring, one, other } = inAnOver();
  const balls = counted(scoring);
  const relief = () => scoring
    .do("record", replaced(scoring, one, { inPlayerId: other, role: "bowler", reason: "injury" }))
    .do("bowler", { playerId: other });
  relief();
  assert.deepEqual([needs(scoring), willBowl(scoring)], [[], other]);
  scoring.do("undo");
  assert.deepEqual([needs(scoring), willBowl(scoring), counted(scoring)], [[], one, balls]);
  relief();
  const { id } = lastAction(scoring);
  scoring.recorder.undo([scoring.log.find((each) => each.id === id).nonce]); // as by another device
  assert.equal(willBowl(scoring), one);
});

test("who relieves a bowler bowls, whoever else is replaced before the ball", () => {
  const { scoring, one, other } = inAnOver();
  const fielder = mayBowl(scoring).find((id) => id !== one && id !== other);
  scoring.do("record", replaced(scoring, one, { inPlayerId: other, role: "bowler", reason: "injury" })).do("bowler", { playerId: other });
  scoring.do("record", replaced(scoring, fielder));
  assert.equal(willBowl(scoring.tap(0)), other);
  assert.equal(lastAction(scoring).fields.bowlerId, other);
});

test("an over that goes on by mistake is taken back by Undo, and no ball", () => {
  const { scoring } = afterAnOver();
  const balls = counted(scoring);
  scoring.do("continueOver").do("undo");
  assert.deepEqual([needs(scoring), counted(scoring)], [["bowler"], balls]);
});

test("an over goes on only while it is complete", () => {
  const { scoring } = afterAnOver();
  scoring.do("continueOver").do("change", { change: { kind: "void", nonces: [lastAction(scoring).nonce], isStep: true } });
  assert.equal(choicesOf(scoring.session, scoring.board).overContinues, false);
});

test("the ends that were swapped for the next ball are those of the batters who were in then", () => {
  const scoring = begun().tap(0);
  const [next, another] = scoring.board.yetToBat;
  scoring.do("record", { fields: { type: "batter_retired", playerId: scoring.board.innings.strikerId, as: "hurt" } });
  scoring.do("record", { fields: { type: "batter_arrived", playerId: next } });
  const isSwapped = () => choicesOf(scoring.session, scoring.board).isSwapped;
  assert.equal(isSwapped(scoring.do("swap")), true);
  const { nonce, fields } = lastAction(scoring);
  scoring.do("change", { change: { kind: "correct", nonce, fields: { ...ownFields(fields), playerId: another } } });
  assert.equal(isSwapped(), false);
});

test("who faces behind a wicket is forgotten with it", () => {
  const scoring = begun().tap(0);
  const { strikerId } = scoring.board.innings;
  const wicket = { type: "bowled", dismissedPlayerId: strikerId, fielderIds: [], substituteIds: [], end: null, crossed: null };
  const out = () => scoring.do("wicketBall", { draft: { ...scoring.session.draft, wicket }, faces: "other" });
  out();
  assert.equal(scoring.session.faces, "other");
  scoring.do("undoTo", { nonce: lastAction(scoring).nonce });
  assert.equal(scoring.session.faces, null);
  out().do("change", { change: { kind: "void", nonces: [lastAction(scoring).nonce], isStep: true } });
  assert.equal(scoring.session.faces, null);
});

test("the store records no ball for who was suspended, and asks", () => {
  const store = new Store(new FakeRecorder({ ...T20.start, log: logOf(T20, 1) }));
  const tap = () => store.dispatch({ event: "part", part: { part: "runs", runs: 0 } });
  for (let ball = 0; ball < 6; ball += 1) tap();
  const [one] = mayBowl({ view: store.view.value, board: store.board.value });
  store.dispatch({ event: "bowler", playerId: one });
  tap();
  store.dispatch({ event: "record", fields: { type: "bowler_suspended", playerId: one, scope: "innings" } });
  const { length } = store.view.value.log;
  tap();
  assert.equal(store.view.value.log.length, length);
});

test("in the Hundred the same holds for sets of five", () => {
  const file = match("1355625");
  const store = new Store(new FakeRecorder({ ...file.start, log: logOf(file, 6) }));
  const now = () => ({ session: store.session.value, board: store.board.value });
  assert.deepEqual(needs(now()), ["bowler"]);
  const [one] = mayBowl({ view: store.view.value, board: store.board.value });
  store.dispatch({ event: "bowler", playerId: one });
  store.dispatch({ event: "undo" });
  assert.deepEqual([needs(now()), actionsInPlay(store.view.value.log).length], [["bowler"], 6]);
});

test("where everybody is barred the innings goes on: a bowler beyond the limit may be named, one who is suspended not", () => {
  const conditions = { playersPerSide: 3, oversPerInnings: 6, maxOversPerBowler: 1 };
  const players = T20.start.players.filter(({ position }) => position !== null && position <= 3);
  const scoring = new Scoring([], { ...T20.start, players, setup: { ...T20.start.setup, conditions } }).start();
  const { bowlingTeamId } = scoring.board.innings;
  const side = players.filter(({ teamId }) => teamId === bowlingTeamId).map(({ playerId }) => playerId);
  const choosable = () => {
    const choices = nextBowlers(scoring.view, scoring.board);
    return choices.filter((each) => mayBeChosen(each, choices)).map(({ playerId }) => playerId);
  };
  for (const playerId of side) {
    scoring.do("askBowler").do("bowler", { playerId }).tap(0, 0, 0, 0, 0, 0);
    if (playerId === side[0]) assert.deepEqual(choosable().toSorted(), side.slice(1).toSorted());
  }
  scoring.do("record", { fields: { type: "bowler_suspended", playerId: side[1], scope: "innings" } });
  assert.deepEqual([mayBowl(scoring), choosable().toSorted()], [[], [side[0], side[2]].toSorted()]);
  scoring.do("bowler", { playerId: side[0] }).tap(1);
  assert.deepEqual([lastAction(scoring).fields.bowlerId, problems(scoring)], [side[0], ["bowler_over_limit"]]);
});
