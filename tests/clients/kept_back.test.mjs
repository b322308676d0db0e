// Tests the part of a scorer's queue that is not given to the SDK yet, which sends everything at once: the
// next innings while the previous one is pending, an undo while another device may have recorded.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Outbox } from "../../clients/web/client/dist/outbox.js";
import {
  DENIED, entry, Log, OPTIONS, shownEntry, newStorage, otherDevicesEntry, passingSeconds, settlePromises,
} from "./shown_log.mjs";

/** Open the queue of an innings; it sends to `log`. */
async function openQueue(inningsNumber, kept, log = new Log()) {
  const earlierKeys = Array.from({ length: inningsNumber - 1 }, (_, place) => `k${place + 1}`);
  const where = { storage: kept, key: `k${inningsNumber}`, earlierKeys };
  const outbox = new Outbox({ ...OPTIONS, inningsNumber }, log, where, () => {}, () => {});
  await outbox.listen(() => {});
  return { log, outbox };
}

const ids = (entries) => entries.map(({ id }) => id);
const reasons = ({ held }) => held.map(({ id, reason }) => `${id} ${reason}`);
const silentLog = () => Object.assign(new Log(), { isSilent: true });

/** Return the queues of a scorer who continued over the innings break without any answer. */
async function queuesOverTheBreak(kept = newStorage()) {
  const [first, second] = [await openQueue(1, kept, silentLog()), await openQueue(2, kept)];
  [1, 2].forEach((number) => first.outbox.put(entry(number)));
  [1, 2].forEach((number) => second.outbox.put(entry(number, 2)));
  return { kept, first, second };
}

test("the next innings is sent after the previous one is answered, and is pending until then", async () => {
  const { first, second } = await queuesOverTheBreak();
  assert.deepEqual([first.log.sent, second.log.sent], [["1_1", "1_2"], []]);
  assert.deepEqual(ids(second.outbox.waiting), ["2_1", "2_2"]);
  assert.deepEqual(second.outbox.actions().map(({ id, isPending }) => [id, isPending]), [["2_1", true], ["2_2", true]]);
  first.log.answers[0].agree();
  await settlePromises();
  assert.deepEqual(second.log.sent, []);
  first.log.answers[1].agree();
  await settlePromises();
  assert.deepEqual(second.log.sent, ["2_1", "2_2"]);
  assert.deepEqual([second.outbox.waiting, second.outbox.held], [[], []]);
});

test("if an action of the previous innings is refused, the next innings is held behind it", async () => {
  const { first, second } = await queuesOverTheBreak();
  const undone = second.outbox.setVoided("2_2", true, "never bowled");
  first.log.server.set("1_1", otherDevicesEntry(1));
  first.log.answers[0].refuse(DENIED);
  await assert.rejects(undone, { name: "Refused", reason: "behind" });
  assert.deepEqual(second.log.sent, []);
  assert.deepEqual(reasons(second.outbox), ["2_1 behind", "2_2 behind"]);
  assert.deepEqual(second.outbox.held.map(({ behind }) => behind), ["n1", "n1"]);
  assert.deepEqual(second.outbox.waiting, []);
});

test("actions kept back survive a restart of the app, whichever innings is opened first", async () => {
  for (const order of [[1, 2], [2, 1]]) {
    const { kept, first, second } = await queuesOverTheBreak();
    first.outbox.close();
    second.outbox.close();
    const queue = new Log();
    queue.seen = new Map([1, 2].map((number) => [`1_${number}`, shownEntry(number, { isPending: true })]));
    const logs = { 1: queue, 2: Object.assign(new Log(), { earlier: [...queue.seen.values()] }) };
    const again = {};
    for (const inningsNumber of order) again[inningsNumber] = await openQueue(inningsNumber, kept, logs[inningsNumber]);
    queue.show(...queue.seen.values());
    logs[2].show();
    assert.deepEqual([ids(again[2].outbox.waiting), logs[2].sent], [["2_1", "2_2"], []]);
    queue.show(shownEntry(1), shownEntry(2));
    await settlePromises();
    assert.deepEqual(logs[2].sent, ["2_1", "2_2"]);
  }
});

test("if the previous innings is not open, the log shows whether its queue has arrived", async () => {
  const { first, second } = await queuesOverTheBreak();
  first.outbox.close();
  second.log.earlier = [shownEntry(1), shownEntry(2, { isPending: true })];
  second.log.show();
  assert.deepEqual(second.log.sent, []);
  second.log.earlier = [shownEntry(1), shownEntry(2)];
  second.log.show();
  assert.deepEqual(second.log.sent, ["2_1", "2_2"]);
});

test("if the previous innings is not open and its queue is missing on the server, the next one is held", async () => {
  const { first, second } = await queuesOverTheBreak();
  first.outbox.close();
  second.log.earlier = [shownEntry(1)];
  second.log.server.set("1_2", undefined);
  second.log.isEarlierCurrent = false;
  second.log.show();
  await settlePromises();
  assert.deepEqual(ids(second.outbox.waiting), ["2_1", "2_2"], "nobody knows yet");
  second.log.isEarlierCurrent = true;
  second.log.show();
  await settlePromises();
  assert.deepEqual([reasons(second.outbox), second.log.sent], [["2_1 behind", "2_2 behind"], []]);
});

test("an innings that has begun does not wait for the previous one", async () => {
  const kept = newStorage();
  const [first, second] = [await openQueue(1, kept, silentLog()), await openQueue(2, kept)];
  second.outbox.put(entry(1, 2));
  await settlePromises();
  first.outbox.put(entry(1));
  second.outbox.put(entry(2, 2));
  assert.deepEqual(second.log.sent, ["2_1", "2_2"]);
});

test("an action sent although it could not be stored is not sent again", async () => {
  const { kept, first, second } = await queuesOverTheBreak();
  first.outbox.close();
  second.outbox.close();
  kept.setItem("k1", '{"waiting": [], "held": []}');
  const log = new Log();
  log.seen = new Map([["2_1", { ...shownEntry(1), ...entry(1, 2), isPending: true }]]);
  const { outbox } = await openQueue(2, kept, log);
  log.show(...log.seen.values());
  assert.deepEqual(log.sent, ["2_2"]);
  assert.deepEqual(ids(outbox.waiting), ["2_1", "2_2"]);
});

/** Return a device without reception that undid its last ball and recorded another one. */
async function offlineUndoAndBall(kept = newStorage()) {
  const device = await openQueue(1, kept);
  device.log.show(shownEntry(1), shownEntry(2));
  device.log.isCurrent = false;
  device.undone = device.outbox.setVoided("1_2", true, "it was a two");
  device.undone.catch(() => {});
  device.outbox.put(entry(3));
  return { ...device, kept };
}

test("an offline undo and the actions after it are sent in order when the log is current again", async () => {
  const { log, outbox, undone } = await offlineUndoAndBall();
  assert.deepEqual([log.sent, outbox.waiting.length], [[], 2]);
  assert.deepEqual(outbox.actions().map(({ isVoided }) => isVoided), [false, true, false]);
  log.isCurrent = true;
  log.show(shownEntry(1), shownEntry(2));
  assert.deepEqual(log.sent, ["-1_2", "1_3"]);
  log.voidings[0].agree();
  await undone;
  await settlePromises();
  assert.deepEqual([outbox.waiting, outbox.held], [[], []]);
});

test("an offline undo is held if another device has recorded since", async () => {
  const { log, outbox, undone } = await offlineUndoAndBall();
  log.isSilent = true;
  log.server.set("1_3", otherDevicesEntry(3));
  log.isCurrent = true;
  log.show(shownEntry(1), shownEntry(2), otherDevicesEntry(3));
  await assert.rejects(undone, { name: "Refused", reason: "overtaken" });
  log.answers[0].refuse(DENIED);
  await settlePromises();
  assert.deepEqual(log.voidings, []);
  assert.deepEqual(reasons(outbox), ["1_2 overtaken", "1_3 overtaken"]);
  assert.deepEqual(outbox.actions().map(({ isVoided }) => isVoided), [false, false, false]);
  outbox.changeAgain(outbox.held[0].nonce);
  await settlePromises();
  assert.deepEqual(log.voidings.map(({ id }) => id), ["1_2"]);
});

test("an offline undo survives a restart of the app, and is sent or held there in the same way", async () => {
  for (const [there, sent, held] of [[[], ["-1_2", "1_3"], []], [[otherDevicesEntry(3)], ["1_3"], ["1_2 overtaken"]]]) {
    const { outbox, kept } = await offlineUndoAndBall();
    outbox.close();
    const { log, outbox: next } = await openQueue(1, kept, silentLog());
    log.show(shownEntry(1), shownEntry(2), ...there);
    assert.deepEqual([log.sent, reasons(next)], [sent, held]);
  }
});

test("a ball accepted by the server but still pending in the SDK is not taken for another device's", async () => {
  const kept = newStorage();
  const { log, outbox } = await openQueue(1, kept);
  log.show(shownEntry(1));
  outbox.put(entry(2));
  log.show(shownEntry(1), shownEntry(2, { isPending: true }));
  await settlePromises();
  log.isCurrent = false;
  log.show(shownEntry(1), shownEntry(2, { isPending: true }));
  outbox.setVoided("1_2", true, "never bowled").catch(() => {});
  outbox.close();
  const { log: later, outbox: next } = await openQueue(1, kept);
  later.show(shownEntry(1), shownEntry(2));
  assert.deepEqual([later.sent, reasons(next)], [["-1_2"], []]);
});

test("own balls that arrive before a restart are not taken for another device's by an undo that waited for them", async () => {
  const kept = newStorage();
  const { log, outbox } = await openQueue(1, kept, silentLog());
  log.show(shownEntry(1));
  [2, 3].forEach((number) => outbox.put(entry(number)));
  outbox.setVoided("1_1", true, "").catch(() => {});
  log.isCurrent = false;
  log.answers[0].agree();
  await settlePromises();
  outbox.close(); // the third ball is in the SDK's queue, which outlives the app
  const { log: later, outbox: next } = await openQueue(1, kept);
  later.show(shownEntry(1), shownEntry(2), shownEntry(3));
  await settlePromises();
  assert.deepEqual([later.sent, reasons(next)], [["-1_1"], []]);
});

test("a redo is sent while the undo of another device's last ball has no answer", async () => {
  const { log, outbox } = await openQueue(1, newStorage());
  log.server.set("1_2", otherDevicesEntry(2));
  log.show(shownEntry(1), otherDevicesEntry(2));
  outbox.setVoided("1_2", true, "").catch(() => {});
  await settlePromises();
  log.show(shownEntry(1), { ...otherDevicesEntry(2), isVoided: true, isPending: true });
  outbox.setVoided("1_2", false, "").catch(() => {});
  await settlePromises();
  assert.deepEqual([log.sent, reasons(outbox)], [["-1_2", "-1_2"], []]);
});

test("an undo waits for the answers to earlier balls and is sent although they are in the log by then", async () => {
  const { log, outbox } = await openQueue(1, newStorage(), silentLog());
  log.show(shownEntry(1));
  outbox.put(entry(2));
  outbox.setVoided("1_1", true, "").catch(() => {});
  outbox.put(entry(3));
  assert.deepEqual(log.sent, ["1_2"]);
  log.show(shownEntry(1), shownEntry(2));
  log.answers[0].agree();
  await settlePromises();
  assert.deepEqual(log.sent, ["1_2", "-1_1", "1_3"]);
});

/** Return the same before the log notices the lost network; `fail` rejects the pending reads. */
async function undoBeforeOffline(kept = newStorage()) {
  const device = await openQueue(1, kept, silentLog());
  device.log.show(shownEntry(1), shownEntry(2));
  const failures = [];
  device.log.failServer = () => new Promise((_, fail) => failures.push(fail));
  device.undone = device.outbox.setVoided("1_2", true, "it was a two");
  device.undone.catch(() => {});
  device.outbox.put(entry(3));
  await settlePromises();
  const fail = async () => {
    device.log.isCurrent = false;
    device.log.failServer = null;
    failures.forEach((each) => each(new Error("there is no network")));
    await new Promise((wait) => setTimeout(wait, 1_100));
  };
  return { ...device, kept, fail };
}

test("an undo made just before the connection is lost is sent with the replacing ball or held with it", async () => {
  for (const isGone of [false, true]) {
    const { log, outbox, undone, fail } = await undoBeforeOffline();
    assert.deepEqual([log.sent, ids(outbox.waiting)], [[], ["1_2", "1_3"]]);
    assert.deepEqual(outbox.actions().map(({ isVoided }) => isVoided), [false, true, false]);
    await fail();
    assert.deepEqual(log.sent, []);
    if (isGone) log.server.set("1_3", otherDevicesEntry(3));
    log.isCurrent = true;
    log.show(shownEntry(1), shownEntry(2), ...(isGone ? [otherDevicesEntry(3)] : []));
    assert.deepEqual(log.sent, isGone ? ["1_3"] : ["-1_2", "1_3"]);
    if (isGone) {
      await assert.rejects(undone, { name: "Refused", reason: "overtaken" });
      log.answers[0].refuse(DENIED);
      await settlePromises();
      assert.deepEqual([log.voidings, reasons(outbox)], [[], ["1_2 overtaken", "1_3 overtaken"]]);
    }
    outbox.close();
  }
});

test("such an undo survives a restart of the app, with the replacing ball after it", async () => {
  const { outbox, kept, fail } = await undoBeforeOffline();
  outbox.close();
  const { log, outbox: next } = await openQueue(1, kept, silentLog());
  log.show(shownEntry(1), shownEntry(2));
  assert.deepEqual([log.sent, ids(next.waiting)], [["-1_2", "1_3"], ["1_2", "1_3"]]);
  await fail();
  next.close();
});

test("an undo is held if the server has another device's action that the log does not show yet", async () => {
  const { log, outbox } = await openQueue(1, newStorage());
  log.show(shownEntry(1), shownEntry(2));
  log.server.set("1_3", otherDevicesEntry(3));
  await assert.rejects(outbox.setVoided("1_2", true, ""), { name: "Refused", reason: "overtaken" });
  assert.deepEqual([log.sent, reasons(outbox)], [[], ["1_2 overtaken"]]);
  assert.deepEqual(outbox.actions().map(({ isVoided }) => isVoided), [false, false]);
});

test("an undo replaced by its redo before it is sent has the answer of the redo", async () => {
  const { log, outbox, undone } = await offlineUndoAndBall();
  const redo = outbox.setVoided("1_2", false, "");
  log.isCurrent = true;
  log.show(shownEntry(1), shownEntry(2));
  await settlePromises();
  assert.deepEqual(log.sent, ["1_3", "-1_2"]);
  log.voidings[0].agree();
  await Promise.all([undone, redo]);
  assert.deepEqual(outbox.waiting, []);
});

/** Return a device with full storage and two pending balls. */
async function deviceWithFullStorage() {
  const kept = newStorage();
  const device = await openQueue(1, kept, silentLog());
  [1, 2].forEach((number) => device.outbox.put(entry(number)));
  kept.setItem = () => {
    throw new Error("the storage is full");
  };
  return { ...device, kept };
}

test("with full storage refused actions are held, discarded ones removed, and the queue opens again", async (t) => {
  const pass = passingSeconds(t);
  const { log, outbox, kept } = await deviceWithFullStorage();
  assert.throws(() => outbox.put(entry(3)), /full/);
  log.server.set("1_1", otherDevicesEntry(1));
  log.show(otherDevicesEntry(1));
  log.answers[0].refuse(DENIED);
  log.answers[1].refuse(DENIED);
  await pass();
  assert.deepEqual([outbox.waiting, reasons(outbox)], [[], ["1_1 overtaken", "1_2 overtaken"]]);
  outbox.discard("n2");
  assert.deepEqual(reasons(outbox), ["1_1 overtaken"]);
  outbox.close();
  const next = new Log();
  next.seen = log.seen;
  const { outbox: again } = await openQueue(1, kept, next);
  next.show(otherDevicesEntry(1));
  assert.deepEqual([again.waiting, reasons(again)], [[], ["1_1 overtaken", "1_2 overtaken"]]);
});

test("with full storage accepted actions are recognised in the log, and a failed write is reported", async () => {
  const { log, outbox, kept } = await deviceWithFullStorage();
  log.answers[0].agree();
  await settlePromises();
  assert.deepEqual(ids(outbox.waiting), ["1_2"]);
  outbox.close();
  const messages = [];
  const failed = ({ message }) => messages.push(message);
  const next = new Outbox(OPTIONS, new Log(), { storage: kept, key: "k1" }, () => {}, failed);
  next.discard("n1");
  assert.deepEqual(messages, ["the storage is full"]);
});

test("the cause is requested for an earlier session's actions that the server refused", async (t) => {
  const pass = passingSeconds(t);
  const kept = newStorage();
  const { outbox } = await openQueue(1, kept, silentLog());
  [1, 2].forEach((number) => outbox.put(entry(number)));
  outbox.close();
  const { log, outbox: next } = await openQueue(1, kept);
  log.show(...[1, 2].map((number) => shownEntry(number, { isPending: true })));
  assert.equal(next.waiting.length, 2);
  log.server.set("1_1", otherDevicesEntry(1)); // only of 1_1: for 1_2 the server cannot be reached
  log.show();
  await pass();
  assert.deepEqual([next.waiting, reasons(next)], [[], ["1_1 overtaken", "1_2 overtaken"]]);
});
