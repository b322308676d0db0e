// Tests the end of an innings and of a match: what is confirmed, and what can still be recorded.

import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./matches.mjs";
import { startedInnings } from "./scoring.mjs";

const { endToConfirm, stoppageOf } = await load("session/innings.js");
const { objectionsTo } = await load("session/objections.js");

const ABANDONED = { type: "match_closed", outcome: "abandoned" };
const inningsClosed = (reason) => ({ kind: "append", inningsNumber: 1, fields: { type: "innings_closed", reason } });
const refusedCodes = ({ log, board }, reason) => objectionsTo(inningsClosed(reason), log, board).refused.map(({ code }) => code);

test("after rain has ended a match, neither the end of the innings nor a resumption is requested", () => {
  const scoring = startedInnings().tap(4).do("record", { fields: { type: "play_stopped", reason: "rain" } });
  assert.deepEqual([stoppageOf(scoring.board), endToConfirm(scoring.board)], ["rain", null]);
  scoring.do("record", { fields: ABANDONED });
  assert.deepEqual([scoring.board.innings.closed, refusedCodes(scoring, "abandoned")], ["abandoned", ["match_over"]]);
  assert.deepEqual([stoppageOf(scoring.board), endToConfirm(scoring.board)], [null, null]);
  scoring.do("undo");
  assert.deepEqual([stoppageOf(scoring.board), endToConfirm(scoring.board)], ["rain", null]);
});

test("an innings ended by the score is confirmed once, and before the end of the match", () => {
  const scoring = startedInnings().do("record", { fields: { type: "target_revised", oversLimit: 1, method: "DLS" } }).tap(0, 0, 0, 0, 0, 0);
  assert.deepEqual([endToConfirm(scoring.board), refusedCodes(scoring, "overs_complete")], ["overs_complete", []]);
  scoring.do("record", { fields: inningsClosed("overs_complete").fields });
  assert.equal(endToConfirm(scoring.board), null);
  scoring.do("undo").do("record", { fields: ABANDONED });
  assert.deepEqual([endToConfirm(scoring.board), refusedCodes(scoring, "overs_complete")], [null, ["match_over"]]);
});
