// Tests the counts of an innings and of a bowler: overs, and balls in the Hundred.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fold, load, logOf } from "./matches.mjs";
import { startedInnings } from "./scoring.mjs";

const { countsBalls, leftText, playedText } = await load("session/counting.js");
const { readMatchFile } = await load("session/matchfile.js");
const { figuresOf, oversLeftOf } = await load("session/people.js");
const { scoreText } = await load("views/words.js");

test("the Hundred counts balls: of the innings, of a bowler, and the remaining ones", () => {
  const hundred = readMatchFile(readFileSync(new URL("../../data/matches/1417850.log", import.meta.url), "utf8"));
  const board = fold.board(logOf(hundred, 60), hundred.start.setup);
  const id = board.innings.bowlerId;
  assert.ok(countsBalls(board));
  assert.deepEqual([scoreText(board), figuresOf(board, id), oversLeftOf(board, id)], ["69/1 (58)", "8-0-4-0", "12"]);
});

test("other matches count overs", () => {
  const { board } = startedInnings().tap(1, 0, 4, 2, 0, 0);
  const id = board.innings.bowlerId;
  assert.ok(!countsBalls(board));
  assert.deepEqual([scoreText(board), figuresOf(board, id), oversLeftOf(board, id)], ["7/0 (1.0)", "1.0-0-7-0", "3"]);
  assert.deepEqual([playedText(board, 76), leftText(board, "2.3")], ["12.4", "2.3"]);
});
