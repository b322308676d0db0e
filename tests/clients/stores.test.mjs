// Tests the stores of an app: scorers and their locks, health, roles and matches, the feed.

import assert from "node:assert/strict";
import test from "node:test";
import { getAuth, signOut } from "firebase/auth";
import { disableNetwork, doc, enableNetwork, onSnapshot, setDoc, Timestamp, updateDoc } from "firebase/firestore";
import { HealthStore, MatchStore, MyMatchesStore, Scorer, withProblems } from "@scrbrd/client";
import { FeedStore } from "@scrbrd/client/feed";
import { Scorebook } from "@scrbrd/client/scorebook";
import {
  appoint, ball, MemoryLocks, MemoryStorage, newMatch, openScorer, scoreBalls, scoringDevice, serverLog, waitUntilSent,
  waitForScorer, waitForTarget,
} from "./devices.mjs";

/** Wait until a condition holds for a store. */
function storeUntil(store, what, condition) {
  const target = new EventTarget();
  const stop = store.subscribe(() => target.dispatchEvent(new Event("change")));
  return waitForTarget(target, what, () => condition(store.getSnapshot())).finally(stop);
}

test("a second tab is refused with a clear error until the first is closed", async (t) => {
  const match = await newMatch(t);
  const phone = await scoringDevice(t, match);
  const locks = new MemoryLocks();
  const open = () => openScorer(t, match, phone, new MemoryStorage(), Scorer, { locks });
  const first = await open();
  await assert.rejects(open(), { name: "AlreadyOpen", message: /another tab/ });
  await first.close();
  const second = await open();
  second.append(ball(1));
  await waitUntilSent(second);
  assert.equal((await serverLog(match)).length, 1);
});

test("a scorer that is opened right after another was closed waits until its lock is released", async (t) => {
  const match = await newMatch(t);
  const phone = await scoringDevice(t, match);
  const locks = new MemoryLocks();
  const open = () => openScorer(t, match, phone, new MemoryStorage(), Scorer, { locks });
  (await open()).close(); // not awaited
  assert.deepEqual((await open()).actions, []);
});

test("a scorer that could not be opened does not block the next one", async (t) => {
  const match = await newMatch(t);
  const phone = await scoringDevice(t, match);
  const locks = new MemoryLocks();
  const blocked = { getItem: () => { throw new Error("the storage is blocked"); }, setItem: () => {} };
  await assert.rejects(openScorer(t, match, phone, blocked, Scorer, { locks }), /blocked/);
  const scorer = await openScorer(t, match, phone, new MemoryStorage(), Scorer, { locks });
  assert.deepEqual(scorer.actions, []);
});

test("an error in an app's listener does not affect recording", async (t) => {
  const match = await newMatch(t);
  const scorer = await openScorer(t, match, await scoringDevice(t, match));
  const logged = t.mock.method(console, "error", () => {});
  const stop = scorer.subscribe(() => { throw new Error("the app's own mistake"); });
  assert.equal(scorer.append(ball(1)), "1_1");
  assert.match(logged.mock.calls[0].arguments[0].message, /own mistake/);
  assert.equal(scorer.append(ball(2)), "1_2");
  await waitUntilSent(scorer);
  stop();
  assert.deepEqual((await serverLog(match)).map(({ id }) => id), ["1_1", "1_2"]);
});

test("a book whose listener fails because its scorer signed out is offline", async (t) => {
  const match = await newMatch(t, "DUAL");
  const phone = await scoringDevice(t, match, "home", "scorer_home");
  const errors = [];
  const book = await openScorer(t, match, phone, new MemoryStorage(), Scorebook, { onError: (each) => errors.push(each.code) });
  await waitForScorer(book, "it is online", () => book.connection === "online");
  await signOut(getAuth(phone.app));
  await waitForScorer(book, "it is offline", () => errors.length > 0 && book.connection === "offline");
  assert.deepEqual(errors, ["permission-denied"]);
});

test("the last counting action is undone, then the one before, until none is left", async (t) => {
  const match = await newMatch(t);
  const scorer = await openScorer(t, match, await scoringDevice(t, match));
  scoreBalls(scorer, 1, 2);
  await waitUntilSent(scorer);
  await scorer.undoLast("dead ball");
  await scorer.undoLast();
  const log = await serverLog(match);
  assert.deepEqual(log.map(({ isVoided, voidReason }) => [isVoided, voidReason]),
    [[true, ""], [true, "dead ball"]]);
  await assert.rejects(scorer.undoLast(), /nothing to undo/);
});

test("a scorer's snapshot is the same object until a change, and has the connection state", async (t) => {
  const match = await newMatch(t);
  const phone = await scoringDevice(t, match);
  const scorer = await openScorer(t, match, phone);
  await waitForScorer(scorer, "it is online", () => scorer.connection === "online");
  const before = scorer.getSnapshot();
  assert.equal(scorer.getSnapshot(), before);
  assert.equal(scorer.actions, before.actions);
  await disableNetwork(phone.db);
  await waitForScorer(scorer, "it is offline", () => scorer.connection === "offline");
  assert.notEqual(scorer.getSnapshot(), before);
  assert.equal(before.connection, "online");
  await enableNetwork(phone.db);
  await waitForScorer(scorer, "it is online again", () => scorer.connection === "online");
});

test("problems found by the functions are attached to their action", async (t) => {
  const match = await newMatch(t);
  const scorer = await openScorer(t, match, await scoringDevice(t, match));
  scorer.append(ball(1));
  scorer.append(ball(2, { strikerId: "home-2" }));
  const odd = () => scorer.actions.at(-1).problems.length > 0;
  await waitForScorer(scorer, "a problem of the second ball", odd);
  const [first, second] = scorer.actions;
  assert.deepEqual(first.problems.filter(({ severity }) => severity === "error"), []);
  assert.ok(second.problems.every(({ actionId }) => actionId === "1_2"));
});

test("problems of actions outside the list are dropped", () => {
  const problem = { actionId: "1_2", code: "strike_mismatch", severity: "warning", message: "odd" };
  const health = { problemCount: 1, problems: [problem] };
  const joined = withProblems([{ id: "1_1" }, { id: "1_2" }], health);
  assert.deepEqual(joined, [{ id: "1_1", problems: [] }, { id: "1_2", problems: [problem] }]);
});

test("health without a list of problems, as before the log's first action, has none", async (t) => {
  const match = await newMatch(t);
  await setDoc(doc(match.admin, "matches", match.id, "live", "health"), { openDisputes: 1 });
  const health = new HealthStore(match.admin, match.id);
  t.after(() => health.close());
  const before = health.getSnapshot();
  await storeUntil(health, "the health was heard", (heard) => heard !== before);
  assert.deepEqual(withProblems([{ id: "1_1" }], health.getSnapshot()), [{ id: "1_1", problems: [] }]);
});

test("a match's documents are read as the setup of its fold", async (t) => {
  const match = await newMatch(t);
  const keeper = { teamId: "home", playerId: "home-1", role: "playing_xi", isWicketkeeper: true };
  await setDoc(doc(match.admin, "matches", match.id, "lineups", "home_home-1"), keeper);
  const { db } = await scoringDevice(t, match);
  const store = new MatchStore(db, match.id);
  t.after(() => store.close());
  await store.whenKnown();
  const { setup, lineups } = store.getSnapshot();
  assert.equal(lineups.length, 1);
  assert.deepEqual([setup.matchId, setup.homeTeamId], [match.id, "home"]);
  assert.equal(setup.conditions.oversPerInnings, 20);
  assert.deepEqual([setup.sides, setup.keeperIds], [{ "home-1": "home" }, ["home-1"]]);
});

test("a person's matches are listed with the valid roles, the newest first", async (t) => {
  const [older, newer] = [await newMatch(t), await newMatch(t)];
  const phone = await scoringDevice(t, older, "mine", "scorer_home");
  await appoint(older, phone.personId, "umpire_on_field");
  const scheduled = (match, day) =>
    updateDoc(doc(match.admin, "matches", match.id), { scheduledAt: Timestamp.fromDate(new Date(day)) });
  await Promise.all([scheduled(older, "2026-01-01"), scheduled(newer, "2026-02-01")]);
  const store = new MyMatchesStore(phone.db, phone.personId);
  t.after(() => store.close());
  await storeUntil(store, "the first match", (mine) => mine[0]?.match);
  await appoint(newer, phone.personId, "scorer_away");
  await storeUntil(store, "both matches", (mine) => mine.length === 2 && mine.every(({ match }) => match));
  const shown = store.getSnapshot().map(({ matchId, roles }) => [matchId, [...roles].sort()]);
  assert.deepEqual(shown, [[newer.id, ["scorer_away"]], [older.id, ["scorer_home", "umpire_on_field"]]]);
  const given = doc(newer.admin, "match_role_assignments", `${newer.id}_${phone.personId}_scorer_away`);
  const status = "present"; // by the device's slow clock it begins in two hours
  await updateDoc(given, { status, startDate: Timestamp.fromMillis(Date.now() + 2 * 3_600_000) });
  await updateDoc(doc(newer.admin, "matches", newer.id), { venue: "Oval" });
  await storeUntil(store, "both were heard", ([first]) => first.match?.venue === "Oval");
  assert.deepEqual(store.getSnapshot()[0].roles, ["scorer_away"]);
  await updateDoc(given, { revokedAt: Timestamp.now() });
  await storeUntil(store, "the role is over", ([first]) => first.roles.length === 0);
});

/** Return a document of the feed, as the functions write it. */
const line = (number, revision, more = {}) => ({
  matchId: "m", inningsNumber: 1, sequenceNumber: number, orderKey: String(number).padStart(4, "0"),
  events: [], isRetracted: false, revision, expireAt: Timestamp.fromMillis(0), ...more,
});

/** Return a match with a feed of five lines. */
async function matchWithFeed(t) {
  const match = await newMatch(t, "DUAL"); // the functions write no feed for it
  const put = (each) =>
    setDoc(doc(match.admin, "matches", match.id, "events", `1_${each.sequenceNumber}`), each);
  for (const number of [1, 2, 3, 4, 5]) await put(line(number, number));
  return { match, put, db: (await scoringDevice(t, match)).db };
}

const numbers = (lines) => lines.map(({ sequenceNumber }) => sequenceNumber);

test("a feed starts with the latest lines, reads older ones on demand and continues", async (t) => {
  const { match, put, db } = await matchWithFeed(t);
  const feed = await FeedStore.open({ db, matchId: match.id, latest: 2 });
  t.after(() => feed.close());
  assert.deepEqual(numbers(feed.latest(2)), [5, 4]);
  assert.equal(feed.getSnapshot().isWhole, false);
  assert.equal(feed.getSnapshot(), feed.getSnapshot());
  await feed.more(2);
  assert.deepEqual(numbers(feed.getSnapshot().lines), [2, 3, 4, 5]);
  await feed.more(2);
  assert.deepEqual([numbers(feed.latest(9)), feed.getSnapshot().isWhole], [[5, 4, 3, 2, 1], true]);
  await put(line(2, 6, { isRetracted: true }));
  await storeUntil(feed, "the line is taken back", ({ lines }) => lines.length === 4);
  assert.deepEqual(feed.getSnapshot().cursor, { revision: 6, id: "1_2" });
});

test("a feed opens with all lines although the device has one of them only", async (t) => {
  const { match, db } = await matchWithFeed(t);
  await new Promise((received) => t.after(onSnapshot(doc(db, "matches", match.id, "events", "1_2"), received)));
  const feed = await FeedStore.open({ db, matchId: match.id });
  t.after(() => feed.close());
  assert.deepEqual([numbers(feed.latest(5)), feed.getSnapshot().cursor], [[5, 4, 3, 2, 1], { revision: 5, id: "1_5" }]);
});

test("a stored feed continues from its cursor and equals a new one", async (t) => {
  const { match, put, db } = await matchWithFeed(t);
  const storage = new MemoryStorage();
  const first = await FeedStore.open({ db, matchId: match.id, storage });
  await storeUntil(first, "all lines", ({ lines, cursor }) => lines.length === 5 && cursor);
  first.close();
  await put(line(6, 6));
  const next = await FeedStore.open({ db, matchId: match.id, storage });
  t.after(() => next.close());
  await storeUntil(next, "the new line", ({ lines }) => lines.length === 6);
  const fresh = await FeedStore.open({ db, matchId: match.id });
  t.after(() => fresh.close());
  await storeUntil(fresh, "all lines", ({ lines }) => lines.length === 6);
  assert.deepEqual(numbers(next.getSnapshot().lines), numbers(fresh.getSnapshot().lines));
});

test("a feed whose stored lines cannot be read is read again, and the app gets the error", async (t) => {
  const { match, db } = await matchWithFeed(t);
  const storage = new MemoryStorage();
  const errors = [];
  storage.setItem(`scrbrd/${match.id}/feed`, "{ torn");
  const feed = await FeedStore.open({ db, matchId: match.id, storage, onError: (error) => errors.push(error.name) });
  t.after(() => feed.close());
  await storeUntil(feed, "all lines", ({ lines }) => lines.length === 5);
  assert.deepEqual([errors, feed.latest(0), numbers(feed.latest(1))], [["SyntaxError"], [], [5]]);
});
