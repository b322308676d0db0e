// Which dismissals a ball allows (Laws 21, 22 and the free hit), and what each asks to be told.

import type { Draft, DraftWicket, WicketType } from "./draft.js";

/** The dismissals in the order in which they are common. */
export const KINDS: readonly WicketType[] = [
  "bowled", "caught", "lbw", "run_out", "stumped", "hit_wicket", "obstructing_field", "hit_ball_twice",
];

const OFF_NO_BALL: readonly WicketType[] = ["run_out", "obstructing_field", "hit_ball_twice"];
const OFF_WIDE: readonly WicketType[] = ["run_out", "obstructing_field", "stumped", "hit_wicket"];
const EITHER_BATTER: readonly WicketType[] = ["run_out", "obstructing_field"];
const STRIKERS_OWN = KINDS.filter((each) => !EITHER_BATTER.includes(each));
const WITH_FIELDERS: readonly WicketType[] = ["caught", "run_out", "stumped"];

/** Whether somebody can be out so off this ball. */
export function isPossible(type: WicketType, penaltyFor: Draft["penaltyFor"]): boolean {
  if (penaltyFor === "noBall") return OFF_NO_BALL.includes(type);
  return penaltyFor !== "wide" || OFF_WIDE.includes(type);
}

/** Whether a free hit saves the batter from it. */
export function isSaved(type: WicketType, isFreeHit: boolean): boolean {
  return isFreeHit && !OFF_NO_BALL.includes(type);
}

/** Whether the non-striker can be out so too. */
export const canBeEither = (type: WicketType): boolean => EITHER_BATTER.includes(type);
export const hasFielders = (type: WicketType): boolean => WITH_FIELDERS.includes(type);
/** Whether the end, the runs completed and the crossing decide who faces (Laws 18.12, 38). */
export const hasEnd = (type: WicketType): boolean => EITHER_BATTER.includes(type);

export interface Pair {
  readonly strikerId: string;
  readonly nonStrikerId: string;
}

/** The wicket of a ball whose batters are corrected: what only the striker can suffer, whoever faces
 * suffers; otherwise who is out stays so while at the crease, and else is who takes that place. */
export function ofPair(wicket: DraftWicket | null, was: Pair, is: Pair): DraftWicket | null {
  if (!wicket) return null;
  const { type, dismissedPlayerId: out } = wicket;
  const wasStriker = out === was.strikerId;
  if (STRIKERS_OWN.includes(type)) return wasStriker ? { ...wicket, dismissedPlayerId: is.strikerId } : wicket;
  const others = [is.strikerId, is.nonStrikerId];
  const instead = wasStriker ? is.strikerId : out === was.nonStrikerId ? is.nonStrikerId : "";
  const isLeft = others.includes(out) || !instead || others[0] === others[1]; // one of two was named so far
  return isLeft ? wicket : { ...wicket, dismissedPlayerId: instead };
}

/** A dismissal of another kind: what the new kind does not ask is forgotten. */
export function asKind(type: WicketType, was: DraftWicket | null, strikerId: string): DraftWicket {
  return {
    type,
    dismissedPlayerId: was && canBeEither(type) ? was.dismissedPlayerId : strikerId,
    fielderIds: was && hasFielders(type) && was.type === type ? was.fielderIds : [],
    substituteIds: was && was.type === type ? was.substituteIds : [],
    end: was && hasEnd(type) ? was.end : null,
    crossed: was && hasEnd(type) ? was.crossed : null,
  };
}
