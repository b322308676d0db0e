// Reads the matches of an official, once.

import { collection, doc, getDoc, getDocs, query, where } from "firebase/firestore";
import type { Firestore } from "firebase/firestore";
import type { MatchDocument, RoleDocument } from "../model/documents.js";
import { listOf } from "../model/matches.js";
import type { ListedMatch } from "../model/matches.js";
import { rolesByMatch } from "../model/roles.js";

const MOST = 50;

/** Return the matches in which a person holds a role now, the latest first. */
export async function matchesOf(db: Firestore, personId: string): Promise<ListedMatch[]> {
  const mine = query(collection(db, "match_role_assignments"), where("personId", "==", personId));
  const roles = (await getDocs(mine)).docs.map((each) => ({ ...each.data(), id: each.id }) as RoleDocument);
  const held = new Map([...rolesByMatch(roles, Date.now())].slice(-MOST));
  const snaps = await Promise.all([...held.keys()].map((id) => getDoc(doc(db, "matches", id))));
  const matches = snaps.filter((snap) => snap.exists()).map((snap) => [snap.id, snap.data() as MatchDocument] as const);
  return listOf(held, new Map(matches));
}
