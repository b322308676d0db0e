// Tests officials' apps in a match under DUAL: rulings in sequence, and the notice of each person.

import assert from "node:assert/strict";
import test from "node:test";
import { disableNetwork, doc, getDoc, setDoc, Timestamp } from "firebase/firestore";
import { AlreadyRuled, Official, onNotice } from "@scrbrd/client/official";
import {
  administrator, assertRefused, ball, newMatch, scoringDevice, serverDoc, waitForTarget,
} from "./devices.mjs";

const DISPUTE = {
  inningsNumber: 1,
  place: 2,
  claims: {
    home: { personId: "ann", entryId: "1_2", ball: ball(1, { runsOffBat: 6 }) },
    away: { personId: "bob", entryId: "1_2", ball: ball(1, { runsOffBat: 4 }) },
  },
};
const FOUR = { accepts: "away", method: "umpire", reason: "it bounced before the rope" };

/** Return a match under DUAL and the device of a person with a role in it. */
async function matchWith(t, role) {
  const match = await newMatch(t, "DUAL");
  const phone = await scoringDevice(t, match, role, role);
  return { match, phone, official: officialOn(match, phone) };
}

const officialOn = (match, { db, personId, role }) =>
  new Official({ db, matchId: match.id, personId, role });

const ruling = (match, number) => serverDoc(match, "rulings", String(number));

test("an umpire rules on the entries of a dispute", async (t) => {
  const { match, phone, official } = await matchWith(t, "umpire_on_field");
  assert.equal(await official.rule(DISPUTE, { ...FOUR, evidence: "a film" }), 1);
  const { createdAt, nonce, ...written } = await ruling(match, 1);
  assert.ok(Math.abs(createdAt.toMillis() - Date.now()) < 60_000);
  assert.ok(nonce.length >= 8);
  assert.deepEqual(written, {
    id: "1", matchId: match.id, number: 1, follows: "", kind: "dispute", disputeId: "1_2",
    method: "umpire", accepts: "away", entries: { home: "1_2", away: "1_2" },
    persons: { home: "ann", away: "bob" },
    reason: FOUR.reason, evidence: "a film", decidedBy: phone.personId,
    decidedAs: "umpire_on_field",
  });
});

test("a ruling states a ball of its own, based on one book's entry, without shot and review", async (t) => {
  const { match, official } = await matchWith(t, "match_referee");
  const decision = { ...FOUR, accepts: "action", method: "video", about: ["home"], missed: ["away"] };
  await official.rule(DISPUTE, { ...decision, action: ball(1, { runsOffBat: 5, note: "all run" }) });
  const { action, entries, persons, missed } = await ruling(match, 1);
  assert.deepEqual(action, ball(1, { runsOffBat: 5 }));
  assert.deepEqual([entries, persons, missed], [{ home: "1_2" }, { home: "ann" }, ["away"]]);
});

/** Return three officials who may rule on a match under DUAL. */
async function threeOfficials(t) {
  const { match, official } = await matchWith(t, "umpire_on_field");
  const third = officialOn(match, await scoringDevice(t, match, "third", "umpire_third"));
  const referee = officialOn(match, await scoringDevice(t, match, "referee", "match_referee"));
  return { match, officials: [official, third, referee] };
}

test("of officials who rule on one dispute at the same time the first counts, and the others get an error", async (t) => {
  const { match, officials } = await threeOfficials(t);
  const decisions = ["away", "home", "neither"].map((accepts) => ({ ...FOUR, accepts }));
  const done = await Promise.allSettled(officials.map((each, index) => each.rule(DISPUTE, decisions[index])));
  assert.deepEqual(done.filter(({ status }) => status === "fulfilled").map(({ value }) => value), [1]);
  const { decidedAs, accepts } = await ruling(match, 1);
  for (const { reason } of done.filter(({ status }) => status === "rejected")) {
    assert.ok(reason instanceof AlreadyRuled, String(reason));
    assert.deepEqual([reason.ruling.decidedAs, reason.ruling.accepts], [decidedAs, accepts]);
    assert.match(reason.message, /^The (on-field umpire|third umpire|match referee) has ruled already, in ruling 1: /);
  }
  assert.equal(await ruling(match, 2), undefined);
});

test("officials who rule on several disputes at the same time rule one after the other", async (t) => {
  const { match, officials } = await threeOfficials(t);
  const disputes = [2, 3, 4].map((place) => {
    const [home, away] = ["home", "away"].map((seat) => ({ ...DISPUTE.claims[seat], entryId: `1_${place}` }));
    return { ...DISPUTE, place, claims: { home, away } };
  });
  const numbers = await Promise.all(officials.map((each, index) => each.rule(disputes[index], FOUR)));
  assert.deepEqual(numbers.sort(), [1, 2, 3]);
  const [one, two, three] = await Promise.all([1, 2, 3].map((number) => ruling(match, number)));
  assert.deepEqual([one.follows, two.follows, three.follows], ["", one.nonce, two.nonce]);
  assert.equal(new Set([one, two, three].map((each) => each.decidedBy)).size, 3);
});

test("an official overrules a ruling that they have seen, or that did not end the dispute permanently", async (t) => {
  const { match, officials: [umpire, third, referee] } = await threeOfficials(t);
  await umpire.rule(DISPUTE, FOUR);
  const { createdAt } = await ruling(match, 1);
  await assert.rejects(third.rule({ ...DISPUTE, raisedAt: createdAt }, FOUR), AlreadyRuled);
  await assert.rejects(third.rule({ ...DISPUTE, raisedAt: "2026-05-02" }, FOUR), AlreadyRuled);
  assert.equal(await third.rule(DISPUTE, { ...FOUR, overrules: 1 }), 2);
  assert.equal(await referee.rule({ ...DISPUTE, rulingNumber: 2 }, FOUR), 3);
  const again = Timestamp.fromMillis(Date.now() + 60_000);
  assert.equal(await umpire.rule({ ...DISPUTE, raisedAt: again }, FOUR), 4);
  const overruled = await Promise.all([1, 2, 3, 4].map(async (number) => (await ruling(match, number)).overrules));
  assert.deepEqual(overruled, [undefined, 1, 2, 3]);
});

test("a ruling that cannot have ended a dispute does not prevent another ruling", async (t) => {
  const { match, officials: [umpire, third, referee] } = await threeOfficials(t);
  const { home, away } = DISPUTE.claims;
  const inLog = { ...DISPUTE, actionId: "1_2" };
  assert.equal(await umpire.rule(inLog, { ...FOUR, accepts: "neither", method: "abandon" }), 1);
  assert.equal(await third.rule(inLog, FOUR), 2);
  const anothers = { ...DISPUTE, claims: { home, away: { ...away, personId: "zoe" } } };
  assert.equal(await referee.rule(anothers, FOUR), 3);
  const putInAgain = { ...DISPUTE, claims: { home, away: { ...away, personId: "zoe", entryId: "1_3" } } };
  assert.equal(await umpire.rule(putInAgain, FOUR), 4);
  await assert.rejects(third.rule(putInAgain, FOUR), AlreadyRuled);
  assert.equal((await ruling(match, 4)).overrules, 3);
});

test("both captains rule on a dispute independently, and an umpire overrules one of them", async (t) => {
  const { match, official } = await matchWith(t, "umpire_on_field");
  for (const [number, role] of [[1, "captain_home"], [2, "captain_away"]]) {
    await setDoc(doc(administrator(t), "matches", match.id, "rulings", String(number)), {
      id: String(number), number, nonce: `captain-${number}`, kind: "dispute", disputeId: "1_2", method: "captains",
      accepts: "home", entries: { home: "1_2", away: "1_2" }, decidedBy: role, decidedAs: role, reason: "agreed",
    });
  }
  assert.equal(await official.rule(DISPUTE, FOUR), 3);
  assert.equal((await ruling(match, 3)).overrules, 2);
});

test("of two officials who decide at the same time who continues to score, the first counts", async (t) => {
  const { match, officials: [umpire, third] } = await threeOfficials(t);
  const alone = (seat, person) =>
    ({ tier: "SINGLE", seats: { [seat]: person }, fromSeat: seat, fromEntry: "1_3", reason: "alone" });
  const done = await Promise.allSettled([umpire.changeTier(alone("home", "ann")), third.changeTier(alone("away", "bob"))]);
  const [refused] = done.filter(({ status }) => status === "rejected");
  assert.ok(refused?.reason instanceof AlreadyRuled, String(refused?.reason));
  assert.equal(await ruling(match, 2), undefined);
});

test("a person who may not rule is refused, and nothing is written", async (t) => {
  const { match, official } = await matchWith(t, "scorer_home");
  await assertRefused(official.rule(DISPUTE, FOUR));
  const seats = { home: "ann" };
  const change = { tier: "SINGLE", seats, fromSeat: "home", fromEntry: "1_3", reason: "alone" };
  await assertRefused(official.changeTier(change));
  const umpire = officialOn(match, await scoringDevice(t, match, "umpire", "umpire_on_field"));
  await assertRefused(umpire.rule(DISPUTE, { ...FOUR, reason: "" }));
  assert.equal(await ruling(match, 1), undefined);
});

test("an umpire lets a match continue with one scorer", async (t) => {
  const { match, official } = await matchWith(t, "umpire_on_field");
  const seats = { home: "ann" };
  const change = { tier: "SINGLE", seats, fromSeat: "home", fromEntry: "1_3", reason: "bob left" };
  assert.equal(await official.changeTier(change), 1);
  const { kind, tier, seats: seated, fromEntry } = await ruling(match, 1);
  assert.deepEqual([kind, tier, seated, fromEntry], ["tier", "SINGLE", seats, "1_3"]);
});

test("without reception no ruling is made and none waits", async (t) => {
  const { match, phone, official } = await matchWith(t, "umpire_on_field");
  await disableNetwork(phone.db);
  await assert.rejects(official.rule(DISPUTE, FOUR), { code: "unavailable" });
  assert.equal(await ruling(match, 1), undefined);
});

test("a person receives their notices and cannot read another person's", async (t) => {
  const { match, phone } = await matchWith(t, "umpire_on_field");
  const other = await scoringDevice(t, match, "home", "scorer_home");
  const received = [];
  const target = new EventTarget();
  const onReceived = (notice) => received.push(notice) && target.dispatchEvent(new Event("change"));
  t.after(onNotice({ ...phone, matchId: match.id }, onReceived));
  const path = ["matches", match.id, "notices", phone.personId];
  const notice = { openDisputes: 1, revision: 1, disputes: [{ disputeId: "1_2", asked: "rule" }] };
  // The emulator may miss a write between its first answer and the start of its listener.
  const there = doc(administrator(t), ...path);
  const again = setInterval(() => received.length || setDoc(there, notice), 2_000);
  t.after(() => clearInterval(again));
  await setDoc(there, notice);
  await waitForTarget(target, "the notice", () => received.length > 0);
  assert.deepEqual(received, [notice]);
  await assertRefused(getDoc(doc(other.db, ...path)));
});
