// The powerplays of the innings that is played. The log has them where the innings began, so one that
// is taken later corrects that.

import type { LogEntry, PowerplaySpan } from "@scrbrd/client/fold";
import type { Change } from "./changes.js";
import { inPlay, ownFields } from "./entries.js";

/** More of them the log cannot hold. */
export const MOST_POWERPLAYS = 3;

/** What gives an innings these powerplays; null where its start is not recorded. */
export function powerplaysChange(
  log: readonly LogEntry[], inningsNumber: number, spans: readonly PowerplaySpan[],
): Change | null {
  const start = inPlay(log).find((each) => each.type === "innings_started" && each.inningsNumber === inningsNumber);
  if (!start || spans.length > MOST_POWERPLAYS) return null;
  const powerplays = spans.map(({ type, fromOver, toOver, fromBall, toBall }) => ({
    type, fromOver, toOver, ...(fromBall && { fromBall }), ...(toBall && { toBall }),
  }));
  return { kind: "correct", nonce: start.nonce, fields: { ...ownFields(start.fields), powerplays } };
}

/** The span that is in force for the over with this number, 0-based. */
export function spanAt(spans: readonly PowerplaySpan[], over: number): PowerplaySpan | null {
  return spans.find((each) => each.fromOver <= over && over <= each.toOver) ?? null;
}
