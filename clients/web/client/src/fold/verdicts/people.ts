// Rows 14 and 41-43: who keeps wicket, bowls and fields, and for which side.

import type { Action, Delivery } from "../actions.js";
import type { Innings } from "../state.js";
import { atCrease, replacedIds } from "../state.js";
import type { Case } from "./case.js";
import { beginsOver, sideOf } from "./case.js";
import type { Found } from "./model.js";

/** Return the side that bats; for an innings without a start, the striker's. */
function battingSide(about: Case, action: Action): string | null {
  if (about.innings !== null) {
    return about.innings.battingTeamId;
  }
  return action.type === "delivery" ? sideOf(about, action.strikerId) : null;
}

/**
 * Find a stumping by the bowler, or by a fielder if the lineups name another keeper. The lineups do not
 * say who keeps wicket once the keeper was replaced in the match.
 */
function stumpedByOther(about: Case, { wicket, bowlerId }: Delivery): Found | null {
  const fielder = wicket?.fielderIds[0];
  if (wicket?.type !== "stumped" || fielder === undefined) {
    return null;
  }
  if (fielder === bowlerId) {
    return { player: fielder };
  }
  const side = sideOf(about, fielder);
  const gone = replacedIds(about.state);
  const keepers = [...about.details.keeperIds].filter(
    (each) => side !== null && sideOf(about, each) === side && !gone.has(each),
  );
  const isAllowed = keepers.includes(fielder) || wicket.substituteIds.includes(fielder);
  return keepers.length && !isAllowed ? { player: fielder } : null;
}

/** Find a stumping by a substitute, who keeps wicket only with the umpires' consent. */
function stumpedBySubstitute(_: Case, { wicket }: Delivery): Found | null {
  if (wicket?.type !== "stumped") {
    return null;
  }
  const substitute = wicket.fielderIds.find((each) => wicket.substituteIds.includes(each));
  return substitute === undefined ? null : { player: substitute };
}

/** Find a bowler who is one of the two batters. */
function bowlerIsBatting(_: Case, { strikerId, nonStrikerId, bowlerId }: Delivery): Found | null {
  return bowlerId === strikerId || bowlerId === nonStrikerId ? { player: bowlerId } : null;
}

/** Find a bowler whom the lineups name for the side that bats. */
function bowlerOfBattingSide(about: Case, action: Delivery): Found | null {
  const team = sideOf(about, action.bowlerId);
  const isBatting = team !== null && team === battingSide(about, action);
  return isBatting && !bowlerIsBatting(about, action) ? { player: action.bowlerId, team } : null;
}

/** Find a bowler who is named as a substitute and has not joined the match as a replacement. */
function bowlerIsSubstitute({ details, state }: Case, { bowlerId }: Delivery): Found | null {
  const isSubstitute = details.substituteIds.has(bowlerId) && !state.joined.has(bowlerId);
  return isSubstitute ? { player: bowlerId } : null;
}

/** Return the fielders of a dismissal, without substitutes. */
function fieldersOf(action: Action): string[] {
  if (action.type === "batter_dismissed") {
    return action.fielderIds.filter((each) => !action.substituteIds.includes(each));
  }
  if (action.type !== "delivery" || action.wicket === null) {
    return [];
  }
  const { fielderIds, assistFielderIds, substituteIds } = action.wicket;
  return [...fielderIds, ...assistFielderIds].filter((each) => !substituteIds.includes(each));
}

/** Find a fielder whom the lineups name for the side that bats. */
function fielderOfBattingSide(about: Case, action: Action): Found | null {
  const team = battingSide(about, action);
  const player = fieldersOf(action).find((each) => team !== null && sideOf(about, each) === team);
  return player === undefined ? null : { player, team };
}

/** Find a catch without a catcher. */
function catcherMissing(_: Case, { wicket }: Delivery): Found | null {
  if (wicket?.type !== "caught") {
    return null;
  }
  const named = [...wicket.fielderIds, ...wicket.assistFielderIds, ...wicket.substituteIds];
  return named.length ? null : { player: wicket.dismissedPlayerId };
}

/** Find a player in no lineup, at that player's first action. Finds nothing without lineups. */
function playerNotInLineup(about: Case, action: Action): Found | null {
  if (!about.state.setup.sides.size) {
    return null;
  }
  const player = newlyNamed(about, action).find((each) => sideOf(about, each) === null);
  return player === undefined ? null : { player };
}

/** Return the players whom an action names and who have not yet taken part in the innings. */
function newlyNamed({ innings }: Case, action: Action): string[] {
  const named = [...playersOf(action), ...fieldersOf(action)];
  return named.filter((each) => each && !innings?.batters.has(each) && !innings?.bowlers.has(each));
}

/** Find a player who takes part although another has taken their place in the match. */
function replacedPlaysOn({ innings, state }: Case, action: Action): Found | null {
  const gone = replacedIds(state);
  const named = [...newlyBowlingOrBatting(innings, action), ...fieldersOf(action)];
  const player = named.find((each) => gone.has(each));
  return player === undefined ? null : { player };
}

/**
 * Return the batters and bowler at the start of an over; within an over, those who were not there before.
 */
function newlyBowlingOrBatting(innings: Innings | null, action: Action): string[] {
  const named = playersOf(action);
  if (action.type !== "delivery" || innings === null || beginsOver(innings, action)) {
    return named;
  }
  const there = [...atCrease(innings), ...innings.over.bowlerIds];
  return named.filter((each) => !there.includes(each));
}

function playersOf(action: Action): string[] {
  switch (action.type) {
    case "batter_arrived":
    case "batter_resumed":
      return [action.playerId];
    case "delivery":
      return [action.strikerId, action.nonStrikerId, action.bowlerId];
    case "innings_started":
      return [action.strikerId, action.nonStrikerId].filter((each) => each !== null);
    default:
      return [];
  }
}

export const PEOPLE = {
  stumped_by_other: stumpedByOther,
  stumped_by_substitute: stumpedBySubstitute,
  bowler_is_batting: bowlerIsBatting,
  bowler_of_batting_side: bowlerOfBattingSide,
  bowler_is_substitute: bowlerIsSubstitute,
  fielder_of_batting_side: fielderOfBattingSide,
  catcher_missing: catcherMissing,
  player_not_in_lineup: playerNotInLineup,
  replaced_plays_on: replacedPlaysOn,
};
