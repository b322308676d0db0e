// Tests the texts that distinguish the claims of two scorers and the rulings of two captains.

import assert from "node:assert/strict";
import test from "node:test";
import { blankRuling, disputeRows } from "../../../clients/web/desk/dist/model/disputes.js";
import { completesPair, overruleFaults, rulingsOn } from "../../../clients/web/desk/dist/model/rulings.js";
import { aboutInWords, claimInWords, differenceInWords, rulingInWords } from "../../../clients/web/desk/dist/texts.js";
import { ball, dispute, PENALTIES } from "./desk_disputes.mjs";

const NAMES = { a: "Abel", b: "Boon", c: "Cook", s: "Shah", n: "Nash", lions: "Lions", tigers: "Tigers" };
const nameOf = (id) => NAMES[id] ?? id;

/** Return a dispute between the claims of a home and an away scorer. */
const between = (home, away, fields, more = {}) => dispute({
  fields, ...more,
  claims: { home: { personId: "y", entryId: "1_9", ball: home }, away: { personId: "x", entryId: "1_9", ball: away } },
});
const wordsOf = (document) => {
  const [row] = disputeRows([document], null);
  return row.claims.map((each) => claimInWords(each.ball, row.fields, nameOf));
};
const ruling = (number, more = {}) => ({
  number, kind: "dispute", method: "umpire", accepts: "home", entries: { home: "1_9", away: "1_9" }, reason: "seen",
  decidedBy: "u", decidedAs: "umpire_on_field", ...more,
});

const caught = (more) => ball({ runsOffBat: 0, isWicket: true, wicket: { type: "caught", dismissedPlayerId: "s", ...more } });
const OF_BALLS = [
  ["strikerId", {}, { strikerId: "n" }, ["4 runs, to Shah", "4 runs, to Nash"]],
  ["bowlerId", {}, { bowlerId: "c" }, ["4 runs, bowled by Boon", "4 runs, bowled by Cook"]],
  ["nonStrikerId", {}, { nonStrikerId: "a" }, ["4 runs, Nash at the other end", "4 runs, Abel at the other end"]],
  ["overNumber", {}, { overNumber: 2 }, ["4 runs, in over 2", "4 runs, in over 3"]],
  ["boundary", { boundary: true }, { boundary: false }, ["four, to the boundary", "4 runs, all run"]],
  ["runsRun", { runsRun: 4 }, {}, ["4 runs, they ran 4", "4 runs"]],
  ["overBalls", { overBalls: 7 }, {}, ["4 runs, an over of 7 balls", "4 runs"]],
  ["score", { notCounted: true }, {}, ["4 runs, not counted in the over", "4 runs"]],
];

test("balls that differ in a detail are distinguished", () => {
  for (const [field, home, away, expected] of OF_BALLS) assert.deepEqual(wordsOf(between(ball(home), ball(away), [field])), expected, field);
  const wicket = (name, home, away) => wordsOf(between(caught({ [name]: home }), caught({ [name]: away }), [`wicket.${name}`]));
  assert.deepEqual(wicket("fielderIds", ["a"], ["a", "c"]), ["Shah out, caught, fielders: Abel", "Shah out, caught, fielders: Abel, Cook"]);
  assert.deepEqual(wicket("assistFielderIds", [], ["c"]), ["Shah out, caught", "Shah out, caught, helped by: Cook"]);
  assert.deepEqual(wicket("substituteIds", ["c"], null), ["Shah out, caught, substitutes: Cook", "Shah out, caught"]);
  assert.deepEqual(wicket("end", "striker", "bowler"), ["Shah out, caught, at the striker’s end", "Shah out, caught, at the bowler’s end"]);
  assert.deepEqual(wicket("crossed", true, false), ["Shah out, caught, they had crossed", "Shah out, caught, they had not crossed"]);
  assert.deepEqual(wordsOf(between(ball({ strikerId: 7 }), ball(), ["strikerId", "constructor"])), ["4 runs", "4 runs, to Shah"]);
});

const START = { type: "innings_started", battingTeamId: "lions", bowlingTeamId: "tigers", strikerId: "a", nonStrikerId: "s", bowlerId: "b" };
const OF_FACTS = [
  [START, "The innings begins: Lions bat, Abel on strike, Shah at the other end, Boon bowls"],
  [{ ...START, bowlerId: null, superOver: true, target: 9, oversLimit: 1, powerplays: [{ fromOver: 0, toOver: 1 }] },
    "The innings begins: Lions bat, Abel on strike, Shah at the other end, super over, target 9, overs: 1, powerplay in overs 1 to 2"],
  [{ type: "innings_closed", reason: "all_out", absentIds: ["a", "c"] }, "The innings is closed: all out, absent: Abel, Cook"],
  [{ type: "match_closed", outcome: "win", winnerTeamId: "lions", method: "DLS" }, "The match is closed: won, winner: Lions, DLS"],
  [{ type: "batter_dismissed", playerId: "a", wicketType: "run_out", fielderIds: ["c"], end: "bowler" },
    "A batter is out between balls: Abel, run out, fielders: Cook, at the bowler’s end"],
  [{ type: "batter_retired", playerId: "a", as: "not_out" }, "A batter retires: Abel, not out"],
  [{ type: "batter_resumed", playerId: "a", consent: true }, "A batter comes in again: Abel, with the other captain’s consent"],
  [{ type: "batter_arrived", playerId: "a", end: "striker" }, "A batter comes in: Abel, at the striker’s end"],
  [{ type: "bowler_suspended", playerId: "b", scope: "match" }, "A bowler may not go on: Boon, for the match"],
  [{ type: "penalty_awarded", toTeamId: "tigers", runs: 5, law: "Law 41.3" }, "Penalty runs: 5 runs, to Tigers, Law 41.3"],
  [{ type: "target_revised", target: 120, oversLimit: 15, par: 80, method: "DLS" }, "Another target: target 120, overs: 15, par 80, DLS"],
  [{ type: "player_replaced", teamId: "lions", inPlayerId: "a", outPlayerId: "c", role: "batter", reason: "concussion" },
    "A player is replaced: Abel comes in, Cook leaves, as a batter alone, concussion"],
  [{ type: "play_stopped", reason: "مطر (2)" }, "Play stops: \u2068مطر (2)\u2069"],
  [{ type: "play_resumed" }, "Play goes on"],
];

test("facts name the player, the side, the number and the reason", () => {
  for (const [fact, expected] of OF_FACTS) assert.deepEqual(wordsOf(between(fact, fact, [])), [expected, expected]);
});

test("the subject of a dispute is named, and the score only if it is disputed", () => {
  const differenceText = (...parts) => differenceInWords(disputeRows([between(...parts)], null)[0]);
  assert.equal(differenceText(ball(), ball({ runsOffBat: 6 }), ["score"]), "They differ on the score.");
  assert.equal(differenceText(ball(), ball({ strikerId: "n" }), ["strikerId", "overNumber"]), "They differ on the striker, the over.");
  assert.equal(differenceText(START, { ...START, strikerId: "s" }, ["score"]), "They do not record the same.");
  assert.equal(differenceText(START, ball(), ["type"]), "They do not record the same.");
  const details = ["runsRun", "overBalls", "wicket.assistFielderIds", "wicket.substituteIds"];
  assert.equal(differenceText(ball(), ball(), details, { kind: "detail" }), "They differ on the runs that were run, the balls of the over, who helped, the substitutes.");
  assert.equal(differenceText(ball(), ball({ runsOffBat: 6 }), ["score"], { kind: "amended" }), "One has changed a ball.");
});

test("a ruling for a ball that differs only in a detail differs from the ruling in force", () => {
  const document = between(caught({ fielderIds: ["a"] }), caught({ fielderIds: ["c"] }), ["wicket.fielderIds"], { status: "resolved" });
  const [row] = disputeRows([document], null);
  const [standing] = rulingsOn(document, [ruling(1)]);
  const faults = (accepts) => overruleFaults(
    { ...blankRuling("umpire", PENALTIES), reason: "film", accepts, fingerprint: row.claims.find(({ seat }) => seat === accepts).fingerprint }, row, document, standing,
  );
  assert.deepEqual([faults("home"), faults("away")], [["same"], []]);
  assert.equal(rulingInWords(standing, nameOf), "the word of the home scorer: Shah out, caught, fielders: Abel");
  const stated = ruling(1, { accepts: "action", action: caught({ fielderIds: ["c"] }) });
  assert.equal(rulingsOn(document, [stated])[0].accepts, "away");
});

const captain = (number, side, more = {}) =>
  ruling(number, { method: "captains", decidedAs: `captain_${side}`, decidedBy: side, ...more });

test("two captains' rulings about different entries are shown as such", () => {
  const whole = rulingsOn(dispute(), [captain(1, "home")])[0];
  const part = rulingsOn(dispute(), [captain(2, "away", { entries: { home: "1_9" }, missed: ["away"] })])[0];
  const none = rulingsOn(dispute(), [captain(2, "away", { entries: { home: "1_9" }, accepts: "neither" })])[0];
  assert.deepEqual([whole, part, none].map(aboutInWords), [
    [], ["Away scorer: the entry is of the next ball, and is kept for it"], ["Not about the entry of: Away scorer"],
  ]);
});

test("a captain who rules the same as the other's last ruling completes the pair", () => {
  const decision = { method: "captains", accepts: "home", reason: "both saw it", about: ["home", "away"] };
  const makes = (given, ...rulings) => completesPair(dispute(), rulings, { ...decision, ...given }, "captain_home", "home");
  assert.equal(makes({}), false);
  assert.equal(makes({}, captain(1, "away")), true);
  assert.equal(makes({}, captain(1, "away", { decidedBy: "home" })), false, "one person is not both");
  assert.equal(makes({}, captain(1, "home")), false);
  assert.equal(makes({}, captain(1, "away"), captain(2, "away", { accepts: "neither" })), false);
  assert.equal(makes({ about: ["home"], missed: ["away"] }, captain(1, "away")), false);
  assert.equal(makes({ about: ["home"], missed: ["away"] }, captain(1, "away", { entries: { home: "1_9" }, missed: ["away"] })), true);
  const action = ball({ runsOffBat: 2 });
  const own = captain(1, "away", { accepts: "action", action });
  assert.equal(makes({ accepts: "action", action: { ...action, note: "kept out" } }, own), true);
});
