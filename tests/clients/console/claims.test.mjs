// Tests the text of the difference between claims of a dispute that look alike.

import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./matches.mjs";

const { differenceInWords } = await load("views/claims.js");

const NAMES = { a: "Abel", b: "Boon", s: "Shah" };
const nameOf = (id) => NAMES[id] ?? id;
const ball = { type: "delivery", overNumber: 5, ballInOver: 2, strikerId: "a", nonStrikerId: "s", bowlerId: "b", runsOffBat: 1, extras: {} };
const differences = (...balls) => {
  const claims = balls.map((each) => ({ ball: each }));
  return claims.map((each) => differenceInWords(each, claims, nameOf));
};

test("a detail in which balls differ is named for each ball, and no other detail", () => {
  assert.deepEqual(differences(ball, { ...ball, runsOffBat: 2 }), ["", ""]);
  assert.deepEqual(differences(ball), [""]);
  assert.deepEqual(differences(ball, { ...ball, strikerId: "s", overNumber: 6 }), ["striker: Abel, over: 6", "striker: Shah, over: 7"]);
  assert.deepEqual(differences({ ...ball, boundary: false }, { ...ball, notCounted: false, boundary: true }), ["boundary: No", "boundary: Yes"]);
  const out = (more) => ({ ...ball, wicket: { type: "run_out", dismissedPlayerId: "a", ...more } });
  assert.deepEqual(differences(out({ fielderIds: [], end: "striker", crossed: false }), out({ fielderIds: ["b", "s"], end: "bowler" })), [
    "fielders: —, wicket down at the end: striker's, batters had crossed: No",
    "fielders: Boon, Shah, wicket down at the end: bowler's, batters had crossed: —",
  ]);
  assert.deepEqual(differences(ball, out({})), ["", ""], "who is out, and how, is in the words of the ball");
});

test("facts that look alike are distinguished by opener, scope and target", () => {
  const start = { type: "innings_started", battingTeamId: "x", bowlingTeamId: "y", strikerId: "a", nonStrikerId: "s", bowlerId: "b" };
  assert.deepEqual(differences(start, { ...start, strikerId: "s", nonStrikerId: "a", target: 151 }), [
    "striker: Abel, other end: Shah, target: —", "striker: Shah, other end: Abel, target: 151",
  ]);
  const suspended = { type: "bowler_suspended", playerId: "b" };
  assert.deepEqual(differences({ ...suspended, scope: "match" }, suspended), ["for: the match", "for: —"]);
});
