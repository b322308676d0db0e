// Tests the named bowler of an over: until when the choice applies, its undo, who may be named.

import assert from "node:assert/strict";
import { test } from "node:test";
import { load, logOf, match } from "./matches.mjs";
import { startedInnings, Scoring, T20 } from "./scoring.mjs";

const { actionsInPlay, ownFields } = await load("session/entries.js");
const { peopleOf } = await load("session/ball.js");
const { mayBeChosen, nextBowlers } = await load("session/people.js");
const { needsOf, choicesOf } = await load("session/session.js");
const { FakeRecorder } = await load("session/fake.js");
const { Store } = await load("session/store.js");

const needs = ({ session, board }) => needsOf(session, board);
const namedBowler = ({ session, board }) => peopleOf(board, choicesOf(session, board)).bowlerId;
const eligibleBowlers = ({ view, board }) => nextBowlers(view, board).filter((each) => !each.barred).map((each) => each.playerId);
const countingActions = ({ log }) => actionsInPlay(log).length;
const lastAction = ({ log }) => actionsInPlay(log).at(-1);
const problems = ({ board }) => board.problems.map(({ code }) => code);

/** Return an innings of one over, and two players who may bowl the next one. */
function afterAnOver() {
  const scoring = startedInnings().tap(0, 0, 0, 0, 0, 0);
  const [one, other] = eligibleBowlers(scoring);
  return { scoring, one, other };
}

/** Return the same after the first ball of the second over. */
function inAnOver() {
  const { scoring, one, other } = afterAnOver();
  scoring.do("bowler", { playerId: one }).tap(0);
  return { scoring, one, other };
}

const replacement = ({ board }, outPlayerId, more) => ({
  fields: { type: "player_replaced", teamId: board.innings.bowlingTeamId, outPlayerId, inPlayerId: "sub-1", role: "player", reason: "concussion", ...more },
});

test("Undo clears the named bowler of the over, and undoes no ball", () => {
  const { scoring, one, other } = afterAnOver();
  const before = countingActions(scoring);
  scoring.do("bowler", { playerId: one }).do("undo");
  assert.deepEqual([needs(scoring), countingActions(scoring)], [["bowler"], before]);
  scoring.do("bowler", { playerId: other }).tap(1);
  assert.equal(lastAction(scoring).fields.bowlerId, other);
  assert.deepEqual(scoring.board.problems, []);
});

test("another bowler can be chosen until the first ball of the over; then the log determines the bowler", () => {
  const { scoring, one, other } = afterAnOver();
  scoring.do("bowler", { playerId: one }).do("askBowler");
  assert.deepEqual(needs(scoring), ["bowler"]);
  scoring.do("bowler", { playerId: other }).tap(1);
  scoring.do("askBowler").do("bowler", { playerId: one });
  assert.deepEqual([needs(scoring), namedBowler(scoring)], [[], other]);
});

test("before the first ball of an innings another bowler may be named than at its start; Undo restores it", () => {
  const scoring = startedInnings();
  const opened = namedBowler(scoring);
  scoring.do("askBowler");
  assert.deepEqual(needs(scoring), ["bowler"]);
  assert.deepEqual(needs(scoring.do("undo")), []);
  assert.equal(namedBowler(scoring), opened);
  const other = eligibleBowlers(scoring.do("askBowler")).find((id) => id !== opened);
  scoring.do("bowler", { playerId: other }).tap(0);
  assert.deepEqual([lastAction(scoring).fields.bowlerId, problems(scoring)], [other, []]);
});

test("when the first ball of an over is undone, the bowler is requested again", () => {
  const { scoring } = inAnOver();
  assert.deepEqual(needs(scoring.do("undo")), ["bowler"]);
  assert.deepEqual(needs(scoring.do("redo")), []);
});

test("after an undo into the previous over, its bowler continues", () => {
  const { scoring } = afterAnOver();
  const { bowlerId } = scoring.board.innings;
  scoring.do("bowler", { playerId: eligibleBowlers(scoring)[0] }).do("undoTo", { nonce: lastAction(scoring).nonce });
  assert.deepEqual([needs(scoring), namedBowler(scoring)], [[], bowlerId]);
  scoring.tap(0);
  assert.deepEqual(needs(scoring), ["bowler"]);
});

test("when the bowler of an over's first ball is corrected, the corrected bowler continues", () => {
  const { scoring, other } = inAnOver();
  const first = lastAction(scoring);
  scoring.do("change", { change: { kind: "correct", nonce: first.nonce, fields: { ...ownFields(first.fields), bowlerId: other } } });
  assert.equal(namedBowler(scoring), other);
  scoring.tap(0);
  assert.deepEqual([lastAction(scoring).fields.bowlerId, problems(scoring)], [other, []]);
});

test("a bowler suspended during an over bowls no further ball of it, and another is requested", () => {
  const { scoring, one, other } = inAnOver();
  scoring.do("record", { fields: { type: "bowler_suspended", playerId: one, scope: "innings" } });
  assert.deepEqual(needs(scoring), ["bowler"]);
  const before = countingActions(scoring);
  assert.equal(countingActions(scoring.tap(0)), before);
  scoring.do("bowler", { playerId: other }).tap(0);
  assert.deepEqual([lastAction(scoring).fields.bowlerId, problems(scoring)], [other, []]);
});

test("an opening bowler who is suspended or replaced is not proposed, and Undo restores them", () => {
  const opener = startedInnings().board.innings.bowlerId;
  const suspended = { fields: { type: "bowler_suspended", playerId: opener, scope: "match" } };
  for (const event of [suspended, replacement(startedInnings(), opener)]) {
    const scoring = startedInnings().do("record", event);
    assert.deepEqual([needs(scoring), countingActions(scoring.tap(1))], [["bowler"], 2]);
    const [one] = eligibleBowlers(scoring);
    scoring.do("bowler", { playerId: one }).tap(1);
    assert.deepEqual([lastAction(scoring).fields.bowlerId, problems(scoring)], [one, []]);
    scoring.do("undo").do("undo");
    assert.deepEqual([needs(scoring), namedBowler(scoring), countingActions(scoring)], [[], opener, 1]);
  }
});

test("a bowler suspended before the over's first ball does not bowl it", () => {
  const { scoring, one } = afterAnOver();
  scoring.do("bowler", { playerId: one });
  scoring.do("record", { fields: { type: "bowler_suspended", playerId: one, scope: "match" } });
  assert.deepEqual(needs(scoring), ["bowler"]);
});

test("a bowler replaced during an over bowls no further ball of it and is no longer offered", () => {
  const { scoring, one } = inAnOver();
  scoring.do("record", replacement(scoring, one));
  assert.deepEqual(needs(scoring), ["bowler"]);
  assert.deepEqual([eligibleBowlers(scoring).includes(one), eligibleBowlers(scoring).includes("sub-1")], [false, true]);
});

test("a bowler replaced before the over's first ball does not bowl it", () => {
  const { scoring, one } = afterAnOver();
  scoring.do("bowler", { playerId: one }).do("record", replacement(scoring, one));
  assert.deepEqual(needs(scoring), ["bowler"]);
});

test("another bowler finishes the over; one undo brings the first bowler back", () => {
  const { scoring, one, other } = inAnOver();
  const balls = countingActions(scoring);
  const relief = () => scoring
    .do("record", replacement(scoring, one, { inPlayerId: other, role: "bowler", reason: "injury" }))
    .do("bowler", { playerId: other });
  relief();
  assert.deepEqual([needs(scoring), namedBowler(scoring)], [[], other]);
  scoring.do("undo");
  assert.deepEqual([needs(scoring), namedBowler(scoring), countingActions(scoring)], [[], one, balls]);
  relief();
  const { id } = lastAction(scoring);
  scoring.recorder.undo([scoring.log.find((each) => each.id === id).nonce]); // as by another device
  assert.equal(namedBowler(scoring), one);
});

test("a relieving bowler stays named when another player is replaced before the ball", () => {
  const { scoring, one, other } = inAnOver();
  const fielder = eligibleBowlers(scoring).find((id) => id !== one && id !== other);
  scoring.do("record", replacement(scoring, one, { inPlayerId: other, role: "bowler", reason: "injury" })).do("bowler", { playerId: other });
  scoring.do("record", replacement(scoring, fielder));
  assert.equal(namedBowler(scoring.tap(0)), other);
  assert.equal(lastAction(scoring).fields.bowlerId, other);
});

test("Undo takes back an over continued by mistake, and undoes no ball", () => {
  const { scoring } = afterAnOver();
  const balls = countingActions(scoring);
  scoring.do("continueOver").do("undo");
  assert.deepEqual([needs(scoring), countingActions(scoring)], [["bowler"], balls]);
});

test("an over continues beyond its balls only while it is complete", () => {
  const { scoring } = afterAnOver();
  scoring.do("continueOver").do("change", { change: { kind: "void", nonces: [lastAction(scoring).nonce], isStep: true } });
  assert.equal(choicesOf(scoring.session, scoring.board).overContinues, false);
});

test("swapped ends for the next ball apply only to the batters who were at the crease then", () => {
  const scoring = startedInnings().tap(0);
  const [next, another] = scoring.board.yetToBat;
  scoring.do("record", { fields: { type: "batter_retired", playerId: scoring.board.innings.strikerId, as: "hurt" } });
  scoring.do("record", { fields: { type: "batter_arrived", playerId: next } });
  const isSwapped = () => choicesOf(scoring.session, scoring.board).isSwapped;
  assert.equal(isSwapped(scoring.do("swap")), true);
  const { nonce, fields } = lastAction(scoring);
  scoring.do("change", { change: { kind: "correct", nonce, fields: { ...ownFields(fields), playerId: another } } });
  assert.equal(isSwapped(), false);
});

test("the choice of who faces after a wicket is cleared when the wicket is undone or voided", () => {
  const scoring = startedInnings().tap(0);
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

test("the store records no ball by a suspended bowler and requests another", () => {
  const store = new Store(new FakeRecorder({ ...T20.start, log: logOf(T20, 1) }));
  const tap = () => store.dispatch({ event: "part", part: { part: "runs", runs: 0 } });
  for (let ball = 0; ball < 6; ball += 1) tap();
  const [one] = eligibleBowlers({ view: store.view.value, board: store.board.value });
  store.dispatch({ event: "bowler", playerId: one });
  tap();
  store.dispatch({ event: "record", fields: { type: "bowler_suspended", playerId: one, scope: "innings" } });
  const { length } = store.view.value.log;
  tap();
  assert.equal(store.view.value.log.length, length);
});

test("the same applies to sets of five in the Hundred", () => {
  const file = match("1355625");
  const store = new Store(new FakeRecorder({ ...file.start, log: logOf(file, 6) }));
  const now = () => ({ session: store.session.value, board: store.board.value });
  assert.deepEqual(needs(now()), ["bowler"]);
  const [one] = eligibleBowlers({ view: store.view.value, board: store.board.value });
  store.dispatch({ event: "bowler", playerId: one });
  store.dispatch({ event: "undo" });
  assert.deepEqual([needs(now()), actionsInPlay(store.view.value.log).length], [["bowler"], 6]);
});

test("if all bowlers are barred, one beyond the limit may be named, but no suspended one", () => {
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
  assert.deepEqual([eligibleBowlers(scoring), choosable().toSorted()], [[], [side[0], side[2]].toSorted()]);
  scoring.do("bowler", { playerId: side[0] }).tap(1);
  assert.deepEqual([lastAction(scoring).fields.bowlerId, problems(scoring)], [side[0], ["bowler_over_limit"]]);
});
