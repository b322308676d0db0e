// Tests that the check of `append` and the rules agree: each case is given to both.

import assert from "node:assert/strict";
import test from "node:test";
import { doc, serverTimestamp, setDoc } from "firebase/firestore";
import { checkAction, delivery, InvalidAction } from "@scrbrd/client";
import { newNonce, placeAfter } from "../../clients/web/client/dist/actions.js";
import { documentOf } from "../../clients/web/client/dist/entry.js";
import { assertRefused, ball, newMatch, openScorer, scoringDevice, waitUntilSent } from "./devices.mjs";

const CAUGHT = { type: "caught", dismissedPlayerId: "home-1", fielderIds: ["away-3"] };
const OPENING = { type: "innings_started", battingTeamId: "home", bowlingTeamId: "away" };
const EIGHT = ["a", "b", "c", "d", "e", "f", "g", "h"];
const BAT = "\u{1F3CF}"; // one character, two units of UTF-16

const GOOD = [
  OPENING,
  { ...OPENING, oversLimit: 20, powerplays: [{ fromOver: 0, toOver: 5 }], target: null },
  ball(1),
  ball(1, { nonStrikerId: "" }),
  ball(1, { runsOffBat: 20, extras: { noBall: 1, penalty: 5 } }),
  ball(1, { note: "a note\nof two lines", review: { by: "batting", umpiresCall: true } }),
  ball(1, { note: "\u0639\u0644\u06cc\u200c\u0631\u0636\u0627 \u0dc1\u0dca\u200d\u0dbb\u0dd3 \u09b0\u200d\u09cd\u09af" }),
  ball(1, { shotData: { coordinates: { x: 0.5, y: -0.25 }, shotType: "pull", speed: 120.5 } }),
  ball(1, { shotData: { coordinates: { x: 60_000, y: 60_000 }, shotType: BAT.repeat(60) } }),
  ball(1, { note: BAT.repeat(500), review: BAT.repeat(500) }),
  ball(1, { review: { by: BAT.repeat(249), umpire: BAT.repeat(250) } }),
  ball(1, { wicket: { ...CAUGHT, end: "striker", crossed: true } }),
  ball(1, { wicket: { type: "retired_hurt", dismissedPlayerId: "home-1" } }),
  ball(1, { notCounted: true, overBalls: 7, bowlingAngle: "Over the Wicket", boundary: false }),
  { type: "innings_closed", reason: "declared", absentIds: ["home-11"] },
  { type: "batter_dismissed", playerId: "home-3", wicketType: "timed_out" },
  { type: "batter_retired", playerId: "home-1", as: "hurt" },
  { type: "batter_resumed", playerId: "home-1", consent: true },
  { type: "batter_arrived", playerId: "home-3", end: "bowler" },
  { type: "bowler_suspended", playerId: "away-11", scope: "match" },
  { type: "penalty_awarded", toTeamId: "home", runs: 5, law: "Law 41" },
  { type: "target_revised", target: 120, oversLimit: 15, method: "DLS", par: 80 },
  { type: "play_stopped", reason: "rain" },
  { type: "play_stopped", reason: "\u0628\u200c\u0628\u200c\u0628 \u0dc1\u0dca\u200d\u0dbb\u0dd3" },
  { type: "play_stopped", reason: BAT.repeat(100) },
  { type: "play_resumed" },
  { type: "player_replaced", teamId: "home", inPlayerId: "home-12", outPlayerId: "home-4" },
  { type: "match_closed", outcome: "win", winnerTeamId: "home" },
];

/** A wrong field and an action that has it. */
const BAD = [
  ["type", { type: "googly" }],
  ["type", { type: "score_agreed", runs: 1, wickets: 0, legalBalls: 1, at: "over" }],
  ["googly", ball(1, { googly: true })],
  ["correctedBy", ball(1, { correctedBy: "1_1" })],
  ["overNumber", ball(1, { overNumber: -1 })],
  ["overNumber", ball(1, { overNumber: 10_000 })],
  ["ballInOver", ball(1, { ballInOver: 0 })],
  ["ballInOver", ball(1, { ballInOver: 1.5 })],
  ["strikerId", ball(1, { strikerId: "" })],
  ["strikerId", ball(1, { strikerId: "a/b" })],
  ["bowlerId", ball(1, { bowlerId: "x".repeat(101) })],
  ["bowlerId", ball(1, { bowlerId: "__x__" })],
  ["nonStrikerId", ball(1, { nonStrikerId: null })],
  ["runsOffBat", ball(1, { runsOffBat: 21 })],
  ["runsOffBat", ball(1, { runsOffBat: "4" })],
  ["extras.wide", ball(1, { extras: { wide: -1 } })],
  ["extras.widee", ball(1, { extras: { widee: 1 } })],
  ["totalRuns", { ...ball(1, { runsOffBat: 4 }), totalRuns: 5 }],
  ["isLegalDelivery", { ...ball(1, { extras: { wide: 1 } }), isLegalDelivery: true }],
  ["isWicket", { ...ball(1), isWicket: true }],
  ["isWicket", { ...ball(1, { wicket: CAUGHT }), isWicket: false }],
  ["wicket.type", ball(1, { wicket: { ...CAUGHT, type: "catched" } })],
  ["wicket.dismissedPlayerId", ball(1, { wicket: { type: "bowled" } })],
  ["wicket.fielderIds", ball(1, { wicket: { ...CAUGHT, fielderIds: EIGHT } })],
  ["wicket.fielderIds[1]", ball(1, { wicket: { ...CAUGHT, fielderIds: ["a", 7] } })],
  ["wicket", ball(1, { wicket: { ...CAUGHT, fielderIds: EIGHT.slice(4), substituteIds: EIGHT.slice(4) } })],
  ["wicket.end", ball(1, { wicket: { ...CAUGHT, end: "north" } })],
  ["wicket.crossed", ball(1, { wicket: { ...CAUGHT, crossed: "yes" } })],
  ["boundary", ball(1, { boundary: 1 })],
  ["overBalls", ball(1, { overBalls: 0 })],
  ["bowlingAngle", ball(1, { bowlingAngle: "over" })],
  ["note", ball(1, { note: "x".repeat(501) })],
  ["note", ball(1, { note: "hidden \u202e text" })],
  ["note", ball(1, { note: "al\u200cice" })],
  ["shotData.speed", ball(1, { shotData: { speed: Number.NaN } })],
  ["shotData.shotType", ball(1, { shotData: { shotType: "x".repeat(61) } })],
  ["shotData", ball(1, { shotData: { speed: 200_000 } })],
  ["shotData", ball(1, { shotData: { coordinates: { x: 100_000, y: -100_000 } } })],
  ["note", ball(1, { note: BAT.repeat(501) })],
  ["review", ball(1, { review: { by: BAT.repeat(250), umpire: BAT.repeat(250) } })],
  ["review.third", ball(1, { review: { third: "out" } })],
  ["bowlingTeamId", { ...OPENING, bowlingTeamId: "home" }],
  ["battingTeamId", { type: "innings_started", bowlingTeamId: "away" }],
  ["powerplays[0].toOver", { ...OPENING, powerplays: [{ fromOver: 0 }] }],
  ["powerplays", { ...OPENING, powerplays: Array(4).fill({ fromOver: 0, toOver: 1 }) }],
  ["oversLimit", { ...OPENING, oversLimit: 0 }],
  ["reason", { type: "innings_closed", reason: "rain" }],
  ["absentIds", { type: "innings_closed", reason: "all_out", absentIds: "home-11" }],
  ["wicketType", { type: "batter_dismissed", playerId: "home-3", wicketType: "slept" }],
  ["as", { type: "batter_retired", playerId: "home-1", as: "tired" }],
  ["consent", { type: "batter_resumed", playerId: "home-1", consent: null }],
  ["end", { type: "batter_arrived", playerId: "home-3", end: "pavilion" }],
  ["scope", { type: "bowler_suspended", playerId: "away-11", scope: "over" }],
  ["runs", { type: "penalty_awarded", toTeamId: "home", runs: 0 }],
  ["method", { type: "target_revised", method: "\u0007" }],
  ["reason", { type: "play_stopped", reason: "x".repeat(201) }],
  ["reason", { type: "play_stopped", reason: "\u0639\u0644\u06cc\u200c" }],
  ["reason", { type: "play_stopped", reason: BAT.repeat(101) }], // the rules measure texts of one line in the same way
  ["role", { type: "player_replaced", teamId: "home", inPlayerId: "home-12", role: "keeper" }],
  ["outcome", { type: "match_closed", outcome: "lost" }],
];

/** Return the field that the client reports as wrong, or null. */
function faultyField(fields) {
  try {
    checkAction(fields);
    return null;
  } catch (error) {
    assert.ok(error instanceof InvalidAction, error);
    assert.ok(error.message.startsWith(error.field), error.message);
    return error.field;
  }
}

test("the rules accept every action that the client's check accepts", async (t) => {
  const match = await newMatch(t);
  const scorer = await openScorer(t, match, await scoringDevice(t, match));
  for (const fields of GOOD) scorer.append(fields);
  await waitUntilSent(scorer);
  assert.deepEqual(scorer.held, []);
  assert.equal(scorer.actions.length, GOOD.length);
});

test("the client's check names the wrong field, and the rules refuse the action too", async (t) => {
  const match = await newMatch(t);
  const { db, personId, role } = await scoringDevice(t, match);
  for (const [field, fields] of BAD) {
    assert.equal(faultyField(fields), field, JSON.stringify(fields));
    const entry = { ...placeAfter(1), nonce: newNonce(), timestamp: new Date().toISOString(), fields };
    const stamps = { createdAt: serverTimestamp(), updatedAt: serverTimestamp() };
    const action = { ...documentOf(entry, { matchId: match.id, personId, role }), ...fields, ...stamps };
    await assertRefused(setDoc(doc(db, "matches", match.id, "scoring_actions", "1_1"), action));
  }
  assert.ok(BAD.length > 50);
});

test("an invalid action is not recorded, and the error names its field", async (t) => {
  const match = await newMatch(t);
  const scorer = await openScorer(t, match, await scoringDevice(t, match));
  const unfit = [
    [() => scorer.append(ball(1, { runsOffBat: 21 })), "runsOffBat"],
    [() => scorer.append(delivery({ overNumber: 0 })), "ballInOver"],
    [() => scorer.append({ ...ball(1), bowlerId: undefined }), "bowlerId"],
    [() => scorer.append({ ...ball(1), inningsNumber: 2 }), "inningsNumber"],
  ];
  for (const [append, field] of unfit) assert.throws(append, { name: "InvalidAction", field });
  assert.deepEqual([scorer.waiting, scorer.held, scorer.actions], [[], [], []]);
  assert.equal(scorer.append({ ...ball(1), inningsNumber: 1 }), "1_1");
  await waitUntilSent(scorer);
  assert.equal(scorer.actions.length, 1);
});

test("a reason that the rules would refuse is refused before it is sent; the longest valid one is accepted", async (t) => {
  const match = await newMatch(t);
  const scorer = await openScorer(t, match, await scoringDevice(t, match));
  const id = scorer.append(ball(1));
  for (const reason of [BAT.repeat(251), "two\rlines", "hidden \u202e text", "\ud83c"]) {
    await assert.rejects(scorer.undo(id, reason), { name: "InvalidAction", field: "reason" });
  }
  await waitUntilSent(scorer);
  assert.deepEqual([scorer.actions[0].isVoided, scorer.held], [false, []]);
  await scorer.undo(id, BAT.repeat(250));
  await assert.rejects(scorer.redo(id, "x".repeat(501)), { field: "reason" });
  assert.deepEqual([scorer.actions[0].isVoided, scorer.held], [true, []]);
});
