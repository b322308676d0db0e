// Which roles a person holds in a match, what is next in each, and what they allow. As the rules
// read them (rules/lib/roles.rules); the rules decide, this only leaves out what they would refuse.

import { millisOf } from "./documents.js";
import type { MatchDocument, Moment, RoleDocument } from "./documents.js";

const IN_OFFICE = ["assigned", "confirmed", "present"];

export type Step = "confirm" | "arrive";
export type RulingRole = "umpire_on_field" | "umpire_third" | "match_referee" | "captain_home" | "captain_away" | "admin";
export type Captaincy = "captain_home" | "captain_away";

export interface Attendance {
  readonly roleId: string;
  readonly role: string;
  readonly status: string;
  /** What the person says next; null: nothing. */
  readonly next: Step | null;
  /** When they said the last of it, in milliseconds. */
  readonly at: number | null;
}

export interface Powers {
  readonly mayConfirmLineups: boolean;
  /** The role in which they rule on disputes; null: they do not. */
  readonly rulesAs: RulingRole | null;
  /** The role in which they let a match go on with fewer scorers; null: they do not. */
  readonly tierAs: RulingRole | null;
  readonly mayLock: boolean;
  readonly mayUnlock: boolean;
}

/** What says whether a role is in force. */
type Dated = Pick<RoleDocument, "status" | "startDate" | "endDate" | "revokedAt">;

/** How far the clock of a device may be behind the server's, which decides. */
const MOST_BEHIND_MS = 86_400_000;

/** Return whether a role counts now: begun, not ended, not revoked, its holder not missing. One that
 * begins within a day counts too: the device's clock may be behind. */
export function isInForce(role: Dated, now: number): boolean {
  const begins = millisOf(role.startDate) ?? -Infinity;
  const ends = millisOf(role.endDate) ?? Infinity;
  return IN_OFFICE.includes(role.status) && role.revokedAt == null && begins <= now + MOST_BEHIND_MS && now < ends;
}

/** A role in a team or a school; those of one season count in that season only. */
export interface OfficeDocument {
  readonly isCaptain?: boolean;
  readonly seasonId?: string | null;
  readonly startDate?: Moment | null;
  readonly endDate?: Moment | null;
  readonly revokedAt?: Moment | null;
}

/** Return whether a role in a team or a school counts now, in a match of a season. */
export function isHeld(office: OfficeDocument, seasonId: string | null | undefined, now: number): boolean {
  const isOfSeason = office.seasonId == null || office.seasonId === seasonId;
  return isOfSeason && isInForce({ ...office, status: "present" }, now);
}

/** A person's role in a team: as its captain, or as one who leads its school. */
export interface TeamOffice extends OfficeDocument {
  readonly teamId: string;
  readonly role: string;
}

/** Who leads a school, and so the line-ups of its teams. */
export const LEADERS = ["director_of_cricket", "head_coach"];

/** Return as what a person counts in a match without a role of the match itself: `captain_home`,
 * `captain_away`, or what they are in the school of a side. Each once, captaincies first. */
export function officesIn(
  match: Pick<MatchDocument, "homeTeamId" | "awayTeamId" | "seasonId">, offices: readonly TeamOffice[], now: number,
): string[] {
  const held = offices.filter((each) => isHeld(each, match.seasonId, now));
  const captaincies = held.filter(({ isCaptain }) => isCaptain).flatMap(({ teamId }) => [
    ...(teamId === match.homeTeamId ? ["captain_home"] : []), ...(teamId === match.awayTeamId ? ["captain_away"] : []),
  ]);
  const led = held.filter(({ role, teamId }) =>
    LEADERS.includes(role) && [match.homeTeamId, match.awayTeamId].includes(teamId));
  return [...new Set([...captaincies, ...led.map(({ role }) => role)])];
}

/** Return a person's roles in force, each with what is to be said of coming. */
export function attendance(roles: readonly RoleDocument[], now: number): Attendance[] {
  return roles.filter((each) => isInForce(each, now)).map((each) => ({
    roleId: each.id,
    role: each.role,
    status: each.status,
    next: each.status === "assigned" ? "confirm" : each.status === "confirmed" ? "arrive" : null,
    at: millisOf(each.status === "present" ? each.arrivedAt : each.confirmedAt),
  }));
}

/** Return the roles in force by match, those that began last at the end. */
export function rolesByMatch(roles: readonly RoleDocument[], now: number): Map<string, string[]> {
  const found = new Map<string, string[]>();
  const begun = ({ startDate }: RoleDocument): number => millisOf(startDate) ?? 0;
  const held = roles.filter((role) => isInForce(role, now)).sort((one, other) => begun(one) - begun(other));
  for (const each of held) {
    found.set(each.matchId, [...(found.get(each.matchId) ?? []), each.role]);
  }
  return found;
}

const RANKS: readonly RulingRole[] = ["match_referee", "umpire_on_field", "umpire_third"];

/** Return what a person may decide in a match; in one that `isClosed`, administrators alone rule. */
export function powersOf(
  roles: readonly Attendance[], captaincy: Captaincy | null, isAdmin: boolean, isClosed = false,
): Powers {
  const held = new Set(roles.map(({ role }) => role));
  const rank = RANKS.find((role) => held.has(role)) ?? null;
  const admin = isAdmin ? "admin" : null;
  return {
    mayConfirmLineups: held.has("match_referee") || held.has("umpire_on_field"),
    rulesAs: isClosed ? admin : (rank ?? captaincy ?? admin),
    tierAs: isClosed ? admin : (rank ?? admin),
    mayLock: isAdmin || held.has("match_referee"),
    mayUnlock: isAdmin,
  };
}

/** Whether a role rules with the word of the other captain alone. */
export const isCaptains = (role: RulingRole): boolean => role === "captain_home" || role === "captain_away";

/** The methods by which a role may rule; the first is the usual one. */
export function methodsOf(role: RulingRole): readonly Method[] {
  if (role === "admin") return ["umpire", "video", "captains", "abandon"];
  return isCaptains(role)
    ? ["captains", "abandon"]
    : ["umpire", "video", "abandon"];
}

export type Method = "umpire" | "video" | "captains" | "abandon";

/** Return an id as ids of roles and lineups have it. */
export const inKey = (id: string): string => id.replaceAll("_", "~");
