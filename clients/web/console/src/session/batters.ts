// Swaps the batters of a ball and of the balls after it. A run too many or too few, or a forgotten ball, puts the
// batters at the wrong ends, and then each later ball names the wrong striker.

import type { LogEntry } from "@scrbrd/client/fold";
import type { Change } from "./changes.js";
import { type Action, actionsInPlay, ownFields } from "./entries.js";

const NAMES = ["strikerId", "nonStrikerId"] as const;

const isOut = ({ fields }: Action): boolean => Boolean(fields["wicket"]);
const pairOf = ({ fields }: Action): string => NAMES.map((name) => String(fields[name] ?? "")).sort().join(" ");

/** Return the balls of a pair from one of them on, in the order of play, until a batter is out or comes in. */
export function ballsOfPair(log: readonly LogEntry[], from: Action): Action[] {
  const played = actionsInPlay(log).filter((each) => each.inningsNumber === from.inningsNumber);
  const later = played.slice(played.findIndex((each) => each.id === from.id)).filter(({ type }) => type === "delivery");
  const end = later.findIndex((each) => isOut(each) || pairOf(each) !== pairOf(from));
  return from.fields["nonStrikerId"] ? later.slice(0, end < 0 ? undefined : end) : [];
}

/** Return the change that swaps striker and non-striker in each of the balls. */
export function swapBatters(balls: readonly Action[]): Change {
  const corrections = balls.map(({ nonce, fields }) => ({
    nonce, fields: { ...ownFields(fields), strikerId: fields["nonStrikerId"], nonStrikerId: fields["strikerId"] },
  }));
  return { kind: "corrections", corrections };
}
