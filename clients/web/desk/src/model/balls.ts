// Splits the fields of an action into the parts that the texts need. Pure.

import { matchSetup, setupOf } from "@scrbrd/client/fold";
import type { ActionFields, MatchDocument } from "./documents.js";

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
  /** Whether it counts in the over: no wide, no no-ball (Law 17.3), and not marked as not counted. */
  readonly isLegal: boolean;
  readonly boundary: boolean;
  readonly wicket: { readonly type: string; readonly playerId: string } | null;
  readonly strikerId: string | null;
  readonly bowlerId: string | null;
  /** Whether it does not count in the over although it is neither a wide nor a no-ball. */
  readonly notCounted: boolean;
  /** The further fields of a ball that disputes compare, by their names there; for a fact, all its fields. */
  readonly details: ActionFields;
}

/** The compared fields of a ball, in addition to its score; then those of its wicket. */
const BALL_DETAILS = ["strikerId", "nonStrikerId", "bowlerId", "overNumber", "boundary", "runsRun", "overBalls"];
const WICKET_DETAILS = ["fielderIds", "assistFielderIds", "substituteIds", "end", "crossed"];
/** The fields of facts, in the order in which they are shown. */
const FACT_DETAILS = [
  "battingTeamId", "playerId", "as", "wicketType", "inPlayerId", "outPlayerId", "strikerId", "nonStrikerId", "bowlerId",
  "superOver", "runs", "toTeamId", "target", "oversLimit", "par", "powerplays", "outcome", "winnerTeamId", "fielderIds",
  "substituteIds", "end", "consent", "scope", "role", "reason", "absentIds", "law", "method",
];

/** Return the parts of an action; unreadable fields are left out. */
export function ballOf(action: ActionFields): Ball {
  const extras = mapOf(action["extras"]);
  const wicket = mapOf(action["wicket"]);
  const found = EXTRAS.map((kind) => ({ kind, runs: numberOf(extras[kind]) })).filter(({ runs }) => runs > 0);
  const runsOffBat = numberOf(action["runsOffBat"]);
  const type = textOf(action["type"]) ?? "delivery";
  const isExtraBall = found.some(({ kind }) => kind === "wide" || kind === "noBall");
  return {
    type,
    place: placeOf(action),
    runsOffBat,
    extras: found,
    total: found.reduce((sum, { runs }) => sum + runs, runsOffBat),
    isLegal: type === "delivery" && !isExtraBall && action["notCounted"] !== true,
    notCounted: action["notCounted"] === true,
    details: type === "delivery"
      ? { ...detailsOf(action, BALL_DETAILS), ...detailsOf(wicket, WICKET_DETAILS, "wicket.") }
      : detailsOf(action, FACT_DETAILS),
    boundary: action["boundary"] === true,
    wicket: textOf(wicket["type"])
      ? { type: String(wicket["type"]), playerId: textOf(wicket["dismissedPlayerId"]) ?? "" }
      : null,
    strikerId: textOf(action["strikerId"]),
    bowlerId: textOf(action["bowlerId"]),
  };
}

/** Return the named fields in the given order; empty ones are left out. */
function detailsOf(fields: ActionFields, names: readonly string[], prefix = ""): ActionFields {
  const isEmpty = (value: unknown): boolean => value == null || (Array.isArray(value) && value.length === 0);
  return Object.fromEntries(names.filter((name) => !isEmpty(fields[name])).map((name) => [prefix + name, fields[name]]));
}

/** Return over and ball, `12.4`: overs from 0, balls from 1; null if the action has none. */
export function placeOf(action: ActionFields): string | null {
  const { overNumber, ballInOver } = action;
  return Number.isInteger(overNumber) && Number.isInteger(ballInOver) ? `${overNumber}.${ballInOver}` : null;
}

/** The extra of a ball that an official rules; off a no-ball byes or leg byes may be run (Law 23.2). */
export type RuledExtra = Exclude<ExtraKind, "penalty"> | "noBallBye" | "noBallLegBye";

/** The parts of a ball that an official may rule instead of accepting a claim. */
export interface RuledParts {
  readonly runsOffBat: number;
  readonly extra: RuledExtra | null;
  /** The runs of the extra: of a wide including its penalty; of byes and leg byes off a no-ball without the penalty;
   * not used for a no-ball without them, which brings its penalty alone. */
  readonly extraRuns: number;
}

/** The runs that a no-ball and a wide bring at least under a match's conditions (Laws 21.14 and 22.6: one). */
export interface Penalties {
  readonly noBall: number;
  readonly wide: number;
}

/** Return the penalties of a match, by the Laws if its document is not known. */
export function penaltiesOf(match: MatchDocument | null | undefined): Penalties {
  const { noBallRuns, wideRuns } = setupOf(matchSetup("", match ? { ...match } : null)).conditions;
  return { noBall: noBallRuns, wide: wideRuns };
}

/** Return the extras of a ruled ball. */
function ruledExtras({ extra, extraRuns }: RuledParts, { noBall }: Penalties): Readonly<Record<string, number>> {
  switch (extra) {
    case null: return {};
    case "noBall": return { noBall };
    case "noBallBye": return { noBall, bye: extraRuns };
    case "noBallLegBye": return { noBall, legBye: extraRuns };
    default: return { [extra]: extraRuns };
  }
}

/** Return the fields of a claimed ball with other runs and without a wicket. */
export function ruledBall(base: ActionFields, parts: RuledParts, penalties: Penalties): ActionFields {
  const { runsOffBat } = parts;
  const extras = ruledExtras(parts, penalties);
  const kept = ["overNumber", "ballInOver", "strikerId", "nonStrikerId", "bowlerId"];
  return {
    ...Object.fromEntries(kept.filter((name) => base[name] !== undefined).map((name) => [name, base[name]])),
    type: "delivery",
    runsOffBat,
    extras,
    totalRuns: Object.values(extras).reduce((sum, runs) => sum + runs, runsOffBat),
    isLegalDelivery: !("wide" in extras) && !("noBall" in extras),
    isWicket: false,
  };
}

export const mapOf = (value: unknown): ActionFields =>
  typeof value === "object" && value !== null ? (value as ActionFields) : {};
const numberOf = (value: unknown): number => (typeof value === "number" ? value : 0);
const textOf = (value: unknown): string | null => (typeof value === "string" && value ? value : null);
