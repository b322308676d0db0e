// What the Laws and the conditions have against an action, asked before it is recorded.

import { type Board, judge, type LogEntry, type Verdict } from "@scrbrd/client/fold";
import type { Change } from "./changes.js";
import { candidate } from "./entries.js";

export interface Objections {
  /** It cannot have happened so: the scorer is asked once more. */
  readonly refused: readonly Verdict[];
  /** It counts, and somebody should look. */
  readonly flagged: readonly Verdict[];
}

const NONE: Objections = { refused: [], flagged: [] };

/** The verdicts on what would be appended, the first of several; corrections have their preview instead. */
export function objectionsTo(change: Change, log: readonly LogEntry[], board: Board): Objections {
  const fields = change.kind === "append" ? change.fields : change.kind === "appends" ? change.actions[0] : undefined;
  if (!fields || !("inningsNumber" in change)) return NONE;
  const verdicts = judge(candidate(log, change.inningsNumber, fields), board.state);
  return {
    refused: verdicts.filter(({ outcome }) => outcome === "refused"),
    flagged: verdicts.filter(({ outcome }) => outcome === "flagged"),
  };
}
