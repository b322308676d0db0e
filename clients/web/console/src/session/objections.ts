// What the Laws and the conditions have against an action, asked before it is recorded.

import { type Board, judge, type LogEntry, type Verdict } from "@scrbrd/client/fold";
import { t } from "../texts.js";
import type { Change } from "./changes.js";
import { candidate } from "./entries.js";

export interface Objections {
  /** It cannot have happened so: the scorer is asked once more. */
  readonly refused: readonly Verdict[];
  /** It counts, and somebody should look. */
  readonly flagged: readonly Verdict[];
}

/** What somebody should look at in what was recorded. */
export interface Remark extends Pick<Verdict, "sentence" | "law" | "found"> {
  readonly code: string;
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

/** What a rain-affected chase lacks behind what was recorded, which only the fold can tell. */
export function lackingSince(before: Board, after: Board): Remark[] {
  const known = new Set(before.problems.map(({ actionId, code }) => `${actionId} ${code}`));
  return after.problems
    .filter(({ actionId, code }) => !known.has(`${actionId} ${code}`))
    .flatMap(({ code, law }) => {
      const sentence = t.laws.lacking[code];
      return sentence === undefined ? [] : [{ code, sentence, law, found: {} }];
    });
}
