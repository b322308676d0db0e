// The powerplays of the present innings. The log has them in the action that started the innings, so a powerplay
// taken later corrects that action.

import type { LogEntry, PowerplaySpan } from "@scrbrd/client/fold";
import type { Change } from "./changes.js";
import { actionsInPlay, ownFields } from "./entries.js";

/** The most powerplays that the log can hold for an innings. */
export const MOST_POWERPLAYS = 3;

/** Return the change that gives an innings these powerplays; null if its start is not recorded or there are too many. */
export function powerplaysChange(
  log: readonly LogEntry[], inningsNumber: number, spans: readonly PowerplaySpan[],
): Change | null {
  const start = actionsInPlay(log).find((each) => each.type === "innings_started" && each.inningsNumber === inningsNumber);
  if (!start || spans.length > MOST_POWERPLAYS) return null;
  const powerplays = spans.map(({ type, fromOver, toOver, fromBall, toBall }) => ({
    type, fromOver, toOver, ...(fromBall && { fromBall }), ...(toBall && { toBall }),
  }));
  return { kind: "correct", nonce: start.nonce, fields: { ...ownFields(start.fields), powerplays } };
}

/** Return the powerplay in force in an over, 0-based; null if there is none. */
export function spanAt(spans: readonly PowerplaySpan[], over: number): PowerplaySpan | null {
  return spans.find((each) => each.fromOver <= over && over <= each.toOver) ?? null;
}
