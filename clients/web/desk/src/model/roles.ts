// The roles of a person in a match, the next step of each, and what they allow, as in the security rules
// (rules/lib/roles.rules). The rules decide; this only hides what they would refuse.

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
  /** The next step that the person may record; null if there is none. */
  readonly next: Step | null;
  /** The time of the last recorded step, in milliseconds. */
  readonly at: number | null;
}

export interface Powers {
  readonly mayConfirmLineups: boolean;
  /** The role in which they rule on disputes; null if they may not. */
  readonly rulesAs: RulingRole | null;
  /** The role in which they may let a match continue with fewer scorers; null if they may not. */
  readonly tierAs: RulingRole | null;
  readonly mayLock: boolean;
  readonly mayUnlock: boolean;
}

/** The fields that decide whether a role is in force. */
type RoleDates = Pick<RoleDocument, "status" | "startDate" | "endDate" | "revokedAt">;

/** How far a device's clock may be behind or ahead of the server's, which decides. */
const CLOCK_TOLERANCE_MS = 86_400_000;

/** Return whether a role is in force: begun, not ended, not revoked, its holder not absent. A role that begins within
 * a day, or ended within one, counts too, because the device's clock may be wrong. */
export function isInForce(role: RoleDates, now: number): boolean {
  const begins = millisOf(role.startDate) ?? -Infinity;
  const ends = millisOf(role.endDate) ?? Infinity;
  return IN_OFFICE.includes(role.status) && role.revokedAt == null
    && begins <= now + CLOCK_TOLERANCE_MS && now - CLOCK_TOLERANCE_MS < ends;
}

/** A role in a team or a school; a role with a season counts only in that season. */
export interface OfficeDocument {
  readonly isCaptain?: boolean;
  readonly seasonId?: string | null;
  readonly startDate?: Moment | null;
  readonly endDate?: Moment | null;
  readonly revokedAt?: Moment | null;
}

/** Return whether a role in a team or a school is in force now, for a match of a season. */
export function isHeld(office: OfficeDocument, seasonId: string | null | undefined, now: number): boolean {
  const isOfSeason = office.seasonId == null || office.seasonId === seasonId;
  return isOfSeason && isInForce({ ...office, status: "present" }, now);
}

/** A person's role in a team: as its captain, or as a leader of its school. */
export interface TeamOffice extends OfficeDocument {
  readonly teamId: string;
  readonly role: string;
}

/** The roles that lead a school and may confirm the line-ups of its teams. */
export const LEADERS = ["director_of_cricket", "head_coach"];

/** Return a person's roles in a match that come from teams and schools: `captain_home`, `captain_away`, or their role
 * in the school of a side. Each once, captaincies first. */
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

/** Return a person's roles in force, each with its next step of attendance. */
export function attendance(roles: readonly RoleDocument[], now: number): Attendance[] {
  return roles.filter((each) => isInForce(each, now)).map((each) => ({
    roleId: each.id,
    role: each.role,
    status: each.status,
    next: each.status === "assigned" ? "confirm" : each.status === "confirmed" ? "arrive" : null,
    at: millisOf(each.status === "present" ? each.arrivedAt : each.confirmedAt),
  }));
}

/** Return the roles in force by match, the latest begun last. */
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

/** Return what a person may decide in a match; if it `isClosed`, only administrators may rule. */
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

/** Return whether a role is a captaincy, whose rulings count only if the other captain rules the same. */
export const isCaptaincy = (role: RulingRole): boolean => role === "captain_home" || role === "captain_away";

/** Return the methods by which a role may rule, the usual one first. */
export function methodsOf(role: RulingRole): readonly Method[] {
  if (role === "admin") return ["umpire", "video", "captains", "abandon"];
  return isCaptaincy(role)
    ? ["captains", "abandon"]
    : ["umpire", "video", "abandon"];
}

export type Method = "umpire" | "video" | "captains" | "abandon";

/** Return an id in the form used within the ids of roles and line-ups. */
export const inKey = (id: string): string => id.replaceAll("_", "~");
