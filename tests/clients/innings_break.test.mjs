// Tests a scorer without reception over an innings break while another device records: which actions
// are held, and which may be recorded again under the Laws.

import assert from "node:assert/strict";
import test from "node:test";
import { disableNetwork, enableNetwork } from "firebase/firestore";
import {
  assertUnbroken, ball, MemoryStorage, newMatch, openScorer, scoreBalls, scoringDevice, serverLog, waitUntilSent,
  shutDown, waitForScorer,
} from "./devices.mjs";

const side = (inningsNumber) => (inningsNumber % 2 ? ["home", "away"] : ["away", "home"]);

/** Return the fields of an innings' start. */
function start(inningsNumber) {
  const [batting, bowling] = side(inningsNumber);
  return {
    type: "innings_started", battingTeamId: batting, bowlingTeamId: bowling,
    strikerId: `${batting}-1`, nonStrikerId: `${batting}-2`, bowlerId: `${bowling}-11`,
  };
}
const DECLARED = { type: "innings_closed", reason: "declared" };
const chaseBall = (number) => {
  const [batting, bowling] = side(2);
  const people = { strikerId: `${batting}-1`, nonStrikerId: `${batting}-2`, bowlerId: `${bowling}-11` };
  return ball(number, { ...people, runsOffBat: 4 });
};

const ids = (entries) => entries.map(({ id }) => id);
const reasons = (scorer) => scorer.held.map(({ id, reason }) => `${id} ${reason}`);
const openInnings = (t, match, phone, storage, inningsNumber) =>
  openScorer(t, match, phone, storage, undefined, { inningsNumber });
const openBothInnings = async (t, match, phone, storage) => [
  await openInnings(t, match, phone, storage, 1), await openInnings(t, match, phone, storage, 2),
];

/** Score two balls, then continue over the innings break without reception; return the device. */
async function scoreOverTheBreak(t) {
  const match = await newMatch(t);
  const phone = await scoringDevice(t, match, "offline", "scorer_home");
  const storage = new MemoryStorage();
  const [first, second] = await openBothInnings(t, match, phone, storage);
  first.append(start(1));
  scoreBalls(first, 1, 2);
  await waitUntilSent(first);
  await disableNetwork(phone.db);
  scoreBalls(first, 3, 4);
  first.append(DECLARED);
  second.append(start(2));
  [1, 2].forEach((number) => second.append(chaseBall(number)));
  return { match, phone, storage, first, second };
}

/** Record a ball of the first innings on another device. */
async function recordOnAnotherDevice(t, match) {
  const other = await openScorer(t, match, await scoringDevice(t, match, "second", "scorer_away"));
  other.append(ball(3, { runsOffBat: 1 }));
  await waitUntilSent(other);
  assert.deepEqual(other.held, []);
}

test("a queue over an innings break arrives completely if no other device has recorded", async (t) => {
  const { match, phone, first, second } = await scoreOverTheBreak(t);
  assert.deepEqual([first.waiting.length, second.waiting.length], [3, 3]);
  assert.deepEqual(ids(second.actions), ["2_1", "2_2", "2_3"]);
  await enableNetwork(phone.db);
  await Promise.all([waitUntilSent(first), waitUntilSent(second)]);
  assert.deepEqual([first.held, second.held], [[], []]);
  const log = await serverLog(match);
  assert.equal(log.length, 9);
  assertUnbroken(log.filter(({ inningsNumber }) => inningsNumber === 1));
});

test("if another device has recorded, a queue over an innings break is held with the next innings", async (t) => {
  const { match, phone, first, second } = await scoreOverTheBreak(t);
  await recordOnAnotherDevice(t, match);
  await enableNetwork(phone.db);
  await Promise.all([waitUntilSent(first), waitUntilSent(second)]);
  assert.deepEqual(ids(await serverLog(match)), ["1_1", "1_2", "1_3", "1_4"]);
  assert.deepEqual(reasons(first), ["1_4 overtaken", "1_5 overtaken", "1_6 overtaken"]);
  assert.deepEqual(reasons(second), ["2_1 behind", "2_2 behind", "2_3 behind"]);
  assert.equal(second.held[0].behind, first.held[0].nonce);
});

test("a held queue over an innings break is recorded again in order", async (t) => {
  const { match, phone, first, second } = await scoreOverTheBreak(t);
  await recordOnAnotherDevice(t, match);
  await enableNetwork(phone.db);
  await Promise.all([waitUntilSent(first), waitUntilSent(second)]);
  await assert.rejects(second.recordAllAgain(), /what is held of innings 1 first/);
  await first.recordAllAgain();
  await second.recordAllAgain();
  await Promise.all([waitUntilSent(first), waitUntilSent(second)]);
  assert.deepEqual([first.held, second.held], [[], []]);
  const log = await serverLog(match);
  const runs = (number) => log.filter((each) => each.inningsNumber === number).map(({ totalRuns = "-" }) => totalRuns);
  assert.deepEqual([runs(1), runs(2)], [["-", 1, 2, 1, 3, 4, "-"], ["-", 4, 4]]);
  const { innings } = second.board.state;
  assert.deepEqual(innings.map((each) => [each.runs, each.closed]), [[11, "declared"], [8, null]]);
});

test("a queue over an innings break is also held if the app was closed meanwhile", async (t) => {
  const { match, phone, storage, first, second } = await scoreOverTheBreak(t);
  await Promise.all([first.close(), second.close()]);
  await shutDown(phone);
  await recordOnAnotherDevice(t, match);
  const again = await scoringDevice(t, match, "offline", "scorer_home");
  const [one, two] = await openBothInnings(t, match, again, storage);
  await waitForScorer(two, "three are held", () => two.held.length === 3);
  assert.deepEqual(reasons(one), ["1_4 overtaken", "1_5 overtaken", "1_6 overtaken"]);
  assert.deepEqual(reasons(two), ["2_1 behind", "2_2 behind", "2_3 behind"]);
  assert.equal((await serverLog(match)).length, 4);
});

test("an innings continues after the scorer of the previous one is closed, once its queue is in the log", async (t) => {
  const { match, phone, first, second } = await scoreOverTheBreak(t);
  await first.close();
  await enableNetwork(phone.db);
  await waitUntilSent(second);
  assert.deepEqual(second.held, []);
  assert.equal((await serverLog(match)).length, 9);
});

/** Run `ours` on a device without reception and `does` on another device meanwhile. */
async function recordMeanwhile(t, ours, does) {
  const match = await newMatch(t);
  const phone = await scoringDevice(t, match, "offline", "scorer_home");
  const scorer = await openScorer(t, match, phone);
  const other = await openScorer(t, match, await scoringDevice(t, match, "second", "scorer_away"));
  scorer.append(start(1));
  scoreBalls(scorer, 1, 2);
  await waitUntilSent(scorer);
  await waitForScorer(other, "it is heard", () => other.actions.length === 3);
  await disableNetwork(phone.db);
  await waitForScorer(scorer, "it is offline", () => scorer.connection === "offline");
  ours(scorer);
  does(other);
  await waitUntilSent(other);
  await enableNetwork(phone.db);
  await waitUntilSent(scorer);
  return { match, scorer };
}

test("an offline undo and the replacing ball are held if another device has recorded", async (t) => {
  const ours = (scorer) => {
    scorer.undo("1_3", "it was a four").catch(() => {});
    scorer.append(ball(2, { runsOffBat: 4 }));
  };
  const { match, scorer } = await recordMeanwhile(t, ours, (other) => other.append(ball(3)));
  assert.deepEqual(reasons(scorer), ["1_3 overtaken", "1_4 overtaken"]);
  assert.deepEqual((await serverLog(match)).map(({ isVoided }) => isVoided), [false, false, false, false]);
  await scorer.recordAllAgain();
  await waitUntilSent(scorer);
  const log = await serverLog(match);
  assert.deepEqual(log.map(({ isVoided, totalRuns = "-" }) => (isVoided ? "undone" : totalRuns)), ["-", 1, "undone", 0, 4]);
});

test("a ball of an innings closed by another device is recorded again only if the scorer insists", async (t) => {
  const { match, scorer } = await recordMeanwhile(t, (one) => scoreBalls(one, 3, 3), (other) => other.append(DECLARED));
  const [{ nonce }] = scorer.held;
  const refused = { name: "AgainstTheLaws", message: /is over/, nonce };
  await assert.rejects(scorer.recordAgain(nonce), refused);
  await assert.rejects(scorer.recordAllAgain(), refused);
  assert.deepEqual([scorer.held.length, (await serverLog(match)).length], [1, 4]);
  assert.equal(await scorer.recordAgain(nonce, undefined, { isByTheLaws: false }), "1_5");
  await waitUntilSent(scorer);
  const { overNumber, ballInOver } = (await serverLog(match))[4];
  assert.deepEqual([overNumber, ballInOver], [0, 3], "its own place, not the next innings'");
});

test("if two devices start a match, the second one does not start it again", async (t) => {
  const match = await newMatch(t);
  const phone = await scoringDevice(t, match, "offline", "scorer_home");
  const scorer = await openScorer(t, match, phone);
  await disableNetwork(phone.db);
  const other = await openScorer(t, match, await scoringDevice(t, match, "second", "scorer_away"));
  for (const one of [scorer, other]) {
    one.append(start(1));
    one.append(ball(1));
  }
  await waitUntilSent(other);
  await enableNetwork(phone.db);
  await waitUntilSent(scorer);
  await assert.rejects(scorer.recordAllAgain(), { name: "AgainstTheLaws", message: /has already begun/ });
  assert.deepEqual(reasons(scorer), ["1_1 overtaken", "1_2 overtaken"]);
  scorer.discard(scorer.held[0].nonce);
  assert.deepEqual(await scorer.recordAllAgain(), ["1_3"]);
  await waitUntilSent(scorer);
  assert.equal((await serverLog(match)).length, 3);
});
