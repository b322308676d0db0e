// Tests boards that continue from earlier folds: they equal the board of the whole log after any change.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { board, boardJson, Boards, stateJson } from "../../../clients/web/client/dist/fold/index.js";

const KIT = new URL("../../../clients/conformance/", import.meta.url);
const LOGS = 60;

const cases = (name) => readFileSync(new URL(name, KIT), "utf8").trim().split("\n").map(JSON.parse);
const named = (log) => log.map((each, place) => ({ ...each, nonce: `nonce ${place}` }));
const [match] = cases("matches.jsonl");

function assertSame(ours, log, setup, name) {
  const whole = board(log, setup);
  assert.deepEqual(stateJson(ours.state), stateJson(whole.state), name);
  assert.deepEqual(boardJson(ours), boardJson(whole), name);
}

const voidedAt = (log, place) =>
  log.map((each, other) => (other === place ? { ...each, isVoided: each.isVoided !== true } : each));

test("boards of a growing log with voids and redos equal those of the whole log", () => {
  for (const each of cases("logs.jsonl").slice(0, LOGS)) {
    const [boards, whole] = [new Boards(), named(each.log)];
    for (let count = 1; count <= whole.length; count += 3) {
      const log = whole.slice(0, count);
      assertSame(boards.of(log, each.setup), log, each.setup, `${each.name}, ${count}`);
      const undone = voidedAt(log, Math.max(0, count - 1 - (count % 5)));
      assertSame(boards.of(undone, each.setup), undone, each.setup, `${each.name}, ${count} undone`);
    }
  }
});

test("a match continues from any action that is undone, corrected or replaced", () => {
  const [boards, log] = [new Boards(), named(match.log)];
  const { setup } = match;
  for (const place of [log.length - 1, log.length - 2, 100, 64, 63, 3, 0]) {
    const [before, undone] = [boards.of(log, setup), voidedAt(log, place)];
    assertSame(boards.tried(undone, setup), undone, setup, `tried without ${place}`);
    assert.equal(boards.of(log, setup), before);
    assertSame(boards.of(undone, setup), undone, setup, `without ${place}`);
    assertSame(boards.of(log, setup), log, setup, `with ${place} again`);
  }
});

test("two versions of an action at one place are distinguished, and another setup starts anew", () => {
  const boards = new Boards();
  const log = named(match.log).slice(0, 40);
  const runs = (runsOffBat) => {
    const { nonce: _, ...ball } = log.findLast((each) => each.type === "delivery");
    const tried = { ...ball, id: "1_41", sequenceNumber: 41, runsOffBat, totalRuns: runsOffBat, extras: {} };
    return boards.tried([...log, tried], match.setup).score.runs;
  };
  const before = boards.of(log, match.setup).score.runs;
  assert.deepEqual([runs(1), runs(4)], [before + 1, before + 4]);
  const other = { ...match.setup, format: "Test" };
  assertSame(boards.of(log, other), log, other, "another setup");
});

test("an undo in a long match reads and folds only the changed part", () => {
  let looks = 0;
  const watched = (entry) => new Proxy(entry, { get: (of, name) => {
    if (name === "runsOffBat") looks += 1;
    return of[name];
  }, ownKeys: (of) => {
    looks += 1;
    return Reflect.ownKeys(of);
  } });
  const log = named(match.log).map(watched);
  const boards = new Boards();
  boards.of(log, match.setup);
  assert.ok(looks > log.length);
  looks = 0;
  const last = log.length - 1;
  boards.of(log.map((each, place) => (place === last ? watched({ ...match.log[last], nonce: `nonce ${last}`, isVoided: true }) : each)), match.setup);
  assert.ok(looks > 0 && looks < 5, `${looks} looks at ${log.length} actions`);
});
