// Copies a state so that the fold may change it.

import type { Bowler, Innings, MatchState } from "./state.js";

/** Return a copy of a state that shares no mutable part with it. */
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
    batters: copyOfMap(innings.batters, (batter) => ({ ...batter })),
    bowlers: copyOfMap(innings.bowlers, copyOfBowler),
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

function copyOfMap<T>(values: ReadonlyMap<string, T>, copy: (value: T) => T): Map<string, T> {
  return new Map([...values].map(([key, value]) => [key, copy(value)]));
}
