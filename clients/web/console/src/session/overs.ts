// Corrects the bowler of an over that was scored under the wrong name: each ball of it names the bowler.

import type { LogEntry } from "@scrbrd/client/fold";
import type { Change } from "./changes.js";
import { type Action, actionsInPlay, ownFields } from "./entries.js";
import type { Fields } from "./recorder.js";

/** Return the other balls of a ball's over that name the same bowler, in the order of play. */
export function otherBallsOfBowler(log: readonly LogEntry[], ball: Action): Action[] {
  const isSame = (each: Action, name: string): boolean => each.fields[name] === ball.fields[name];
  return actionsInPlay(log).filter((each) =>
    each.type === "delivery" && each.id !== ball.id && each.inningsNumber === ball.inningsNumber &&
    isSame(each, "overNumber") && isSame(each, "bowlerId"));
}

/** Return the change that corrects a ball, and gives its new bowler to the other balls. */
export function editChange(ball: Action, fields: Fields, others: readonly Action[]): Change {
  const correction = { nonce: ball.nonce, fields };
  if (others.length === 0) return { kind: "correct", ...correction };
  const bowled = others.map((each) => ({
    nonce: each.nonce, fields: { ...ownFields(each.fields), bowlerId: fields["bowlerId"] },
  }));
  return { kind: "corrections", corrections: [correction, ...bowled] };
}
