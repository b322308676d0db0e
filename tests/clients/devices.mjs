// Owns what the tests of clients stand on: devices with an account signed in, matches and roles put
// there past the rules, the server's own view of a log. Every test has a match of its own.

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

setLogLevel("silent"); // refusals are what is tested

function appOf(t, mockUserToken) {
  const app = initializeApp({ apiKey: "emulator", projectId: GCLOUD_PROJECT }, randomUUID());
  const db = initializeFirestore(app, {});
  const [host, port] = FIRESTORE_EMULATOR_HOST.split(":");
  connectFirestoreEmulator(db, host, Number(port), { mockUserToken });
  t.after(() => shutDown({ app, db }));
  return { app, db };
}

/** End a device as if its app were closed: nothing in its memory survives. */
export async function shutDown({ app, db }) {
  await terminate(db);
  await deleteApp(app).catch(() => {}); // it was closed before
}

/** Past the rules. */
export const administrator = (t) => appOf(t, "owner").db;

/** A device on which an account is signed in; the account is made when it is not there. */
export async function device(t, email) {
  const { app, db } = appOf(t);
  const auth = getAuth(app);
  connectAuthEmulator(auth, `http://${FIREBASE_AUTH_EMULATOR_HOST}`, { disableWarnings: true });
  const { user } = await createUserWithEmailAndPassword(auth, email, PASSWORD).catch(() =>
    signInWithEmailAndPassword(auth, email, PASSWORD),
  );
  return { app, db, user, personId: await personOf(user) };
}

/** Set the person of an account: it is in the token of who signs in from then on. */
export const claimPerson = (account, personId) => claim(account, { personId });

/** Set what is claimed of an account, such as `admin`. */
export async function claim({ user }, claims) {
  const auth = `http://${FIREBASE_AUTH_EMULATOR_HOST}/identitytoolkit.googleapis.com/v1`;
  const answer = await fetch(`${auth}/projects/${GCLOUD_PROJECT}/accounts:update`, {
    method: "POST",
    headers: { Authorization: "Bearer owner", "Content-Type": "application/json" },
    body: JSON.stringify({ localId: user.uid, customAttributes: JSON.stringify(claims) }),
  });
  assert.ok(answer.ok, await answer.text());
}

/** A match before its first ball. */
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

/** Make a person scorer of a match, since an hour ago. */
export async function appoint(match, personId, role) {
  const now = Date.now();
  await setDoc(doc(match.admin, "match_role_assignments", `${match.id}_${personId}_${role}`), {
    matchId: match.id, personId, role, status: "confirmed",
    startDate: Timestamp.fromMillis(now - HOUR), assignedBy: "tests",
    assignedAt: Timestamp.fromMillis(now), createdAt: Timestamp.fromMillis(now),
  });
}

/** A device whose account scores the match. */
export async function scoringDevice(t, match, name = "scorer", role = "scorer_neutral") {
  const one = await device(t, `${name}-${match.id}@example.com`);
  await appoint(match, one.personId, role);
  return { ...one, role };
}

/** What a browser's localStorage is to the app. */
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

/** What `navigator.locks` is in a browser, as far as the client asks. */
export class MemoryLocks {
  #taken = new Set();
  async request(name, { ifAvailable }, granted) {
    assert.equal(ifAvailable, true);
    if (this.#taken.has(name)) return granted(null);
    this.#taken.add(name);
    try {
      return await granted({ name });
    } finally {
      this.#taken.delete(name);
    }
  }
}

const changes = new WeakMap();

/** A scorer on a device, in the match's first innings; of the log, or with a book. */
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

/** A scorer with a book. */
export const openBook = (t, match, phone, storage) =>
  openScorer(t, match, phone, storage, Scorebook);

/** Wait until a condition holds for a scorer. */
export function until(scorer, what, condition) {
  const now = () => JSON.stringify({ waiting: scorer.waiting, held: scorer.held });
  return when(changes.get(scorer), what, condition, now);
}

/** Wait until a condition holds, looking at every `change` of a target. */
export function when(target, what, condition, now = () => "") {
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

export const settled = (scorer) =>
  until(scorer, "nothing is on its way", () => scorer.waiting.length === 0);

/** The `number`th ball of an innings without extras, 1-based. */
export function ball(number, more = {}) {
  return delivery({
    overNumber: Math.floor((number - 1) / 6), ballInOver: ((number - 1) % 6) + 1,
    strikerId: "home-1", nonStrikerId: "home-2", bowlerId: "away-11", runsOffBat: 0, ...more,
  });
}

/** Append that many balls; the runs are their numbers within the over, so that they differ. */
export function scoreBalls(scorer, from, to) {
  return range(from, to).map((number) => scorer.append(ball(number, { runsOffBat: number % 7 })));
}

export const range = (from, to) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

/** The first innings' log as the server has it, past the rules. */
export const serverLog = (match) => inOrder(match, "scoring_actions");

/** A person's book of the first innings as the server has it, past the rules. */
export const serverBook = (match, { personId }) =>
  inOrder(match, `scorebooks/${personId}/entries`);

async function inOrder(match, path) {
  const log = collection(match.admin, `matches/${match.id}/${path}`);
  const snap = await getDocsFromServer(log);
  const actions = snap.docs.map((each) => each.data());
  return actions.sort((one, other) => one.sequenceNumber - other.sequenceNumber);
}

/** One document as the server has it, past the rules. */
export const serverDoc = async (match, ...path) =>
  (await getDocFromServer(doc(match.admin, "matches", match.id, ...path))).data();

/** The log has the ids 1_1, 1_2, ... and each action follows the one before. */
export function assertUnbroken(log) {
  assert.deepEqual(log.map(({ id }) => id), range(1, log.length).map((number) => `1_${number}`));
  const before = ["", ...log.map(({ nonce }) => nonce)].slice(0, log.length);
  assert.deepEqual(log.map(({ follows }) => follows), before);
}

/** A ball as an app without our helper would write it. */
export function rawBall({ personId, role }, match, last, more = {}) {
  const place = placeAfter(1, last);
  const timestamp = new Date().toISOString();
  const entry = { ...place, nonce: newNonce(), timestamp, fields: ball(1) };
  const stamps = { createdAt: serverTimestamp(), updatedAt: serverTimestamp() };
  const recorder = { matchId: match.id, personId, role };
  const action = { ...documentOf(entry, recorder), ...stamps, ...more };
  return { action, path: ["matches", match.id, "scoring_actions", action.id] };
}

/** The rules refuse a request. */
export const assertRefused = (request) => assert.rejects(request, { code: "permission-denied" });
