// Tests the store of session and recorder: verdicts, boards, labels, and reloads.

import assert from "node:assert/strict";
import { test } from "node:test";
import { fold, load, logOf } from "./matches.mjs";
import { startedInnings, Scoring, T20 } from "./scoring.mjs";

const { FakeRecorder } = await load("session/fake.js");
const { START, removalOf } = await load("session/session.js");
const { candidateEntry, actionsInPlay, ownFields } = await load("session/entries.js");
const { Labels, nextLabel } = await load("session/labels.js");
const { correctedDelivery } = await load("session/ball.js");
const { draftOf } = await load("draft/fields.js");
const { powerplaysChange, spanAt } = await load("session/powerplays.js");
const { Store } = await load("session/store.js");
const { isReadOnly, recordingRole } = await load("session/gate.js");
const { t } = await load("texts.js");
const { Problems } = await load("session/problem.js");
const { BallAnnouncements } = await load("session/announcing.js");

test("an action against the Laws is recorded only if the scorer confirms it", () => {
  const recorder = new FakeRecorder({ ...T20.start, log: logOf(T20, 2) });
  const store = new Store(recorder);
  const [first] = store.board.peek().state.innings;
  const wicket = { type: "bowled", dismissedPlayerId: first.nonStrikerId, fielderIds: [], substituteIds: [], end: null, crossed: null };
  store.dispatch({ event: "wicketBall", draft: { ...START.draft, wicket }, faces: null });
  assert.equal(recorder.getSnapshot().log.length, 2);
  assert.ok(store.objection.peek().verdicts.length > 0);
  store.confirmObjection();
  assert.equal(recorder.getSnapshot().log.length, 3);
  assert.equal(store.objection.peek(), null);
});

test("a ball that is recorded again has no fields that the log or the client added", () => {
  const shown = { ...logOf(T20, 2)[1], nonce: "n", isPending: false, problems: [], createdAt: "now" };
  assert.deepEqual(ownFields(shown), T20.innings[0][1]);
});

test("a ball is labelled by its number in the over; a wide or no-ball by that of the next legal ball", () => {
  const { log, board } = startedInnings().tap(1, "wide", 0, 0, "noBall", 2, 4);
  const balls = actionsInPlay(log).filter((each) => each.type === "delivery");
  const labels = new Labels(balls);
  assert.deepEqual(balls.map(({ id }) => labels.of(id)), ["0.1", "0.2", "0.2", "0.3", "0.3"]);
  assert.equal(nextLabel(board), "0.4");
  assert.equal(labels.ofUnrecorded({ overNumber: 0, ballInOver: 3 }, 1), "0.2");
  assert.deepEqual([labels.of(log[0].id), labels.ofUnrecorded({ overNumber: 3, ballInOver: 1 }, 1)], ["", "3.1"]);
});

test("a powerplay taken during the innings applies in its overs and can be undone", () => {
  const scoring = startedInnings().tap(0, 1, 4);
  const given = scoring.board.innings.powerplays;
  const spans = [...given, { type: "batting", fromOver: 16, toOver: 18, fromBall: null, toBall: null }];
  scoring.do("change", { change: powerplaysChange(scoring.log, 1, spans) });
  assert.deepEqual(scoring.board.innings.powerplays, spans);
  assert.deepEqual([scoring.score, scoring.board.problems], ["5/0 (0.3)", []]);
  assert.deepEqual([spanAt(spans, 3).type, spanAt(spans, 10), spanAt(spans, 18).type], ["mandatory", null, "batting"]);
  assert.deepEqual(scoring.do("undo").board.innings.powerplays, given);
  assert.equal(powerplaysChange([], 1, spans), null);
  assert.equal(powerplaysChange(scoring.log, 1, [...spans, ...spans]), null);
});

test("an edit keeps fields that no dialog shows: a speed, a review in parts", () => {
  const ball = { ...ownFields(logOf(T20, 2)[1]), overBalls: 7, review: { by: "home", decision: "upheld" }, shotData: { speed: 130, shotType: "cut" } };
  const penalties = { wideRuns: 1, noBallRuns: 1 };
  assert.deepEqual(correctedDelivery(ball, draftOf(ball, penalties), ball, penalties), ball);
  const draft = draftOf(ball, penalties);
  const other = correctedDelivery(ball, { ...draft, details: { ...draft.details, shotType: "pull" } }, ball, penalties);
  assert.deepEqual(other.shotData, { speed: 130, shotType: "pull" });
});

test("batters who cannot come in are recorded as absent at the end of the innings", () => {
  const scoring = startedInnings().tap(1);
  const absentIds = scoring.board.yetToBat.slice(0, 2);
  scoring.do("record", { fields: { type: "innings_closed", reason: "all_out", absentIds } });
  assert.deepEqual(scoring.board.state.innings[0].absentIds, absentIds);
});

/** Return a device with a storage that survives its pages, and a function that opens a page on a log. */
function device() {
  const kept = new Map();
  const storage = { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => kept.set(key, value) };
  const open = (log) => {
    const recorder = new FakeRecorder({ ...T20.start, log });
    const store = new Store(recorder, storage);
    return { store, log: () => recorder.getSnapshot().log, score: () => store.board.value.score.runs };
  };
  return { open, storage };
}

const runs = (number) => ({ event: "part", part: { part: "runs", runs: number } });

test("undo and redo continue to work after a reload", () => {
  const { open } = device();
  const page = open(logOf(T20, 1));
  for (const number of [1, 4, 6]) page.store.dispatch(runs(number));
  page.store.dispatch({ event: "change", change: removalOf(page.log(), page.log()[1].id) });
  page.store.dispatch({ event: "undo" });
  page.store.dispatch({ event: "undo" });
  assert.equal(page.score(), 5);
  const again = open(page.log());
  again.store.dispatch({ event: "redo" });
  assert.equal(again.score(), 11);
  again.store.dispatch({ event: "redo" });
  assert.equal(again.score(), 10);
  const third = open(again.log());
  for (const score of [11, 5, 1]) {
    third.store.dispatch({ event: "undo" });
    assert.equal(third.score(), score);
  }
});

test("after a reload there is no redo if another action was recorded or the undone one was redone", () => {
  const { open } = device();
  const page = open(logOf(T20, 1));
  for (const event of [runs(1), runs(4), { event: "undo" }]) page.store.dispatch(event);
  const log = page.log();
  const other = [...log, { ...candidateEntry(log, 1, ownFields(log[1])), nonce: "another's" }];
  const redone = log.map((each) => ({ ...each, isVoided: false }));
  for (const changed of [other, redone]) {
    const again = open(changed);
    assert.deepEqual(again.store.session.peek().undone, []);
  }
  assert.equal(open(log).store.session.peek().undone.length, 1);
});

test("steps are stored per match, and a full or invalid storage only loses them", () => {
  const { open, storage } = device();
  const page = open(logOf(T20, 1));
  for (const event of [runs(1), { event: "undo" }]) page.store.dispatch(event);
  const recorder = new FakeRecorder({ ...T20.start, match: { ...T20.start.match, matchId: "other" }, log: page.log() });
  assert.deepEqual(new Store(recorder, storage).session.peek().undone, []);
  const full = { getItem: () => "{", setItem: () => { throw new Error("full"); } };
  const store = new Store(new FakeRecorder({ ...T20.start, log: logOf(T20, 1) }), full);
  store.dispatch(runs(4));
  assert.equal(store.board.value.score.runs, 4);
});

const opened = (more) => {
  const recorder = new FakeRecorder({ ...T20.start, log: logOf(T20, 3), ...more });
  return { recorder, store: new Store(recorder) };
};
const byBert = logOf(T20, 3).map((each) => ({ ...each, recordedBy: "bert" }));

test("a scorer who takes over records nothing before comparing the score, and is told so each time", () => {
  for (const more of [{ log: byBert }, { mustOpenBook: true }]) {
    const { recorder, store } = opened(more);
    for (const event of [runs(4), { event: "part", part: { part: "wide" } }, { event: "record", fields: { type: "play_stopped", reason: "rain" } }]) {
      store.dispatch(event);
      assert.equal(recorder.getSnapshot().log.length, 3);
      assert.equal(store.session.peek().draft, START.draft);
      assert.match(store.failure.peek().message, /scoreboard first/);
    }
    store.takeOver(() => {});
    recorder.simulate({ mustOpenBook: false });
    store.dispatch(runs(4));
    assert.equal(recorder.getSnapshot().log.length, 4);
    assert.ok(opened(more).store.isGated.peek(), "another person on the same device");
  }
});

test("before comparing the score, a new scorer neither records held entries again nor answers a dispute", async () => {
  const { inningsNumber, ...fields } = logOf(T20, 4).at(-1);
  const held = ["n1", "n2"].map((nonce) => ({ nonce, id: "1_4", inningsNumber, fields, reason: "overtaken", message: "", field: null, change: null }));
  for (const nonce of ["n1", null]) {
    const { recorder, store } = opened({ log: byBert, held });
    store.recordAgain(nonce);
    await new Promise(setImmediate);
    assert.deepEqual([recorder.getSnapshot().log.length, recorder.getSnapshot().held.length], [3, 2]);
    assert.match(store.failure.peek().message, /scoreboard first/);
    store.takeOver(() => {});
    store.recordAgain(nonce);
    await new Promise(setImmediate);
    assert.equal(recorder.getSnapshot().log.length, nonce ? 4 : 5);
  }
  const { recorder, store } = opened({ mustOpenBook: true, consensus: { tier: "DUAL", seats: [], disputes: [], heldBy: null, blockedAt: null } });
  store.answer((book) => book.twice("1_4"));
  assert.deepEqual(recorder.bookCalls, []);
  store.takeOver(() => {});
  recorder.simulate({ mustOpenBook: false });
  store.answer((book) => book.twice("1_4"));
  assert.deepEqual(recorder.bookCalls, [{ method: "twice", args: ["1_4"] }]);
});

test("a failed takeover is no takeover", () => {
  const { store } = opened({ mustOpenBook: true });
  store.takeOver(() => { throw new Error("full"); });
  assert.ok(store.isGated.peek());
  assert.equal(store.failure.peek().message, "full");
});

test("a full device is named in words, not by the browser's error", () => {
  const { recorder, store } = opened({});
  recorder.append = () => { throw new DOMException("Setting the value of 'scrbrd/m/1/p' exceeded the quota.", "QuotaExceededError"); };
  store.dispatch(runs(4));
  assert.equal(store.failure.peek().message, t.status.full);
});

test("a failure to record is shown until something is recorded, it is dismissed or a dialog opens; repeats are shown again", () => {
  const { recorder, store } = opened({});
  const { append } = recorder;
  const fail = () => {
    recorder.append = () => { throw new Error("the storage is full"); };
    store.dispatch(runs(1));
    recorder.append = append;
    assert.equal(store.failure.peek().message, "the storage is full");
    return store.failure.peek().nth;
  };
  assert.notEqual(fail(), fail());
  store.dispatch(runs(1));
  assert.equal(store.failure.peek(), null);
  fail();
  store.dispatch({ event: "open", dialog: { kind: "menu" } });
  assert.equal(store.failure.peek(), null);
  fail();
  recorder.simulate({ problem: { message: "refused", nth: 1 } });
  store.dismiss();
  assert.deepEqual([store.failure.peek(), recorder.getSnapshot().problem], [null, null]);
});

test("of several problems the last is kept, each as a new one", () => {
  const problems = new Problems();
  assert.equal(problems.clear(), false);
  problems.report("refused");
  const first = problems.now;
  problems.report("refused");
  assert.equal(problems.now.message, first.message);
  assert.notEqual(problems.now.nth, first.nth);
  assert.equal(problems.clear(), true);
  assert.equal(problems.now, null);
});

test("each ball is read out once, and none from before the page was opened", () => {
  const scoring = startedInnings().tap(1);
  const balls = () => actionsInPlay(scoring.log).filter((each) => each.type === "delivery");
  const announcing = new BallAnnouncements(balls());
  assert.equal(announcing.next(balls()), null);
  scoring.tap(4);
  const four = balls().at(-1);
  assert.deepEqual([announcing.next(balls())?.id, announcing.next(balls())], [four.id, null]);
  scoring.do("undo");
  assert.equal(announcing.next(balls()), null);
  scoring.tap(4);
  assert.notEqual(announcing.next(balls())?.id, four.id);
});

test("an umpire keeps a book in a match with books and only watches others; line-ups can be confirmed", async () => {
  const tiers = ["HONOR", "SINGLE", "DUAL", "TRIPLE"];
  assert.deepEqual(tiers.map((tier) => isReadOnly("umpire_on_field", tier)), [true, true, false, false]);
  assert.deepEqual(tiers.filter((tier) => isReadOnly("scorer_home", tier)), []);
  const me = { personId: "una", role: "umpire_on_field", canConfirm: true, isReadOnly: true };
  const recorder = new FakeRecorder({ ...T20.start, me });
  const store = new Store(recorder);
  const start = { event: "record", fields: T20.innings[0][0] };
  store.dispatch(start);
  assert.deepEqual([recorder.getSnapshot().log.length, store.failure.value.message], [0, t.match.notRecorded.umpire_on_field]);
  store.takeOver(() => {});
  store.dispatch(start);
  store.recordAgain(null);
  assert.deepEqual([recorder.getSnapshot().log.length, store.isGated.value], [0, true]);
  await recorder.confirmLineups([T20.start.players[0].lineupId]);
  assert.equal(store.view.value.players[0].isConfirmed, true);
});

test("an administrator records in a log and keeps no book; one who is also an umpire may do both", () => {
  const tiers = ["HONOR", "SINGLE", "DUAL", "TRIPLE"];
  assert.deepEqual(tiers.map((tier) => isReadOnly("admin", tier)), [false, false, true, true]);
  const roleIn = (...roles) => tiers.map((tier) => recordingRole(roles, tier));
  assert.deepEqual(roleIn("umpire_on_field", "admin"), ["admin", "admin", "umpire_on_field", "umpire_on_field"]);
  assert.deepEqual(roleIn("scorer_home", "admin"), Array(4).fill("scorer_home"));
  assert.deepEqual(roleIn("umpire_on_field"), Array(4).fill("umpire_on_field"));
  const me = { personId: "ada", role: "admin", canConfirm: true, isReadOnly: true };
  const store = new Store(new FakeRecorder({ ...T20.start, me }));
  store.dispatch({ event: "record", fields: T20.innings[0][0] });
  assert.equal(store.failure.value.message, t.match.notRecorded.admin);
});
