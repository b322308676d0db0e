// The batters of a ball, and of those behind it, were the other way round: a run too many or too few before
// them, a ball that was forgotten, and each ball since names who did not face.

import type { LogEntry } from "@scrbrd/client/fold";
import type { Change } from "./changes.js";
import { type Action, inPlay, ownFields } from "./entries.js";

const NAMES = ["strikerId", "nonStrikerId"] as const;

const isOut = ({ fields }: Action): boolean => Boolean(fields["wicket"]);
const pairOf = ({ fields }: Action): string => NAMES.map((name) => String(fields[name] ?? "")).sort().join(" ");

/** The balls of a pair from one of theirs on, in the order of play: as far as nobody is out, or comes in. */
export function ballsOfPair(log: readonly LogEntry[], from: Action): Action[] {
  const played = inPlay(log).filter((each) => each.inningsNumber === from.inningsNumber);
  const behind = played.slice(played.findIndex((each) => each.id === from.id)).filter(({ type }) => type === "delivery");
  const end = behind.findIndex((each) => isOut(each) || pairOf(each) !== pairOf(from));
  return from.fields["nonStrikerId"] ? behind.slice(0, end < 0 ? undefined : end) : [];
}

/** What lets the batters of balls change places. */
export function swappedIn(balls: readonly Action[]): Change {
  const corrections = balls.map(({ nonce, fields }) => ({
    nonce, fields: { ...ownFields(fields), strikerId: fields["nonStrikerId"], nonStrikerId: fields["strikerId"] },
  }));
  return { kind: "corrections", corrections };
}
