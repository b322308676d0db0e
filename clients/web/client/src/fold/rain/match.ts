// Computes the target and the par of a match in progress, in addition to those that the umpires announced.
// The announced figures are the record. The computed ones check them, and decide an abandoned chase for
// which no par was announced.

import type { PlayingConditions } from "../formats.js";
import { wicketsPerInnings } from "../formats.js";
import { shortText } from "../plain.js";
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

/** Methods for which only announced figures exist. */
const NOT_PUBLISHED: Partial<Record<RainMethod, string>> = {
  dls_professional: "the Professional Edition is not published and not computed",
  vjd: "the tables of VJD are not published, it is not computed",
};

/** Computed resources (in tenths of a percent), target and par; null if not available yet. */
export interface Figures {
  readonly resources1: number | null;
  readonly resources2: number | null;
  readonly target: number | null;
  readonly par: number | null;
  /** Why the target cannot be computed; there may still be a par, which needs less. */
  readonly whyNot: string | null;
}

/** The score with which an abandoned chase is level, and the method that gives it. */
export interface Par {
  readonly runs: number;
  readonly method: string | null;
}

const NO_FIGURES: Figures = {
  resources1: null, resources2: null, target: null, par: null, whyNot: null,
};

/** Return whether a match of limited overs lost time, so that there is a target and a par to compute. */
export function hasRain(state: MatchState): boolean {
  if (state.rain === null && !isAbandonedChase(state)) {
    return false;
  }
  const { conditions } = state.setup;
  const limits = mainInnings(state).map((innings) => innings.oversLimit);
  return conditions.inningsPerSide === 1 && [conditions.oversPerInnings, ...limits].some(Boolean);
}

/** Return whether an innings is the second one of a match with one innings a side. */
export function isChase(state: MatchState, innings: Innings): boolean {
  return state.setup.conditions.inningsPerSide === 1 && mainInnings(state)[1] === innings;
}

/** Return whether a chase has fewer overs than the first innings had. */
export function hasFewerOvers(state: MatchState, chase: Innings): boolean {
  const limits = [mainInnings(state)[0]?.oversLimit, state.setup.conditions.oversPerInnings];
  const overs = Math.min(...limits.map((each) => each || Infinity));
  return chase.oversLimit !== null && Number.isFinite(overs) && chase.oversLimit < overs;
}

/** Return whether the second innings was recorded as abandoned. */
function isAbandonedChase(state: MatchState): boolean {
  const [, second, third] = mainInnings(state);
  if (second === undefined || third !== undefined) {
    return false;
  }
  return second.closed === "abandoned" && second.isCloseRecorded;
}

/** Return the method of revision: the announced one, else that of the conditions, else DLS Standard. */
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

/** Return the figures of a match at this ball. `coming` is the chase that is about to begin. */
export function figures(state: MatchState, coming: Innings | null = null): Figures {
  const { conditions } = state.setup;
  const [first, second] = mainInnings(state);
  const whyNot = reasonNotComputed(state);
  if (whyNot !== null || first === undefined) {
    return { ...NO_FIGURES, whyNot };
  }
  const length = conditions.ballsPerOver;
  const resources1 = figureOrReason(() => availableResources(first, length) - unusedResources(first, length));
  if (typeof resources1 === "string") {
    return { ...NO_FIGURES, whyNot: resources1 };
  }
  const chase = second ?? coming;
  return chase === null
    ? { ...NO_FIGURES, resources1 }
    : figuresOfChase(first, chase, resources1, conditions);
}

/** Return a figure, or the message why there is none. */
function figureOrReason(figure: () => number): number | string {
  try {
    return figure();
  } catch (error) {
    if (error instanceof NotCalculated) {
      return error.message;
    }
    throw error;
  }
}

/** Return why nothing can be computed for this match; null if it can. */
function reasonNotComputed(state: MatchState): string | null {
  const method = methodOf(state);
  if (method === null) {
    return `${shortText(state.method)} is not computed; the announced figures stand`;
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

/** Return the figures of a chase that is in progress, over, or about to begin. */
function figuresOfChase(
  first: Innings, innings: Innings, resources1: number, conditions: PlayingConditions,
): Figures {
  const { ballsPerOver: length, g50 } = conditions;
  const resources2 = figureOrReason(() => availableResources(innings, length));
  if (typeof resources2 === "string") {
    return { ...NO_FIGURES, resources1, whyNot: resources2 };
  }
  const penalty = first.chasePenalty;
  const runs = first.runs - penalty;
  const chase: Chase = { runs, firstResources: resources1, resources: resources2, g50, penalty };
  const left = figureOrReason(() => resourcesLeft(ballsLeft(innings, length), innings.wickets));
  if (typeof left === "string") {
    return { ...NO_FIGURES, resources1, resources2, whyNot: left };
  }
  const target = figureOrReason(() => targetOf(chase));
  const par = figureOrReason(() => parOf(chase, left));
  return {
    resources1,
    resources2,
    target: typeof target === "string" ? null : target,
    par: typeof par === "string" ? null : par,
    whyNot: typeof target === "string" ? target : null,
  };
}

/** Return the resources of an innings: those of its overs at the start, less what stoppages took. */
function availableResources(innings: Innings, length: number): number {
  const lost = innings.lostOvers ?? { overs: innings.oversLimit ?? 0, resources: 0 };
  if (!lost.overs) {
    const why = innings.oversLimit === null ? "has no" : "began without a";
    throw new NotCalculated(`innings ${innings.number} ${why} limit of overs`);
  }
  return resourcesLeft(lost.overs * length, 0) - lost.resources;
}

/** Return the resources that the side batting first did not use because its innings was cut short. */
function unusedResources(first: Innings, length: number): number {
  return first.closed === "abandoned" ? resourcesLeft(ballsLeft(first, length), first.wickets) : 0;
}

/**
 * Return the par of an abandoned chase: the announced one, else the computed one. Null if there is none, or
 * if fewer overs were bowled than make a match.
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
 * Return why an abandoned chase with enough overs for a match has no par, so that it decides nothing. Null
 * if it has a par, or needs none.
 */
export function whyNoPar(state: MatchState): string | null {
  const least = state.setup.conditions.minimumOvers;
  if (least === null || isTooShort(state, least) || !hasRain(state)) {
    return null;
  }
  const computed = announcedPar(state) === null ? figures(state) : null;
  return computed?.par === null ? computed.whyNot : null;
}

/** Return whether a chase had fewer overs than make a match, or than all overs of a shorter match. */
export function isTooShort(state: MatchState, least: number): boolean {
  const { ballsPerOver: length, oversPerInnings } = state.setup.conditions;
  const overs = Math.min(least, oversPerInnings || least);
  const [, chase] = mainInnings(state);
  return chase === undefined || ballsBowled(chase, length) < overs * length;
}
