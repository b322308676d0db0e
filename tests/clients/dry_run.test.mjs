// Tests previews of edits of the log, computed by the fold, and labels of balls.

import assert from "node:assert/strict";
import test from "node:test";
import { delivery, dryRun, labelOf, overs, Scorer } from "@scrbrd/client";
import { board } from "@scrbrd/client/fold";
import { ball, newMatch, openScorer, range, scoringDevice, serverLog, waitUntilSent, waitForScorer } from "./devices.mjs";

const SETUP = { matchId: "m", homeTeamId: "home", awayTeamId: "away", conditions: { oversPerInnings: 20 } };
const OPENING = {
  type: "innings_started", battingTeamId: "home", bowlingTeamId: "away",
  strikerId: "home-1", nonStrikerId: "home-2", bowlerId: "away-11",
};

/** Return a log of the given actions in order. */
const logOf = (...actions) =>
  actions.map((fields, place) => ({
    ...fields, id: `1_${place + 1}`, matchId: "m", inningsNumber: 1, sequenceNumber: place + 1,
    isVoided: false,
  }));

const LOG = logOf(OPENING, ball(1, { runsOffBat: 4 }), ball(2), ball(3));
const find = ({ changes }, path) => changes.find((each) => each.path === path);

test("a correction's preview names every changed figure and no other", () => {
  const fields = ball(1, { runsOffBat: 6 });
  const run = dryRun(SETUP, LOG, 1, { kind: "correct", id: "1_2", fields });
  assert.deepEqual([run.before.score.runs, run.after.score.runs], [4, 6]);
  assert.deepEqual(find(run, "innings[0].runs"), { path: "innings[0].runs", before: 4, after: 6 });
  assert.deepEqual(find(run, "innings[0].batters.home-1.sixes").after, 1);
  assert.deepEqual(find(run, "innings[0].bowlers.away-11.runsConceded").after, 6);
  assert.equal(find(run, "innings[0].wickets"), undefined);
  assert.ok(run.changes.every(({ before, after }) => before !== after));
});

test("a correction without an effect on the score changes no figure", () => {
  const fields = ball(2, { note: "defended" });
  const { changes } = dryRun(SETUP, LOG, 1, { kind: "correct", id: "1_3", fields });
  assert.deepEqual(changes.filter(({ path }) => !path.includes("lastCorrection")), []);
});

test("an undo removes the runs of a ball, and its redo restores them", () => {
  const undone = dryRun(SETUP, LOG, 1, { kind: "undo", id: "1_2" });
  assert.deepEqual(find(undone, "innings[0].runs"), { path: "innings[0].runs", before: 4, after: 0 });
  const voided = LOG.map((each) => (each.id === "1_2" ? { ...each, isVoided: true } : each));
  const redone = dryRun(SETUP, voided, 1, { kind: "redo", id: "1_2" });
  assert.deepEqual(redone.after.state, undone.before.state);
});

test("a forgotten ball counts in its place, and a missing action is an error", () => {
  const fields = ball(2, { runsOffBat: 1 });
  const run = dryRun(SETUP, LOG, 1, { kind: "append_after", id: "1_2", fields });
  assert.equal(run.after.score.runs, 5);
  assert.equal(run.after.score.legalBalls, 4);
  assert.throws(() => dryRun(SETUP, LOG, 1, { kind: "undo", id: "1_9" }), /no action 1_9/);
});

test("a dry run leaves the given log unchanged", () => {
  const before = structuredClone(LOG);
  dryRun(SETUP, LOG, 1, { kind: "correct", id: "1_2", fields: ball(1) });
  assert.deepEqual(LOG, before);
});

test("the result of a scorer's dry run equals that of the correction", async (t) => {
  const match = await newMatch(t);
  const scorer = await openScorer(t, match, await scoringDevice(t, match));
  await waitForScorer(scorer, "the match is known", () => scorer.board);
  scorer.append(OPENING);
  for (const number of range(1, 8)) scorer.append(ball(number, { runsOffBat: number % 3 }));
  const fields = ball(2, { wicket: { type: "bowled", dismissedPlayerId: "home-1" } });
  const { after } = scorer.dryRun({ kind: "correct", id: "1_3", fields });
  scorer.correct("1_3", fields);
  assert.deepEqual(scorer.board.score, after.score);
  await waitUntilSent(scorer);
  const folded = board(await serverLog(match), { ...SETUP, conditions: {} });
  assert.deepEqual(folded.score, after.score);
  assert.equal(after.score.wickets, 1);
});

test("a scorer of the second innings has the target, because the first innings is read too", async (t) => {
  const match = await newMatch(t);
  const phone = await scoringDevice(t, match);
  const first = await openScorer(t, match, phone);
  first.append(OPENING);
  first.append(ball(1, { runsOffBat: 6 }));
  first.append({ type: "innings_closed", reason: "declared" });
  await waitUntilSent(first);
  const second = await openScorer(t, match, phone, undefined, Scorer, { inningsNumber: 2 });
  const opening = { type: "innings_started", battingTeamId: "away", bowlingTeamId: "home" };
  assert.equal(second.append(opening, { isByTheLaws: true }), "2_1");
  assert.deepEqual([second.board.target, second.board.needs], [7, ["batter", "bowler"]]);
  assert.equal(second.actions.length, 1);
  await waitUntilSent(second);
  assert.deepEqual(second.held, []);
});

test("the Laws are checked only if the app requests it, and then before anything is sent", async (t) => {
  const match = await newMatch(t);
  const scorer = await openScorer(t, match, await scoringDevice(t, match));
  scorer.append(OPENING);
  const caughtOffWide = ball(1, {
    extras: { wide: 1 }, wicket: { type: "caught", dismissedPlayerId: "home-1" },
  });
  assert.deepEqual(scorer.judge(ball(1)), []);
  assert.deepEqual(scorer.judge(caughtOffWide).map(({ code }) => code), ["out_off_wide", "catcher_missing"]);
  const refused = () => scorer.append(caughtOffWide, { isByTheLaws: true });
  assert.throws(refused, ({ name, message, verdicts }) => {
    assert.equal(verdicts[0].law, "Law 22.9");
    return name === "AgainstTheLaws" && message.includes("off a wide");
  });
  assert.equal(scorer.actions.length, 1);
  assert.equal(scorer.append(ball(1), { isByTheLaws: true }), "1_2");
  assert.equal(scorer.append(caughtOffWide), "1_3");
  await waitUntilSent(scorer);
  assert.deepEqual(scorer.held, []);
});

test("a ball has the same label as in the fold's over", () => {
  const out = { type: "caught", dismissedPlayerId: "home-1" };
  const balls = [
    [{ runsOffBat: 4 }, "4"], [{}, "0"], [{ extras: { wide: 1 } }, "1wd"],
    [{ extras: { noBall: 1 }, runsOffBat: 2 }, "3nb"], [{ extras: { legBye: 2 } }, "2lb"],
    [{ extras: { bye: 4 } }, "4b"], [{ extras: { penalty: 5 } }, "5p"],
    [{ extras: { penalty: 5 }, runsOffBat: 1 }, "6p"], [{ wicket: out }, "W"],
    [{ runsOffBat: 1, wicket: { ...out, type: "run_out" } }, "1W"],
    [{ extras: { wide: 1 }, wicket: { ...out, type: "stumped" } }, "1wdW"],
    [{ wicket: { ...out, type: "retired_hurt" } }, "0"],
  ];
  for (const [fields, label] of balls) {
    const whole = delivery({ ...ball(1), ...fields });
    assert.equal(labelOf(whole), label);
    const { strip } = board(logOf(OPENING, whole), SETUP);
    assert.equal(strip[0].display, label);
  }
});

test("overs are printed with their balls, also whole overs", () => {
  assert.deepEqual([overs(12), overs(12.4)], ["12.0", "12.4"]);
});
