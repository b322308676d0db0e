// Tests Undo and Redo with two devices on one log, also after refusals.

import assert from "node:assert/strict";
import { test } from "node:test";
import { load, logOf } from "./matches.mjs";
import { T20 } from "./scoring.mjs";

const { FakeRecorder } = await load("session/fake.js");
const { candidateEntry, actionsInPlay, ownFields } = await load("session/entries.js");
const { bookLog, entryIdByNonce } = await load("firestore/books.js");
const { Store } = await load("session/store.js");

const runs = (number) => ({ event: "part", part: { part: "runs", runs: number } });
const UNDO = { event: "undo" };
const REDO = { event: "redo" };
const OTHERS = /another device has recorded since/;

/** Anna's page on a log that other devices and the server change too. */
class Page {
  constructor(log = logOf(T20, 2), storage = null) {
    this.recorder = new FakeRecorder({ ...T20.start, log: log.map((each) => ({ nonce: `start ${each.id}`, ...each, recordedBy: "anna" })) });
    this.store = new Store(this.recorder, storage);
  }

  get log() {
    return this.recorder.getSnapshot().log;
  }

  /** The runs off the bat of the counting balls after the first, in the order of play. */
  get balls() {
    return actionsInPlay(this.log).filter((each) => each.type === "delivery").slice(1).map(({ fields }) => fields.runsOffBat);
  }

  get failureMessage() {
    return this.store.failure.peek()?.message ?? "";
  }

  do(...events) {
    events.forEach(this.store.dispatch);
    return this;
  }

  /** Let the server refuse the last balls of this page; Bert's balls take their places. */
  refuse(count, bertsRuns = [], reason = "overtaken") {
    const log = this.log.slice(0, this.log.length - count);
    const held = this.log.slice(-count).map((each) => ({
      nonce: each.nonce, id: each.id, inningsNumber: 1, fields: ownFields(each), reason, message: "", field: null, change: null,
    }));
    this.recorder.simulate({ log: withBerts(log, bertsRuns), held: [...this.recorder.getSnapshot().held, ...held] });
    return this;
  }

  bert(...bertsRuns) {
    this.recorder.simulate({ log: withBerts(this.log, bertsRuns) });
    return this;
  }
}

function withBerts(log, bertsRuns) {
  return bertsRuns.reduce((before, number) => {
    const fields = { ...ownFields(logOf(T20, 2)[1]), runsOffBat: number, totalRuns: number };
    return [...before, { ...candidateEntry(before, 1, fields), nonce: `bert ${before.length}`, recordedBy: "bert" }];
  }, log);
}

test("Undo undoes no ball that another device recorded in place of a refused one, and says so", () => {
  const page = new Page().do(runs(0), runs(2), runs(4)).refuse(3, [0, 6, 1, 3]);
  for (let times = 0; times < 4; times += 1) {
    page.store.dismiss();
    page.do(UNDO);
    assert.deepEqual(page.balls, [0, 6, 1, 3]);
    assert.equal(page.log.some((each) => each.isVoided), false);
    assert.match(page.failureMessage, OTHERS);
  }
});

test("after another device's balls, own later balls can be undone and redone, earlier ones cannot", () => {
  const page = new Page().do(runs(1)).bert(6).do(runs(2), runs(4), UNDO, UNDO);
  assert.deepEqual(page.balls, [1, 6]);
  page.do(REDO);
  assert.deepEqual([page.balls, page.failureMessage], [[1, 6, 2], ""]);
  page.do(UNDO, UNDO);
  assert.deepEqual(page.balls, [1, 6]);
  assert.match(page.failureMessage, OTHERS);
});

test("an undone ball is not redone after another device has recorded", () => {
  const page = new Page().do(runs(1), UNDO).bert(6).do(REDO);
  assert.deepEqual(page.balls, [6]);
});

test("balls that were recorded again are undone in reverse order and redone", async () => {
  const page = new Page().do(runs(2), runs(4), runs(6)).refuse(3, [0]);
  page.store.recordAgain(null);
  await new Promise(setImmediate);
  assert.deepEqual(page.balls, [0, 2, 4, 6]);
  for (const balls of [[0, 2, 4], [0, 2], [0]]) assert.deepEqual(page.do(UNDO).balls, balls);
  assert.deepEqual(page.do(UNDO).balls, [0]);
  assert.match(page.failureMessage, OTHERS);
  assert.deepEqual(page.do(REDO, REDO, REDO).balls, [0, 2, 4, 6]);
});

test("a ball refused as invalid is no undo step until it is recorded again", async () => {
  const page = new Page().do(runs(1), runs(2), runs(4)).refuse(2, [], "invalid").do(UNDO);
  assert.deepEqual([page.balls, page.failureMessage], [[], ""]);
  assert.deepEqual(page.do(REDO).balls, [1]);
  page.store.recordAgain(page.recorder.getSnapshot().held[0].nonce);
  await new Promise(setImmediate);
  assert.deepEqual(page.balls, [1, 2]);
  assert.deepEqual(page.do(UNDO).balls, [1]);
});

test("if one of several corrections was refused, Undo undoes the others", () => {
  const page = new Page().do(runs(1), runs(2));
  const corrections = page.log.slice(-2).map((each) => ({ nonce: each.nonce, fields: { ...ownFields(each), runsOffBat: 3, totalRuns: 3 } }));
  page.do({ event: "change", change: { kind: "corrections", corrections } });
  assert.deepEqual(page.balls, [3, 3]);
  assert.deepEqual(page.refuse(1, [], "not_allowed").balls, [3, 2]);
  assert.deepEqual(page.do(UNDO).balls, [1, 2]);
});

test("an edit of a ball that was refused meanwhile does not correct another device's ball", () => {
  for (const kind of ["correct", "insert"]) {
    const page = new Page().do(runs(1));
    const { nonce } = page.log.at(-1);
    page.do({ event: "open", dialog: { kind: "edit", nonce } }).refuse(1, [6]);
    const { length } = page.log;
    page.do({ event: "change", change: { kind, nonce, fields: ownFields(page.log[1]) } });
    assert.equal(page.log.length, length);
    assert.match(page.failureMessage, /not in the log/);
  }
});

test("a scorer who has compared the score and taken over can undo the balls recorded before", () => {
  const byBert = logOf(T20, 2).map((each) => ({ ...each, nonce: each.id, recordedBy: "bert" }));
  const recorder = new FakeRecorder({ ...T20.start, log: byBert });
  const store = new Store(recorder);
  recorder.simulate({ log: withBerts(byBert, [4]) });
  store.takeOver(() => {});
  store.dispatch(UNDO);
  assert.deepEqual(recorder.getSnapshot().log.map((each) => each.isVoided), [false, false, true]);
});

test("after a reload, Undo does not take back what another device recorded meanwhile", () => {
  const kept = new Map();
  const storage = { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => kept.set(key, value) };
  const page = new Page(logOf(T20, 2), storage).do(runs(1), runs(2)).bert(6).do(UNDO);
  assert.deepEqual(new Page(page.log, storage).store.session.peek().done, []);
  kept.forEach((value, key) => kept.set(key, value.replace("[]", '[{"did":"added","ids":["1_2"]}]')));
  assert.deepEqual(new Page(page.log, storage).store.session.peek().done, [], "steps of an earlier version name places");
});

test("an action shown from the log is identified with an entry of this book only if the log cites it", () => {
  const entries = (place) => ({ agreement: { entries: { away: { personId: "carl", entryId: `1_${place + 1}` } } } });
  const log = logOf(T20, 6).map((each, place) => ({ ...each, ...entries(place), nonce: `log ${place}` }));
  const opening = { type: "book_opened", afterActionId: "1_6", runs: 0, wickets: 0, legalBalls: 5 };
  const book = [opening, ...T20.innings[0].slice(6, 9)]
    .reduce((all, fields) => [...all, { ...candidateEntry(all, 1, fields), nonce: `own ${all.length}` }], []);
  const shown = bookLog(book, { log, personId: "anna", setup: T20.start.setup });
  assert.equal(entryIdByNonce("own 2", shown), "1_3");
  assert.equal(entryIdByNonce("log 2", shown), null, "Carl's; Anna's 1_3 is another ball");
  assert.equal(entryIdByNonce("nobody's", shown), null);
});
