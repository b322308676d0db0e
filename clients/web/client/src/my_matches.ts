// A person's roles in matches, together with the documents of those matches.

import { collection, documentId, onSnapshot, query, where } from "firebase/firestore";
import type { Firestore, QuerySnapshot, Unsubscribe } from "firebase/firestore";
import type { Match, MatchRoleAssignment } from "./documents/types.js";
import { mayBeInForce } from "./permission.js";
import { Source } from "./store.js";

export interface MyMatch {
  readonly matchId: string;
  /** Null while it has not been read. */
  readonly match: Match | null;
  /**
   * The roles that count now; empty if all have ended or none has begun. Roles that begin within a
   * day or ended less than a day ago are included, because the device's clock may be wrong and the
   * server decides. Revoked roles are not.
   */
  readonly roles: readonly MatchRoleAssignment["role"][];
}

/** The number of values that Firestore accepts in an `in` filter. */
const MOST_AT_ONCE = 30;

/** Listens to a person's roles and their matches until `close`. The newest matches come first. */
export class MyMatchesStore extends Source<readonly MyMatch[]> {
  readonly #db: Firestore;
  readonly #failed: (error: Error) => void;
  readonly #stopRoles: Unsubscribe;
  #stopMatches: readonly Unsubscribe[] = [];
  #roles: readonly MatchRoleAssignment[] = [];
  #queriedIds = "";
  readonly #matches = new Map<string, Match>();

  constructor(db: Firestore, personId: string, failed: (error: Error) => void = console.error) {
    super();
    this.#db = db;
    this.#failed = failed;
    const own = query(collection(db, "match_role_assignments"), where("personId", "==", personId));
    const next = (snap: QuerySnapshot): void => {
      this.#roles = snap.docs.map((each) => each.data() as MatchRoleAssignment);
      this.#listenToMatches(this.#ids());
      this.changed();
    };
    this.#stopRoles = onSnapshot(own, next, failed);
  }

  close(): void {
    this.#stopRoles();
    this.#stopMatches.forEach((stop) => stop());
  }

  protected override snapshot(): readonly MyMatch[] {
    const found = this.#ids().map((matchId) => ({
      matchId,
      match: this.#matches.get(matchId) ?? null,
      roles: this.#roles
        .filter((each) => each.matchId === matchId && mayBeInForce(each))
        .map(({ role }) => role),
    }));
    return found.sort((one, other) => startOf(other.match) - startOf(one.match));
  }

  #ids(): string[] {
    return [...new Set(this.#roles.map(({ matchId }) => matchId))].sort();
  }

  #listenToMatches(ids: readonly string[]): void {
    if (this.#queriedIds === ids.join(" ")) return;
    this.#queriedIds = ids.join(" ");
    this.#stopMatches.forEach((stop) => stop());
    const starts = ids.map((_, place) => place).filter((place) => place % MOST_AT_ONCE === 0);
    this.#stopMatches = starts.map((start) => this.#listenTo(ids.slice(start, start + MOST_AT_ONCE)));
  }

  #listenTo(ids: readonly string[]): Unsubscribe {
    const some = query(collection(this.#db, "matches"), where(documentId(), "in", ids));
    const next = (snap: QuerySnapshot): void => {
      for (const each of snap.docs) this.#matches.set(each.id, each.data() as Match);
      this.changed();
    };
    return onSnapshot(some, next, this.#failed);
  }
}

/** Return when a match starts, in milliseconds; 0 if that is not known. */
function startOf(match: Match | null): number {
  const at = match?.scheduledAt;
  if (at == null) return 0;
  return typeof at === "string" ? Date.parse(at) || 0 : at.toMillis();
}
