// The bowler of an over that was scored under another's name: each ball of it names who bowled.

import type { LogEntry } from "@scrbrd/client/fold";
import type { Change } from "./changes.js";
import { type Action, inPlay, ownFields } from "./entries.js";
import type { Fields } from "./recorder.js";

/** The other balls of a ball's over that name the same bowler, in the order of play. */
export function bowledWith(log: readonly LogEntry[], ball: Action): Action[] {
  const isLike = (each: Action, name: string): boolean => each.fields[name] === ball.fields[name];
  return inPlay(log).filter((each) =>
    each.type === "delivery" && each.id !== ball.id && each.inningsNumber === ball.inningsNumber &&
    isLike(each, "overNumber") && isLike(each, "bowlerId"));
}

/** What makes a ball another one, and others with it that are bowled by its bowler. */
export function editChange(ball: Action, fields: Fields, others: readonly Action[]): Change {
  const correction = { nonce: ball.nonce, fields };
  if (others.length === 0) return { kind: "correct", ...correction };
  const bowled = others.map((each) => ({
    nonce: each.nonce, fields: { ...ownFields(each.fields), bowlerId: fields["bowlerId"] },
  }));
  return { kind: "corrections", corrections: [correction, ...bowled] };
}
