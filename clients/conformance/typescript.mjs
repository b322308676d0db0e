// The fold in TypeScript as an engine of the kit: what `run.mjs` asks of any engine.

import {
  board, boardJson, matchSetup, setupOf, stateJson, steps,
} from "../web/client/dist/fold/index.js";

/** What a case's match document and lineups say, as the case's `setup` has it. */
export function setup({ setup: { matchId }, match, lineups }) {
  const read = matchSetup(matchId, match, lineups);
  return { ...stateJson(setupOf(read)), elevenIds: read.elevenIds ?? {} };
}

/** The whole state and the board after a case's log. */
export function fold({ setup, log }) {
  const folded = board(log, setup);
  return { state: stateJson(folded.state), board: boardJson(folded) };
}

/** Yield what a step of a case holds, after each action that counts, in order of play. */
export function* foldSteps({ setup, log }) {
  for (const { actionId, board } of steps(log, setup)) {
    const { setup: _setup, ...state } = stateJson(board.state);
    const { problems: _problems, ...rest } = boardJson(board);
    const [innings, problems] = [state.innings.slice(-1), state.problems.slice(-3)];
    yield { actionId, state: { ...state, innings, problems }, board: rest };
  }
}
