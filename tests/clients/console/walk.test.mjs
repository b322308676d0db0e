// Tests random scoring from a seed: after each event the board equals that of the log, there is a next event,
// no offered event is objected to, and Undo and Redo restore the log.

import assert from "node:assert/strict";
import { test } from "node:test";
import { fold, load } from "./matches.mjs";
import { T20 } from "./scoring.mjs";

const { FakeRecorder } = await load("session/fake.js");
const { actionsInPlay, ownFields } = await load("session/entries.js");
const { nextInnings, inningsStart } = await load("session/innings.js");
const { isPlaying, mayBatAlone, mayBeChosen, nextBatters, nextBowlers, sideOf } = await load("session/people.js");
const { isPossible, KINDS } = await load("draft/wickets.js");
const { EMPTY } = await load("draft/draft.js");
const { needsOf, choicesOf } = await load("session/session.js");
const { Store } = await load("session/store.js");
const { peopleOf, withTotals } = await load("session/ball.js");
const { faultOf } = await import("../../../clients/web/client/dist/check.js");

const STEPS = 110;
const FORMATS = {
  T20: { oversPerInnings: 3, maxOversPerBowler: 1, minimumOvers: 1 },
  Test: { playersPerSide: 4, followOnLead: 15 },
  Custom: { playersPerSide: 8, oversPerInnings: 2, maxOversPerBowler: 1, lastManStands: true, wideRuns: 2 },
  Hundred: { oversPerInnings: 3, maxOversPerBowler: 2, minimumOvers: 1 },
};

/** Return a generator of numbers from 0 to 1 that are the same for the same seed (mulberry32). */
function randomNumbers(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function storeOf(format) {
  const conditions = FORMATS[format];
  const least = conditions.playersPerSide ?? 11;
  const players = T20.start.players.filter(({ position }) => position === null || position <= least);
  const isLeft = (id) => players.some(({ playerId }) => playerId === id);
  const elevenIds = Object.fromEntries(
    Object.entries(T20.start.setup.elevenIds).map(([team, ids]) => [team, ids.filter(isLeft)]),
  );
  return new Store(new FakeRecorder({ ...T20.start, players, setup: { ...T20.start.setup, elevenIds, format, conditions } }));
}

/** Return the events that the page offers next; there should be no objection to them. */
function offeredEvents(store, draw) {
  const [view, board] = [store.view.peek(), store.board.peek()];
  const needs = needsOf(store.session.peek(), board);
  const record = (fields) => ({ event: "record", fields });
  if (board.result !== null) return [record({ type: "match_closed", outcome: board.result.outcome, winnerTeamId: board.result.winnerTeamId })];
  if (needs.includes("innings")) return [record(startFields(view, board))];
  if (needs.includes("batter")) {
    const fresh = nextBatters(view, board).filter(({ detail }) => detail !== "retired_out");
    const comeIn = ({ playerId, detail }) => record({ type: detail ? "batter_resumed" : "batter_arrived", playerId });
    const alone = mayBatAlone(view, board) ? [{ event: "alone" }] : [];
    return fresh.length > 0 ? [...fresh.map(comeIn), ...alone] : [record({ type: "innings_closed", reason: "all_out" })];
  }
  if (needs.includes("bowler")) {
    const choices = nextBowlers(view, board);
    return choices.filter((each) => mayBeChosen(each, choices)).map(({ playerId }) => ({ event: "bowler", playerId }));
  }
  if (board.state.stoppage !== null) return [record({ type: "play_resumed" })];
  if (board.innings === null || board.innings.closed !== null) return [record({ type: "match_closed", outcome: "draw" })];
  const runs = { event: "part", part: { part: "runs", runs: Math.floor(draw() * 7) } };
  return draw() < 0.7 ? [runs] : [wicketEvent(board, choicesOf(store.session.peek(), board), draw)];
}

function startFields(view, board) {
  const next = nextInnings(view, board);
  const side = (teamId) => sideOf(view, board, teamId).filter((each) => isPlaying(board, each)).map(({ playerId }) => playerId);
  const [strikerId, nonStrikerId] = side(next.battingTeamId);
  return inningsStart({ ...next, strikerId, nonStrikerId, bowlerId: side(next.bowlingTeamId).at(-1), overs: "", target: "" });
}

function wicketEvent(board, choices, draw) {
  const { strikerId } = peopleOf(board, choices);
  const kinds = KINDS.filter((each) => isPossible(each, board.isFreeHit ? "noBall" : null));
  const type = kinds[Math.floor(draw() * kinds.length)];
  const out = { type, dismissedPlayerId: strikerId, fielderIds: [], substituteIds: [], end: "striker", crossed: null };
  return { event: "wicketBall", draft: { ...EMPTY, wicket: out }, faces: null };
}

/** Return a random other event: a part of a ball, a fact, a correction, Undo or Redo. */
function otherEvent(store, draw) {
  const [view, board] = [store.view.peek(), store.board.peek()];
  const pick = (list) => list[Math.floor(draw() * list.length)];
  const ball = pick(actionsInPlay(view.log).filter(({ type }) => type === "delivery"));
  const runsOffBat = Math.floor(draw() * 5);
  const { strikerId, bowlerId, bowlingTeamId } = board.innings ?? {};
  const fact = (fields) => ({ event: "record", fields });
  return pick([
    { event: "undo" }, { event: "redo" }, { event: "swap" }, { event: "continueOver" }, { event: "askBowler" },
    ...["wide", "noBall", "bye", "legBye", "short", "penalty", "hold", "clear"].map((part) => ({ event: "part", part: { part } })),
    { event: "commit" },
    fact({ type: "play_stopped", reason: "rain" }),
    fact({ type: "target_revised", oversLimit: 1 + Math.floor(draw() * 3), method: "DLS" }),
    ...(strikerId && bowlerId ? [
      fact({ type: "penalty_awarded", toTeamId: bowlingTeamId, runs: 5, law: "Law 41" }),
      fact({ type: "batter_retired", playerId: strikerId, as: "hurt" }),
      fact({ type: "bowler_suspended", playerId: bowlerId, scope: "innings" }),
    ] : []),
    ...(ball ? [{ event: "change", change: { kind: "correct", nonce: ball.nonce, fields: withTotals({ ...ownFields(ball.fields), runsOffBat, extras: {} }) } }] : []),
  ]);
}

const json = (board) => JSON.stringify(fold.boardJson(board));

/** Undo until the log changes, then redo; assert that the board is the same. */
function undoAndRedo(store) {
  const [log, board] = [store.view.peek().log, json(store.board.peek())];
  for (let press = 0; press < 3 && store.view.peek().log === log; press += 1) store.dispatch({ event: "undo" });
  if (store.view.peek().log === log) return;
  store.dispatch({ event: "redo" });
  assert.equal(json(store.board.peek()), board, "Redo leads back");
}

function walk(format, seed) {
  const [store, draw] = [storeOf(format), randomNumbers(seed)];
  for (let step = 0; step < STEPS; step += 1) {
    const ways = offeredEvents(store, draw);
    const where = `${format} ${seed}, step ${step}`;
    assert.ok(ways.length > 0, `${where}: there is a way on`);
    const isOffered = draw() < 0.75;
    const { isSwapped } = store.session.peek(); // swapped ends contradict the log, and the umpires decide
    store.dispatch(isOffered ? ways[Math.floor(draw() * Math.min(ways.length, 3))] : otherEvent(store, draw));
    const objection = store.objection.peek();
    if (isOffered && !isSwapped) assert.deepEqual(objection?.verdicts.map(({ sentence }) => sentence) ?? [], [], where);
    store.objection.value = null;
    assert.equal(store.failure.peek()?.message ?? null, null, where);
    const { log, setup } = store.view.peek();
    assert.equal(json(store.board.peek()), json(fold.board(log, setup)), where);
    const last = log.at(-1);
    assert.equal(last ? faultOf(ownFields(last)) : null, null, where);
    if (step % 12 === 11) undoAndRedo(store);
    if (store.board.peek().state.recordedResult) return;
  }
}

test("random scoring never reaches a dead end, and nothing offered is objected to", () => {
  for (const [place, format] of Object.keys(FORMATS).entries()) walk(format, 70 + place);
});

export { FORMATS, walk };
