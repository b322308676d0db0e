// Helpers of the clients' tests: devices with a signed-in account, matches and roles written past the
// rules, the log as the server has it. Each test has a match of its own.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { deleteApp, initializeApp } from "firebase/app";
import {
  connectAuthEmulator, createUserWithEmailAndPassword, getAuth, signInWithEmailAndPassword,
} from "firebase/auth";
import {
  collection, connectFirestoreEmulator, doc, getDocFromServer, getDocsFromServer,
  initializeFirestore, serverTimestamp, setDoc, setLogLevel, terminate, Timestamp,
} from "firebase/firestore";
import { delivery, personOf, Scorer } from "@scrbrd/client";
import { Scorebook } from "@scrbrd/client/scorebook";
import { newNonce, placeAfter } from "../../clients/web/client/dist/actions.js";
import { documentOf } from "../../clients/web/client/dist/entry.js";

export const { FIRESTORE_EMULATOR_HOST, FIREBASE_AUTH_EMULATOR_HOST, GCLOUD_PROJECT } = process.env;
export const PASSWORD = "a password of the tests";
const SECONDS = 60;
const HOUR = 3_600_000;

setLogLevel("silent"); // the tests provoke refusals

function appOf(t, mockUserToken) {
  const app = initializeApp({ apiKey: "emulator", projectId: GCLOUD_PROJECT }, randomUUID());
  const db = initializeFirestore(app, {});
  const [host, port] = FIRESTORE_EMULATOR_HOST.split(":");
  connectFirestoreEmulator(db, host, Number(port), { mockUserToken });
  t.after(() => shutDown({ app, db }));
  return { app, db };
}

/** Shut a device down as if its app were closed: its memory is lost. */
export async function shutDown({ app, db }) {
  await terminate(db);
  await deleteApp(app).catch(() => {}); // it may be closed already
}

/** Return a Firestore client that bypasses the rules. */
export const administrator = (t) => appOf(t, "owner").db;

/** Return a device with a signed-in account, which is created if it does not exist. */
export async function device(t, email) {
  const { app, db } = appOf(t);
  const auth = getAuth(app);
  connectAuthEmulator(auth, `http://${FIREBASE_AUTH_EMULATOR_HOST}`, { disableWarnings: true });
  const { user } = await createUserWithEmailAndPassword(auth, email, PASSWORD).catch(() =>
    signInWithEmailAndPassword(auth, email, PASSWORD),
  );
  return { app, db, user, personId: await personOf(user) };
}

/** Set the person of an account; tokens of later sign-ins have it. */
export const claimPerson = (account, personId) => claim(account, { personId });

/** Set the claims of an account, such as `admin`. */
export async function claim({ user }, claims) {
  const auth = `http://${FIREBASE_AUTH_EMULATOR_HOST}/identitytoolkit.googleapis.com/v1`;
  const answer = await fetch(`${auth}/projects/${GCLOUD_PROJECT}/accounts:update`, {
    method: "POST",
    headers: { Authorization: "Bearer owner", "Content-Type": "application/json" },
    body: JSON.stringify({ localId: user.uid, customAttributes: JSON.stringify(claims) }),
  });
  assert.ok(answer.ok, await answer.text());
}

/** Create a match before its first ball. */
export async function newMatch(t, validationTier = "SINGLE") {
  const admin = administrator(t);
  const id = `match-${randomUUID()}`;
  const stamps = { createdBy: "tests", createdAt: Timestamp.now(), updatedAt: Timestamp.now() };
  await setDoc(doc(admin, "matches", id), {
    homeTeamId: "home", awayTeamId: "away", homeTeamName: "Home", awayTeamName: "Away",
    format: "T20", status: "scheduled", validationTier, ...stamps,
  });
  return { id, admin };
}

/** Grant a person a role in a match, in force since an hour ago. */
export async function appoint(match, personId, role) {
  const now = Date.now();
  await setDoc(doc(match.admin, "match_role_assignments", `${match.id}_${personId}_${role}`), {
    matchId: match.id, personId, role, status: "confirmed",
    startDate: Timestamp.fromMillis(now - HOUR), assignedBy: "tests",
    assignedAt: Timestamp.fromMillis(now), createdAt: Timestamp.fromMillis(now),
  });
}

/** Return a device whose account is a scorer of the match. */
export async function scoringDevice(t, match, name = "scorer", role = "scorer_neutral") {
  const one = await device(t, `${name}-${match.id}@example.com`);
  await appoint(match, one.personId, role);
  return { ...one, role };
}

/** A storage like a browser's localStorage. */
export class MemoryStorage {
  #values = new Map();
  getItem(key) {
    return this.#values.get(key) ?? null;
  }
  setItem(key, value) {
    this.#values.set(key, value);
  }
  keys() {
    return [...this.#values.keys()];
  }
}

/** The parts of `navigator.locks` that the client uses. */
export class MemoryLocks {
  #taken = new Set();
  async request(name, { ifAvailable }, granted) {
    assert.equal(ifAvailable, true);
    if (this.#taken.has(name)) return granted(null);
    this.#taken.add(name);
    try {
      return await granted({ name });
    } finally {
      await new Promise(setImmediate); // a browser takes some time, too
      this.#taken.delete(name);
    }
  }
}

const changes = new WeakMap();

/** Open a scorer on a device, in the first innings; `Scorer` for the log, `Scorebook` for a book. */
export async function openScorer(
  t, match, { db, personId, role }, storage = new MemoryStorage(), Kind = Scorer, more = {},
) {
  const target = new EventTarget();
  const onChange = () => target.dispatchEvent(new Event("change"));
  const scorer = await Kind.open({
    db, matchId: match.id, inningsNumber: 1, personId, role, storage, onChange, ...more,
  });
  changes.set(scorer, target);
  t.after(() => scorer.close());
  return scorer;
}

/** Open a scorer with a book. */
export const openBook = (t, match, phone, storage) =>
  openScorer(t, match, phone, storage, Scorebook);

/** Wait until a condition holds for a scorer. */
export function waitForScorer(scorer, what, condition) {
  const now = () => JSON.stringify({ waiting: scorer.waiting, held: scorer.held });
  return waitForTarget(changes.get(scorer), what, condition, now);
}

/** Wait until a condition holds, checked at every `change` of a target. */
export function waitForTarget(target, what, condition, now = () => "") {
  return new Promise((resolve, reject) => {
    const end = (settle, value) => {
      target.removeEventListener("change", look);
      clearTimeout(timer);
      settle(value);
    };
    const look = () => condition() && end(resolve);
    const late = () => end(reject, new Error(`never came: ${what} ${now()}`));
    const timer = setTimeout(late, SECONDS * 1000);
    target.addEventListener("change", look);
    look();
  });
}

export const waitUntilSent = (scorer) =>
  waitForScorer(scorer, "nothing is on its way", () => scorer.waiting.length === 0);

/** Return the `number`th ball (1-based) of an innings without extras. */
export function ball(number, more = {}) {
  return delivery({
    overNumber: Math.floor((number - 1) / 6), ballInOver: ((number - 1) % 6) + 1,
    strikerId: "home-1", nonStrikerId: "home-2", bowlerId: "away-11", runsOffBat: 0, ...more,
  });
}

/** Append the balls `from` to `to`; each has its number in the over as runs, so that they differ. */
export function scoreBalls(scorer, from, to) {
  return range(from, to).map((number) => scorer.append(ball(number, { runsOffBat: number % 7 })));
}

export const range = (from, to) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

/** Return the log of the first innings from the server, bypassing the rules. */
export const serverLog = (match) => inOrder(match, "scoring_actions");

/** Return a person's book of the first innings from the server, bypassing the rules. */
export const serverBook = (match, { personId }) =>
  inOrder(match, `scorebooks/${personId}/entries`);

async function inOrder(match, path) {
  const log = collection(match.admin, `matches/${match.id}/${path}`);
  const snap = await getDocsFromServer(log);
  const actions = snap.docs.map((each) => each.data());
  return actions.sort((one, other) => one.sequenceNumber - other.sequenceNumber);
}

/** Return one document from the server, bypassing the rules. */
export const serverDoc = async (match, ...path) =>
  (await getDocFromServer(doc(match.admin, "matches", match.id, ...path))).data();

/** Assert that the log has the ids 1_1, 1_2, ... and each action follows the previous one. */
export function assertUnbroken(log) {
  assert.deepEqual(log.map(({ id }) => id), range(1, log.length).map((number) => `1_${number}`));
  const before = ["", ...log.map(({ nonce }) => nonce)].slice(0, log.length);
  assert.deepEqual(log.map(({ follows }) => follows), before);
}

/** Return a ball as an app without the client would write it. */
export function rawBall({ personId, role }, match, last, more = {}) {
  const place = placeAfter(1, last);
  const timestamp = new Date().toISOString();
  const entry = { ...place, nonce: newNonce(), timestamp, fields: ball(1) };
  const stamps = { createdAt: serverTimestamp(), updatedAt: serverTimestamp() };
  const recorder = { matchId: match.id, personId, role };
  const action = { ...documentOf(entry, recorder), ...stamps, ...more };
  return { action, path: ["matches", match.id, "scoring_actions", action.id] };
}

/** Assert that the rules refuse a request. */
export const assertRefused = (request) => assert.rejects(request, { code: "permission-denied" });
