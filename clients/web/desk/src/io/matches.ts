// Reads, once, the matches of an official, a captain or a leader of a school.

import {
  collection, doc, getDocFromServer, getDocsFromServer, limit, orderBy, query, where,
} from "firebase/firestore";
import type { Firestore, QuerySnapshot } from "firebase/firestore";
import type { MatchDocument, RoleDocument } from "../model/documents.js";
import { listOf } from "../model/matches.js";
import type { ListedMatch } from "../model/matches.js";
import { isInForce, LEADERS, officesIn, rolesByMatch } from "../model/roles.js";
import type { OfficeDocument, TeamOffice } from "../model/roles.js";

const MOST_MATCHES = 50;
/** The most values that Firestore accepts in one `in` or `array-contains-any`. */
const MOST_IN_QUERY = 30;

/** Return the matches in which a person has a part now, the latest first: by a role of the match,
 * as a captain of a side, or as a leader of the school of a side. Rejects without reception, because an
 * empty cache does not mean that there are no matches. */
export async function matchesOf(db: Firestore, personId: string): Promise<ListedMatch[]> {
  const now = Date.now();
  const mine = query(collection(db, "match_role_assignments"), where("personId", "==", personId));
  const [snap, offices] = await Promise.all([getDocsFromServer(mine), teamOffices(db, personId, now)]);
  const roles = snap.docs.map((each) => ({ ...each.data(), id: each.id }) as RoleDocument);
  const held = new Map([...rolesByMatch(roles, now)].slice(-MOST_MATCHES));
  const ids = new Set([...held.keys(), ...await matchesOfTeams(db, [...new Set(offices.map(({ teamId }) => teamId))])]);
  const snaps = await Promise.all([...ids].map((id) => getDocFromServer(doc(db, "matches", id))));
  const matches = new Map(snaps.filter((each) => each.exists()).map((each) => [each.id, each.data() as MatchDocument]));
  for (const [id, match] of matches) {
    const all = [...(held.get(id) ?? []), ...officesIn(match, offices, now)];
    if (all.length) held.set(id, all);
  }
  return listOf(held, matches);
}

/** Return a person's offices in teams: as captain, or as leader of the team's school. */
async function teamOffices(db: Firestore, personId: string, now: number): Promise<TeamOffice[]> {
  const officesIn = async (name: string): Promise<Office[]> => {
    const snap = await getDocsFromServer(query(collection(db, name), where("personId", "==", personId)));
    return snap.docs.map((each) => each.data() as Office)
      .filter((each) => isInForce({ ...each, status: "present" }, now));
  };
  const [inTeams, inSchools] = await Promise.all([officesIn("team_role_assignments"), officesIn("school_role_assignments")]);
  const captaincies = inTeams.filter((each) => each.isCaptain && each.role === "player");
  const led = inSchools.filter(({ role }) => LEADERS.includes(role));
  const schoolIds = [...new Set(led.flatMap(({ schoolId }) => schoolId ?? []))];
  const teams = await inParts(schoolIds, (part) =>
    getDocsFromServer(query(collection(db, "teams"), where("schoolId", "in", part))));
  const ofSchools = teams.flatMap((team) =>
    led.filter(({ schoolId }) => schoolId === team.data()["schoolId"]).map((each) => ({ ...each, teamId: team.id })));
  return [...captaincies, ...ofSchools] as TeamOffice[];
}

interface Office extends OfficeDocument {
  readonly role: string;
  readonly teamId?: string;
  readonly schoolId?: string;
}

/** Return the latest matches of some teams, found by their tickers, which planned matches have too. */
async function matchesOfTeams(db: Firestore, teamIds: readonly string[]): Promise<string[]> {
  const found = await inParts(teamIds, (part) => getDocsFromServer(query(
    collection(db, "tickers"), where("teamIds", "array-contains-any", part), orderBy("scheduledAt", "desc"), limit(MOST_MATCHES),
  )));
  return found.map(({ id }) => id);
}

/** Query for many values, in as many queries as Firestore needs. */
async function inParts(values: readonly string[], run: (part: string[]) => Promise<QuerySnapshot>) {
  const parts: string[][] = [];
  for (let at = 0; at < values.length; at += MOST_IN_QUERY) parts.push(values.slice(at, at + MOST_IN_QUERY));
  return (await Promise.all(parts.map(run))).flatMap(({ docs }) => docs);
}
