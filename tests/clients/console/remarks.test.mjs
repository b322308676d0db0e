// Tests the remarks on a shortened chase when a target or a par is missing in the log.

import assert from "node:assert/strict";
import { test } from "node:test";
import { load, logOf } from "./matches.mjs";
import { T20 } from "./scoring.mjs";

const { FakeRecorder } = await load("session/fake.js");
const { Store } = await load("session/store.js");

const [FIRST, SECOND] = T20.innings;
const STOPPED = { type: "play_stopped", reason: "rain" };
const PROFESSIONAL = { ...T20.start, setup: { ...T20.start.setup, conditions: { rainMethod: "dls_professional" } } };

/** Return a store with the first `count` actions of the chase recorded. */
function storeOfChase(count, start = T20.start) {
  return new Store(new FakeRecorder({ ...start, log: logOf(T20, FIRST.length, count) }));
}

const record = (store, fields) => store.dispatch({ event: "record", fields });
const remarkCodes = (store) => store.remarks.peek().map(({ code }) => code);

test("a scorer who shortens a chase without a target is told that the previous target applies", () => {
  const store = storeOfChase(20);
  record(store, STOPPED);
  record(store, { type: "target_revised", oversLimit: 15, method: "DLS" });
  assert.deepEqual([remarkCodes(store), store.objection.peek()], [["target_not_announced"], null]);
  assert.equal(store.board.peek().target, 178);
  record(store, { type: "target_revised", oversLimit: 15, target: 140, method: "DLS" });
  assert.deepEqual([remarkCodes(store), store.board.peek().target], [[], 140]);
});

test("a scorer who starts a shorter chase without a target is told so until its first ball", () => {
  const store = storeOfChase(0);
  record(store, { ...SECOND[0], oversLimit: 12 });
  assert.deepEqual(remarkCodes(store), ["target_not_announced"]);
  store.dispatch({ event: "part", part: { part: "runs", runs: 1 } });
  assert.deepEqual(remarkCodes(store), []);
});

test("a scorer who abandons a chase without a recorded par is told that no side has won", () => {
  const store = storeOfChase(60, PROFESSIONAL);
  record(store, STOPPED);
  record(store, { type: "innings_closed", reason: "abandoned" });
  assert.deepEqual(remarkCodes(store), ["par_not_announced"]);
  store.dispatch({ event: "undo" });
  assert.deepEqual(remarkCodes(store), []);
  record(store, { type: "target_revised", par: 60, method: "DLS" });
  record(store, { type: "innings_closed", reason: "abandoned" });
  assert.deepEqual([remarkCodes(store), store.board.peek().result.outcome], [[], "win"]);
});
