// A scorer's actions on their way into the log, with a fake log that the test controls.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Outbox } from "../../clients/web/client/dist/outbox.js";
import { DENIED, entry, Log, OPTIONS, seen, storage, turn } from "./shown_log.mjs";

async function opened(kept = storage()) {
  const log = new Log();
  const outbox = new Outbox(OPTIONS, log, { storage: kept, key: "k" }, () => {});
  await outbox.listen(() => {});
  return { log, outbox, kept };
}

/** A device with one ball in the log, whose undo is on its way. */
async function undoing() {
  const device = await opened();
  device.log.show(seen(1));
  const undone = device.outbox.setVoided("1_1", true, "dead ball");
  undone.catch(() => {});
  await turn(); // the server is asked for another device's action first
  return { ...device, undone };
}

const standing = (outbox) => outbox.actions().map(({ isVoided, isPending }) => [isVoided, isPending]);

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

test("an undo of a ball in the log is on its way until the server has agreed", async () => {
  const { log, outbox, undone } = await undoing();
  assert.deepEqual(outbox.waiting.map(({ id, voiding }) => [id, voiding]),
    [["1_1", { nonce: "n1", isVoided: true, reason: "dead ball", lastSeen: 1 }]]);
  assert.equal(outbox.waiting[0].fields.type, "play_stopped");
  assert.deepEqual(standing(outbox), [[true, true]]);
  log.voidings[0].agree();
  await undone;
  log.show(seen(1, { isVoided: true }));
  assert.deepEqual([outbox.waiting, outbox.held], [[], []]);
  assert.deepEqual(standing(outbox), [[true, false]]);
});

test("an undo that nobody answered is sent again by the next session, once", async () => {
  const { outbox, kept } = await undoing();
  outbox.close();
  const { log, outbox: next } = await opened(kept);
  assert.equal(next.waiting.length, 1);
  log.isCurrent = false;
  log.show(seen(1));
  assert.deepEqual([log.voidings.length, standing(next)], [0, [[true, true]]]);
  log.isCurrent = true;
  log.show(seen(1));
  log.show(seen(1));
  assert.deepEqual(log.voidings.map(({ id, isVoided, reason }) => [id, isVoided, reason]), [["1_1", true, "dead ball"]]);
  log.voidings[0].agree();
  await turn();
  assert.deepEqual([next.waiting, next.held], [[], []]);
});

test("an undo that the log shows already, or that the SDK still sends, is not sent again", async () => {
  const { outbox, kept } = await undoing();
  outbox.close();
  const { log, outbox: next } = await opened(kept);
  log.show(seen(1, { isVoided: true, isPending: true }));
  assert.equal(next.waiting.length, 1);
  log.show(seen(1, { isVoided: true }));
  assert.deepEqual([log.voidings, next.waiting, next.held], [[], [], []]);
});

test("a refused undo is held with the reason, and whoever asked is told", async () => {
  const { log, outbox, undone } = await undoing();
  log.voidings[0].refuse(DENIED);
  await assert.rejects(undone, { name: "Refused", code: "permission-denied", reason: "not_allowed" });
  assert.deepEqual(outbox.held.map(({ id, reason, voiding }) => [id, reason, voiding.isVoided]), [["1_1", "not_allowed", true]]);
  assert.equal(outbox.held[0].objection, "unasked");
  assert.deepEqual(standing(outbox), [[false, false]]);
  const [{ nonce }] = outbox.held;
  outbox.changeAgain(nonce);
  await turn();
  assert.deepEqual([log.voidings.length, outbox.held.length, outbox.waiting.length], [2, 0, 1]);
  log.voidings[1].agree();
  await turn();
  assert.deepEqual(outbox.waiting, []);
});

test("an undo that is refused in a later session is held there", async () => {
  const { outbox, kept } = await undoing();
  outbox.close();
  const { log, outbox: next } = await opened(kept);
  log.show(seen(1));
  log.voidings[0].refuse(DENIED);
  await turn();
  assert.deepEqual(next.held.map(({ id, reason }) => [id, reason]), [["1_1", "not_allowed"]]);
  const { outbox: third } = await opened(kept);
  assert.equal(third.held.length, 1);
  third.discard(third.held[0].nonce);
  assert.equal(third.held.length, 0);
});

test("an undo refused because the ball is undone already has what it wanted", async () => {
  const { log, outbox, undone } = await undoing();
  log.server.set("1_1", { nonce: "n1", isVoided: true });
  log.voidings[0].refuse(DENIED);
  await undone;
  assert.deepEqual([outbox.waiting, outbox.held], [[], []]);
});

test("an undo of an action whose place another has by now is overtaken", async () => {
  const { log, undone, outbox } = await undoing();
  log.server.set("1_1", { nonce: "of another device", isVoided: false });
  log.voidings[0].refuse(DENIED);
  await assert.rejects(undone, { reason: "overtaken" });
  assert.deepEqual(outbox.held.map(({ reason }) => reason), ["overtaken"]);
});

test("of an undo and its redo the last one counts, and both are sent in their order", async () => {
  const { log, outbox, undone, kept } = await undoing();
  const redone = outbox.setVoided("1_1", false, "");
  assert.deepEqual([outbox.waiting.length, standing(outbox)], [1, [[false, true]]]);
  await turn();
  assert.deepEqual(log.voidings.map(({ isVoided }) => isVoided), [true, false]);
  log.voidings[0].agree();
  await undone;
  assert.equal(outbox.waiting.length, 1, "the redo has no answer");
  const { outbox: next, log: later } = await opened(kept);
  later.show(seen(1, { isVoided: true }));
  assert.deepEqual(later.voidings.map(({ isVoided }) => isVoided), [false]);
  log.voidings[1].agree();
  await redone;
  assert.deepEqual(outbox.waiting, []);
  next.close();
});

test("a ball that was undone on its way is held as undone where the undo is refused", async () => {
  const { log, outbox, kept } = await opened();
  outbox.put(entry(1));
  const undone = outbox.setVoided("1_1", true, "never bowled");
  undone.catch(() => {});
  assert.equal(log.voidings.length, 0, "it is not in the log");
  await turn();
  assert.deepEqual(log.voidings.map(({ id, reason }) => [id, reason]), [["1_1", "never bowled"]]);
  assert.deepEqual([outbox.waiting.length, standing(outbox)], [1, [[true, true]]]);
  log.voidings[0].refuse(DENIED);
  await assert.rejects(undone, { reason: "not_allowed" });
  assert.deepEqual(standing(outbox), [[false, false]]);
  const { outbox: next } = await opened(kept);
  assert.deepEqual(next.held.map(({ voiding }) => voiding.reason), ["never bowled"]);
});

test("what cannot be stored of an undo is not sent", async () => {
  const { log, outbox, kept } = await opened();
  log.show(seen(1));
  log.isSilent = true;
  outbox.put(entry(2));
  kept.setItem = () => {
    throw new Error("the storage is full");
  };
  await assert.rejects(outbox.setVoided("1_1", true, ""), /full/);
  await assert.rejects(outbox.setVoided("1_2", true, ""), /full/);
  assert.deepEqual([log.voidings, outbox.waiting.map(({ id, undone }) => [id, undone])], [[], [["1_2", undefined]]]);
  assert.deepEqual(standing(outbox), [[false, false], [false, true]]);
});

test("a closed queue takes nothing more, for nobody would hold what is refused", async () => {
  const { log, outbox, kept } = await opened();
  log.show(seen(1));
  outbox.put(entry(2));
  outbox.close();
  const { outbox: next } = await opened(kept);
  next.put(entry(3));
  assert.throws(() => outbox.put(entry(4)), /closed/);
  await assert.rejects(outbox.setVoided("1_1", true, ""), /closed/);
  await assert.rejects(outbox.setVoided("1_2", true, ""), /closed/);
  assert.throws(() => outbox.changeAgain("n2"), /closed/);
  await turn();
  assert.deepEqual(JSON.parse(kept.getItem("k")).waiting.map(({ id }) => id), ["1_2"], "what the next one has");
});

test("a ball that was undone on its way is undone on a full device too, and waits no longer", async () => {
  const { log, outbox, kept } = await opened();
  outbox.put(entry(1));
  const undone = outbox.setVoided("1_1", true, "never bowled");
  kept.setItem = () => {
    throw new Error("the storage is full");
  };
  await turn();
  assert.deepEqual(log.sent, ["1_1", "-1_1"]);
  log.voidings[0].agree();
  await undone;
  assert.deepEqual([outbox.waiting, standing(outbox)], [[], [[true, false]]]);
});

test("a ball that was held though the server has it is undone there, if it was undone on its way", async () => {
  const { log, outbox, kept } = await opened();
  log.isSilent = true;
  outbox.put(entry(1));
  outbox.setVoided("1_1", true, "never bowled").catch(() => {});
  log.answers[0].refuse(DENIED); // it was sent twice, and the server cannot be asked why
  await turn();
  assert.deepEqual(outbox.held.map(({ objection, undone }) => [objection, undone]), [["unasked", "never bowled"]]);
  outbox.close();
  const { log: later, outbox: next } = await opened(kept);
  later.show(seen(1));
  await turn();
  assert.deepEqual(later.voidings.map(({ id, isVoided, reason }) => [id, isVoided, reason]), [["1_1", true, "never bowled"]]);
  assert.deepEqual([next.held, standing(next)], [[], [[true, true]]]);
  later.voidings[0].agree();
  await turn();
  later.show(seen(1, { isVoided: true }));
  assert.deepEqual([later.voidings.length, next.waiting, next.held, standing(next)], [1, [], [], [[true, false]]]);
});
