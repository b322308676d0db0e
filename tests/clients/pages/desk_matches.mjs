// Creates the matches for tests of the officials' desk: each is a copy of the staged one with two books,
// disputes that are written past the rules, and people with roles in it.

import { randomUUID } from "node:crypto";
import { collection, doc, getDocs, setDoc, Timestamp } from "firebase/firestore";
import { administrator, appoint, claim, device, serverDoc } from "../devices.mjs";

const FROM = process.env.TO_SCORE;
const BOWLED = {
  type: "delivery", overNumber: 5, ballInOver: 1, strikerId: "a90e53ec", nonStrikerId: "1a156c88",
  bowlerId: "somebody", runsOffBat: 0, extras: {}, totalRuns: 0, isLegalDelivery: true, isWicket: false,
};
/** Create a match with two books and both line-ups. */
export async function newMatch(t, more = {}) {
  const admin = administrator(t);
  const id = `desk-${randomUUID()}`;
  const match = await serverDoc({ id: FROM, admin });
  await setDoc(doc(admin, "matches", id), { ...match, validationTier: "DUAL", status: "live", ...more });
  const lineups = await getDocs(collection(admin, `matches/${FROM}/lineups`));
  await Promise.all(lineups.docs.map((each) =>
    setDoc(doc(admin, `matches/${id}/lineups/${each.id}`), { ...each.data(), matchId: id })));
  return { id, admin, homeTeamId: match.homeTeamId, awayTeamId: match.awayTeamId, isBegun: false };
}

/** Start the first innings, once: the functions write disputes into the feed of a match with a score; for
 * a match without one they retry, which delays all others. */
async function begin(match) {
  if (match.isBegun) return;
  match.isBegun = true;
  await setDoc(at(match, "scoring_actions", "1_1"), {
    id: "1_1", matchId: match.id, inningsNumber: 1, sequenceNumber: 1, type: "innings_started", isVoided: false,
    battingTeamId: match.homeTeamId, bowlingTeamId: match.awayTeamId, timestamp: Timestamp.now(), updatedAt: Timestamp.now(),
    createdAt: Timestamp.now(), source: "live", recordedBy: "somebody", recordedAs: "admin", nonce: "begun", follows: null,
  });
}

/** Return the reference of a document of a match. */
export const at = ({ admin, id }, ...path) => doc(admin, "matches", id, ...path);
/** Return a scorer's claim. */
export const claimOf = (personId, entryId, runsOffBat) =>
  ({ personId, entryId, versionId: entryId, ball: { ...BOWLED, runsOffBat, totalRuns: runsOffBat } });

/** Write a dispute between a home scorer with no runs and an away scorer with four. */
export async function dispute(match, place, more = {}) {
  const id = `1_${place}`;
  await begin(match);
  await setDoc(at(match, "disputes", id), {
    id, matchId: match.id, status: "open", inningsNumber: 1, place, kind: "score", blocks: false, fields: ["score"],
    claims: { home: claimOf("one", id, 0), away: claimOf("two", id, 4) }, updatedAt: Timestamp.now(), ...more,
  });
  return at(match, "disputes", id);
}

/** Return the state of a scorer's seat. */
export const seat = (personId, more = {}) =>
  ({ personId, votes: true, isSilent: false, submitted: 9, agreed: 7, waiting: 2, behind: 0, ...more });
export const seats = (match, found, tier = "DUAL") =>
  setDoc(at(match, "live", "consensus"), { tier, seats: found, blockedAt: null, openDisputes: 0 });

/** Create a person with an account, roles in the match and claims. */
export async function person(t, match, roles, claims) {
  const email = `desk-${randomUUID()}@example.com`;
  const who = await device(t, email);
  if (claims) await claim(who, claims);
  await Promise.all(roles.map((role) => appoint(match, who.personId, role)));
  return { ...who, email };
}

/** Make a person the captain of the home side. */
export async function captainOf({ admin, homeTeamId: teamId }, { personId }) {
  const key = [teamId, personId].map((each) => each.replaceAll("_", "~")).join("_");
  await setDoc(doc(admin, "team_role_assignments", `${key}_player`), {
    teamId, personId, role: "player", isCaptain: true, startDate: Timestamp.fromMillis(Date.now() - 3_600_000),
  });
}
