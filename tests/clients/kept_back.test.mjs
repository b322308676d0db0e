// What of a scorer's queue is kept back from the SDK, which sends whatever it has been given: the next
// innings while the one before is on its way, an undo while another device may have gone on.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Outbox } from "../../clients/web/client/dist/outbox.js";
import { DENIED, entry, Log, OPTIONS, seen, storage, theirs, turn } from "./shown_log.mjs";

/** The queue of an innings; `log` is what it is sent into. */
async function opened(inningsNumber, kept, log = new Log()) {
  const earlierKeys = Array.from({ length: inningsNumber - 1 }, (_, place) => `k${place + 1}`);
  const where = { storage: kept, key: `k${inningsNumber}`, earlierKeys };
  const outbox = new Outbox({ ...OPTIONS, inningsNumber }, log, where, () => {}, () => {});
  await outbox.listen(() => {});
  return { log, outbox };
}

const ids = (entries) => entries.map(({ id }) => id);
const reasons = ({ held }) => held.map(({ id, reason }) => `${id} ${reason}`);
const silent = () => Object.assign(new Log(), { isSilent: true });

/** A scorer who went on over the innings break, while nothing is answered. */
async function overTheBreak(kept = storage()) {
  const [first, second] = [await opened(1, kept, silent()), await opened(2, kept)];
  [1, 2].forEach((number) => first.outbox.put(entry(number)));
  [1, 2].forEach((number) => second.outbox.put(entry(number, 2)));
  return { kept, first, second };
}

test("the next innings is sent when the one before has been answered, and is on its way until then", async () => {
  const { first, second } = await overTheBreak();
  assert.deepEqual([first.log.sent, second.log.sent], [["1_1", "1_2"], []]);
  assert.deepEqual(ids(second.outbox.waiting), ["2_1", "2_2"]);
  assert.deepEqual(second.outbox.actions().map(({ id, isPending }) => [id, isPending]), [["2_1", true], ["2_2", true]]);
  first.log.answers[0].agree();
  await turn();
  assert.deepEqual(second.log.sent, []);
  first.log.answers[1].agree();
  await turn();
  assert.deepEqual(second.log.sent, ["2_1", "2_2"]);
  assert.deepEqual([second.outbox.waiting, second.outbox.held], [[], []]);
});

test("where something of the innings before is refused, the next one is held behind it", async () => {
  const { first, second } = await overTheBreak();
  const undone = second.outbox.setVoided("2_2", true, "never bowled");
  first.log.server.set("1_1", theirs(1));
  first.log.answers[0].refuse(DENIED);
  await assert.rejects(undone, { name: "Refused", reason: "behind" });
  assert.deepEqual(second.log.sent, []);
  assert.deepEqual(reasons(second.outbox), ["2_1 behind", "2_2 behind"]);
  assert.deepEqual(second.outbox.held.map(({ behind }) => behind), ["n1", "n1"]);
  assert.deepEqual(second.outbox.waiting, []);
});

test("what is kept back outlives the app, whichever innings is opened first", async () => {
  for (const order of [[1, 2], [2, 1]]) {
    const { kept, first, second } = await overTheBreak();
    first.outbox.close();
    second.outbox.close();
    const queue = new Log();
    queue.seen = new Map([1, 2].map((number) => [`1_${number}`, seen(number, { isPending: true })]));
    const logs = { 1: queue, 2: Object.assign(new Log(), { earlier: [...queue.seen.values()] }) };
    const again = {};
    for (const inningsNumber of order) again[inningsNumber] = await opened(inningsNumber, kept, logs[inningsNumber]);
    queue.show(...queue.seen.values());
    logs[2].show();
    assert.deepEqual([ids(again[2].outbox.waiting), logs[2].sent], [["2_1", "2_2"], []]);
    queue.show(seen(1), seen(2));
    await turn();
    assert.deepEqual(logs[2].sent, ["2_1", "2_2"]);
  }
});

test("where the innings before is not open, the log tells what became of its queue", async () => {
  const { first, second } = await overTheBreak();
  first.outbox.close();
  second.log.earlier = [seen(1), seen(2, { isPending: true })];
  second.log.show();
  assert.deepEqual(second.log.sent, []);
  second.log.earlier = [seen(1), seen(2)];
  second.log.show();
  assert.deepEqual(second.log.sent, ["2_1", "2_2"]);
});

test("where the innings before is not open and the server lacks what it sent, the next one is held", async () => {
  const { first, second } = await overTheBreak();
  first.outbox.close();
  second.log.earlier = [seen(1)];
  second.log.server.set("1_2", undefined);
  second.log.isEarlierCurrent = false;
  second.log.show();
  await turn();
  assert.deepEqual(ids(second.outbox.waiting), ["2_1", "2_2"], "nobody knows yet");
  second.log.isEarlierCurrent = true;
  second.log.show();
  await turn();
  assert.deepEqual([reasons(second.outbox), second.log.sent], [["2_1 behind", "2_2 behind"], []]);
});

test("an innings that has begun waits for nothing of the one before", async () => {
  const kept = storage();
  const [first, second] = [await opened(1, kept, silent()), await opened(2, kept)];
  second.outbox.put(entry(1, 2));
  await turn();
  first.outbox.put(entry(1));
  second.outbox.put(entry(2, 2));
  assert.deepEqual(second.log.sent, ["2_1", "2_2"]);
});

test("what was sent though that could not be stored is not sent again", async () => {
  const { kept, first, second } = await overTheBreak();
  first.outbox.close();
  second.outbox.close();
  kept.setItem("k1", '{"waiting": [], "held": []}');
  const log = new Log();
  log.seen = new Map([["2_1", { ...seen(1), ...entry(1, 2), isPending: true }]]);
  const { outbox } = await opened(2, kept, log);
  log.show(...log.seen.values());
  assert.deepEqual(log.sent, ["2_2"]);
  assert.deepEqual(ids(outbox.waiting), ["2_1", "2_2"]);
});

/** A device without reception that undid its last ball and recorded it anew. */
async function redone(kept = storage()) {
  const device = await opened(1, kept);
  device.log.show(seen(1), seen(2));
  device.log.isCurrent = false;
  device.undone = device.outbox.setVoided("1_2", true, "it was a two");
  device.undone.catch(() => {});
  device.outbox.put(entry(3));
  return { ...device, kept };
}

test("an undo without reception, and what comes behind it, is sent in its order when the log is heard again", async () => {
  const { log, outbox, undone } = await redone();
  assert.deepEqual([log.sent, outbox.waiting.length], [[], 2]);
  assert.deepEqual(outbox.actions().map(({ isVoided }) => isVoided), [false, true, false]);
  log.isCurrent = true;
  log.show(seen(1), seen(2));
  assert.deepEqual(log.sent, ["-1_2", "1_3"]);
  log.voidings[0].agree();
  await undone;
  await turn();
  assert.deepEqual([outbox.waiting, outbox.held], [[], []]);
});

test("an undo without reception is held where another device has recorded since", async () => {
  const { log, outbox, undone } = await redone();
  log.isSilent = true;
  log.server.set("1_3", theirs(3));
  log.isCurrent = true;
  log.show(seen(1), seen(2), theirs(3));
  await assert.rejects(undone, { name: "Refused", reason: "overtaken" });
  log.answers[0].refuse(DENIED);
  await turn();
  assert.deepEqual(log.voidings, []);
  assert.deepEqual(reasons(outbox), ["1_2 overtaken", "1_3 overtaken"]);
  assert.deepEqual(outbox.actions().map(({ isVoided }) => isVoided), [false, false, false]);
  outbox.changeAgain(outbox.held[0].nonce);
  await turn();
  assert.deepEqual(log.voidings.map(({ id }) => id), ["1_2"]);
});

test("an undo without reception outlives the app, and is held there just so", async () => {
  for (const [there, sent, held] of [[[], ["-1_2", "1_3"], []], [[theirs(3)], ["1_3"], ["1_2 overtaken"]]]) {
    const { outbox, kept } = await redone();
    outbox.close();
    const { log, outbox: next } = await opened(1, kept, silent());
    log.show(seen(1), seen(2), ...there);
    assert.deepEqual([log.sent, reasons(next)], [sent, held]);
  }
});

test("a ball that the server has agreed to and the SDK still shows as pending is none of another device's", async () => {
  const kept = storage();
  const { log, outbox } = await opened(1, kept);
  log.show(seen(1));
  outbox.put(entry(2));
  log.show(seen(1), seen(2, { isPending: true }));
  await turn();
  log.isCurrent = false;
  log.show(seen(1), seen(2, { isPending: true }));
  outbox.setVoided("1_2", true, "never bowled").catch(() => {});
  outbox.close();
  const { log: later, outbox: next } = await opened(1, kept);
  later.show(seen(1), seen(2));
  assert.deepEqual([later.sent, reasons(next)], [["-1_2"], []]);
});

test("an undo waits for the answer to the balls before it, and is sent though they are in the log by then", async () => {
  const { log, outbox } = await opened(1, storage(), silent());
  log.show(seen(1));
  outbox.put(entry(2));
  outbox.setVoided("1_1", true, "").catch(() => {});
  outbox.put(entry(3));
  assert.deepEqual(log.sent, ["1_2"]);
  log.show(seen(1), seen(2));
  log.answers[0].agree();
  await turn();
  assert.deepEqual(log.sent, ["1_2", "-1_1", "1_3"]);
});

/** The same before the log notices that the network is gone; `fail` rejects the pending reads. */
async function unnoticed(kept = storage()) {
  const device = await opened(1, kept, silent());
  device.log.show(seen(1), seen(2));
  const failures = [];
  device.log.failServer = () => new Promise((_, fail) => failures.push(fail));
  device.undone = device.outbox.setVoided("1_2", true, "it was a two");
  device.undone.catch(() => {});
  device.outbox.put(entry(3));
  await turn();
  const fail = async () => {
    device.log.isCurrent = false;
    device.log.failServer = null;
    failures.forEach((each) => each(new Error("there is no network")));
    await new Promise((wait) => setTimeout(wait, 1_100));
  };
  return { ...device, kept, fail };
}

test("an undo that is made before the log knows that reception is gone is sent with the ball in its place, or held with it", async () => {
  for (const isGone of [false, true]) {
    const { log, outbox, undone, fail } = await unnoticed();
    assert.deepEqual([log.sent, ids(outbox.waiting)], [[], ["1_2", "1_3"]]);
    assert.deepEqual(outbox.actions().map(({ isVoided }) => isVoided), [false, true, false]);
    await fail();
    assert.deepEqual(log.sent, []);
    if (isGone) log.server.set("1_3", theirs(3));
    log.isCurrent = true;
    log.show(seen(1), seen(2), ...(isGone ? [theirs(3)] : []));
    assert.deepEqual(log.sent, isGone ? ["1_3"] : ["-1_2", "1_3"]);
    if (isGone) {
      await assert.rejects(undone, { name: "Refused", reason: "overtaken" });
      log.answers[0].refuse(DENIED);
      await turn();
      assert.deepEqual([log.voidings, reasons(outbox)], [[], ["1_2 overtaken", "1_3 overtaken"]]);
    }
    outbox.close();
  }
});

test("such an undo outlives the app, with the ball in its place behind it", async () => {
  const { outbox, kept, fail } = await unnoticed();
  outbox.close();
  const { log, outbox: next } = await opened(1, kept, silent());
  log.show(seen(1), seen(2));
  assert.deepEqual([log.sent, ids(next.waiting)], [["-1_2", "1_3"], ["1_2", "1_3"]]);
  await fail();
  next.close();
});

test("an undo is held where the server has another device's action that the log has not shown yet", async () => {
  const { log, outbox } = await opened(1, storage());
  log.show(seen(1), seen(2));
  log.server.set("1_3", theirs(3));
  await assert.rejects(outbox.setVoided("1_2", true, ""), { name: "Refused", reason: "overtaken" });
  assert.deepEqual([log.sent, reasons(outbox)], [[], ["1_2 overtaken"]]);
  assert.deepEqual(outbox.actions().map(({ isVoided }) => isVoided), [false, false]);
});

test("an undo that its redo replaces before it is sent has the answer to that", async () => {
  const { log, outbox, undone } = await redone();
  const redo = outbox.setVoided("1_2", false, "");
  log.isCurrent = true;
  log.show(seen(1), seen(2));
  await turn();
  assert.deepEqual(log.sent, ["1_3", "-1_2"]);
  log.voidings[0].agree();
  await Promise.all([undone, redo]);
  assert.deepEqual(outbox.waiting, []);
});

/** A device whose storage has no more room, with two balls on their way. */
async function full() {
  const kept = storage();
  const device = await opened(1, kept, silent());
  [1, 2].forEach((number) => device.outbox.put(entry(number)));
  kept.setItem = () => {
    throw new Error("the storage is full");
  };
  return { ...device, kept };
}

test("a full device holds what is refused, drops what is discarded, and opens again", async () => {
  const { log, outbox, kept } = await full();
  assert.throws(() => outbox.put(entry(3)), /full/);
  log.server.set("1_1", theirs(1));
  log.show(theirs(1));
  log.answers[0].refuse(DENIED);
  log.answers[1].refuse(DENIED);
  await turn();
  assert.deepEqual([outbox.waiting, reasons(outbox)], [[], ["1_1 overtaken", "1_2 overtaken"]]);
  outbox.discard("n2");
  assert.deepEqual(reasons(outbox), ["1_1 overtaken"]);
  outbox.close();
  const next = new Log();
  next.seen = log.seen;
  const { outbox: again } = await opened(1, kept, next);
  next.show(theirs(1));
  assert.deepEqual([again.waiting, reasons(again)], [[], ["1_1 overtaken", "1_2 overtaken"]]);
});

test("a full device knows that what was agreed to is in the log, and says what it could not store", async () => {
  const { log, outbox, kept } = await full();
  log.answers[0].agree();
  await turn();
  assert.deepEqual(ids(outbox.waiting), ["1_2"]);
  outbox.close();
  const messages = [];
  const failed = ({ message }) => messages.push(message);
  const next = new Outbox(OPTIONS, new Log(), { storage: kept, key: "k1" }, () => {}, failed);
  next.discard("n1");
  assert.deepEqual(messages, ["the storage is full"]);
});

test("what the SDK's queue had from an earlier session and the server then refused is asked why", async () => {
  const kept = storage();
  const { outbox } = await opened(1, kept, silent());
  [1, 2].forEach((number) => outbox.put(entry(number)));
  outbox.close();
  const { log, outbox: next } = await opened(1, kept);
  log.show(...[1, 2].map((number) => seen(number, { isPending: true })));
  assert.equal(next.waiting.length, 2);
  log.server.set("1_1", theirs(1)); // the next one's place: the server cannot be reached
  log.show();
  await turn();
  assert.deepEqual([next.waiting, reasons(next)], [[], ["1_1 overtaken", "1_2 overtaken"]]);
});
