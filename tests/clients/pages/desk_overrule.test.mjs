// Tests the desk's view models of overruling: earlier rulings, the one in force, the changes by another.

import assert from "node:assert/strict";
import test from "node:test";
import { ballOf } from "../../../clients/web/desk/dist/model/balls.js";
import { blankRuling, disputeRows } from "../../../clients/web/desk/dist/model/disputes.js";
import {
  changeOf, overruleFaults, overrulingMethods, overrulingOf, rulingsOn, standingIn,
} from "../../../clients/web/desk/dist/model/rulings.js";
import { changeInWords, rulingInWords } from "../../../clients/web/desk/dist/texts.js";
import { at, ball, dispute, PENALTIES } from "./desk_disputes.mjs";

const nameOf = (id) => id;
const ruled = (more = {}) => dispute({ status: "resolved", method: "umpire", rulingNumber: 1, raisedAt: at(5), ...more });
const ruling = (number, more = {}) => ({
  number, kind: "dispute", method: "umpire", accepts: "home", entries: { home: "1_9", away: "1_9" },
  persons: { home: "y", away: "x" }, reason: "seen", decidedBy: "u", decidedAs: "umpire_on_field", createdAt: at(10 + number), ...more,
});
const captains = (number, side, more = {}) =>
  ruling(number, { method: "captains", decidedAs: `captain_${side}`, decidedBy: side, ...more });
const shown = (document, ...rulings) => rulingsOn(document, rulings).map(({ number, status }) => `${number} ${status}`);

test("a ruled dispute shows who ruled what, the latest first, and which ruling is in force", () => {
  const other = ruling(3, { accepts: "neither", decidedBy: "r", decidedAs: "match_referee", evidence: "film" });
  const elsewhere = ruling(2, { entries: { home: "1_10", away: "1_10" } });
  const rows = rulingsOn(ruled(), [ruling(1), elsewhere, other, { number: 4, kind: "tier", decidedBy: "r", decidedAs: "admin" }]);
  assert.deepEqual(rows.map((each) => [each.number, each.decidedBy, each.decidedAs, each.at, each.evidence, each.status]), [
    [3, "r", "match_referee", 13, "film", "stands"], [1, "u", "umpire_on_field", 11, "", "overruled"],
  ]);
  assert.deepEqual(rows.map((each) => rulingInWords(each, nameOf)), ["there was no such ball", "the word of the home scorer: 4 runs"]);
  const own = rulingsOn(ruled(), [ruling(1, { accepts: "action", action: ball({ runsOffBat: 2 }) })]);
  assert.equal(rulingInWords(own[0], nameOf), "the officials’ own word: 2 runs");
  const stated = rulingsOn(ruled(), [ruling(1, { accepts: "action", action: ball({ runsOffBat: 6 }) })]);
  assert.equal(rulingInWords(stated[0], nameOf), "the word of the away scorer: 6 runs");
  assert.equal(standingIn(rows).number, 3);
  assert.equal(standingIn([]), null);
});

test("the ruling of the highest rank is in force; of one rank, the latest", () => {
  assert.deepEqual(shown(ruled(), ruling(1), ruling(2, { method: "video" })), ["2 outranked", "1 stands"]);
  assert.deepEqual(shown(ruled(), ruling(1, { method: "video" }), ruling(2, { method: "abandon", accepts: "neither" })), ["2 outranked", "1 stands"]);
  assert.deepEqual(shown(ruled(), ruling(1, { method: "abandon", accepts: "neither" }), ruling(2)), ["2 stands", "1 overruled"]);
});

test("a captain's ruling is in force once the other captain has made the same one", () => {
  const half = captains(1, "home");
  assert.deepEqual(shown(ruled({ status: "open" }), half), ["1 half"]);
  assert.deepEqual(shown(ruled(), half, captains(2, "away", { entries: { away: "1_9", home: "1_9" } })), ["2 stands", "1 null"]);
  assert.deepEqual(shown(ruled(), half, captains(2, "away", { accepts: "away" })), ["2 half", "1 half"]);
  assert.deepEqual(shown(ruled(), half, captains(2, "away", { decidedBy: "home" })), ["2 half", "1 half"], "one person is not both");
  assert.deepEqual(shown(ruled(), half, captains(2, "away"), ruling(3)), ["3 stands", "2 overruled", "1 overruled"]);
});

test("a captain's changed ruling makes no pair, and one captain alone revokes no pair", () => {
  const changed = [captains(1, "home"), captains(2, "home", { accepts: "away" })];
  assert.deepEqual(shown(ruled(), ...changed, captains(3, "away")), ["3 half", "2 half", "1 half"]);
  assert.deepEqual(shown(ruled(), ...changed, captains(3, "away", { accepts: "away" })), ["3 stands", "2 null", "1 half"]);
  const pair = [captains(1, "home"), captains(2, "away")];
  assert.deepEqual(shown(ruled(), ...pair, captains(3, "home", { accepts: "away" })), ["3 half", "2 stands", "1 null"]);
});

test("an agreement of the books outranks captains, but no umpire", () => {
  const pair = [captains(1, "home"), captains(2, "away")];
  assert.deepEqual(shown(ruled({ method: "majority" }), ...pair), ["2 null", "1 null"]);
  assert.deepEqual(shown(ruled({ method: "amended" }), ruling(1)), ["1 stands"]);
});

test("a ruling on an open dispute waits, and one from before it was reopened is history", () => {
  const open = (raisedAt) => ruled({ status: "open", raisedAt });
  assert.deepEqual(shown(open(at(5)), ruling(1, { method: "abandon", accepts: "neither" })), ["1 waits"]);
  assert.deepEqual(shown(open(at(99)), ruling(1)), ["1 null"]);
  assert.deepEqual(shown(open(at(5)), ruling(1, { createdAt: null })), ["1 waits"], "the server has not said when");
});

test("a ruling on other claims, or a malformed one, is ignored", () => {
  const none = (more, document = ruled()) => assert.deepEqual(shown(document, ruling(1, more)), []);
  none({ entries: {} });
  none({ entries: null });
  none({ entries: { home: "1_9", neutral: "1_9" } });
  none({ persons: { home: "z", away: "x" } });
  none({ method: "guess" });
  none({}, ruled({ claims: null }));
  assert.deepEqual(shown(ruled(), ruling(1, { persons: null, decidedAs: undefined, reason: undefined })), ["1 stands"]);
});

test("a ruling cannot be overruled by a lower rank", () => {
  const by = (method, role) => overrulingMethods(role, { method });
  assert.deepEqual(by("umpire", "match_referee"), ["umpire"]);
  assert.deepEqual(by("video", "umpire_third"), ["umpire", "video"]);
  assert.deepEqual(by("captains", "umpire_on_field"), ["umpire", "video"]);
  assert.deepEqual(by("captains", "captain_home"), ["captains"]);
  assert.deepEqual(by("umpire", "captain_home"), []);
});

test("another ruling is about the same entries, shows the ball that was read, and names what it overrules", () => {
  const document = ruled();
  const [standing] = rulingsOn(document, [ruling(1, { entries: { away: "1_9" }, persons: { away: "x" }, accepts: "away" })]);
  const draft = { ...blankRuling("umpire", PENALTIES), reason: "film", accepts: "home", fingerprint: null };
  const { about, overrules, accepts, action } = overrulingOf(draft, document, standing);
  assert.deepEqual([about, overrules, accepts, action], [["away"], 1, "action", ball()]);
  const none = overrulingOf({ ...draft, accepts: "neither" }, document, standing);
  assert.deepEqual([none.accepts, "action" in none], ["neither", false]);
  const own = overrulingOf({ ...draft, accepts: "action", ruled: { runsOffBat: 1, extra: null, extraRuns: 0 } }, document, standing);
  assert.deepEqual([own.accepts, own.action.runsOffBat, own.action.strikerId], ["action", 1, "s"]);
});

test("a seat that missed the ball is also missed in another ruling", () => {
  const document = { ...ruled(), kind: "score", suggestion: { cause: "missed_by", seat: "away" } };
  const entries = { home: "1_9" };
  const [standing] = rulingsOn(document, [ruling(1, { entries, persons: null, accepts: "home", missed: ["away"] })]);
  const draft = { ...blankRuling("umpire", PENALTIES), reason: "film", ofNext: ["away"], ruled: { runsOffBat: 1, extra: null, extraRuns: 0 } };
  const own = overrulingOf({ ...draft, accepts: "action" }, document, standing);
  assert.deepEqual([own.about, own.missed], [["home"], ["away"]]);
  const none = overrulingOf({ ...draft, accepts: "neither" }, document, standing);
  assert.deepEqual([none.about, none.missed], [["home"], undefined]);
});

test("the ruling in force is not offered as another ruling", () => {
  const document = ruled();
  const [row] = disputeRows([document], null);
  const [standing] = rulingsOn(document, [ruling(1)]);
  const faults = (accepts, more = {}) => {
    const fingerprint = row.claims.find(({ seat }) => seat === accepts)?.fingerprint ?? null;
    return overruleFaults({ ...blankRuling("umpire", PENALTIES), reason: "film", accepts, fingerprint, ...more }, row, document, standing);
  };
  assert.deepEqual(faults("home"), ["same"]);
  assert.deepEqual(faults("away"), []);
  assert.deepEqual(faults("neither"), []);
  assert.deepEqual(faults("action", { ruled: { runsOffBat: 4, extra: null, extraRuns: 0 } }), ["same"]);
  assert.deepEqual(faults(null, { reason: "" }), ["accepts", "reason"]);
});

test("the changes on the scoreboard are shown: runs, wickets, legal balls", () => {
  const ticker = { inningsNumber: 2, innings: [{ runs: 120, wickets: 7, overs: 20 }, { runs: 34, wickets: 1, overs: 4.2 }] };
  const changeText = (before, after, innings = 2, board = ticker) =>
    changeInWords(changeOf(before && ballOf(before), after && ballOf(after), innings, board), innings);
  const out = ball({ runsOffBat: 0, isWicket: true, wicket: { type: "bowled", dismissedPlayerId: "s" } });
  assert.equal(changeText(ball(), ball({ runsOffBat: 6 })), "Innings 2: 34 for 1 becomes 36 for 1 (2 runs more).");
  assert.equal(changeText(out, ball()), "Innings 2: 34 for 1 becomes 38 for 0 (4 runs more, 1 wicket fewer).");
  assert.equal(changeText(ball(), null, 1), "Innings 1: 120 for 7 becomes 116 for 7 (4 runs fewer, 1 legal ball fewer).");
  assert.equal(changeText(ball({ runsOffBat: 0 }), null), "Innings 2: 1 legal ball fewer.");
  assert.equal(changeText(ball(), ball({ bowlerId: "other" })), "The score stays as it is; the figures of the players may change.");
  assert.equal(changeText(ball(), ball({ runsOffBat: 6 }), 2, null), "Innings 2: 2 runs more.");
  const early = { inningsNumber: 1, innings: [{ runs: 3, wickets: 0, overs: 0.1 }] };
  assert.equal(changeText(ball(), null, 1, early), "Innings 1: 4 runs fewer, 1 legal ball fewer.", "a board that has not come to the ball");
  assert.equal(changeText({ type: "penalty_awarded", runs: 5 }, null), "The score is counted anew.");
  const hurt = ball({ wicket: { type: "retired_hurt", dismissedPlayerId: "s" } });
  assert.equal(changeText(ball({ extras: { wide: 1 }, runsOffBat: 0 }), hurt), "Innings 2: 34 for 1 becomes 37 for 1 (3 runs more, 1 legal ball more).");
});

test("the score of a super over is found by counting back from the last innings", () => {
  const innings = [[9, 0], [9, 1], [12, 1, true], [8, 0, true]].map(([runs, wickets, isSuperOver = null]) => ({ runs, wickets, overs: 1, isSuperOver }));
  const from = (number) => changeOf(null, ballOf(ball()), number, { innings, inningsNumber: 5 }).from;
  assert.deepEqual([2, 3, 4, 5, 6].map(from).map((each) => each?.runs), [9, undefined, 12, 8, undefined]);
});
