// What the scorer is told of a chase that rain shortened, when something is missing in the log.

import assert from "node:assert/strict";
import { test } from "node:test";
import { load, logOf } from "./matches.mjs";
import { T20 } from "./scoring.mjs";

const { FakeRecorder } = await load("session/fake.js");
const { Store } = await load("session/store.js");

const [FIRST, SECOND] = T20.innings;
const STOPPED = { type: "play_stopped", reason: "rain" };
const PROFESSIONAL = { ...T20.start, setup: { ...T20.start.setup, conditions: { rainMethod: "dls_professional" } } };

/** The chase with so many of its actions recorded. */
function chasing(count, start = T20.start) {
  return new Store(new FakeRecorder({ ...start, log: logOf(T20, FIRST.length, count) }));
}

const record = (store, fields) => store.dispatch({ event: "record", fields });
const remarkCodes = (store) => store.remarks.peek().map(({ code }) => code);

test("who shortens a chase and records no target is told that the one before stands", () => {
  const store = chasing(20);
  record(store, STOPPED);
  record(store, { type: "target_revised", oversLimit: 15, method: "DLS" });
  assert.deepEqual([remarkCodes(store), store.objection.peek()], [["target_not_announced"], null]);
  assert.equal(store.board.peek().target, 178);
  record(store, { type: "target_revised", oversLimit: 15, target: 140, method: "DLS" });
  assert.deepEqual([remarkCodes(store), store.board.peek().target], [[], 140]);
});

test("who starts a shorter chase without a target is told so, and no more at its first ball", () => {
  const store = chasing(0);
  record(store, { ...SECOND[0], oversLimit: 12 });
  assert.deepEqual(remarkCodes(store), ["target_not_announced"]);
  store.dispatch({ event: "part", part: { part: "runs", runs: 1 } });
  assert.deepEqual(remarkCodes(store), []);
});

test("who abandons a chase whose par nobody recorded is told that nobody has won", () => {
  const store = chasing(60, PROFESSIONAL);
  record(store, STOPPED);
  record(store, { type: "innings_closed", reason: "abandoned" });
  assert.deepEqual(remarkCodes(store), ["par_not_announced"]);
  store.dispatch({ event: "undo" });
  assert.deepEqual(remarkCodes(store), []);
  record(store, { type: "target_revised", par: 60, method: "DLS" });
  record(store, { type: "innings_closed", reason: "abandoned" });
  assert.deepEqual([remarkCodes(store), store.board.peek().result.outcome], [[], "win"]);
});
