// The objections of the Laws and the playing conditions to an action, checked before it is recorded.

import { type Board, judge, type LogEntry, type Verdict } from "@scrbrd/client/fold";
import { t } from "../texts.js";
import type { Change } from "./changes.js";
import { candidateEntry } from "./entries.js";

export interface Objections {
  /** Verdicts that the action is impossible; the scorer must confirm it. */
  readonly refused: readonly Verdict[];
  /** Verdicts on an action that counts but should be looked at. */
  readonly flagged: readonly Verdict[];
}

/** A remark on a recorded action that somebody should look at. */
export interface Remark extends Pick<Verdict, "sentence" | "law" | "found"> {
  readonly code: string;
}

const NONE: Objections = { refused: [], flagged: [] };

/** Return the verdicts on the action to be appended, or on the first of several. Corrections have none: their
 * preview shows the problems. */
export function objectionsTo(change: Change, log: readonly LogEntry[], board: Board): Objections {
  const fields = change.kind === "append" ? change.fields : change.kind === "appends" ? change.actions[0] : undefined;
  if (!fields || !("inningsNumber" in change)) return NONE;
  const verdicts = judge(candidateEntry(log, change.inningsNumber, fields), board.state);
  return {
    refused: verdicts.filter(({ outcome }) => outcome === "refused"),
    flagged: verdicts.filter(({ outcome }) => outcome === "flagged"),
  };
}

/** Return remarks on the information that a rain-affected chase lacks since the last action; only the fold finds it. */
export function remarksOnMissing(before: Board, after: Board): Remark[] {
  const known = new Set(before.problems.map(({ actionId, code }) => `${actionId} ${code}`));
  return after.problems
    .filter(({ actionId, code }) => !known.has(`${actionId} ${code}`))
    .flatMap(({ code, law }) => {
      const sentence = t.laws.lacking[code];
      return sentence === undefined ? [] : [{ code, sentence, law, found: {} }];
    });
}
