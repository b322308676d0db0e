// Tests the counts of an innings and of a bowler: overs, and balls in the Hundred.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fold, load, logOf } from "./matches.mjs";
import { startedInnings } from "./scoring.mjs";

const { countsBalls, leftText, legalBallsIn, playedText } = await load("session/counting.js");
const { readMatchFile } = await load("session/matchfile.js");
const { figuresOf, oversLeftOf } = await load("session/people.js");
const { differences } = await load("session/preview.js");
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

test("an over that the umpire miscounted is one over in the score, as on the ground's scoreboard", () => {
  const scoring = startedInnings().tap(0, 1, 0, 0, 0, 1).do("continueOver").tap(0);
  const { board } = scoring;
  assert.deepEqual([board.score.legalBalls, scoreText(board)], [7, "2/0 (1.0)"]);
  assert.deepEqual([legalBallsIn(board, "1.0"), legalBallsIn(board, "1.2")], [7, 9]);
});

test("a preview counts as the score does: a miscounted over as one over, the Hundred in balls", () => {
  const changesOf = (before, after) => differences(before, after)
    .filter(({ what }) => what === "score" || what === "bowler").map(({ after: now }) => now);
  const scoring = startedInnings().tap(0, 1, 0, 0, 0, 1).do("continueOver");
  const before = scoring.board;
  assert.deepEqual(changesOf(before, scoring.tap(4).board), ["6/0 (1.0)", "1.0-0-6-0"]);
  const { innings, start } = readMatchFile(readFileSync(new URL("../../data/matches/1417850.log", import.meta.url), "utf8"));
  const boards = [59, 60].map((count) => fold.board(logOf({ innings }, count), start.setup));
  assert.deepEqual(changesOf(...boards), ["69/1 (58)", "8-0-4-0"]);
  assert.equal(legalBallsIn(boards[1], "58"), 58);
});
