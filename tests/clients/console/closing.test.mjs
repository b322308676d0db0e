// What can still be recorded of a match that is over.

import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./matches.mjs";
import { begun } from "./scoring.mjs";

const { endToConfirm, stoppageOf } = await load("session/innings.js");
const { objectionsTo } = await load("session/objections.js");

const ABANDONED = { type: "match_closed", outcome: "abandoned" };
const closed = (reason) => ({ kind: "append", inningsNumber: 1, fields: { type: "innings_closed", reason } });
const refused = ({ log, board }, reason) => objectionsTo(closed(reason), log, board).refused.map(({ code }) => code);

test("of a match that rain ended neither the end of the innings nor that play resumes is asked for", () => {
  const scoring = begun().tap(4).do("record", { fields: { type: "play_stopped", reason: "rain" } });
  assert.deepEqual([stoppageOf(scoring.board), endToConfirm(scoring.board)], ["rain", null]);
  scoring.do("record", { fields: ABANDONED });
  assert.deepEqual([scoring.board.innings.closed, refused(scoring, "abandoned")], ["abandoned", ["match_over"]]);
  assert.deepEqual([stoppageOf(scoring.board), endToConfirm(scoring.board)], [null, null]);
  scoring.do("undo");
  assert.deepEqual([stoppageOf(scoring.board), endToConfirm(scoring.board)], ["rain", null]);
});

test("an innings that the score ends is confirmed once, before the match is", () => {
  const scoring = begun().do("record", { fields: { type: "target_revised", oversLimit: 1, method: "DLS" } }).tap(0, 0, 0, 0, 0, 0);
  assert.deepEqual([endToConfirm(scoring.board), refused(scoring, "overs_complete")], ["overs_complete", []]);
  scoring.do("record", { fields: closed("overs_complete").fields });
  assert.equal(endToConfirm(scoring.board), null);
  scoring.do("undo").do("record", { fields: ABANDONED });
  assert.deepEqual([endToConfirm(scoring.board), refused(scoring, "overs_complete")], [null, ["match_over"]]);
});
