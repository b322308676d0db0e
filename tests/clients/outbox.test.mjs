// The way of a scorer's actions into the log, over a log that shows what a test says.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Outbox } from "../../clients/web/client/dist/outbox.js";

const OPTIONS = { matchId: "m1", personId: "anna", role: "scorer_home", inningsNumber: 1 };

/** A log whose server agrees to everything at once; it is seen when the test says so. */
class Log {
  seen = new Map();
  isCurrent = true;
  #heard = () => {};

  async listen(heard) {
    this.#heard = heard;
  }

  show(...actions) {
    this.seen = new Map(actions.map((action) => [action.id, action]));
    this.#heard();
  }

  batch() {
    return { commit: async () => {} };
  }
}

const storage = () => {
  const kept = new Map();
  return { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => kept.set(key, value) };
};

const entry = (sequenceNumber) => ({
  id: `1_${sequenceNumber}`, inningsNumber: 1, sequenceNumber, nonce: `n${sequenceNumber}`,
  follows: sequenceNumber > 1 ? `n${sequenceNumber - 1}` : "", timestamp: "2026-05-02T12:00:00Z",
  fields: { type: "over_ended" },
});
const seen = (sequenceNumber, more = {}) => ({
  ...entry(sequenceNumber).fields, ...entry(sequenceNumber), isVoided: false, isPending: false, ...more,
});

async function opened() {
  const log = new Log();
  const outbox = new Outbox(OPTIONS, log, { storage: storage(), key: "k" }, () => {});
  await outbox.listen(() => {});
  return { log, outbox };
}

async function stored(outbox, sequenceNumber) {
  outbox.put(entry(sequenceNumber));
  while (outbox.waiting.length > 0) await new Promise(setImmediate);
}

const ids = (outbox) => outbox.actions().map(({ id }) => id);

test("an action is among the actions while the log does not show it yet", async () => {
  const { log, outbox } = await opened();
  await stored(outbox, 1);
  assert.deepEqual(ids(outbox), ["1_1"]);
  assert.deepEqual(outbox.actions().map(({ isPending }) => isPending), [false]);
  log.show(seen(1));
  assert.deepEqual(ids(outbox), ["1_1"]);
});

test("an action that the log leaves out for a moment keeps its place", async () => {
  const { log, outbox } = await opened();
  await stored(outbox, 1);
  log.show(seen(1));
  await stored(outbox, 2);
  log.show(seen(1), seen(2, { isVoided: true }));
  log.show(seen(1));
  assert.deepEqual(ids(outbox), ["1_1", "1_2"]);
  assert.equal(outbox.actions()[1].isVoided, true);
  log.show();
  assert.equal(outbox.actions().at(-1).id, "1_2");
});

test("what stands behind another action in the log is the log's own matter", async () => {
  const { log, outbox } = await opened();
  await stored(outbox, 1);
  log.show(seen(1), seen(2, { nonce: "of another device" }));
  log.show(seen(2, { nonce: "of another device" }));
  assert.deepEqual(ids(outbox), ["1_2"]);
});
