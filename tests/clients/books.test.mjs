// Tests scorers' apps in a match under DUAL: each keeps a book that the other cannot read.

import assert from "node:assert/strict";
import test from "node:test";
import { collection, disableNetwork, doc, enableNetwork, getDocs, setDoc } from "firebase/firestore";
import {
  assertRefused, assertUnbroken, ball, MemoryStorage, newMatch, openBook, openScorer, range,
  scoreBalls, scoringDevice, serverBook, serverLog, waitUntilSent, shutDown, waitForTarget,
} from "./devices.mjs";

/** Return a match under DUAL and the book of each side's scorer. */
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

/** Return a dispute as the functions would write it for a ball that differs in both books. */
function disputed(home, away, claims) {
  const of = ({ personId }, number, runsOffBat) =>
    ({ personId, entryId: `1_${number}`, versionId: `1_${number}`, ball: ball(number, { runsOffBat }) });
  return {
    inningsNumber: 1, place: 2, kind: "score", status: "open",
    claims: { home: of(home, 2, 2), away: of(away, 2, 6), ...claims },
  };
}

test("two scorers keep books with the same numbers, and only the functions write the log", async (t) => {
  const { match, home, away, ours, theirs } = await twoBooks(t);
  scoreBalls(ours, 1, 6);
  scoreBalls(theirs, 1, 4);
  await Promise.all([waitUntilSent(ours), waitUntilSent(theirs)]);
  const [one, other] = [await serverBook(match, home), await serverBook(match, away)];
  assertUnbroken(one);
  assertUnbroken(other);
  assert.deepEqual([one.length, other.length], [6, 4]);
  assert.equal(one[0].recordedAs, "scorer_home");
  const log = await serverLog(match); // agreed balls may be there already
  assert.ok(log.length <= 4);
  assertUnbroken(log);
  assert.equal(ours.actions.length, 6);
  const book = collection(away.db, `matches/${match.id}/scorebooks/${home.personId}/entries`);
  await assertRefused(getDocs(book));
});

test("entries of a book are corrected, inserted and undone like actions of the log", async (t) => {
  const { match, home, ours } = await twoBooks(t);
  scoreBalls(ours, 1, 3);
  await waitUntilSent(ours);
  assert.equal(ours.correct("1_2", ball(2, { runsOffBat: 6 })), "1_4");
  await waitUntilSent(ours);
  assert.equal(ours.appendAfter("1_1", ball(2)), "1_5");
  await waitUntilSent(ours);
  await ours.undo("1_3", "dead ball");
  const book = await serverBook(match, home);
  assertUnbroken(book);
  assert.equal(book[1].correctedBy, "1_4");
  assert.equal(book[4].after, "1_1");
  assert.deepEqual([book[2].isVoided, book[2].voidReason], [true, "dead ball"]);
});

test("entries made offline arrive in order, whatever the other scorer has written", async (t) => {
  const { match, home, ours, theirs } = await twoBooks(t);
  scoreBalls(ours, 1, 3);
  await waitUntilSent(ours);
  await disableNetwork(home.db);
  scoreBalls(ours, 4, 8);
  scoreBalls(theirs, 1, 6);
  await waitUntilSent(theirs);
  assert.equal((await serverBook(match, home)).length, 3);
  await enableNetwork(home.db);
  await waitUntilSent(ours);
  const book = await serverBook(match, home);
  assertUnbroken(book);
  assert.deepEqual(runs(book), range(1, 8).map((number) => number % 7));
  assert.deepEqual(ours.held, []);
});

test("an action for the wrong place is held: for the log under DUAL, for a book under SINGLE", async (t) => {
  const dual = await newMatch(t, "DUAL");
  const phone = await scoringDevice(t, dual, "home", "scorer_home");
  const storage = new MemoryStorage();
  const scorer = await openScorer(t, dual, phone, storage);
  scorer.append(ball(1));
  await waitUntilSent(scorer);
  assert.equal(scorer.held.length, 1);
  const book = await openBook(t, dual, phone, storage);
  assert.deepEqual([book.held, book.waiting], [[], []]);
  const single = await newMatch(t);
  const other = await openBook(t, single, await scoringDevice(t, single, "home", "scorer_home"));
  other.append(ball(1));
  await waitUntilSent(other);
  assert.equal(other.held.length, 1);
  assert.deepEqual(await serverBook(single, phone), []);
});

test("a reopened app continues its book where it stopped", async (t) => {
  const match = await newMatch(t, "TRIPLE");
  const storage = new MemoryStorage();
  const umpire = await scoringDevice(t, match, "umpire", "umpire_on_field");
  const book = await openBook(t, match, umpire, storage);
  scoreBalls(book, 1, 3);
  await waitUntilSent(book);
  book.close();
  await shutDown(umpire);
  const again = await scoringDevice(t, match, "umpire", "umpire_on_field");
  const next = await openBook(t, match, again, storage);
  scoreBalls(next, 4, 5);
  await waitUntilSent(next);
  assertUnbroken(await serverBook(match, again));
  assert.equal((await serverBook(match, again)).length, 5);
});

test("a scorer who joins states the score, and both scorers agree on it at the end", async (t) => {
  const { match, home, away, ours, theirs } = await twoBooks(t);
  const score = { runs: 3, wickets: 0, legalBalls: 2 };
  const first = { ...ball(1), nonce: "nonce-of-1" };
  await setDoc(doc(match.admin, "matches", match.id, "scoring_actions", "1_1"), first);
  ours.openBehind("1_1", { ...score, strikerId: "home-1" });
  theirs.takeOver(home.personId, "1_57", score);
  theirs.agree("interval", score, { ledgerNumber: 2, ledgerHead: "0f".repeat(32) });
  ours.agree("interval", score);
  await Promise.all([waitUntilSent(ours), waitUntilSent(theirs)]);
  assert.deepEqual([ours.held, theirs.held], [[], []]);
  const entries = [...(await serverBook(match, home)), ...(await serverBook(match, away))];
  const types = ["book_opened", "score_agreed", "book_opened", "score_agreed"];
  assert.deepEqual(entries.map(({ type }) => type), types);
});

test("a scorer is notified of a dispute and resolves it by the other claim, an inserted ball or a withdrawal", async (t) => {
  const { match, home, away, ours } = await twoBooks(t);
  scoreBalls(ours, 1, 3);
  await waitUntilSent(ours);
  const target = new EventTarget();
  const received = [];
  let failure = "";
  ours.onDispute((disputes) => {
    received.push(disputes);
    target.dispatchEvent(new Event("change"));
  }, (error) => { failure = String(error); });
  const now = () => JSON.stringify({ received, failure });
  // The emulator may miss a write between its first answer and the start of its listener.
  await waitForTarget(target, "the first answer", () => received.length > 0, now);
  const there = doc(match.admin, "matches", match.id, "disputes", "1_2");
  const apart = { ...disputed(home, away), kind: "provider" }; // the functions would remove any other dispute
  await setDoc(there, apart);
  const isOurs = ({ id }) => id === "1_2";
  await waitForTarget(target, "the dispute is heard", () => received.some((each) => each.some(isOurs)), now);
  const dispute = received.flat().find(isOurs);
  assert.equal(ours.takeTheirs(dispute), "1_4");
  await waitUntilSent(ours);
  assert.equal(ours.putIn(dispute, "1_3"), "1_5");
  await waitUntilSent(ours);
  await ours.twice(dispute);
  await setDoc(there, { ...apart, status: "resolved" });
  await waitForTarget(target, "the dispute is over", () => !received.at(-1).some(isOurs), now);
  const book = await serverBook(match, home);
  assert.deepEqual(runs(book), [1, 2, 3, 6, 6]);
  assert.deepEqual([book[3].corrects, book[4].after, book[1].isVoided], ["1_2", "1_3", true]);
});

test("of two other claims the scorer must choose one, and choosing their own is an error", async (t) => {
  const { home, away, ours } = await twoBooks(t);
  scoreBalls(ours, 1, 2);
  await waitUntilSent(ours);
  const umpire = { personId: "u", entryId: "1_2", versionId: "1_2", ball: ball(2, { runsOffBat: 4 }) };
  const three = { id: "1_2", ...disputed(home, away, { umpire }) };
  assert.throws(() => ours.takeTheirs(three), /say which seat's/);
  assert.equal(ours.takeTheirs(three, "umpire"), "1_3");
  const { home: _, ...others } = three.claims;
  assert.throws(() => ours.twice({ ...three, claims: others }), /no entry of this book/);
  await waitUntilSent(ours);
  assert.equal(ours.actions.at(-1).totalRuns, 4);
});
