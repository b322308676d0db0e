// Defines the playing conditions: formats as data, each with only its differences from the Laws.

import type { PowerplaySpan } from "./actions.js";
import type { LawsEdition, MatchFormat, RainMethod } from "./vocabulary.js";

/** The conditions under which one match is played; the defaults are the Laws themselves. */
export interface PlayingConditions {
  readonly ballsPerOver: number;
  readonly oversPerInnings: number | null;
  readonly inningsPerSide: number;
  readonly playersPerSide: number;
  readonly noBallRuns: number;
  readonly wideRuns: number;
  readonly freeHit: boolean;
  readonly maxOversPerBowler: number | null;
  readonly maxConsecutiveOvers: number;
  readonly oversPerEnd: number;
  readonly powerplays: readonly PowerplaySpan[];
  readonly lastManStands: boolean;
  readonly lawsEdition: LawsEdition;
  readonly graceMinutes: number;
  readonly minimumOvers: number | null;
  readonly g50: number | null;
  readonly rainMethod: RainMethod | null;
  readonly superOverOvers: number;
  readonly superOverWickets: number;
  /** The lead with which the follow-on may be enforced; it depends on the days of a match (Law 14). */
  readonly followOnLead: number | null;
}

/** Run rates and economy are per six balls in every format, so that they can be compared. */
export const RATE_BALLS = 6;

const EDITION_STARTS: readonly (readonly [string, LawsEdition])[] = [
  ["2026-10-01", "2026"],
  ["2022-10-01", "2022"],
  ["2019-04-01", "2019"],
  ["2017-10-01", "2017"],
];

export const THE_LAWS: PlayingConditions = {
  ballsPerOver: 6,
  oversPerInnings: null,
  inningsPerSide: 1,
  playersPerSide: 11,
  noBallRuns: 1,
  wideRuns: 1,
  freeHit: false,
  maxOversPerBowler: null,
  maxConsecutiveOvers: 1,
  oversPerEnd: 1,
  powerplays: [],
  lastManStands: false,
  lawsEdition: "2022",
  graceMinutes: 120,
  minimumOvers: null,
  g50: null,
  rainMethod: null,
  superOverOvers: 1,
  superOverWickets: 2,
  followOnLead: null,
};

export const FORMATS: Readonly<Record<MatchFormat, PlayingConditions>> = {
  T20: {
    ...THE_LAWS,
    oversPerInnings: 20,
    freeHit: true,
    maxOversPerBowler: 4,
    minimumOvers: 5,
    powerplays: [mandatory(5)],
  },
  ODI: {
    ...THE_LAWS,
    oversPerInnings: 50,
    freeHit: true,
    maxOversPerBowler: 10,
    minimumOvers: 20,
    powerplays: [mandatory(9)],
  },
  Test: { ...THE_LAWS, inningsPerSide: 2 },
  Hundred: {
    ...THE_LAWS,
    ballsPerOver: 5,
    oversPerInnings: 20,
    noBallRuns: 2,
    freeHit: true,
    maxOversPerBowler: 4,
    maxConsecutiveOvers: 2,
    oversPerEnd: 2,
    minimumOvers: 5,
    powerplays: [mandatory(4)],
  },
  Custom: THE_LAWS,
};

function mandatory(toOver: number): PowerplaySpan {
  return { type: "mandatory", fromOver: 0, toOver, fromBall: null, toBall: null };
}

/** In innings of at most this many overs, a shortened powerplay ends at the nearest ball, not over. */
const SHORT_FORMAT = 20;

/**
 * Return the powerplays of an innings with `limit` overs. In a shortened innings they keep their share: up
 * to 20 planned overs to the nearest ball, else to the nearest over. Powerplays without a ball are left
 * out.
 */
export function powerplaysOf(
  conditions: PlayingConditions, limit: number | null,
): readonly PowerplaySpan[] {
  const { oversPerInnings: whole, ballsPerOver: length } = conditions;
  if (!whole || limit === null || limit >= whole) {
    return conditions.powerplays;
  }
  const step = whole <= SHORT_FORMAT ? 1 : length;
  const shortened = (balls: number) =>
    Math.floor((2 * balls * limit + whole * step) / (2 * whole * step)) * step;
  return conditions.powerplays.flatMap(({ type, fromOver, toOver, fromBall, toBall }) => {
    const start = shortened(fromOver * length + (fromBall || 1) - 1);
    const end = shortened(toOver * length + (toBall || length));
    return start < end ? [powerplaySpan(type, start, end, length)] : [];
  });
}

/** Return a powerplay after ball `start` of an innings up to ball `end`, in overs of `length` balls. */
function powerplaySpan(type: string, start: number, end: number, length: number): PowerplaySpan {
  const [first, last] = [start % length, (end - 1) % length + 1];
  return {
    type,
    fromOver: Math.floor(start / length),
    toOver: Math.floor((end - 1) / length),
    fromBall: first ? first + 1 : null,
    toBall: last < length ? last : null,
  };
}

/** Return whether two lists have the same powerplays. */
export function arePowerplaysAlike(
  some: readonly PowerplaySpan[], others: readonly PowerplaySpan[],
): boolean {
  return some.length === others.length && some.every((one, place) => isSame(one, others[place]));
}

function isSame(one: PowerplaySpan, other: PowerplaySpan | undefined): boolean {
  return other !== undefined && one.type === other.type
    && one.fromOver === other.fromOver && one.toOver === other.toOver
    && one.fromBall === other.fromBall && one.toBall === other.toBall;
}

/** Return the dismissals that end an innings: all but one, or all where the last man stands. */
export function wicketsPerInnings(conditions: PlayingConditions): number {
  return conditions.lastManStands ? conditions.playersPerSide : conditions.playersPerSide - 1;
}

/** Return whether batters who crossed before a catch stay crossed, as until October 2022 (Law 18.11). */
export function crossingMattersWhenCaught(conditions: PlayingConditions): boolean {
  return conditions.lawsEdition < "2022";
}

/**
 * Return whether the fielding captain chooses the striker after deliberate short runs (Law 18.5) and after
 * an obstruction that prevents a catch (Law 37.5), as since October 2026.
 */
export function captainMayChooseStriker(conditions: PlayingConditions): boolean {
  return conditions.lawsEdition >= "2026";
}

/** Return the edition of the Laws in force on a day (ISO); that of 2022 if the day is unknown. */
export function editionInForce(day: string | null): LawsEdition {
  if (day === null) {
    return "2022";
  }
  return EDITION_STARTS.find(([start]) => day >= start)?.[1] ?? "2000";
}

/** Return legal balls as overs are printed: 76 balls of six are `12.4`, 72 are `12.0`. */
export function oversText(legalBalls: number, ballsPerOver: number): string {
  return `${Math.floor(legalBalls / ballsPerOver)}.${legalBalls % ballsPerOver}`;
}
