// Tests requests of the web SDK, without the client, that the rules refuse; each with an accepted twin.

import assert from "node:assert/strict";
import test from "node:test";
import { deleteDoc, doc, getDoc, serverTimestamp, setDoc, updateDoc } from "firebase/firestore";
import {
  assertRefused, device, newMatch, rawBall, scoringDevice, serverDoc, serverLog,
} from "./devices.mjs";

/** Return a match with one ball, its scorer's device, and the written ball. */
async function matchWithOneBall(t) {
  const match = await newMatch(t);
  const phone = await scoringDevice(t, match);
  const { action, path } = rawBall(phone, match, undefined);
  await setDoc(doc(phone.db, ...path), action);
  return { match, phone, first: action, path };
}

test("a stranger may not append a ball that the scorer may append", async (t) => {
  const { match, phone, first } = await matchWithOneBall(t);
  const stranger = { ...(await device(t, `stranger-${match.id}@example.com`)), role: phone.role };
  const theirs = rawBall(stranger, match, first);
  await assertRefused(setDoc(doc(stranger.db, ...theirs.path), theirs.action));
  assert.equal((await serverLog(match)).length, 1);
  const ours = rawBall(phone, match, first);
  await setDoc(doc(phone.db, ...ours.path), ours.action);
  assert.equal((await serverLog(match)).length, 2);
});

test("a ball recorded in another's name is refused", async (t) => {
  const { match, phone, first } = await matchWithOneBall(t);
  const other = await scoringDevice(t, match, "other", "scorer_home");
  const name = { recordedBy: other.personId, recordedAs: other.role };
  const forged = rawBall(phone, match, first, name);
  await assertRefused(setDoc(doc(phone.db, ...forged.path), forged.action));
  assert.equal((await serverLog(match)).length, 1);
  await setDoc(doc(other.db, ...forged.path), forged.action);
  assert.equal((await serverLog(match)).length, 2);
});

test("the scorer of another match may not append here", async (t) => {
  const { match, first } = await matchWithOneBall(t);
  const elsewhere = await matchWithOneBall(t);
  const here = rawBall(elsewhere.phone, match, first);
  await assertRefused(setDoc(doc(elsewhere.phone.db, ...here.path), here.action));
  assert.equal((await serverLog(match)).length, 1);
  const there = rawBall(elsewhere.phone, elsewhere.match, elsewhere.first);
  await setDoc(doc(elsewhere.phone.db, ...there.path), there.action);
  assert.equal((await serverLog(elsewhere.match)).length, 2);
});

test("a ball cannot be deleted, not even by its scorer, who may undo it", async (t) => {
  const { match, phone, path } = await matchWithOneBall(t);
  await assertRefused(deleteDoc(doc(phone.db, ...path)));
  assert.equal((await serverLog(match)).length, 1);
  const voided = { isVoided: true, voidReason: "", voidedBy: phone.personId };
  const times = { voidedAt: serverTimestamp(), updatedAt: serverTimestamp() };
  await updateDoc(doc(phone.db, ...path), { ...voided, ...times });
  assert.equal((await serverLog(match))[0].isVoided, true);
});

test("an earlier ball cannot be edited, not even together with an undo", async (t) => {
  const { match, phone, path } = await matchWithOneBall(t);
  const before = await serverLog(match);
  const edited = { runsOffBat: 4, totalRuns: 4, updatedAt: serverTimestamp() };
  await assertRefused(updateDoc(doc(phone.db, ...path), edited));
  const voided = { isVoided: true, voidedBy: phone.personId, voidedAt: serverTimestamp() };
  await assertRefused(updateDoc(doc(phone.db, ...path), { ...voided, ...edited }));
  assert.deepEqual(await serverLog(match), before);
});

test("an undo in another's name is refused", async (t) => {
  const { match, phone, path } = await matchWithOneBall(t);
  const before = await serverLog(match);
  const times = { voidedAt: serverTimestamp(), updatedAt: serverTimestamp() };
  const voided = { isVoided: true, voidedBy: "somebody-else", ...times };
  await assertRefused(updateDoc(doc(phone.db, ...path), voided));
  assert.deepEqual(await serverLog(match), before);
});

test("a ball that does not follow the previous one, or skips a number, is refused", async (t) => {
  const { match, phone, first } = await matchWithOneBall(t);
  const blind = rawBall(phone, match, first, { follows: "a-nonce-made-up" });
  await assertRefused(setDoc(doc(phone.db, ...blind.path), blind.action));
  const skipping = rawBall(phone, match, { ...first, sequenceNumber: 2 });
  await assertRefused(setDoc(doc(phone.db, ...skipping.path), skipping.action));
  assert.equal((await serverLog(match)).length, 1);
});

test("live/score is read-only", async (t) => {
  const { match, phone } = await matchWithOneBall(t);
  const score = (db) => doc(db, "matches", match.id, "live", "score");
  await assertRefused(setDoc(score(phone.db), { matchId: match.id, forged: true }));
  await setDoc(score(match.admin), { matchId: match.id, seeded: true }, { merge: true });
  const stranger = await device(t, `reader-${match.id}@example.com`);
  assert.equal((await getDoc(score(stranger.db))).data().seeded, true);
  assert.equal((await serverDoc(match, "live", "score")).forged, undefined);
});
