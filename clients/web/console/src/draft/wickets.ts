// Which dismissals a ball allows (Laws 21, 22 and the free hit), and which details each one needs.

import type { Draft, DraftWicket, WicketType } from "./draft.js";

/** The dismissals, the most common first. */
export const KINDS: readonly WicketType[] = [
  "bowled", "caught", "lbw", "run_out", "stumped", "hit_wicket", "obstructing_field", "hit_ball_twice",
];

const OFF_NO_BALL: readonly WicketType[] = ["run_out", "obstructing_field", "hit_ball_twice"];
const OFF_WIDE: readonly WicketType[] = ["run_out", "obstructing_field", "stumped", "hit_wicket"];
const EITHER_BATTER: readonly WicketType[] = ["run_out", "obstructing_field"];
const STRIKER_ONLY = KINDS.filter((each) => !EITHER_BATTER.includes(each));
const WITH_FIELDERS: readonly WicketType[] = ["caught", "run_out", "stumped"];

/** Return whether a batter can be out this way off a wide, a no-ball or a fair ball. */
export function isPossible(type: WicketType, penaltyFor: Draft["penaltyFor"]): boolean {
  if (penaltyFor === "noBall") return OFF_NO_BALL.includes(type);
  return penaltyFor !== "wide" || OFF_WIDE.includes(type);
}

/** Return whether a free hit saves the batter from this dismissal. */
export function isSaved(type: WicketType, isFreeHit: boolean): boolean {
  return isFreeHit && !OFF_NO_BALL.includes(type);
}

/** Return whether the non-striker can be out this way too. */
export const canBeEither = (type: WicketType): boolean => EITHER_BATTER.includes(type);
export const hasFielders = (type: WicketType): boolean => WITH_FIELDERS.includes(type);
/** Return whether the end, the runs completed and the crossing decide who faces next (Laws 18.12, 38). */
export const hasEnd = (type: WicketType): boolean => EITHER_BATTER.includes(type);

export interface Pair {
  readonly strikerId: string;
  readonly nonStrikerId: string;
}

/** Return the wicket of a ball after its batters were corrected. A dismissal of the striker alone moves to the
 * new striker. In any other, the batter out stays out if still at the crease; otherwise the batter who takes
 * that place is out. */
export function wicketForPair(wicket: DraftWicket | null, was: Pair, is: Pair): DraftWicket | null {
  if (!wicket) return null;
  const { type, dismissedPlayerId: out } = wicket;
  const wasStriker = out === was.strikerId;
  if (STRIKER_ONLY.includes(type)) return wasStriker ? { ...wicket, dismissedPlayerId: is.strikerId } : wicket;
  const others = [is.strikerId, is.nonStrikerId];
  const instead = wasStriker ? is.strikerId : out === was.nonStrikerId ? is.nonStrikerId : "";
  const isKept = others.includes(out) || !instead || others[0] === others[1]; // one of the two is named so far
  return isKept ? wicket : { ...wicket, dismissedPlayerId: instead };
}

/** Return the wicket with another kind of dismissal; details that the new kind does not need are removed. */
export function withKind(type: WicketType, was: DraftWicket | null, strikerId: string): DraftWicket {
  return {
    type,
    dismissedPlayerId: was && canBeEither(type) ? was.dismissedPlayerId : strikerId,
    fielderIds: was && hasFielders(type) && was.type === type ? was.fielderIds : [],
    substituteIds: was && was.type === type ? was.substituteIds : [],
    end: was && hasEnd(type) ? was.end : null,
    crossed: was && hasEnd(type) ? was.crossed : null,
  };
}
