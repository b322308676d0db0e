// Makes states before any play.

import { THE_LAWS, wicketsPerInnings } from "./formats.js";
import type { Innings, MatchState, Over, Setup } from "./state.js";

/** Return the state of a match before its first action. */
export function newState(setup: Setup): MatchState {
  return {
    setup,
    innings: [],
    problems: [],
    problemsBeyond: 0,
    pendingPenalties: new Map(),
    pendingRevision: null,
    method: null,
    par: null,
    stoppage: null,
    rain: null,
    suspendedIds: new Set(),
    joined: new Map(),
    replacements: [],
    recordedResult: null,
    result: null,
    badIds: new Set(),
    weight: 0,
  };
}

/** Return an over before its first ball. */
export function newOver(number = 0): Over {
  return {
    number,
    legalBalls: 0,
    deliveries: 0,
    conceded: 0,
    bowlerIds: [],
    umpiresCount: null,
    ballsPerOver: THE_LAWS.ballsPerOver,
    isComplete: false,
    changesEnds: true,
    balls: [],
  };
}

type InningsStart = Pick<Innings, "number" | "battingTeamId" | "bowlingTeamId"> &
  Partial<Innings>;

/** Return an innings before its first ball. */
export function emptyInnings(start: InningsStart): Innings {
  return {
    isSuperOver: false,
    oversLimit: null,
    wicketsLimit: wicketsPerInnings(THE_LAWS),
    target: null,
    powerplays: [],
    runs: 0,
    wickets: 0,
    legalBalls: 0,
    oversCompleted: 0,
    wides: 0,
    noBalls: 0,
    byes: 0,
    legByes: 0,
    penalty: 0,
    chasePenalty: 0,
    lostOvers: null,
    strikerId: null,
    nonStrikerId: null,
    bowlerId: null,
    bowlingAngle: null,
    isFreeHit: false,
    strikeWasStated: false,
    mayChangeBowler: false,
    isPositionOff: false,
    over: newOver(),
    batters: new Map(),
    bowlers: new Map(),
    partnerships: [],
    fallOfWickets: [],
    overBowlers: [],
    overTotals: [],
    suspendedIds: new Set(),
    absentIds: [],
    lastLeftId: null,
    latePenalty: 0,
    wentOnAfter: [],
    lastCorrection: null,
    strikeDoubt: null,
    closed: null,
    isCloseRecorded: false,
    weight: 0,
    ...start,
  };
}
