// Creates the matches for tests of several pages: each is a copy of the staged one with its line-ups
// and its scorer, on the emulators under an id of its own.

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

/** Create a match before its first ball; the stage's scorer may score it. */
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

/** Return all actions of a match from the server. */
export async function wholeLog({ id, admin }) {
  const snap = await getDocs(collection(admin, `matches/${id}/scoring_actions`));
  return snap.docs.map((each) => each.data());
}

/** Return the folded score of a log: `12/1` and `1.3`. */
export function scoreOf(log) {
  const { runs, wickets, overs } = fold.board(log, committed.start.setup).score;
  return { score: `${runs}/${wickets}`, overs };
}

export const boardOf = (log) => fold.board(log, committed.start.setup);

/** Return the score of the present innings in `live/score`: `12/1` and balls. */
export async function liveScore(match) {
  const { currentInnings: now } = (await serverDoc(match, "live", "score")) ?? {};
  return now ? { score: `${now.runs}/${now.wickets}`, balls: now.balls } : null;
}
