// Rows 4-10: who bats, who comes in, who leaves.

import type {
  Action, BatterDismissed, BatterResumed, BatterRetired, Delivery, InningsStarted,
} from "../actions.js";
import { ONLY_THE_STRIKER } from "../laws.js";
import type { Batter, Innings } from "../state.js";
import { atCrease, isOut } from "../state.js";
import type { Case } from "./case.js";
import { pairOf } from "./case.js";
import { dismissalName, hasRetired } from "./dismissals.js";
import type { Found } from "./model.js";

/** Return the batters whom an action puts in: both for a ball, one for an arrival or time-out. */
function battersNamed({ innings }: Case, action: Action): string[] {
  switch (action.type) {
    case "delivery":
      return pairOf(innings, action).flatMap((each) => each || []);
    case "batter_arrived":
    case "batter_dismissed":
    case "batter_resumed":
      return [action.playerId];
    default:
      return [];
  }
}

function batterOf({ innings }: Case, playerId: string): Batter | null {
  return innings?.batters.get(playerId) ?? null;
}

/** Find one player at both ends. */
function sameBatterTwice(_: Case, action: Delivery | InningsStarted): Found | null {
  const isSame = action.strikerId !== null && action.strikerId === action.nonStrikerId;
  return isSame ? { player: action.strikerId } : null;
}

/** Find a batter who is out and bats again. A time-out concerns a player who has not batted. */
function batterAlreadyOut(about: Case, action: Action): Found | null {
  if (action.type === "batter_dismissed" && action.wicketType !== "timed_out") {
    return null;
  }
  const out = battersNamed(about, action).find((each) => isOutNow(batterOf(about, each)));
  return out === undefined ? null : { player: out };
}

function isOutNow(batter: Batter | null): boolean {
  return batter !== null && isOut(batter);
}

/** Return the batters who come in with this action after having retired. */
function retiredNewcomers(about: Case, action: Action): Batter[] {
  const { innings } = about;
  if (innings === null) {
    return [];
  }
  const isIn = new Set(atCrease(innings));
  const named = battersNamed(about, action).flatMap((each) => innings.batters.get(each) ?? []);
  return named.filter((batter) => hasRetired(batter) && !isIn.has(batter.playerId));
}

/** Find a retired batter who comes back into the place left vacant by that retirement. */
function resumedTooSoon(about: Case, action: Action): Found | null {
  const { innings } = about;
  const found = retiredNewcomers(about, action).find(
    (batter) => innings !== null && isOwnVacancy(innings, batter),
  );
  return found === undefined ? null : { player: found.playerId };
}

/** Return whether nobody has left or come in since a batter retired. */
function isOwnVacancy(innings: Innings, batter: Batter): boolean {
  const last = innings.partnerships.at(-1);
  const [otherId, ...more] = atCrease(innings);
  if (last === undefined || otherId === undefined || more.length) {
    return false;
  }
  const pair = [last.batterAId, last.batterBId];
  const isBetween = pair.includes(batter.playerId) && pair.includes(otherId);
  const fallenSince = innings.wickets + 1 - last.wicketNumber;
  return isBetween && fallenSince === Number(isOut(batter));
}

/** Find a batter who retired, not out, and is in again without batter_resumed. */
function resumedWithoutRecord(about: Case, action: Action): Found | null {
  const { innings } = about;
  const found = retiredNewcomers(about, action).find(
    (batter) => innings !== null && !isOut(batter) && !isOwnVacancy(innings, batter),
  );
  return found === undefined ? null : { player: found.playerId };
}

/** Find a batter who retired out and resumes without the opposing captain's consent. */
function resumedWithoutConsent(about: Case, action: BatterResumed): Found | null {
  const batter = batterOf(about, action.playerId);
  const isRetiredOut = batter !== null && hasRetired(batter) && isOut(batter);
  return isRetiredOut && !action.consent ? { player: action.playerId } : null;
}

/** Find a batter who resumes without having retired. */
function batterNotRetired(about: Case, action: BatterResumed): Found | null {
  const batter = batterOf(about, action.playerId);
  return batter !== null && hasRetired(batter) ? null : { player: action.playerId };
}

/** Find a consent for a batter who retired and was not out. */
function needlessConsent(about: Case, action: BatterResumed): Found | null {
  const isRetired = isRetiredNotOut(batterOf(about, action.playerId));
  return action.consent && isRetired ? { player: action.playerId } : null;
}

function isRetiredNotOut(batter: Batter | null): boolean {
  return batter !== null && hasRetired(batter) && !isOut(batter);
}

/** Find a batter who was in and is no longer, without being out or retired. */
function unexplainedBatter({ innings }: Case, action: Delivery): Found | null {
  if (innings === null) {
    return null;
  }
  const pair = pairOf(innings, action);
  const gone = atCrease(innings).find((each) => !pair.includes(each));
  return gone === undefined ? null : { player: gone };
}

/** Find a batter who is dismissed, or retires, without being in. */
function batterNotAtCrease(
  about: Case, action: Delivery | BatterDismissed | BatterRetired,
): Found | null {
  if (action.type === "delivery") {
    return dismissedNotInPair(about, action);
  }
  if (action.type === "batter_dismissed" && action.wicketType === "timed_out") {
    return null;
  }
  const { innings } = about;
  const isIn = innings !== null && atCrease(innings).includes(action.playerId);
  return isIn || isGivenOutLater(about, action) ? null : { player: action.playerId };
}

/** Return whether one who retired hurt or not out is now given retired out. */
function isGivenOutLater(about: Case, action: BatterDismissed | BatterRetired): boolean {
  const isRetiredOut = action.type === "batter_retired" && action.retirement === "out";
  return isRetiredOut && isRetiredNotOut(batterOf(about, action.playerId));
}

/** Find the dismissal on a ball of a player who is neither striker nor non-striker. */
function dismissedNotInPair({ innings }: Case, action: Delivery): Found | null {
  const { wicket } = action;
  if (wicket === null || wicket.type === "timed_out") {
    return null;
  }
  const isIn = pairOf(innings, action).includes(wicket.dismissedPlayerId);
  return isIn ? null : { player: wicket.dismissedPlayerId };
}

/**
 * Find a non-striker who is out in a way that only the striker can be. Under the 2000 Code either batter
 * could handle the ball.
 */
function batterNotFacing({ innings, conditions }: Case, action: Delivery): Found | null {
  const { wicket } = action;
  if (wicket === null || !ONLY_THE_STRIKER.has(wicket.type)) {
    return null;
  }
  if (wicket.type === "handled_ball" && conditions.lawsEdition === "2000") {
    return null;
  }
  const isOther = wicket.dismissedPlayerId === pairOf(innings, action)[1];
  return isOther ? { player: wicket.dismissedPlayerId, how: dismissalName(wicket.type) } : null;
}

export const CREASE = {
  same_batter_twice: sameBatterTwice,
  batter_already_out: batterAlreadyOut,
  resumed_too_soon: resumedTooSoon,
  resumed_without_record: resumedWithoutRecord,
  resumed_without_consent: resumedWithoutConsent,
  batter_not_retired: batterNotRetired,
  consent_not_needed: needlessConsent,
  unexplained_batter: unexplainedBatter,
  batter_not_at_crease: batterNotAtCrease,
  batter_not_facing: batterNotFacing,
};
