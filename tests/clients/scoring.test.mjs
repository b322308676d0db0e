// Tests a scorer's app online: append, undo, redo, correct.

import assert from "node:assert/strict";
import test from "node:test";
import { collection, doc, onSnapshot, query, setDoc, where } from "firebase/firestore";
import { delivery, MatchStore } from "@scrbrd/client";
import {
  appoint, assertUnbroken, ball, claimPerson, device, newMatch, openScorer, scoreBalls,
  scoringDevice, serverDoc, serverLog, waitUntilSent, waitForScorer,
} from "./devices.mjs";

/** Listen to a document or query until the end of the test; resolves with its first result. */
function keepListeningTo(t, source) {
  return new Promise((resolve, reject) => t.after(onSnapshot(source, resolve, reject)));
}

test("a scorer signs in and scores an over with a wide and a wicket", async (t) => {
  const match = await newMatch(t);
  const phone = await scoringDevice(t, match);
  const scorer = await openScorer(t, match, phone);
  scoreBalls(scorer, 1, 4);
  scorer.append(ball(5, { extras: { wide: 1 } }));
  scorer.append(ball(6, { wicket: { type: "bowled", dismissedPlayerId: "home-1" } }));
  const last = scorer.append(ball(6, { ballInOver: 7, strikerId: "home-3", runsOffBat: 4 }));
  assert.equal(last, "1_7");
  await waitUntilSent(scorer);
  const log = await serverLog(match);
  assertUnbroken(log);
  assert.deepEqual(log.map(({ totalRuns }) => totalRuns), [1, 2, 3, 4, 1, 0, 4]);
  const where = (field, value) => log.filter((each) => each[field] === value).map(({ id }) => id);
  assert.deepEqual(where("isLegalDelivery", false), ["1_5"]);
  assert.deepEqual(where("isWicket", true), ["1_6"]);
  for (const action of log) {
    assert.equal(action.recordedBy, phone.personId);
    assert.equal(action.recordedAs, "scorer_neutral");
    assert.ok(action.createdAt.isEqual(action.updatedAt));
  }
  assert.deepEqual(scorer.held, []);
  assert.deepEqual(scorer.actions.map(({ id }) => id), log.map(({ id }) => id));
});

test("a scorer that its app closes while it opens is opened closed", async (t) => {
  const match = await newMatch(t);
  const phone = await scoringDevice(t, match);
  const first = await openScorer(t, match, phone);
  scoreBalls(first, 1, 2);
  await waitUntilSent(first);
  const closed = [];
  const close = (each) => closed.push(each.close());
  const scorer = await openScorer(t, match, phone, undefined, undefined, { inningsNumber: 2, onChange: close });
  assert.ok(closed.length > 0);
  assert.throws(() => scorer.append(ball(1)), /closed/);
});

test("a ball is undone and redone, with author and reason", async (t) => {
  const match = await newMatch(t);
  const phone = await scoringDevice(t, match);
  const scorer = await openScorer(t, match, phone);
  scoreBalls(scorer, 1, 3);
  await waitUntilSent(scorer);
  const before = await serverLog(match);
  await scorer.undo("1_2", "the umpire signalled dead ball");
  const undone = await serverDoc(match, "scoring_actions", "1_2");
  assert.equal(undone.isVoided, true);
  assert.equal(undone.voidReason, "the umpire signalled dead ball");
  assert.equal(undone.voidedBy, phone.personId);
  assert.ok(undone.voidedAt.isEqual(undone.updatedAt));
  await scorer.redo("1_2");
  const after = await serverDoc(match, "scoring_actions", "1_2");
  const { voidReason, voidedBy, voidedAt, updatedAt, ...redone } = after;
  const { updatedAt: _, ...original } = before[1];
  assert.deepEqual(redone, original);
  await scorer.redo("1_2"); // it counts already: the rules refuse the redo, which is no failure
  assert.deepEqual(await serverDoc(match, "scoring_actions", "1_2"), after);
  assert.deepEqual([scorer.waiting, scorer.held], [[], []]);
});

test("a ball is corrected by a new action and itself only stamped", async (t) => {
  const match = await newMatch(t);
  const scorer = await openScorer(t, match, await scoringDevice(t, match));
  scoreBalls(scorer, 1, 3);
  await waitUntilSent(scorer);
  const [, before] = await serverLog(match);
  assert.equal(scorer.correct("1_2", ball(2, { runsOffBat: 6 })), "1_4");
  await waitUntilSent(scorer);
  const log = await serverLog(match);
  assertUnbroken(log);
  assert.deepEqual([log[3].corrects, log[3].source, log[3].totalRuns], ["1_2", "correction", 6]);
  const { correctedBy, updatedAt, ...after } = log[1];
  const { updatedAt: _, ...original } = before;
  assert.equal(correctedBy, "1_4");
  assert.deepEqual(after, original);
});

test("a forgotten ball is appended with a reference to its place", async (t) => {
  const match = await newMatch(t);
  const scorer = await openScorer(t, match, await scoringDevice(t, match));
  scoreBalls(scorer, 1, 3);
  await waitUntilSent(scorer);
  assert.equal(scorer.appendAfter("1_1", ball(2)), "1_4");
  await waitUntilSent(scorer);
  const log = await serverLog(match);
  assertUnbroken(log);
  assert.equal(log[3].after, "1_1");
  assert.deepEqual(scorer.held, []);
});

test("facts that a ball cannot carry are appended by type", async (t) => {
  const match = await newMatch(t);
  const scorer = await openScorer(t, match, await scoringDevice(t, match));
  scorer.append({ type: "innings_started", battingTeamId: "home", bowlingTeamId: "away" });
  scorer.append({ type: "batter_retired", playerId: "home-1", as: "hurt" });
  await waitUntilSent(scorer);
  const log = await serverLog(match);
  assert.deepEqual(log.map(({ type }) => type), ["innings_started", "batter_retired"]);
});

test("retiring hurt within a delivery is no wicket, and a ball not counted is not legal", () => {
  const hurt = { type: "retired_hurt", dismissedPlayerId: "home-1" };
  assert.equal(ball(1, { wicket: hurt }).isWicket, false);
  assert.equal(delivery({ ...ball(1), notCounted: true }).isLegalDelivery, false);
});

test("a person with a personId scores under it, not under the account's id", async (t) => {
  const match = await newMatch(t);
  const email = `claimed-${match.id}@example.com`;
  await claimPerson(await device(t, email), `person-${match.id}`);
  const phone = await device(t, email);
  assert.equal(phone.personId, `person-${match.id}`);
  await appoint(match, phone.personId, "scorer_home");
  const scorer = await openScorer(t, match, { ...phone, role: "scorer_home" });
  scorer.append(ball(1));
  await waitUntilSent(scorer);
  assert.equal((await serverLog(match))[0].recordedBy, `person-${match.id}`);
});

test("two devices that see each other's balls score one log together", async (t) => {
  const match = await newMatch(t);
  const one = await openScorer(t, match, await scoringDevice(t, match, "one", "scorer_home"));
  const other = await openScorer(t, match, await scoringDevice(t, match, "other", "scorer_away"));
  const seen = (scorer, id) => () => scorer.actions.at(-1)?.id === id && !scorer.waiting.length;
  scoreBalls(one, 1, 2);
  await waitForScorer(other, "1_2 is seen", seen(other, "1_2"));
  scoreBalls(other, 3, 4);
  await waitForScorer(one, "1_4 is seen", seen(one, "1_4"));
  scoreBalls(one, 5, 6);
  await waitUntilSent(one);
  const log = await serverLog(match);
  assertUnbroken(log);
  assert.equal(log.length, 6);
  assert.deepEqual([one.held, other.held], [[], []]);
});

// The SDK's first result of a query may be a part: what another listener or the server's first
// message has brought to the device.
test("a scorer opens with the whole log although the device has its first ball only", async (t) => {
  const match = await newMatch(t);
  const one = await openScorer(t, match, await scoringDevice(t, match, "one", "scorer_home"));
  scoreBalls(one, 1, 6);
  await waitUntilSent(one);
  const phone = await scoringDevice(t, match, "other", "scorer_away");
  await keepListeningTo(t, doc(phone.db, "matches", match.id, "scoring_actions", "1_1"));
  const other = await openScorer(t, match, phone);
  assert.equal(other.connection, "online");
  assert.equal(other.append(ball(7)), "1_7");
  await waitUntilSent(other);
  assert.deepEqual(other.held, []);
  assertUnbroken(await serverLog(match));
});

test("a scorer of the second innings opens with the whole first innings", async (t) => {
  const match = await newMatch(t);
  const phone = await scoringDevice(t, match);
  const first = await openScorer(t, match, phone);
  scoreBalls(first, 1, 6);
  await waitUntilSent(first);
  const other = await scoringDevice(t, match, "other", "scorer_away");
  await keepListeningTo(t, doc(other.db, "matches", match.id, "scoring_actions", "1_1"));
  const second = await openScorer(t, match, other, undefined, undefined, { inningsNumber: 2 });
  assert.equal(second.board.state.innings[0].legalBalls, 6);
});

test("a match is known when both lineups have been read", async (t) => {
  const match = await newMatch(t);
  for (const teamId of ["home", "away"]) {
    await setDoc(doc(match.admin, "matches", match.id, "lineups", teamId), { teamId, players: [] });
  }
  const { db } = await scoringDevice(t, match);
  const lineups = collection(db, "matches", match.id, "lineups");
  await keepListeningTo(t, query(lineups, where("teamId", "==", "home")));
  const store = new MatchStore(db, match.id);
  t.after(() => store.close());
  await store.whenKnown();
  assert.deepEqual(store.getSnapshot().lineups.map(({ id }) => id).sort(), ["away", "home"]);
});

test("fields that Firestore cannot store throw an error, and nothing is recorded", async (t) => {
  const match = await newMatch(t);
  const scorer = await openScorer(t, match, await scoringDevice(t, match));
  assert.throws(() => scorer.append({ ...ball(1), bowlerId: undefined }), /undefined/);
  assert.throws(() => scorer.correct("1_1", ball(1)), /no action 1_1/);
  assert.deepEqual([scorer.waiting, scorer.held, scorer.actions], [[], [], []]);
  assert.equal(scorer.append(ball(1)), "1_1");
  await waitUntilSent(scorer);
  assert.equal((await serverLog(match)).length, 1);
});
