// Makes the board: everything that a scorer must see of a match, and what the next action must name.
// Mirrors functions/scrbrd/projections/board.py.

import type { Action, LogEntry } from "./actions.js";
import { parseActionId } from "./actions.js";
import {
  barredBowlersOf, batterLine, bowlerLine, likelyBowler, mayComeIn, needsOf, nextPlaceOf,
  partnershipOf, powerplayOf, requiredOf, scoreOf, stripOf,
} from "./board_parts.js";
import type { Board, MatchSetup } from "./board_types.js";
import { copyOf } from "./copying.js";
import type { EffectiveLog } from "./effective.js";
import { newState } from "./empty.js";
import { apply, fold, resolveLog } from "./fold.js";
import { nextInnings } from "./innings.js";
import { setupOf } from "./match.js";
import { readEntry } from "./reading.js";
import type { MatchState, Over } from "./state.js";
import { currentInnings, isOpen } from "./state.js";

/** Fold a raw log, in any order and with repetitions. */
export function foldLog(setup: MatchSetup, log: Iterable<LogEntry>): MatchState {
  return fold(newState(setupOf(setup)), resolveLog(setup.matchId, log).actions);
}

/** Return everything that a scorer must see of a match at the end of its log. */
export function board(log: Iterable<LogEntry>, setup: MatchSetup): Board {
  const effective = resolveLog(setup.matchId, log);
  const state = newState(setupOf(setup));
  const strip = new Strip();
  for (const action of effective.actions) {
    apply(state, action);
    strip.follow(state, action.id);
  }
  return boardOf(state, effective, strip.ids, setup);
}

/** The board right after an action, whether it counted or was refused. */
export interface Step {
  readonly actionId: string;
  readonly board: Board;
}

/** Yield the board after each effective action, in order of play. */
export function* steps(log: Iterable<LogEntry>, setup: MatchSetup): Generator<Step> {
  const effective = resolveLog(setup.matchId, log);
  const state = newState(setupOf(setup));
  const strip = new Strip();
  for (const action of effective.actions) {
    apply(state, action);
    strip.follow(state, action.id);
    yield { actionId: action.id, board: boardOf(copyOf(state), effective, strip.ids, setup) };
  }
}

/**
 * Return the board after one more entry, without folding the log again. Null if the whole log is needed:
 * the entry is a correction, late, voided or unreadable, or does not follow the last one.
 */
export function boardAfter(before: Board, entry: LogEntry, setup: MatchSetup): Board | null {
  const action = readEntry(setup.matchId, entry);
  if (action === null || action.type === "unreadable" || !isNext(before.lastActionId, action)) {
    return null;
  }
  const state = copyOf(before.state);
  const strip = new Strip(currentInnings(state)?.over, before.strip.map((ball) => ball.actionId));
  apply(state, action);
  strip.follow(state, action.id);
  const logs = before.problems.length - before.state.problems.length;
  const problems = before.problems.slice(0, logs);
  return boardOf(state, { problems, lastActionId: action.id }, strip.ids, setup);
}

/** Return whether an action is in its own place, right after the last action of a log. */
function isNext(lastActionId: string | null, action: Action): boolean {
  if (action.isVoided || action.corrects !== null || action.after !== null) {
    return false;
  }
  const [innings, sequence] = lastActionId === null ? [0, 0] : parseActionId(lastActionId);
  return action.inningsNumber === innings
    ? action.sequenceNumber === sequence + 1
    : action.inningsNumber === innings + 1 && action.sequenceNumber === 1;
}

/** Tracks which actions are the balls of the current over. */
export class Strip {
  ids: string[];
  #over: Over | null;

  constructor(over: Over | null = null, ids: readonly string[] = []) {
    this.#over = over;
    this.ids = [...ids];
  }

  /** Record what an action that was applied to the state has added to its over. */
  follow(state: MatchState, actionId: string): void {
    const over = currentInnings(state)?.over ?? null;
    if (over !== this.#over) {
      [this.#over, this.ids] = [over, []];
    }
    if (over !== null && over.balls.length > this.ids.length) {
      this.ids.push(actionId);
    }
  }
}

/** Return the board of a state. `stripIds` are the actions of the over's balls. */
export function boardOf(
  state: MatchState,
  log: Pick<EffectiveLog, "problems" | "lastActionId">,
  stripIds: readonly string[],
  setup: Pick<MatchSetup, "elevenIds">,
): Board {
  const innings = currentInnings(state);
  const upcoming = nextInnings(state);
  const isInPlay = innings !== null && isOpen(innings);
  return {
    state,
    innings,
    score: scoreOf(innings),
    striker: innings && batterLine(innings, innings.strikerId),
    nonStriker: innings && batterLine(innings, innings.nonStrikerId),
    bowler: innings && bowlerLine(state, innings),
    partnership: innings && partnershipOf(innings),
    strip: innings === null ? [] : stripOf(innings, stripIds),
    isFreeHit: isInPlay && innings.isFreeHit,
    powerplay: isInPlay ? powerplayOf(innings) : null,
    target: (upcoming ?? innings)?.target ?? null,
    required: innings && requiredOf(innings, state.setup.conditions.ballsPerOver),
    needs: needsOf(state, upcoming),
    nextPlace: nextPlaceOf(innings, upcoming),
    likelyBowlerId: isInPlay ? likelyBowler(state, innings) : null,
    barredBowlers: isInPlay ? barredBowlersOf(state, innings) : {},
    yetToBat: mayComeIn(state, isInPlay ? innings : upcoming, setup),
    result: state.result,
    problems: [...log.problems, ...state.problems],
    lastActionId: log.lastActionId,
  };
}
