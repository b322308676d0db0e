// Reads people's decisions besides the log: the match document and the lineups, as far as the score depends
// on them. Unreadable fields are left out.

import type { Moment } from "./actions.js";
import type { MatchSetup } from "./board_types.js";
import type { Fields } from "./document.js";
import { flag, integer, maybe, model, oneOf, optional, required } from "./document.js";
import { BadDocument } from "./errors.js";
import type { PlayingConditions } from "./formats.js";
import { FORMATS, editionInForce } from "./formats.js";
import { readLeniently } from "./lenient.js";
import { dayAt, moment } from "./moments.js";
import type { PlainMap } from "./plain.js";
import { dateOf, isMap } from "./plain.js";
import { overs, player, powerplays, runs, team, whole } from "./reading.js";
import type { Setup } from "./state.js";
import { compareText } from "./text.js";
import type { LineupRole, MatchFormat, TossDecision } from "./vocabulary.js";
import {
  LAWS_EDITIONS, LINEUP_ROLES, MATCH_FORMATS, RAIN_METHODS, TOSS_DECISIONS,
} from "./vocabulary.js";

const UNKNOWN_TEAM = "?";
/** The sort key of a lineup without a planned place in the batting order. */
const LAST_PLACE = 99;

/** Conditions that no document states: they are the formats' own. */
type FormatsOwn = "maxConsecutiveOvers" | "oversPerEnd" | "superOverOvers" | "superOverWickets";
type OrNull<T> = { readonly [Name in keyof T]: T[Name] | null };
type Stated = OrNull<Omit<PlayingConditions, FormatsOwn>>;

const STATED: Fields<Stated> = {
  ballsPerOver: maybe(integer(1, 20)),
  oversPerInnings: maybe(overs),
  inningsPerSide: maybe(integer(1, 2)),
  playersPerSide: maybe(integer(2, 30)),
  noBallRuns: maybe(runs),
  wideRuns: maybe(runs),
  freeHit: maybe(flag),
  maxOversPerBowler: maybe(overs),
  powerplays: maybe(powerplays),
  lastManStands: maybe(flag),
  lawsEdition: maybe(oneOf(LAWS_EDITIONS)),
  graceMinutes: maybe(whole),
  minimumOvers: maybe(overs),
  g50: maybe(integer(1, 999)),
  rainMethod: maybe(oneOf(RAIN_METHODS)),
  followOnLead: maybe(integer(1, 999)),
};
const ALL_NULL = Object.fromEntries(Object.keys(STATED).map((name) => [name, null]));
const conditions = model<Stated>("Conditions", STATED);

/** The conditions of a MatchSetup, including those that no document states. */
const wholeConditions = model<OrNull<PlayingConditions>>("Conditions", {
  ...STATED,
  maxConsecutiveOvers: maybe(integer(1)),
  oversPerEnd: maybe(integer(1)),
  superOverOvers: maybe(overs),
  superOverWickets: maybe(integer(1)),
});

interface Toss {
  readonly winnerTeamId: string;
  readonly decision: TossDecision;
}

interface Match {
  readonly homeTeamId: string;
  readonly awayTeamId: string;
  readonly format: MatchFormat;
  readonly conditions: Stated;
  readonly scheduledAt: Moment | null;
  readonly toss: Toss | null;
}

const readMatch = model<Match>("Match", {
  homeTeamId: required(team),
  awayTeamId: required(team),
  format: optional(oneOf(MATCH_FORMATS), "Custom"),
  conditions: optional(conditions, ALL_NULL as unknown as Stated),
  scheduledAt: maybe(moment),
  toss: maybe(model<Toss>("Toss", {
    winnerTeamId: required(team),
    decision: required(oneOf(TOSS_DECISIONS)),
  })),
});

interface Lineup {
  readonly teamId: string;
  readonly playerId: string;
  readonly role: LineupRole;
  readonly isWicketkeeper: boolean;
  readonly isGuest: boolean;
  readonly battingPosition: number | null;
  readonly confirmedAt: Moment | null;
}

const readLineup = model<Lineup>("Lineup", {
  teamId: required(team),
  playerId: required(player),
  role: optional(oneOf(LINEUP_ROLES), "playing_xi"),
  isWicketkeeper: optional(flag, false),
  isGuest: optional(flag, false),
  battingPosition: maybe(integer(1, 30)),
  confirmedAt: maybe(moment),
});

/** Return the conditions that are not null, so that null does not hide the format's value. */
function statedConditions(stated: OrNull<Partial<PlayingConditions>>): Partial<PlayingConditions> {
  return Object.fromEntries(Object.entries(stated).filter(([, value]) => value !== null));
}

/**
 * Return the format's conditions, overridden by the match's own; the Laws are those of the match's date.
 */
function conditionsOf(
  format: MatchFormat, stated: OrNull<Partial<PlayingConditions>>, scheduledAt: Moment | null,
): PlayingConditions {
  const lawsEdition = editionInForce(dayOf(scheduledAt));
  return { ...FORMATS[format], lawsEdition, ...statedConditions(stated) };
}

/** Return the day of a moment as ISO text; null if it is missing or not a date. */
function dayOf(value: Moment | null): string | null {
  const date = dateOf(value);
  const text = date === null ? value : date.toISOString();
  if (typeof text !== "string") {
    return null;
  }
  const match = /^(\d{4})(?:-(\d\d)-(\d\d)|(\d\d)(\d\d))$/.exec(text.slice(0, 10));
  const day = match && dayAt(match[1], match[2] ?? match[4], match[3] ?? match[5]);
  return day && day >= "1000" && day < "9000" ? day : null;
}

/** Return a setup as the fold needs it: complete conditions, maps and sets. */
export function setupOf(setup: MatchSetup): Setup {
  const stated = isMap(setup.conditions) ? setup.conditions : {};
  const where = `match ${setup.matchId}`;
  return {
    matchId: setup.matchId,
    homeTeamId: setup.homeTeamId ?? null,
    awayTeamId: setup.awayTeamId ?? null,
    conditions: conditionsOf(
      setup.format ?? "Custom",
      readLeniently(wholeConditions, stated, where).value,
      setup.scheduledAt ?? null,
    ),
    tossWinnerId: setup.tossWinnerId ?? null,
    tossDecision: setup.tossDecision ?? null,
    sides: new Map(Object.entries(setup.sides ?? {})),
    keeperIds: new Set(setup.keeperIds),
    substituteIds: new Set(setup.substituteIds),
  };
}

/**
 * Return the setup of a match from its document and its lineups (with their ids). A match whose document is
 * missing or unreadable is played by the Laws.
 */
export function matchSetup(
  matchId: string, document: PlainMap | null | undefined, lineups: Iterable<PlainMap> = [],
): MatchSetup {
  const match = matchIn(matchId, document);
  if (match === null) {
    return { matchId };
  }
  const ordered = [...lineups]
    .sort((one, other) => compareText(String(one["id"] ?? ""), String(other["id"] ?? "")))
    .flatMap((lineup) => lineupIn(matchId, lineup) ?? [])
    .sort(byBattingOrder);
  const deciding = decidingLineups(ordered);
  const isInEleven = (each: Lineup): boolean =>
    each.role === "playing_xi" && deciding.get(each.playerId)?.teamId === each.teamId;
  const { homeTeamId, awayTeamId, toss } = match;
  const eleven = ordered.filter(isInEleven);
  return {
    matchId,
    homeTeamId: homeTeamId === UNKNOWN_TEAM ? null : homeTeamId,
    awayTeamId: awayTeamId === UNKNOWN_TEAM ? null : awayTeamId,
    conditions: conditionsOf(match.format, match.conditions, match.scheduledAt),
    tossWinnerId: toss?.winnerTeamId ?? null,
    tossDecision: toss?.decision ?? null,
    sides: Object.fromEntries([...deciding].map(([id, each]) => [id, each.teamId])),
    keeperIds: idsOf(deciding, (each) => each.isWicketkeeper),
    substituteIds: idsOf(deciding, (each) => each.role === "substitute"),
    elevenIds: Object.fromEntries([homeTeamId, awayTeamId].map((teamId) => [
      teamId, eleven.filter((each) => each.teamId === teamId).map((each) => each.playerId),
    ])),
  };
}

function matchIn(matchId: string, document: PlainMap | null | undefined): Match | null {
  const standIns = { homeTeamId: UNKNOWN_TEAM, awayTeamId: UNKNOWN_TEAM };
  return document ? valueOrNull(() =>
    readLeniently(readMatch, document, `match ${matchId}`, { standIns }).value) : null;
}

function lineupIn(matchId: string, document: PlainMap): Lineup | null {
  const where = `match ${matchId}, lineup ${String(document["id"])}`;
  return valueOrNull(() => readLeniently(readLineup, document, where).value);
}

function valueOrNull<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof BadDocument) {
      return null;
    }
    throw error;
  }
}

function byBattingOrder(one: Lineup, other: Lineup): number {
  const difference = (one.battingPosition ?? LAST_PLACE) - (other.battingPosition ?? LAST_PLACE);
  return difference || compareText(one.playerId, other.playerId);
}

/**
 * Return the lineup that decides each player's side. A lineup as a guest counts less, because anybody may
 * name a guest; then an unconfirmed lineup counts less than a confirmed one.
 */
function decidingLineups(ordered: readonly Lineup[]): Map<string, Lineup> {
  const ranked = [...ordered].sort((one, other) =>
    Number(isOwn(one)) - Number(isOwn(other))
      || Number(one.confirmedAt !== null) - Number(other.confirmedAt !== null)
      || byBattingOrder(one, other));
  return new Map(ranked.map((each) => [each.playerId, each]));
}

/** Return whether a lineup names a player of the side who has not withdrawn. */
function isOwn(lineup: Lineup): boolean {
  return !lineup.isGuest && lineup.role !== "withdrawn";
}

function idsOf(
  deciding: ReadonlyMap<string, Lineup>, isOne: (lineup: Lineup) => boolean,
): string[] {
  return [...deciding].filter(([, each]) => isOne(each)).map(([id]) => id).sort(compareText);
}
