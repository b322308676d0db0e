// Scorers' apps in a match under DUAL: each keeps a book, which the other does not see.

import assert from "node:assert/strict";
import test from "node:test";
import { collection, disableNetwork, doc, enableNetwork, getDocs, setDoc } from "firebase/firestore";
import {
  assertRefused, assertUnbroken, ball, MemoryStorage, newMatch, openBook, openScorer, range,
  scoreBalls, scoringDevice, serverBook, serverLog, settled, shutDown, when,
} from "./devices.mjs";

/** A match under DUAL with a scorer of each side, each with a book. */
async function twoBooks(t) {
  const match = await newMatch(t, "DUAL");
  const [home, away] = await Promise.all(
    ["home", "away"].map((side) => scoringDevice(t, match, side, `scorer_${side}`)),
  );
  const ours = await openBook(t, match, home);
  const theirs = await openBook(t, match, away);
  return { match, home, away, ours, theirs };
}

const runs = (log) => log.map(({ totalRuns }) => totalRuns);

/** What the functions would say of a ball that both have as another one. */
function disputed(home, away, claims) {
  const of = ({ personId }, number, runsOffBat) =>
    ({ personId, entryId: `1_${number}`, versionId: `1_${number}`, ball: ball(number, { runsOffBat }) });
  return {
    inningsNumber: 1, place: 2, kind: "score", status: "open",
    claims: { home: of(home, 2, 2), away: of(away, 2, 6), ...claims },
  };
}

test("two scorers keep books of the same numbers, and the log stays the functions'", async (t) => {
  const { match, home, away, ours, theirs } = await twoBooks(t);
  scoreBalls(ours, 1, 6);
  scoreBalls(theirs, 1, 4);
  await Promise.all([settled(ours), settled(theirs)]);
  const [one, other] = [await serverBook(match, home), await serverBook(match, away)];
  assertUnbroken(one);
  assertUnbroken(other);
  assert.deepEqual([one.length, other.length], [6, 4]);
  assert.equal(one[0].recordedAs, "scorer_home");
  const log = await serverLog(match); // what both agree on may be there already
  assert.ok(log.length <= 4);
  assertUnbroken(log);
  assert.equal(ours.actions.length, 6);
  const book = collection(away.db, `matches/${match.id}/scorebooks/${home.personId}/entries`);
  await assertRefused(getDocs(book));
});

test("a book is corrected, completed and undone as the log is", async (t) => {
  const { match, home, ours } = await twoBooks(t);
  scoreBalls(ours, 1, 3);
  await settled(ours);
  assert.equal(ours.correct("1_2", ball(2, { runsOffBat: 6 })), "1_4");
  await settled(ours);
  assert.equal(ours.appendAfter("1_1", ball(2)), "1_5");
  await settled(ours);
  await ours.undo("1_3", "dead ball");
  const book = await serverBook(match, home);
  assertUnbroken(book);
  assert.equal(book[1].correctedBy, "1_4");
  assert.equal(book[4].after, "1_1");
  assert.deepEqual([book[2].isVoided, book[2].voidReason], [true, "dead ball"]);
});

test("entries made offline arrive in their order, whatever the other has written", async (t) => {
  const { match, home, ours, theirs } = await twoBooks(t);
  scoreBalls(ours, 1, 3);
  await settled(ours);
  await disableNetwork(home.db);
  scoreBalls(ours, 4, 8);
  scoreBalls(theirs, 1, 6);
  await settled(theirs);
  assert.equal((await serverBook(match, home)).length, 3);
  await enableNetwork(home.db);
  await settled(ours);
  const book = await serverBook(match, home);
  assertUnbroken(book);
  assert.deepEqual(runs(book), range(1, 8).map((number) => number % 7));
  assert.deepEqual(ours.held, []);
});

test("what is recorded in the wrong place is held: log under DUAL, book under SINGLE", async (t) => {
  const dual = await newMatch(t, "DUAL");
  const phone = await scoringDevice(t, dual, "home", "scorer_home");
  const storage = new MemoryStorage();
  const scorer = await openScorer(t, dual, phone, storage);
  scorer.append(ball(1));
  await settled(scorer);
  assert.equal(scorer.held.length, 1);
  const book = await openBook(t, dual, phone, storage);
  assert.deepEqual([book.held, book.waiting], [[], []]);
  const single = await newMatch(t);
  const other = await openBook(t, single, await scoringDevice(t, single, "home", "scorer_home"));
  other.append(ball(1));
  await settled(other);
  assert.equal(other.held.length, 1);
  assert.deepEqual(await serverBook(single, phone), []);
});

test("an app that is closed goes on with its book where it was", async (t) => {
  const match = await newMatch(t, "TRIPLE");
  const storage = new MemoryStorage();
  const umpire = await scoringDevice(t, match, "umpire", "umpire_on_field");
  const book = await openBook(t, match, umpire, storage);
  scoreBalls(book, 1, 3);
  await settled(book);
  book.close();
  await shutDown(umpire);
  const again = await scoringDevice(t, match, "umpire", "umpire_on_field");
  const next = await openBook(t, match, again, storage);
  scoreBalls(next, 4, 5);
  await settled(next);
  assertUnbroken(await serverBook(match, again));
  assert.equal((await serverBook(match, again)).length, 5);
});

test("who comes in states the score, and both agree on it at the end", async (t) => {
  const { match, home, away, ours, theirs } = await twoBooks(t);
  const score = { runs: 3, wickets: 0, legalBalls: 2 };
  const first = { ...ball(1), nonce: "nonce-of-1" };
  await setDoc(doc(match.admin, "matches", match.id, "scoring_actions", "1_1"), first);
  ours.openBehind("1_1", { ...score, strikerId: "home-1" });
  theirs.takeOver(home.personId, "1_57", score);
  theirs.agree("interval", score, { ledgerNumber: 2, ledgerHead: "0f".repeat(32) });
  ours.agree("interval", score);
  await Promise.all([settled(ours), settled(theirs)]);
  assert.deepEqual([ours.held, theirs.held], [[], []]);
  const entries = [...(await serverBook(match, home)), ...(await serverBook(match, away))];
  const types = ["book_opened", "score_agreed", "book_opened", "score_agreed"];
  assert.deepEqual(entries.map(({ type }) => type), types);
});

test("a dispute is heard, and mended by taking theirs, putting in or withdrawing", async (t) => {
  const { match, home, away, ours } = await twoBooks(t);
  scoreBalls(ours, 1, 3);
  await settled(ours);
  const target = new EventTarget();
  const received = [];
  let failure = "";
  ours.onDispute((disputes) => {
    received.push(disputes);
    target.dispatchEvent(new Event("change"));
  }, (error) => { failure = String(error); });
  const now = () => JSON.stringify({ received, failure });
  // The emulator may miss a write that falls between its first answer and its listening.
  await when(target, "the first answer", () => received.length > 0, now);
  const there = doc(match.admin, "matches", match.id, "disputes", "1_2");
  const apart = { ...disputed(home, away), kind: "provider" }; // the functions would take back any other
  await setDoc(there, apart);
  const isOurs = ({ id }) => id === "1_2";
  await when(target, "the dispute is heard", () => received.some((each) => each.some(isOurs)), now);
  const dispute = received.flat().find(isOurs);
  assert.equal(ours.takeTheirs(dispute), "1_4");
  await settled(ours);
  assert.equal(ours.putIn(dispute, "1_3"), "1_5");
  await settled(ours);
  await ours.twice(dispute);
  await setDoc(there, { ...apart, status: "resolved" });
  await when(target, "the dispute is over", () => !received.at(-1).some(isOurs), now);
  const book = await serverBook(match, home);
  assert.deepEqual(runs(book), [1, 2, 3, 6, 6]);
  assert.deepEqual([book[3].corrects, book[4].after, book[1].isVoided], ["1_2", "1_3", true]);
});

test("of two other claims the scorer says which, and none of their own is an error", async (t) => {
  const { home, away, ours } = await twoBooks(t);
  scoreBalls(ours, 1, 2);
  await settled(ours);
  const umpire = { personId: "u", entryId: "1_2", versionId: "1_2", ball: ball(2, { runsOffBat: 4 }) };
  const three = { id: "1_2", ...disputed(home, away, { umpire }) };
  assert.throws(() => ours.takeTheirs(three), /say which seat's/);
  assert.equal(ours.takeTheirs(three, "umpire"), "1_3");
  const { home: _, ...others } = three.claims;
  assert.throws(() => ours.twice({ ...three, claims: others }), /no entry of this book/);
  await settled(ours);
  assert.equal(ours.actions.at(-1).totalRuns, 4);
});
