// The fold: computes the state of a match from its log of scoring actions. Pure; knows no Firebase and no
// page.

export { actionId, parseActionId, SCHEMA_VERSION } from "./actions.js";
export { board, boardAfter, boardOf, foldLog, steps } from "./board.js";
export { Boards } from "./boards.js";
export { oversLeft } from "./board_parts.js";
export { BadDocument } from "./errors.js";
export { effectiveLog } from "./effective.js";
export { apply, evolve, fold, resolveLog } from "./fold.js";
export { FORMATS, oversText, THE_LAWS, wicketsPerInnings } from "./formats.js";
export { nextInnings } from "./innings.js";
export { boardJson, stateJson } from "./json.js";
export { matchSetup, setupOf } from "./match.js";
export { ballAt } from "./next_ball.js";
export { SETS } from "./playing_conditions.js";
export { figures, finalPar, hasRain } from "./rain/match.js";
export { readAction, readEntry } from "./reading.js";
export { newState } from "./empty.js";
export { yetToBatOf } from "./board_parts.js";
export {
  atCrease, currentInnings, isOpen, isOut, isWicket, mainInnings, overBalls, superOvers,
} from "./state.js";

export type * from "./actions.js";
export type { Step } from "./board.js";
export type * from "./board_types.js";
export type * from "./effective.js";
export type * from "./formats.js";
export type * from "./json.js";
export type { NamedConditions } from "./playing_conditions.js";
export type * from "./problems.js";
export type * from "./rain/match.js";
export type * from "./state.js";
export type * from "./vocabulary.js";

export * from "./verdicts/index.js";
