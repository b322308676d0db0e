// Computes the target and the par of a match in progress, beside what the umpires announced. The
// announced figures are the record; the computed ones are a check on them, and decide an abandoned
// chase for which nobody announced a par.

import type { PlayingConditions } from "../formats.js";
import { wicketsPerInnings } from "../formats.js";
import { shown } from "../plain.js";
import type { Innings, MatchState } from "../state.js";
import { mainInnings } from "../state.js";
import type { RainMethod } from "../vocabulary.js";
import { announcedPar } from "./announced.js";
import { ballsBowled, ballsLeft } from "./log.js";
import { ALL_OUT, NotCalculated, resourcesLeft } from "./resources.js";
import type { Chase } from "./targets.js";
import { parOf, targetOf } from "./targets.js";

export const OVERS_LOST = "playing condition: overs lost";
const NAMES_OF_DLS = ["dls", "d/l", "duckworth"];

/** Methods of which there are announced figures only. */
const NOT_PUBLISHED: Partial<Record<RainMethod, string>> = {
  dls_professional: "the Professional Edition is not published and not computed",
  vjd: "the tables of VJD are not published, it is not computed",
};

/** Resources in tenths of a percent, target and par as computed; null for what there is not yet. */
export interface Figures {
  readonly resources1: number | null;
  readonly resources2: number | null;
  readonly target: number | null;
  readonly par: number | null;
  /** What keeps the target from being computed; there may be a par, which takes less, without. */
  readonly whyNot: string | null;
}

/** The score with which an abandoned chase is level, and the method that says so. */
export interface Par {
  readonly runs: number;
  readonly method: string | null;
}

const NO_FIGURES: Figures = {
  resources1: null, resources2: null, target: null, par: null, whyNot: null,
};

/** Whether a match of limited overs lost time, so that it has a target and a par to compute. */
export function hasRain(state: MatchState): boolean {
  if (state.rain === null && !isAbandonedChase(state)) {
    return false;
  }
  const { conditions } = state.setup;
  const limits = mainInnings(state).map((innings) => innings.oversLimit);
  return conditions.inningsPerSide === 1 && [conditions.oversPerInnings, ...limits].some(Boolean);
}

/** Whether an innings is the second of a match of one a side. */
export function isChase(state: MatchState, innings: Innings): boolean {
  return state.setup.conditions.inningsPerSide === 1 && mainInnings(state)[1] === innings;
}

/** Whether a chase is to have fewer overs than the first innings was. */
export function hasFewerOvers(state: MatchState, chase: Innings): boolean {
  const limits = [mainInnings(state)[0]?.oversLimit, state.setup.conditions.oversPerInnings];
  const overs = Math.min(...limits.map((each) => each || Infinity));
  return chase.oversLimit !== null && Number.isFinite(overs) && chase.oversLimit < overs;
}

/** Whether the second innings was recorded as abandoned. */
function isAbandonedChase(state: MatchState): boolean {
  const [, second, third] = mainInnings(state);
  if (second === undefined || third !== undefined) {
    return false;
  }
  return second.closed === "abandoned" && second.isCloseRecorded;
}

/** How targets are revised: as announced, else as the conditions have it, else DLS Standard. */
export function methodOf(state: MatchState): RainMethod | null {
  const announced = (state.method ?? "").toLowerCase();
  if (announced.includes("vjd")) {
    return "vjd";
  }
  if (announced && !NAMES_OF_DLS.some((name) => announced.includes(name))) {
    return null;
  }
  if (announced.includes("professional")) {
    return "dls_professional";
  }
  const agreed = state.setup.conditions.rainMethod ?? "dls_standard";
  return announced && agreed === "vjd" ? "dls_standard" : agreed;
}

/** The figures of a match at this ball; `coming` is the chase that is to begin. */
export function figures(state: MatchState, coming: Innings | null = null): Figures {
  const { conditions } = state.setup;
  const [first, second] = mainInnings(state);
  const whyNot = reasonAgainst(state);
  if (whyNot !== null || first === undefined) {
    return { ...NO_FIGURES, whyNot };
  }
  const length = conditions.ballsPerOver;
  const resources1 = calculated(() => available(first, length) - unused(first, length));
  if (typeof resources1 === "string") {
    return { ...NO_FIGURES, whyNot: resources1 };
  }
  const chase = second ?? coming;
  return chase === null
    ? { ...NO_FIGURES, resources1 }
    : figuresOfChase(first, chase, resources1, conditions);
}

/** A figure, or why there is none. */
function calculated(figure: () => number): number | string {
  try {
    return figure();
  } catch (error) {
    if (error instanceof NotCalculated) {
      return error.message;
    }
    throw error;
  }
}

/** Why nothing can be computed of this match; null where it can. */
function reasonAgainst(state: MatchState): string | null {
  const method = methodOf(state);
  if (method === null) {
    return `${shown(state.method)} is not computed; the announced figures stand`;
  }
  const notPublished = NOT_PUBLISHED[method];
  if (notPublished !== undefined) {
    return `${notPublished}; the announced figures stand`;
  }
  const wickets = wicketsPerInnings(state.setup.conditions);
  return wickets === ALL_OUT
    ? null
    : `the table is made for ${ALL_OUT} wickets, an innings here has ${wickets}`;
}

/** The figures once a chase is in progress, over, or about to begin. */
function figuresOfChase(
  first: Innings, innings: Innings, resources1: number, conditions: PlayingConditions,
): Figures {
  const { ballsPerOver: length, g50 } = conditions;
  const resources2 = calculated(() => available(innings, length));
  if (typeof resources2 === "string") {
    return { ...NO_FIGURES, resources1, whyNot: resources2 };
  }
  const penalty = first.chasePenalty;
  const runs = first.runs - penalty;
  const chase: Chase = { runs, firstResources: resources1, resources: resources2, g50, penalty };
  const left = calculated(() => resourcesLeft(ballsLeft(innings, length), innings.wickets));
  if (typeof left === "string") {
    return { ...NO_FIGURES, resources1, resources2, whyNot: left };
  }
  const target = calculated(() => targetOf(chase));
  const par = calculated(() => parOf(chase, left));
  return {
    resources1,
    resources2,
    target: typeof target === "string" ? null : target,
    par: typeof par === "string" ? null : par,
    whyNot: typeof target === "string" ? target : null,
  };
}

/** Resources of an innings: of its overs at the start, less what stoppages took. */
function available(innings: Innings, length: number): number {
  const lost = innings.lostOvers ?? { overs: innings.oversLimit ?? 0, resources: 0 };
  if (!lost.overs) {
    const why = innings.oversLimit === null ? "has no" : "began without a";
    throw new NotCalculated(`innings ${innings.number} ${why} limit of overs`);
  }
  return resourcesLeft(lost.overs * length, 0) - lost.resources;
}

/** Resources that the side batting first lost when its innings was cut short for good. */
function unused(first: Innings, length: number): number {
  return first.closed === "abandoned" ? resourcesLeft(ballsLeft(first, length), first.wickets) : 0;
}

/**
 * The par of an abandoned chase: as announced, else as computed. Null where there is none, and
 * where fewer overs were bowled than make a match.
 */
export function finalPar(state: MatchState): Par | null {
  const least = state.setup.conditions.minimumOvers;
  const isRecorded = state.recordedResult !== null;
  if (least !== null && isTooShort(state, least) && !isRecorded) {
    return null;
  }
  const announced = announcedPar(state);
  if (announced !== null) {
    return { runs: announced, method: state.method };
  }
  if ((least === null && !isRecorded) || !hasRain(state)) {
    return null;
  }
  const { par } = figures(state);
  return par === null ? null : { runs: par, method: state.method || "DLS" };
}

/**
 * Why an abandoned chase that had the overs of a match has no par, so that nothing is decided; null
 * where it has one, and where it needs none.
 */
export function whyNoPar(state: MatchState): string | null {
  const least = state.setup.conditions.minimumOvers;
  if (least === null || isTooShort(state, least) || !hasRain(state)) {
    return null;
  }
  const computed = announcedPar(state) === null ? figures(state) : null;
  return computed?.par === null ? computed.whyNot : null;
}

/** Whether a chase had fewer overs than make a match, or than the whole of a shorter one. */
export function isTooShort(state: MatchState, least: number): boolean {
  const { ballsPerOver: length, oversPerInnings } = state.setup.conditions;
  const overs = Math.min(least, oversPerInnings || least);
  const [, chase] = mainInnings(state);
  return chase === undefined || ballsBowled(chase, length) < overs * length;
}
