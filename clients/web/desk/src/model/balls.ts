// What somebody says of a ball, as parts that the texts put into words. Pure.

import type { Said } from "./documents.js";

export const EXTRAS = ["wide", "noBall", "bye", "legBye", "penalty"] as const;
export type ExtraKind = (typeof EXTRAS)[number];

export interface Ball {
  /** `delivery`, or another type of action. */
  readonly type: string;
  /** `0.3`: over from 0, ball from 1; null for a fact. */
  readonly place: string | null;
  readonly runsOffBat: number;
  readonly extras: readonly { readonly kind: ExtraKind; readonly runs: number }[];
  readonly total: number;
  /** It counts in the over: no wide, no no-ball (Law 17.3), and counted. */
  readonly isLegal: boolean;
  readonly boundary: boolean;
  readonly wicket: { readonly type: string; readonly playerId: string } | null;
  readonly strikerId: string | null;
  readonly bowlerId: string | null;
  /** A ball that does not count in the over, and is neither a wide nor a no-ball. */
  readonly notCounted: boolean;
  /** What else is compared of a ball, by the names in disputes; of a fact all that it says. */
  readonly details: Said;
}

/** Of a ball, beside its score; of its wicket those of a wicket. */
const DETAILS = ["strikerId", "nonStrikerId", "bowlerId", "overNumber", "boundary", "runsRun", "overBalls"];
const OF_WICKETS = ["fielderIds", "assistFielderIds", "substituteIds", "end", "crossed"];
/** Of facts, in the order in which they are told. */
const OF_FACTS = [
  "battingTeamId", "playerId", "as", "wicketType", "inPlayerId", "outPlayerId", "strikerId", "nonStrikerId", "bowlerId",
  "superOver", "runs", "toTeamId", "target", "oversLimit", "par", "powerplays", "outcome", "winnerTeamId", "fielderIds",
  "substituteIds", "end", "consent", "scope", "role", "reason", "absentIds", "law", "method",
];

/** Return what an action says; what cannot be read of it is left out. */
export function ballOf(said: Said): Ball {
  const extras = mapOf(said["extras"]);
  const wicket = mapOf(said["wicket"]);
  const found = EXTRAS.map((kind) => ({ kind, runs: numberOf(extras[kind]) })).filter(({ runs }) => runs > 0);
  const runsOffBat = numberOf(said["runsOffBat"]);
  const type = textOf(said["type"]) ?? "delivery";
  const isExtraBall = found.some(({ kind }) => kind === "wide" || kind === "noBall");
  return {
    type,
    place: placeOf(said),
    runsOffBat,
    extras: found,
    total: found.reduce((sum, { runs }) => sum + runs, runsOffBat),
    isLegal: type === "delivery" && !isExtraBall && said["notCounted"] !== true,
    notCounted: said["notCounted"] === true,
    details: type === "delivery"
      ? { ...detailsOf(said, DETAILS), ...detailsOf(wicket, OF_WICKETS, "wicket.") }
      : detailsOf(said, OF_FACTS),
    boundary: said["boundary"] === true,
    wicket: textOf(wicket["type"])
      ? { type: String(wicket["type"]), playerId: textOf(wicket["dismissedPlayerId"]) ?? "" }
      : null,
    strikerId: textOf(said["strikerId"]),
    bowlerId: textOf(said["bowlerId"]),
  };
}

/** Return some fields by their names, in this order; those that say nothing are left out. */
function detailsOf(said: Said, names: readonly string[], prefix = ""): Said {
  const saying = names.filter((name) => said[name] != null && !(Array.isArray(said[name]) && said[name].length === 0));
  return Object.fromEntries(saying.map((name) => [prefix + name, said[name]]));
}

/** Return over and ball, `12.4`: overs from 0, balls from 1; null where an action has none. */
export function placeOf(said: Said): string | null {
  const { overNumber, ballInOver } = said;
  return Number.isInteger(overNumber) && Number.isInteger(ballInOver) ? `${overNumber}.${ballInOver}` : null;
}

/** The parts of a ball that an official may rule, beside a ball that somebody claims. */
export interface Ruled {
  readonly runsOffBat: number;
  readonly extra: Exclude<ExtraKind, "penalty"> | null;
  /** Runs of the extra; with no-balls and wides the penalty for them is counted here. */
  readonly extraRuns: number;
}

/** Return the fields of a ball like a claimed one, with other runs and without a wicket. */
export function ruledBall(base: Said, { runsOffBat, extra, extraRuns }: Ruled): Said {
  const kept = ["overNumber", "ballInOver", "strikerId", "nonStrikerId", "bowlerId"];
  return {
    ...Object.fromEntries(kept.filter((name) => base[name] !== undefined).map((name) => [name, base[name]])),
    type: "delivery",
    runsOffBat,
    extras: extra === null ? {} : { [extra]: extraRuns },
    totalRuns: runsOffBat + (extra === null ? 0 : extraRuns),
    isLegalDelivery: extra !== "wide" && extra !== "noBall",
    isWicket: false,
  };
}

export const mapOf = (value: unknown): Said =>
  typeof value === "object" && value !== null ? (value as Said) : {};
const numberOf = (value: unknown): number => (typeof value === "number" ? value : 0);
const textOf = (value: unknown): string | null => (typeof value === "string" && value ? value : null);
