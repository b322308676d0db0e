// Tests a scorer's app without a network: its queue arrives completely and in order, or is held.
// Node has no persistent cache: the SDK's queue is in memory, the client's lists in the given storage.

import assert from "node:assert/strict";
import test from "node:test";
import { disableNetwork, doc, enableNetwork, Timestamp, updateDoc } from "firebase/firestore";
import {
  assertUnbroken, ball, MemoryStorage, newMatch, openScorer, range, scoreBalls, scoringDevice,
  serverDoc, serverLog, waitUntilSent, shutDown, waitForScorer,
} from "./devices.mjs";

const runs = (log) => log.map(({ totalRuns }) => totalRuns);
const times = (log) => log.map(({ timestamp }) => timestamp.toDate().toISOString());
const nonces = (entries) => entries.map(({ nonce }) => nonce);

/** Return a match of six balls and the device that scored them and then went offline. */
async function offlineAfterAnOver(t, storage) {
  const match = await newMatch(t);
  const phone = await scoringDevice(t, match, "offline", "scorer_home");
  const scorer = await openScorer(t, match, phone, storage);
  scoreBalls(scorer, 1, 6);
  await waitUntilSent(scorer);
  await disableNetwork(phone.db);
  return { match, phone, scorer };
}

/** Then let a second device score three balls, and the first come back online with five. */
async function overtaken(t, meanwhile = () => {}) {
  const { match, phone, scorer } = await offlineAfterAnOver(t);
  scoreBalls(scorer, 7, 11);
  meanwhile(scorer);
  const other = await openScorer(t, match, await scoringDevice(t, match, "second", "scorer_away"));
  for (const runsOffBat of [6, 5, 4]) {
    other.append(ball(7, { runsOffBat }));
  }
  await waitUntilSent(other);
  assert.deepEqual(other.held, []); // the log has them, so the queued balls are too late
  const queued = scorer.waiting;
  await enableNetwork(phone.db);
  await waitUntilSent(scorer);
  return { match, phone, scorer, other, queued };
}

test("five balls scored offline arrive in order, and none is lost", async (t) => {
  const { match, phone, scorer } = await offlineAfterAnOver(t);
  const ids = scoreBalls(scorer, 7, 11);
  assert.deepEqual(ids, ["1_7", "1_8", "1_9", "1_10", "1_11"]);
  assert.equal(scorer.waiting.length, 5);
  assert.deepEqual(scorer.actions.slice(6).map(({ id }) => id), ids);
  assert.equal((await serverLog(match)).length, 6);
  await enableNetwork(phone.db);
  await waitUntilSent(scorer);
  const log = await serverLog(match);
  assertUnbroken(log);
  assert.deepEqual(runs(log), range(1, 11).map((number) => number % 7));
  assert.deepEqual(scorer.held, []);
});

test("if another device has scored meanwhile, five balls are refused, none inserted and all held", async (t) => {
  const { match, scorer, queued } = await overtaken(t);
  const log = await serverLog(match);
  assertUnbroken(log);
  assert.deepEqual(runs(log), [1, 2, 3, 4, 5, 6, 6, 5, 4]);
  assert.equal(queued.length, 5);
  assert.deepEqual(nonces(scorer.held), nonces(queued));
  assert.deepEqual(scorer.held.map(({ reason }) => reason), Array(5).fill("overtaken"));
  assert.deepEqual(scorer.held.map(({ fields }) => fields.runsOffBat), [0, 1, 2, 3, 4]);
  assert.deepEqual(scorer.waiting, []);
});

test("held balls are recorded again in order after the other device's", async (t) => {
  const { match, scorer, queued } = await overtaken(t);
  const ids = [];
  for (const { nonce } of scorer.held) {
    ids.push(await scorer.recordAgain(nonce));
  }
  await waitUntilSent(scorer);
  assert.deepEqual(ids, ["1_10", "1_11", "1_12", "1_13", "1_14"]);
  assert.deepEqual(scorer.held, []);
  const log = await serverLog(match);
  assertUnbroken(log);
  assert.deepEqual(runs(log).slice(6), [6, 5, 4, 0, 1, 2, 3, 4]);
  const again = log.slice(9);
  assert.deepEqual(times(again), queued.map(({ timestamp }) => timestamp));
  assert.ok(!again.some(({ nonce }) => nonces(queued).includes(nonce)));
});

test("all held balls may be recorded again at the same time", async (t) => {
  const { match, scorer } = await overtaken(t);
  await Promise.all(scorer.held.map(({ nonce }) => scorer.recordAgain(nonce)));
  await waitUntilSent(scorer);
  const log = await serverLog(match);
  assertUnbroken(log);
  assert.deepEqual(runs(log).slice(6), [6, 5, 4, 0, 1, 2, 3, 4]);
});

test("a held ball is recorded again with other fields, or discarded", async (t) => {
  const { match, scorer } = await overtaken(t);
  const [first, ...others] = nonces(scorer.held);
  assert.equal(await scorer.recordAgain(first, ball(10, { runsOffBat: 3 })), "1_10");
  others.forEach((nonce) => scorer.discard(nonce));
  await waitUntilSent(scorer);
  assert.deepEqual(scorer.held, []);
  const log = await serverLog(match);
  assertUnbroken(log);
  assert.deepEqual(runs(log).slice(6), [6, 5, 4, 3]);
  await assert.rejects(scorer.recordAgain(first), /is held/);
});

test("an undo of a queued ball is sent after the ball has arrived", async (t) => {
  const { match, phone, scorer } = await offlineAfterAnOver(t);
  scoreBalls(scorer, 7, 9);
  const undone = scorer.undo("1_7", "no ball was bowled");
  scorer.undo("1_8");
  scorer.redo("1_8");
  assert.deepEqual(scorer.actions.slice(6).map(({ isVoided }) => isVoided), [true, false, false]);
  await enableNetwork(phone.db);
  await undone;
  await waitUntilSent(scorer);
  const log = await serverLog(match);
  assertUnbroken(log);
  assert.deepEqual(log.slice(6).map(({ isVoided }) => isVoided), [true, false, false]);
  assert.equal(log[6].voidReason, "no ball was bowled");
});

/** Undo the sixth ball offline, close the app, and return the reopened device. */
async function reopenedAfterUndo(t) {
  const storage = new MemoryStorage();
  const { match, phone, scorer } = await offlineAfterAnOver(t, storage);
  scorer.undo("1_6", "never bowled").catch(() => {}); // it is never answered
  assert.deepEqual(scorer.waiting.map(({ id, voiding }) => [id, voiding.isVoided]), [["1_6", true]]);
  await scorer.close();
  await shutDown(phone);
  const again = await scoringDevice(t, match, "offline", "scorer_home");
  return { match, phone: again, storage };
}

test("an offline undo of a ball in the log survives a restart of the app", async (t) => {
  const { match, phone, storage } = await reopenedAfterUndo(t);
  const scorer = await openScorer(t, match, phone, storage);
  await waitUntilSent(scorer);
  assert.deepEqual(scorer.held, []);
  const log = await serverLog(match);
  assert.deepEqual(log.map(({ isVoided }) => isVoided), [false, false, false, false, false, true]);
  assert.equal(log[5].voidReason, "never bowled");
});

test("an undo refused after a restart of the app is held and can be repeated", async (t) => {
  const { match, phone, storage } = await reopenedAfterUndo(t);
  const lock = (lockedAt) => updateDoc(doc(match.admin, "matches", match.id), { lockedAt });
  await lock(Timestamp.now());
  const scorer = await openScorer(t, match, phone, storage);
  await waitForScorer(scorer, "it is held", () => scorer.held.length === 1);
  const [held] = scorer.held;
  assert.deepEqual([held.id, held.reason, held.message], ["1_6", "not_allowed", "the match is locked"]);
  assert.equal(scorer.actions[5].isVoided, false);
  await lock(null);
  assert.deepEqual(await scorer.recordAllAgain(), ["1_6"]);
  await waitUntilSent(scorer);
  assert.deepEqual([scorer.held, (await serverLog(match))[5].isVoided], [[], true]);
});

test("an undo of a queued ball never voids another device's ball with the same id", async (t) => {
  const undone = [];
  const { match, scorer } = await overtaken(t, (one) => {
    undone.push(assert.rejects(one.undo("1_7", "never bowled"), { code: "permission-denied" }));
  });
  await Promise.all(undone);
  assert.deepEqual((await serverLog(match)).map(({ isVoided }) => isVoided), Array(9).fill(false));
  const [held] = scorer.held;
  assert.equal(held.undone, "never bowled");
  const id = await scorer.recordAgain(held.nonce);
  await waitUntilSent(scorer);
  const again = await serverDoc(match, "scoring_actions", id);
  assert.deepEqual([again.isVoided, again.voidReason], [true, "never bowled"]);
});

test("a held correction refers to its ball under the new id, not to the other device's ball", async (t) => {
  const { match, scorer } = await overtaken(t, (one) => {
    one.correct("1_7", ball(7, { runsOffBat: 2 }));
  });
  assert.equal(scorer.held.length, 6);
  const correction = scorer.held.at(-1);
  await assert.rejects(scorer.recordAgain(correction.nonce), /first/);
  const id = await scorer.recordAgain(scorer.held[0].nonce);
  const corrected = await scorer.recordAgain(correction.nonce);
  await waitUntilSent(scorer);
  assert.deepEqual([id, corrected], ["1_10", "1_11"]);
  assert.equal(scorer.held.length, 4);
  const log = await serverLog(match);
  assertUnbroken(log);
  assert.equal(log[10].corrects, "1_10");
  assert.equal(log[9].correctedBy, "1_11");
  assert.equal(log[6].correctedBy, undefined);
});

test("a correction made while the queue is being refused is held, and corrects no other device's ball", async (t) => {
  const { match, phone, scorer } = await offlineAfterAnOver(t);
  scoreBalls(scorer, 7, 8);
  const other = await openScorer(t, match, await scoringDevice(t, match, "second", "scorer_away"));
  scoreBalls(other, 7, 11);
  await waitUntilSent(other);
  const longer = waitForScorer(scorer, "the other's later balls", () => scorer.actions.length > 8);
  await enableNetwork(phone.db);
  await longer;
  assert.equal(scorer.waiting.length, 2);
  scorer.correct("1_7", ball(7, { runsOffBat: 2 }));
  await waitUntilSent(scorer);
  assert.deepEqual(scorer.held.map(({ reason }) => reason), Array(3).fill("overtaken"));
  assert.deepEqual((await serverLog(match)).map(({ corrects }) => corrects), Array(11).fill(undefined));
});

test("a ball is held even if its correction is still pending when it is refused", async (t) => {
  // While the correction is pending the SDK may show the refused ball as the server's; hence several rounds.
  for (let round = 0; round < 6; round += 1) {
    const { scorer, queued } = await overtaken(t, (one) => {
      one.correct("1_7", ball(7, { runsOffBat: 2 }));
    });
    assert.deepEqual(nonces(scorer.held), nonces(queued));
  }
});

test("an app closed with five queued balls holds them when it is reopened", async (t) => {
  const storage = new MemoryStorage();
  const { match, phone, scorer } = await offlineAfterAnOver(t, storage);
  scoreBalls(scorer, 7, 11);
  scorer.close();
  await shutDown(phone);
  const reopened = await openScorer(
    t, match, await scoringDevice(t, match, "offline", "scorer_home"), storage,
  );
  await waitForScorer(reopened, "five are held", () => reopened.held.length === 5);
  assert.deepEqual(reopened.held.map(({ reason }) => reason), Array(5).fill("lost"));
  assert.equal((await serverLog(match)).length, 6);
  for (const { nonce } of reopened.held) {
    await reopened.recordAgain(nonce);
  }
  await waitUntilSent(reopened);
  const log = await serverLog(match);
  assertUnbroken(log);
  assert.deepEqual(runs(log), range(1, 11).map((number) => number % 7));
});

test("a ball that arrived while its app was closed is not held, and its undo is sent", async (t) => {
  const storage = new MemoryStorage();
  const { match, phone, scorer } = await offlineAfterAnOver(t, storage);
  scoreBalls(scorer, 7, 8);
  scorer.undo("1_8", "never bowled");
  scorer.close(); // the SDK's queue continues; only the client's list is unattended
  const reopened = await openScorer(t, match, phone, storage);
  assert.equal(reopened.waiting.length, 2);
  await enableNetwork(phone.db);
  await waitUntilSent(reopened);
  assert.deepEqual(reopened.held, []);
  const log = await serverLog(match);
  assertUnbroken(log);
  assert.deepEqual(runs(log), [1, 2, 3, 4, 5, 6, 0, 1]);
  assert.deepEqual(log.slice(6).map(({ voidReason }) => voidReason), [undefined, "never bowled"]);
});

test("a ball refused because it had already arrived is no longer held", async (t) => {
  const match = await newMatch(t);
  const phone = await scoringDevice(t, match);
  const scorer = await openScorer(t, match, phone);
  scoreBalls(scorer, 1, 2);
  const [first, second] = scorer.waiting;
  await waitUntilSent(scorer);
  scorer.close();
  const storage = new MemoryStorage();
  const held = [first, { ...second, nonce: "never-arrived" }];
  const key = `scrbrd/${match.id}/1/${phone.personId}`;
  storage.setItem(key, JSON.stringify({ waiting: [], held }));
  const reopened = await openScorer(t, match, phone, storage);
  await waitForScorer(reopened, "one is left", () => reopened.held.length === 1);
  assert.equal(reopened.held[0].nonce, "never-arrived");
  assert.deepEqual(nonces(reopened.actions), [first.nonce, second.nonce]);
});

test("an action that cannot be stored is not sent, and the scorer gets the error", async (t) => {
  const storage = new MemoryStorage();
  const { match, phone, scorer } = await offlineAfterAnOver(t, storage);
  storage.setItem = () => {
    throw new Error("the storage is full");
  };
  assert.throws(() => scorer.append(ball(7)), /full/);
  delete storage.setItem;
  assert.equal(scorer.append(ball(7, { runsOffBat: 1 })), "1_7");
  await enableNetwork(phone.db);
  await waitUntilSent(scorer);
  const log = await serverLog(match);
  assertUnbroken(log);
  assert.deepEqual(runs(log).slice(6), [1]);
});
