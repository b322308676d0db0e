// Tests a scorer's pending actions, with a fake log that the test controls.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Outbox } from "../../clients/web/client/dist/outbox.js";
import { lastOf } from "../../clients/web/client/dist/unconfirmed.js";
import {
  DENIED, entry, Log, OPTIONS, shownEntry, newStorage, otherDevicesEntry, passingSeconds, settlePromises,
} from "./shown_log.mjs";

async function openQueue(kept = newStorage()) {
  const log = new Log();
  const outbox = new Outbox(OPTIONS, log, { storage: kept, key: "k" }, () => {});
  await outbox.listen(() => {});
  return { log, outbox, kept };
}

/** Return a device with one ball in the log and a pending undo of it. */
async function deviceWithPendingUndo() {
  const device = await openQueue();
  device.log.show(shownEntry(1));
  const undone = device.outbox.setVoided("1_1", true, "dead ball");
  undone.catch(() => {});
  await settlePromises(); // first the server is asked for an action of another device
  return { ...device, undone };
}

const voidedAndPending = (outbox) => outbox.actions().map(({ isVoided, isPending }) => [isVoided, isPending]);

async function putAndWait(outbox, sequenceNumber) {
  outbox.put(entry(sequenceNumber));
  while (outbox.waiting.length > 0) await new Promise(setImmediate);
}

const ids = (outbox) => outbox.actions().map(({ id }) => id);

test("an action is listed while the log does not show it yet", async () => {
  const { log, outbox } = await openQueue();
  await putAndWait(outbox, 1);
  assert.deepEqual(ids(outbox), ["1_1"]);
  assert.deepEqual(outbox.actions().map(({ isPending }) => isPending), [false]);
  log.show(shownEntry(1));
  assert.deepEqual(ids(outbox), ["1_1"]);
});

test("an action that the log omits for a moment keeps its place", async () => {
  const { log, outbox } = await openQueue();
  await putAndWait(outbox, 1);
  log.show(shownEntry(1));
  await putAndWait(outbox, 2);
  log.show(shownEntry(1), shownEntry(2, { isVoided: true }));
  log.show(shownEntry(1));
  assert.deepEqual(ids(outbox), ["1_1", "1_2"]);
  assert.equal(outbox.actions()[1].isVoided, true);
  log.show();
  assert.equal(outbox.actions().at(-1).id, "1_2");
});

test("an action followed by another in the log is listed only as long as the log has it", async () => {
  const { log, outbox } = await openQueue();
  await putAndWait(outbox, 1);
  log.show(shownEntry(1), shownEntry(2, { nonce: "of another device" }));
  log.show(shownEntry(2, { nonce: "of another device" }));
  assert.deepEqual(ids(outbox), ["1_2"]);
});

test("nothing follows another device's action that stands after the place of a waiting one", async () => {
  const { log, outbox } = await openQueue();
  log.isSilent = true;
  log.show(shownEntry(1));
  [2, 3].forEach((number) => outbox.put(entry(number)));
  const last = () => lastOf(outbox.actions(), outbox.waiting).nonce;
  assert.equal(last(), "n3");
  const theirs = [2, 3, 4, 5].map((number) => ({ ...otherDevicesEntry(number), follows: `theirs-${number - 1}` }));
  log.show(shownEntry(1), ...theirs); // ours will be refused
  assert.deepEqual([ids(outbox).at(-1), last()], ["1_5", "n3"]);
  log.show(shownEntry(1), theirs[3]); // a part of the same log
  assert.equal(last(), "n3");
  const mine = [2, 3].map((number) => shownEntry(number, { isPending: true }));
  log.show(shownEntry(1), ...mine, { ...theirs[2], follows: "n3" }); // ours were accepted, without an answer yet
  assert.equal(last(), "theirs-4");
});

test("an undo of a ball in the log is pending until the server accepts it", async () => {
  const { log, outbox, undone } = await deviceWithPendingUndo();
  assert.deepEqual(outbox.waiting.map(({ id, voiding }) => [id, voiding]),
    [["1_1", { nonce: "n1", isVoided: true, reason: "dead ball", lastSeen: 1 }]]);
  assert.equal(outbox.waiting[0].fields.type, "play_stopped");
  assert.deepEqual(voidedAndPending(outbox), [[true, true]]);
  log.voidings[0].agree();
  await undone;
  log.show(shownEntry(1, { isVoided: true }));
  assert.deepEqual([outbox.waiting, outbox.held], [[], []]);
  assert.deepEqual(voidedAndPending(outbox), [[true, false]]);
});

test("an unanswered undo is sent again by the next session, once", async () => {
  const { outbox, kept } = await deviceWithPendingUndo();
  outbox.close();
  const { log, outbox: next } = await openQueue(kept);
  assert.equal(next.waiting.length, 1);
  log.isCurrent = false;
  log.show(shownEntry(1));
  assert.deepEqual([log.voidings.length, voidedAndPending(next)], [0, [[true, true]]]);
  log.isCurrent = true;
  log.show(shownEntry(1));
  log.show(shownEntry(1));
  assert.deepEqual(log.voidings.map(({ id, isVoided, reason }) => [id, isVoided, reason]), [["1_1", true, "dead ball"]]);
  log.voidings[0].agree();
  await settlePromises();
  assert.deepEqual([next.waiting, next.held], [[], []]);
});

test("an undo that the log already shows or the SDK still sends is not sent again", async () => {
  const { outbox, kept } = await deviceWithPendingUndo();
  outbox.close();
  const { log, outbox: next } = await openQueue(kept);
  log.show(shownEntry(1, { isVoided: true, isPending: true }));
  assert.equal(next.waiting.length, 1);
  log.show(shownEntry(1, { isVoided: true }));
  assert.deepEqual([log.voidings, next.waiting, next.held], [[], [], []]);
});

test("a refused undo is held with the reason, and its promise is rejected", async (t) => {
  const pass = passingSeconds(t);
  const { log, outbox, undone } = await deviceWithPendingUndo();
  log.voidings[0].refuse(DENIED);
  await pass();
  await assert.rejects(undone, { name: "Refused", code: "permission-denied", reason: "not_allowed" });
  assert.deepEqual(outbox.held.map(({ id, reason, voiding }) => [id, reason, voiding.isVoided]), [["1_1", "not_allowed", true]]);
  assert.equal(outbox.held[0].objection, "unasked");
  assert.deepEqual(voidedAndPending(outbox), [[false, false]]);
  const [{ nonce }] = outbox.held;
  outbox.changeAgain(nonce);
  await settlePromises();
  assert.deepEqual([log.voidings.length, outbox.held.length, outbox.waiting.length], [2, 0, 1]);
  log.voidings[1].agree();
  await settlePromises();
  assert.deepEqual(outbox.waiting, []);
});

test("a server that cannot be asked why it refused is asked again", async (t) => {
  const pass = passingSeconds(t);
  const { log, outbox } = await openQueue();
  log.isSilent = true;
  outbox.put(entry(1));
  log.answers[0].refuse(DENIED); // the device has just reconnected: its reads still fail
  await pass(3);
  assert.deepEqual([outbox.waiting.length, outbox.held.length], [1, 0]);
  log.server.set("1_1", otherDevicesEntry(1));
  await pass(1);
  assert.deepEqual([outbox.waiting.length, outbox.held.map(({ reason }) => reason)], [0, ["overtaken"]]);
});

test("an undo refused in a later session is held there", async (t) => {
  const pass = passingSeconds(t);
  const { outbox, kept } = await deviceWithPendingUndo();
  outbox.close();
  const { log, outbox: next } = await openQueue(kept);
  log.show(shownEntry(1));
  log.voidings[0].refuse(DENIED);
  await pass();
  assert.deepEqual(next.held.map(({ id, reason }) => [id, reason]), [["1_1", "not_allowed"]]);
  const { outbox: third } = await openQueue(kept);
  assert.equal(third.held.length, 1);
  third.discard(third.held[0].nonce);
  assert.equal(third.held.length, 0);
});

test("an undo refused because the ball is already undone counts as done", async () => {
  const { log, outbox, undone } = await deviceWithPendingUndo();
  log.server.set("1_1", { nonce: "n1", isVoided: true });
  log.voidings[0].refuse(DENIED);
  await undone;
  assert.deepEqual([outbox.waiting, outbox.held], [[], []]);
});

test("an undo of an action whose place another one has taken is overtaken", async () => {
  const { log, undone, outbox } = await deviceWithPendingUndo();
  log.server.set("1_1", { nonce: "of another device", isVoided: false });
  log.voidings[0].refuse(DENIED);
  await assert.rejects(undone, { reason: "overtaken" });
  assert.deepEqual(outbox.held.map(({ reason }) => reason), ["overtaken"]);
});

test("of an undo and its redo the last one counts, and both are sent in order", async () => {
  const { log, outbox, undone, kept } = await deviceWithPendingUndo();
  const redone = outbox.setVoided("1_1", false, "");
  assert.deepEqual([outbox.waiting.length, voidedAndPending(outbox)], [1, [[false, true]]]);
  await settlePromises();
  assert.deepEqual(log.voidings.map(({ isVoided }) => isVoided), [true, false]);
  log.voidings[0].agree();
  await undone;
  assert.equal(outbox.waiting.length, 1, "the redo has no answer");
  const { outbox: next, log: later } = await openQueue(kept);
  later.show(shownEntry(1, { isVoided: true }));
  assert.deepEqual(later.voidings.map(({ isVoided }) => isVoided), [false]);
  log.voidings[1].agree();
  await redone;
  assert.deepEqual(outbox.waiting, []);
  next.close();
});

/** Return a device whose app was restarted while a ball was pending, and an undo of that ball. */
async function restartedDeviceWithUndo() {
  const { log: first, outbox, kept } = await openQueue();
  first.isSilent = true;
  outbox.put(entry(1));
  outbox.close();
  const { log, outbox: next } = await openQueue(kept);
  log.show(shownEntry(1, { isPending: true }));
  const answers = [];
  const undone = next.setVoided("1_1", true, "never bowled");
  undone.then(() => answers.push("done"), ({ message, reason }) => answers.push(reason ?? message));
  await settlePromises();
  assert.deepEqual(answers, [], "the server has not answered");
  return { log, outbox: next, answers };
}

test("the undo of a restarted app's ball resolves when the server has accepted ball and undo", async () => {
  const { log, answers } = await restartedDeviceWithUndo();
  log.show(shownEntry(1));
  await settlePromises();
  assert.deepEqual([log.voidings.map(({ id }) => id), answers], [["1_1"], []]);
  log.voidings[0].agree();
  await settlePromises();
  assert.deepEqual(answers, ["done"]);
});

test("the undo of a restarted app's ball is refused with the ball or the undo", async (t) => {
  const pass = passingSeconds(t);
  const lost = await restartedDeviceWithUndo();
  lost.log.show();
  await pass();
  assert.deepEqual(lost.answers, [lost.outbox.held[0].reason]);
  const refused = await restartedDeviceWithUndo();
  refused.log.show(shownEntry(1));
  await settlePromises();
  refused.log.voidings[0].refuse(DENIED);
  await pass();
  assert.deepEqual(refused.answers, ["not_allowed"]);
});

test("the undo of a restarted app's ball is refused if the log lacks the ball", async () => {
  const { log, outbox, answers } = await restartedDeviceWithUndo();
  outbox.close();
  await settlePromises();
  assert.deepEqual(answers, ["the scorer is closed"]);
  const { log: first, outbox: earlier, kept } = await openQueue();
  first.isSilent = true;
  earlier.put(entry(1));
  earlier.close();
  const later = await openQueue(kept);
  later.log.isCurrent = false;
  later.log.show();
  const undone = later.outbox.setVoided("1_1", true, "");
  undone.catch(() => {});
  later.log.isCurrent = true;
  later.log.show(otherDevicesEntry(1));
  await assert.rejects(undone, { name: "Refused", reason: "overtaken" });
  assert.deepEqual(log.voidings, []);
});

test("a ball undone while pending is held as undone if the undo is refused", async (t) => {
  const pass = passingSeconds(t);
  const { log, outbox, kept } = await openQueue();
  outbox.put(entry(1));
  const undone = outbox.setVoided("1_1", true, "never bowled");
  undone.catch(() => {});
  assert.equal(log.voidings.length, 0, "it is not in the log");
  await settlePromises();
  assert.deepEqual(log.voidings.map(({ id, reason }) => [id, reason]), [["1_1", "never bowled"]]);
  assert.deepEqual([outbox.waiting.length, voidedAndPending(outbox)], [1, [[true, true]]]);
  log.voidings[0].refuse(DENIED);
  await pass();
  await assert.rejects(undone, { reason: "not_allowed" });
  assert.deepEqual(voidedAndPending(outbox), [[false, false]]);
  const { outbox: next } = await openQueue(kept);
  assert.deepEqual(next.held.map(({ voiding }) => voiding.reason), ["never bowled"]);
});

test("an undo that cannot be stored is not sent", async () => {
  const { log, outbox, kept } = await openQueue();
  log.show(shownEntry(1));
  log.isSilent = true;
  outbox.put(entry(2));
  kept.setItem = () => {
    throw new Error("the storage is full");
  };
  await assert.rejects(outbox.setVoided("1_1", true, ""), /full/);
  await assert.rejects(outbox.setVoided("1_2", true, ""), /full/);
  assert.deepEqual([log.voidings, outbox.waiting.map(({ id, undone }) => [id, undone])], [[], [["1_2", undefined]]]);
  assert.deepEqual(voidedAndPending(outbox), [[false, false], [false, true]]);
});

test("a closed queue accepts no actions, because refused ones could not be held", async () => {
  const { log, outbox, kept } = await openQueue();
  log.show(shownEntry(1));
  outbox.put(entry(2));
  outbox.close();
  const { outbox: next } = await openQueue(kept);
  next.put(entry(3));
  assert.throws(() => outbox.put(entry(4)), /closed/);
  await assert.rejects(outbox.setVoided("1_1", true, ""), /closed/);
  await assert.rejects(outbox.setVoided("1_2", true, ""), /closed/);
  assert.throws(() => outbox.changeAgain("n2"), /closed/);
  await settlePromises();
  assert.deepEqual(JSON.parse(kept.getItem("k")).waiting.map(({ id }) => id), ["1_2"], "what the next one has");
});

test("with full storage, a ball undone while pending is undone and no longer waits", async () => {
  const { log, outbox, kept } = await openQueue();
  outbox.put(entry(1));
  const undone = outbox.setVoided("1_1", true, "never bowled");
  kept.setItem = () => {
    throw new Error("the storage is full");
  };
  await settlePromises();
  assert.deepEqual(log.sent, ["1_1", "-1_1"]);
  log.voidings[0].agree();
  await undone;
  assert.deepEqual([outbox.waiting, voidedAndPending(outbox)], [[], [[true, false]]]);
});

test("a held ball that the server has is undone there if it was undone while pending", async (t) => {
  const pass = passingSeconds(t);
  const { log, outbox, kept } = await openQueue();
  log.isSilent = true;
  outbox.put(entry(1));
  outbox.setVoided("1_1", true, "never bowled").catch(() => {});
  log.answers[0].refuse(DENIED); // it was sent twice, and the server cannot be asked why
  await pass();
  assert.deepEqual(outbox.held.map(({ objection, undone }) => [objection, undone]), [["unasked", "never bowled"]]);
  outbox.close();
  const { log: later, outbox: next } = await openQueue(kept);
  later.show(shownEntry(1));
  await settlePromises();
  assert.deepEqual(later.voidings.map(({ id, isVoided, reason }) => [id, isVoided, reason]), [["1_1", true, "never bowled"]]);
  assert.deepEqual([next.held, voidedAndPending(next)], [[], [[true, true]]]);
  later.voidings[0].agree();
  await settlePromises();
  later.show(shownEntry(1, { isVoided: true }));
  assert.deepEqual([later.voidings.length, next.waiting, next.held, voidedAndPending(next)], [1, [], [], [[true, false]]]);
});
