// Tests the board of a match after its actions, and balls at the next place.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import {
  ballAt, board, boardAfter, boardJson, foldLog, matchSetup, oversText, SETS, setupOf, stateJson,
  steps,
} from "../../../clients/web/client/dist/fold/index.js";
import { WHOLE_OVERS } from "../../../clients/web/client/dist/fold/rain/standard_table.js";

const KIT = new URL("../../../clients/conformance/", import.meta.url);
const [match] = cases("matches.jsonl");
const MOST_ENTRIES = 25;
const sides = { ann: "home", bea: "home", cas: "home", dot: "away", eve: "away" };
const setup = {
  matchId: "m", homeTeamId: "home", awayTeamId: "away", format: "T20", sides,
  elevenIds: { home: ["ann", "bea", "cas"], away: ["dot", "eve"] },
};

function cases(name) {
  return readFileSync(new URL(name, KIT), "utf8").trim().split("\n").map(JSON.parse);
}

function start(fields = {}) {
  const teams = { battingTeamId: "home", bowlingTeamId: "away" };
  return entry(1, { type: "innings_started", ...teams, strikerId: "ann", nonStrikerId: "bea", ...fields });
}

function entry(sequenceNumber, fields) {
  return { id: `1_${sequenceNumber}`, inningsNumber: 1, sequenceNumber, ...fields };
}

/** Return a log of an innings with balls added at the next place of its board. */
function play(...balls) {
  const log = [start({ bowlerId: "dot" })];
  for (const ball of balls) {
    log.push(entry(log.length + 1, ballAt(board(log, setup), ball)));
  }
  return log;
}

test("an empty log has a board that needs an innings", () => {
  const empty = board([], setup);
  assert.deepEqual(empty.needs, ["innings"]);
  assert.deepEqual(empty.nextPlace, { inningsNumber: 1, overNumber: 0, ballInOver: 1 });
  assert.deepEqual(empty.score, { runs: 0, wickets: 0, overs: "0.0", legalBalls: 0 });
  assert.deepEqual(empty.yetToBat, ["ann", "bea", "cas"]);
});

test("a ball at the next place is completed from the fields that the scorer gives", () => {
  const fields = ballAt(board(play(), setup), { runs: 1 });
  assert.deepEqual(fields, {
    type: "delivery", inningsNumber: 1, overNumber: 0, ballInOver: 1, strikerId: "ann",
    nonStrikerId: "bea", bowlerId: "dot", runsOffBat: 1, extras: {}, totalRuns: 1,
    isLegalDelivery: true, isWicket: false,
  });
});

test("the end of an over requires the next bowler and bars the last one", () => {
  const now = board(play({ runs: 1 }, { runs: 4 }, {}, {}, {}, {}), setup);
  assert.deepEqual(now.needs, ["bowler"]);
  assert.equal(now.score.overs, "1.0");
  assert.deepEqual(now.barredBowlers, { dot: "consecutive_overs" });
  assert.deepEqual(now.bowler, { playerId: "dot", figures: "1.0-0-5-0", oversLeft: "3.0" });
  assert.equal(now.striker.playerId, "ann");
  assert.equal(now.powerplay, "mandatory");
  assert.throws(() => ballAt(now, { runs: 1 }), /bowler must be named/);
  assert.equal(ballAt(now, { bowlerId: "eve" }).overNumber, 1);
});

test("a wide does not count as a ball, and the ball after a no-ball is a free hit", () => {
  const now = board(play({ extras: { wide: 1 } }, { extras: { noBall: 1 }, runs: 2 }), setup);
  assert.deepEqual(now.nextPlace, { inningsNumber: 1, overNumber: 0, ballInOver: 3 });
  assert.deepEqual(now.strip, [{ actionId: "1_2", display: "1wd" }, { actionId: "1_3", display: "3nb" }]);
  assert.deepEqual([now.score.runs, now.score.overs, now.isFreeHit], [4, "0.0", true]);
});

test("a wicket requires the next batter", () => {
  const wicket = { type: "bowled", dismissedPlayerId: "ann" };
  const now = board(play({ wicket }), setup);
  assert.deepEqual(now.needs, ["batter"]);
  assert.deepEqual(now.yetToBat, ["cas"]);
  assert.equal(now.partnership, null);
  assert.throws(() => ballAt(now, {}), /batter must be named/);
  assert.equal(ballAt(now, { strikerId: "cas" }).nonStrikerId, "bea");
});

test("between innings the batters and the bowler of the next one must be named", () => {
  const log = play({}, {}, {}, {}, {}, {});
  const now = board([...log, entry(8, { type: "innings_closed", reason: "declared" })], setup);
  assert.deepEqual([now.needs, now.nextPlace.inningsNumber], [["innings"], 2]);
  assert.throws(() => ballAt(now, { runs: 1 }), /batter must be named/);
  assert.throws(() => ballAt(now, { strikerId: "dot", nonStrikerId: "eve" }), /bowler must be named/);
  const { inningsNumber, nonStrikerId } = ballAt(now, { strikerId: "dot", bowlerId: "ann" });
  assert.deepEqual([inningsNumber, nonStrikerId], [2, ""]);
});

test("a ball that names only its striker has the other batter at the other end", () => {
  const now = board(play(), setup);
  assert.equal(ballAt(now, { strikerId: "bea" }).nonStrikerId, "ann");
  assert.equal(ballAt(now, { strikerId: "ann" }).nonStrikerId, "bea");
});

test("a board extended by one entry equals the board of the whole log", () => {
  for (const each of [match, ...cases("logs.jsonl")]) {
    let before = board([], each.setup);
    each.log.slice(0, MOST_ENTRIES).forEach((document, index) => {
      const log = each.log.slice(0, index + 1);
      const whole = board(log, each.setup);
      const after = boardAfter(before, document, each.setup);
      if (after !== null) {
        assert.deepEqual(stateJson(after.state), stateJson(whole.state), each.name);
        assert.deepEqual(boardJson(after), boardJson(whole), each.name);
      }
      before = whole;
    });
  }
});

test("extending a board leaves the given board unchanged", () => {
  const log = play({ runs: 1 }, {});
  const before = board(log, setup);
  const kept = JSON.stringify(stateJson(before.state));
  const ball = entry(4, ballAt(before, { runs: 6 }));
  assert.equal(boardAfter(before, ball, setup).score.runs, 7);
  assert.equal(JSON.stringify(stateJson(before.state)), kept);
  assert.equal(boardAfter(before, { ...ball, corrects: "1_2" }, setup), null);
  assert.equal(boardAfter(before, entry(9, ballAt(before, {})), setup), null);
});

test("a match of 165 actions is read and folded in a few milliseconds of processor time", () => {
  const times = Array.from({ length: 30 }, () => {
    const from = process.cpuUsage();
    foldLog(match.setup, match.log);
    return process.cpuUsage(from).user / 1_000;
  });
  assert.ok(Math.min(...times) < 20, `${Math.min(...times)} ms`);
});

test("a Firestore Timestamp is read as a time", () => {
  const at = { seconds: 1_700_000_000, nanoseconds: 123_456_789, toDate: () => new Date(1_700_000_000_123) };
  const replaced = { type: "player_replaced", teamId: "home", inPlayerId: "cas", timestamp: at };
  const [replacement] = foldLog(setup, [entry(1, replaced)]).replacements;
  assert.equal(replacement.at, "2023-11-14T22:13:20.123456+00:00");
});

test("a match document without sides is folded with its conditions", () => {
  const read = setupOf(matchSetup("m", { format: "ODI", conditions: { oversPerInnings: 3 } }));
  assert.deepEqual([read.homeTeamId, read.conditions.oversPerInnings], [null, 3]);
  assert.equal(matchSetup("m", null).conditions, undefined);
});

test("a player whose id is a number or a JavaScript property name keeps their place in the order", () => {
  const log = [start({ strikerId: "9", nonStrikerId: "constructor", bowlerId: "dot" })];
  log.push(entry(2, ballAt(board(log, { ...setup, sides: {} }), { runs: 1 })));
  const { innings } = board(log, { ...setup, sides: {} });
  assert.deepEqual([...innings.batters.keys()], ["9", "constructor"]);
});

test("steps yields the match after each action", () => {
  const boards = [...steps(play({ runs: 4 }, {}), setup)];
  assert.deepEqual(boards.map((each) => each.actionId), ["1_1", "1_2", "1_3"]);
  assert.deepEqual(boards.map((each) => each.board.score.runs), [0, 4, 4]);
});

test("whole overs are printed with a zero", () => {
  assert.deepEqual([oversText(72, 6), oversText(76, 6), oversText(12, 5)], ["12.0", "12.4", "2.2"]);
});

test("the sets of conditions have unique names and are printed", () => {
  console.log(`SETS ${JSON.stringify(SETS)}`);
  assert.equal(new Set(SETS.map((each) => each.name)).size, SETS.length);
});

test("the table of resources is printed for a comparison with Python's", () => {
  console.log(`TABLE ${JSON.stringify(WHOLE_OVERS)}`);
  assert.equal(WHOLE_OVERS.length, 51);
});
