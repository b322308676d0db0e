// Owns the matches that tests of several pages score: each is a copy of the staged one, with its
// line-ups and its scorer, and stands on the emulators under an id of its own.

import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { collection, doc, getDocs, query, setDoc, where } from "firebase/firestore";
import * as fold from "@scrbrd/client/fold";
import { administrator, serverDoc } from "../devices.mjs";
import { readMatchFile } from "../../../clients/web/console/dist/session/matchfile.js";

const ROLES = "match_role_assignments";
const STAGED = "1386111";

/** The match that the staged one is a copy of: `start` and the actions of each innings. */
export const committed = readMatchFile(
  readFileSync(new URL(`../../../scripts/matches/${STAGED}.log`, import.meta.url), "utf8"),
);

/** A match before its first ball, which the stage's scorer may score. */
export async function newMatch(t) {
  const admin = administrator(t);
  const [from, id] = [process.env.TO_SCORE, `play-${randomUUID()}`];
  const copy = (data, path) => setDoc(doc(admin, path), data);
  const lineups = await getDocs(collection(admin, `matches/${from}/lineups`));
  const roles = await getDocs(query(collection(admin, ROLES), where("matchId", "==", from)));
  await Promise.all([
    copy(await serverDoc({ id: from, admin }), `matches/${id}`),
    ...lineups.docs.map((snap) => copy({ ...snap.data(), matchId: id }, `matches/${id}/lineups/${snap.id}`)),
    ...roles.docs.map((snap) => copy({ ...snap.data(), matchId: id }, `${ROLES}/${snap.id.replace(from, id)}`)),
  ]);
  const names = new Map(committed.start.players.map((each) => [each.playerId, each.name]));
  return { id, admin, names };
}

/** The actions of a match as the server has them, every innings. */
export async function wholeLog({ id, admin }) {
  const snap = await getDocs(collection(admin, `matches/${id}/scoring_actions`));
  return snap.docs.map((each) => each.data());
}

/** The score that the fold makes of a log: `12/1` and `1.3`. */
export function scoreOf(log) {
  const { runs, wickets, overs } = fold.board(log, committed.start.setup).score;
  return { score: `${runs}/${wickets}`, overs };
}

export const boardOf = (log) => fold.board(log, committed.start.setup);

/** What `live/score` says of the innings that is played: `12/1` and balls. */
export async function liveScore(match) {
  const { currentInnings: now } = (await serverDoc(match, "live", "score")) ?? {};
  return now ? { score: `${now.runs}/${now.wickets}`, balls: now.balls } : null;
}
