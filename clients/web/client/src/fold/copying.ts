// Copies a state so that the fold may change it: nothing that changes is shared.

import type { Bowler, Innings, MatchState } from "./state.js";

/** A copy that shares nothing that changes. */
export function copyOf(state: MatchState): MatchState {
  return {
    ...state,
    innings: state.innings.map(copyOfInnings),
    problems: [...state.problems],
    pendingPenalties: new Map(state.pendingPenalties),
    suspendedIds: new Set(state.suspendedIds),
    joined: new Map(state.joined),
    replacements: [...state.replacements],
    badIds: new Set(state.badIds),
  };
}

function copyOfInnings(innings: Innings): Innings {
  const { over } = innings;
  return {
    ...innings,
    over: { ...over, bowlerIds: [...over.bowlerIds], balls: [...over.balls] },
    batters: copied(innings.batters, (batter) => ({ ...batter })),
    bowlers: copied(innings.bowlers, copyOfBowler),
    partnerships: innings.partnerships.map((partnership) => ({ ...partnership })),
    fallOfWickets: [...innings.fallOfWickets],
    overBowlers: [...innings.overBowlers],
    overTotals: [...innings.overTotals],
    suspendedIds: new Set(innings.suspendedIds),
  };
}

function copyOfBowler(bowler: Bowler): Bowler {
  return { ...bowler, spells: bowler.spells.map((spell) => ({ ...spell })) };
}

function copied<T>(values: ReadonlyMap<string, T>, copy: (value: T) => T): Map<string, T> {
  return new Map([...values].map(([key, value]) => [key, copy(value)]));
}
