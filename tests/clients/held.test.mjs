// Tests the reasons for which actions are held, also of those that follow a refused one.

import assert from "node:assert/strict";
import test from "node:test";
import { disableNetwork, doc, enableNetwork, Timestamp, updateDoc } from "firebase/firestore";
import { objectionTo } from "../../clients/web/client/dist/permission.js";
import { outcomeOfVoiding } from "../../clients/web/client/dist/refusals.js";
import {
  assertUnbroken, ball, MemoryStorage, newMatch, openScorer, scoreBalls, scoringDevice, serverLog,
  waitUntilSent, shutDown, waitForScorer,
} from "./devices.mjs";

const UNCHECKED = { isUnchecked: true };
const reasons = (scorer) => scorer.held.map(({ reason }) => reason);

/** Return a scorer with one ball in the log, its match and its device. */
async function scorerWithOneBall(t, storage) {
  const match = await newMatch(t);
  const phone = await scoringDevice(t, match);
  const scorer = await openScorer(t, match, phone, storage);
  scorer.append(ball(1));
  await waitUntilSent(scorer);
  return { match, phone, scorer };
}

test("an invalid action of a queue is held as invalid, and the valid ones after it as behind it", async (t) => {
  const { match, phone, scorer } = await scorerWithOneBall(t);
  await disableNetwork(phone.db);
  scorer.append(ball(2, { runsOffBat: 21 }), UNCHECKED);
  scoreBalls(scorer, 3, 4);
  await enableNetwork(phone.db);
  await waitUntilSent(scorer);
  assert.deepEqual(reasons(scorer), ["invalid", "behind", "behind"]);
  const [bad, first, second] = scorer.held;
  assert.equal(bad.field, "runsOffBat");
  assert.deepEqual([first.behind, second.behind], [bad.nonce, bad.nonce]);
  assert.equal((await serverLog(match)).length, 1);
  await scorer.recordAgain(bad.nonce, ball(2, { runsOffBat: 2 }));
  await scorer.recordAgain(first.nonce);
  await scorer.recordAgain(second.nonce);
  await waitUntilSent(scorer);
  const log = await serverLog(match);
  assertUnbroken(log);
  assert.deepEqual(log.map(({ runsOffBat }) => runsOffBat), [0, 2, 3, 4]);
});

test("if an invalid action is discarded at once, the valid ones after it are still held as behind", async (t) => {
  const { phone, scorer } = await scorerWithOneBall(t);
  await disableNetwork(phone.db);
  scorer.append(ball(2, { runsOffBat: 21 }), UNCHECKED);
  scoreBalls(scorer, 3, 4);
  await enableNetwork(phone.db);
  await waitForScorer(scorer, "one is held", () => scorer.held.length > 0);
  scorer.discard(scorer.held[0].nonce); // the server is being asked about the next one
  await waitUntilSent(scorer);
  assert.deepEqual(reasons(scorer), ["behind", "behind"]);
});

test("all held actions are recorded again with one call", async (t) => {
  const { match, phone, scorer } = await scorerWithOneBall(t);
  await disableNetwork(phone.db);
  scorer.append(ball(2, { runsOffBat: 21 }), UNCHECKED);
  scoreBalls(scorer, 3, 4);
  await enableNetwork(phone.db);
  await waitUntilSent(scorer);
  scorer.discard(scorer.held[0].nonce);
  assert.deepEqual(await scorer.recordAllAgain(), ["1_2", "1_3"]);
  await waitUntilSent(scorer);
  const log = await serverLog(match);
  const places = log.map(({ overNumber, ballInOver }) => [overNumber, ballInOver]);
  assert.deepEqual(places, [[0, 1], [0, 2], [0, 3]]);
});

test("an action recorded again several times, also offline, is recorded once; a discarded one is not recorded", async (t) => {
  const { match, phone, scorer } = await scorerWithOneBall(t);
  await disableNetwork(phone.db);
  scorer.append(ball(2, { runsOffBat: 21 }), UNCHECKED);
  scoreBalls(scorer, 3, 5);
  await enableNetwork(phone.db);
  await waitUntilSent(scorer);
  const [bad, first, second, third] = scorer.held.map(({ nonce }) => nonce);
  scorer.discard(bad);
  await disableNetwork(phone.db);
  await waitForScorer(scorer, "it is offline", () => scorer.connection === "offline");
  const calls = [
    scorer.recordAgain(first), scorer.recordAgain(first), scorer.recordAllAgain(), scorer.recordAllAgain(),
    scorer.recordAgain(second), scorer.recordAgain(third).catch(({ message }) => message),
  ];
  scorer.discard(third);
  await enableNetwork(phone.db);
  const results = await Promise.all(calls);
  assert.deepEqual([results[0], results[1], results[4]], ["1_2", "1_2", "1_3"]);
  assert.match(results[5], /no action with the nonce .* is held/);
  await waitUntilSent(scorer);
  assert.deepEqual(scorer.held, []);
  const log = await serverLog(match);
  assertUnbroken(log);
  assert.deepEqual(log.map(({ ballInOver }) => ballInOver), [1, 2, 3]);
});

test("if the scorer is closed, a waiting recordAgain is rejected and the action stays held", async (t) => {
  const storage = new MemoryStorage();
  const { match, phone, scorer } = await scorerWithOneBall(t, storage);
  await disableNetwork(phone.db);
  scorer.append(ball(2, { runsOffBat: 21 }), UNCHECKED);
  await enableNetwork(phone.db);
  await waitUntilSent(scorer);
  const [{ nonce }] = scorer.held;
  await disableNetwork(phone.db);
  await waitForScorer(scorer, "it is offline", () => scorer.connection === "offline");
  const calls = [scorer.recordAgain(nonce, ball(2)), scorer.recordAllAgain()];
  const [one, all] = calls.map((each) => assert.rejects(each, /the scorer is closed/));
  await scorer.close();
  await Promise.all([one, all]);
  await enableNetwork(phone.db);
  const reopened = await openScorer(t, match, phone, storage);
  assert.deepEqual(reopened.held.map((each) => each.nonce), [nonce]);
});

test("a locked match and a revoked role hold actions as not allowed and name the cause", async (t) => {
  const { match, phone, scorer } = await scorerWithOneBall(t);
  const now = Timestamp.now();
  const theMatch = doc(match.admin, "matches", match.id);
  await updateDoc(theMatch, { lockedAt: now });
  scorer.append(ball(2));
  await waitUntilSent(scorer);
  await updateDoc(theMatch, { lockedAt: null });
  const role = `${match.id}_${phone.personId}_scorer_neutral`;
  await updateDoc(doc(match.admin, "match_role_assignments", role), { revokedAt: now });
  scorer.append(ball(2));
  await waitUntilSent(scorer);
  assert.deepEqual(reasons(scorer), ["not_allowed", "not_allowed"]);
  assert.deepEqual(scorer.held.map(({ objection }) => objection), ["locked", "role_revoked"]);
  const [locked, over] = scorer.held.map(({ message }) => message);
  assert.match(locked, /the match is locked/);
  assert.match(over, /the role scorer_neutral was revoked/);
});

test("the cause of a refusal is found also on a device whose clock is behind", async (t) => {
  const { match, phone } = await scorerWithOneBall(t);
  const hours = (number) => Timestamp.fromMillis(Date.now() + number * 3_600_000);
  const theMatch = doc(match.admin, "matches", match.id);
  const role = doc(match.admin, "match_role_assignments", `${match.id}_${phone.personId}_scorer_neutral`);
  await Promise.all([updateDoc(theMatch, { updatedAt: hours(-5) }), updateDoc(role, { createdAt: hours(-5), startDate: hours(-6) })]);
  const objectionWith = async (behind) => {
    const recorder = { ...phone, matchId: match.id };
    return (await objectionTo(phone.db, recorder, "log", hours(-behind).toMillis()))?.objection;
  };
  assert.deepEqual([await objectionWith(0), await objectionWith(70)], [undefined, undefined]);
  await updateDoc(theMatch, { status: "completed", completedAt: hours(-3) });
  assert.deepEqual([await objectionWith(0), await objectionWith(70)], ["completed", "completed"]);
  await updateDoc(theMatch, { status: "live", completedAt: null });
  await updateDoc(role, { endDate: hours(-1) });
  assert.deepEqual([await objectionWith(0), await objectionWith(70)], ["role_ended", "role_ended"]);
  await updateDoc(role, { endDate: hours(1) }); // there is no objection, and the device's clock is right
  assert.equal(await objectionWith(0), undefined);
});

test("an undo refused because the ball was undone, and then redone by another device, is overtaken", async (t) => {
  const { match, phone } = await scorerWithOneBall(t);
  const log = { keeping: "log", onServer: async () => ({ nonce: "n1", isVoided: false }) };
  const undo = { id: "1_1", voiding: { nonce: "n1", isVoided: true } };
  assert.equal((await outcomeOfVoiding(undo, log, { ...phone, matchId: match.id })).reason, "overtaken");
});

test("after a data provider takes over a match, a scorer's balls are held as not allowed, with the cause", async (t) => {
  const { match, scorer } = await scorerWithOneBall(t);
  await updateDoc(doc(match.admin, "matches", match.id), { scoredBy: "provider" });
  scoreBalls(scorer, 2, 3);
  await waitUntilSent(scorer);
  assert.deepEqual(reasons(scorer), ["not_allowed", "not_allowed"]);
  assert.match(scorer.held[0].message, /data provider/);
});

test("an umpire's action for the log of a match is held as not allowed, with the cause", async (t) => {
  const match = await newMatch(t);
  const scorer = await openScorer(t, match, await scoringDevice(t, match, "umpire", "umpire_on_field"));
  scorer.append(ball(1));
  await waitUntilSent(scorer);
  assert.deepEqual(reasons(scorer), ["not_allowed"]);
  assert.match(scorer.held[0].message, /umpire_on_field keeps a book only/);
});

test("in a match with books, an action for the log is held as not allowed", async (t) => {
  const match = await newMatch(t, "DUAL");
  const scorer = await openScorer(t, match, await scoringDevice(t, match));
  scorer.append(ball(1));
  await waitUntilSent(scorer);
  assert.deepEqual(reasons(scorer), ["not_allowed"]);
  assert.match(scorer.held[0].message, /kept in books/);
});

test("of a queue lost with the app, overtaken actions are distinguished from lost ones", async (t) => {
  const storage = new MemoryStorage();
  const { match, phone, scorer } = await scorerWithOneBall(t, storage);
  await disableNetwork(phone.db);
  scoreBalls(scorer, 2, 3);
  await scorer.close();
  await shutDown(phone);
  const again = await scoringDevice(t, match);
  const lost = await openScorer(t, match, again, storage);
  await waitForScorer(lost, "two are held", () => lost.held.length === 2);
  assert.deepEqual(reasons(lost), ["lost", "lost"]);
  const kept = new MemoryStorage();
  kept.setItem(storage.keys()[0], JSON.stringify({ waiting: lost.held, held: [] }));
  const other = await openScorer(t, match, await scoringDevice(t, match, "other", "scorer_home"));
  other.append(ball(2, { runsOffBat: 6 }));
  await waitForScorer(lost, "the other's ball is seen", () => lost.actions.length === 2);
  await lost.close();
  const overtaken = await openScorer(t, match, again, kept);
  await waitForScorer(overtaken, "two are held", () => overtaken.held.length === 2);
  assert.deepEqual(reasons(overtaken), ["overtaken", "overtaken"]);
});

test("a ball that is recorded again takes the place and the strike of the present log", async (t) => {
  const { match, phone, scorer } = await scorerWithOneBall(t);
  await disableNetwork(phone.db);
  scorer.append(ball(2, { wicket: { type: "bowled", dismissedPlayerId: "home-1" } }));
  const other = await openScorer(t, match, await scoringDevice(t, match, "other", "scorer_home"));
  other.append(ball(2, { runsOffBat: 1 }));
  await waitUntilSent(other);
  await enableNetwork(phone.db);
  await waitUntilSent(scorer);
  await scorer.recordAgain(scorer.held[0].nonce);
  await waitUntilSent(scorer);
  const { overNumber, ballInOver, strikerId, nonStrikerId, wicket } = (await serverLog(match))[2];
  assert.deepEqual([overNumber, ballInOver, strikerId, nonStrikerId], [0, 3, "home-2", "home-1"]);
  assert.equal(wicket.dismissedPlayerId, "home-2");
});
