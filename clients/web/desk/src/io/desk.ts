// All that the desk hears of one match, as signals, until `close`.

import { onNotice } from "@scrbrd/client/official";
import { batch, computed, effect, signal } from "@preact/signals";
import type { ReadonlySignal, Signal } from "@preact/signals";
import { collection, doc, documentId, getDoc, getDocsFromServer, onSnapshot, query, where } from "firebase/firestore";
import type { DocumentData, DocumentSnapshot, Firestore, QuerySnapshot } from "firebase/firestore";
import { apart } from "../model/apart.js";
import type {
  ConsensusDocument, DisputeDocument, HealthDocument, LineupDocument, MatchDocument, NoticeDocument,
  RoleDocument, RulingDocument, Said, TickerDocument,
} from "../model/documents.js";
import { shownDisputes } from "../model/disputes.js";
import { actionsToRead } from "../model/health.js";
import { bowledIn, labelBehind, labelOf } from "../model/labels.js";
import type { Bowled } from "../model/labels.js";
import { inKey, isHeld, LEADERS } from "../model/roles.js";
import type { Captaincy, OfficeDocument } from "../model/roles.js";
import type { Person } from "../model/persons.js";

const MOST_FACTS = 8; // actions in a row, at most, of which none is a ball that counts
/** Resolved disputes that are shown. */
export const MOST_RESOLVED = 20;
/** How long names of balls are gathered before they are shown, all at once. */
const GATHER_MS = 100;

export class Desk {
  /** Undefined: not heard yet. Null: there is no such match. */
  readonly match = signal<MatchDocument | null | undefined>(undefined);
  /** The match has not been heard yet because the server cannot be reached. */
  readonly isUnreached = signal(false);
  /** Reception is gone: what is shown may be old. */
  readonly isOld = signal(false);
  /** These are null as long as they have not been heard. */
  readonly lineups = signal<readonly LineupDocument[] | null>(null);
  readonly roles = signal<readonly RoleDocument[] | null>(null);
  readonly disputes = signal<readonly DisputeDocument[] | null>(null);
  readonly rulings = signal<readonly RulingDocument[] | null>(null);
  readonly consensus = signal<ConsensusDocument | null>(null);
  /** Undefined: not heard yet. Null: there is none. */
  readonly health = signal<HealthDocument | null | undefined>(undefined);
  readonly notice = signal<NoticeDocument | null>(null);
  readonly ticker = signal<TickerDocument | null>(null);
  readonly captaincy = signal<Captaincy | null>(null);
  /** Whether `captaincy` and `leads` are known. */
  readonly areOfficesRead = signal(false);
  /** Teams of this match whose school the person leads. */
  readonly leads = signal<ReadonlySet<string>>(new Set());
  /** Actions that problems are about, by their ids. */
  readonly actions = signal<ReadonlyMap<string, Said>>(new Map());
  /** What balls are called, by the ids of their actions or disputes. */
  readonly labels = signal<ReadonlyMap<string, string>>(new Map());
  /** Names of officials, as far as they are known, by their ids. */
  readonly people = signal<ReadonlyMap<string, string>>(new Map());
  /** Part of the match is not heard any more, until the page is opened anew. */
  readonly isDeaf = signal(false);

  /** The name of a player or of a side, else the id. */
  readonly nameOf: ReadonlySignal<(id: string) => string>;

  readonly #asked = new Set<string>();
  readonly #placed = new Set<string>();
  #gathered: Map<string, string> | null = null;
  readonly #stops: (() => void)[];

  constructor(readonly db: Firestore, readonly matchId: string, readonly person: Person) {
    this.nameOf = computed(() => {
      const names = new Map((this.lineups.value ?? []).map(({ playerId, playerName }) => [playerId, apart(playerName ?? "")]));
      const { homeTeamId, homeTeamName, awayTeamId, awayTeamName } = this.match.value ?? {};
      const sides = new Map([[homeTeamId, homeTeamName], [awayTeamId, awayTeamName]].map(([id, name]) => [id, apart(name ?? "")]));
      return (id) => names.get(id) || sides.get(id) || id;
    });
    const { personId } = person;
    const mine = [where("personId", "==", personId), where("matchId", "==", matchId)];
    this.#stops = [
      onSnapshot(doc(db, "tickers", matchId), (snap) => (this.ticker.value = (snap.data() as TickerDocument | undefined) ?? null), this.#failed),
      onSnapshot(doc(db, "matches", matchId), { includeMetadataChanges: true }, this.#heardMatch, this.#failed),
      this.#documents("lineups", this.lineups),
      this.#documents("disputes", this.disputes),
      this.#documents("rulings", this.rulings),
      this.#document(["live", "consensus"], (data) => (this.consensus.value = (data as ConsensusDocument) ?? null)),
      this.#document(["live", "health"], (data) => (this.health.value = (data as HealthDocument) ?? null)),
      this.#query(query(collection(db, "match_role_assignments"), ...mine), this.roles),
      onNotice({ db, matchId, personId }, (told) => (this.notice.value = told), () => {}), // not everybody has one
      effect(() => actionsToRead(this.health.value ?? null).forEach((id) => void this.#readAction(id).catch(unread))),
      effect(() => shownDisputes(this.disputes.value ?? [], MOST_RESOLVED).forEach((each) => void this.#readPlace(each).catch(unread))),
      effect(() => peopleIn(this.consensus.value, this.match.value, this.rulings.value).forEach((id) => void this.#readPerson(id).catch(unread))),
      effect(() => void this.#readOffices(this.match.value).catch(unread)),
    ];
  }

  close(): void {
    this.#stops.forEach((stop) => stop());
  }

  readonly #failed = (error: unknown): void => {
    console.error(error);
    this.isDeaf.value = true;
  };

  /** Nothing in the cache says nothing of the server: that the match is missing is the server's word. */
  readonly #heardMatch = (snap: DocumentSnapshot): void => {
    const isKnown = snap.exists() || !snap.metadata.fromCache;
    batch(() => {
      this.isUnreached.value = !isKnown;
      this.isOld.value = isKnown && snap.metadata.fromCache;
      if (isKnown) this.match.value = (snap.data() as MatchDocument | undefined) ?? null;
    });
  };

  #document(path: readonly string[], heard: (data: DocumentData | undefined) => void): () => void {
    const next = (snap: DocumentSnapshot): void => {
      if (snap.exists() || !snap.metadata.fromCache) heard(snap.data());
    };
    return onSnapshot(doc(this.db, "matches", this.matchId, ...path), { includeMetadataChanges: true }, next, this.#failed);
  }

  #documents<Kind>(name: string, target: Signal<readonly Kind[] | null>): () => void {
    return this.#query(query(collection(this.db, "matches", this.matchId, name)), target);
  }

  #query<Kind>(asked: ReturnType<typeof query>, target: Signal<readonly Kind[] | null>): () => void {
    const next = (snap: QuerySnapshot): void => {
      if (snap.empty && snap.metadata.fromCache) return; // the cache knows nothing of the server
      target.value = snap.docs.map((each) => ({ ...each.data(), id: each.id }) as Kind);
    };
    return onSnapshot(asked, { includeMetadataChanges: true }, (snap) => next(snap as QuerySnapshot), this.#failed);
  }

  async #readAction(id: string): Promise<void> {
    const path = `matches/${this.matchId}/scoring_actions/${id}`;
    const data = await this.#once(path);
    if (!data) return;
    const bowled = bowledIn(await this.#event(id));
    if (bowled) this.#label(id, labelOf(bowled));
    this.actions.value = new Map(this.actions.peek()).set(id, data);
  }

  /** By the last ball in the feed before it: what is disputed is not there yet. */
  async #readPlace({ id, inningsNumber, place, claims }: DisputeDocument): Promise<void> {
    const over = Object.values(claims ?? {}).map((each) => each?.ball?.["overNumber"]).find(Number.isInteger);
    if (typeof over !== "number" || this.#placed.has(id)) return;
    this.#placed.add(id);
    const earlier = Array.from({ length: Math.min(MOST_FACTS, place - 1) }, (_, back) => `${inningsNumber}_${place - 1 - back}`);
    try {
      const before = earlier.length ? await this.#lastBowled(earlier) : null;
      this.#label(id, labelBehind(before, over));
    } catch (error) {
      this.#placed.delete(id);
      throw error;
    }
  }

  /** The first of some actions, by the feed, that is a ball. */
  async #lastBowled(ids: readonly string[]): Promise<Bowled | null> {
    const events = collection(this.db, "matches", this.matchId, "events");
    const found = await getDocsFromServer(query(events, where(documentId(), "in", ids)));
    const bowled = new Map(found.docs.map((each) => [each.id, bowledIn(each.data())]));
    return ids.map((id) => bowled.get(id) ?? null).find((each) => each !== null) ?? null;
  }

  /** Those of hundreds of disputes come within moments of each other: each alone would paint the page anew. */
  #label(id: string, label: string): void {
    if (this.#gathered === null) {
      setTimeout(() => {
        this.labels.value = new Map([...this.labels.peek(), ...(this.#gathered ?? [])]);
        this.#gathered = null;
      }, GATHER_MS);
    }
    (this.#gathered ??= new Map()).set(id, label);
  }

  async #event(id: string): Promise<DocumentData | undefined> {
    return (await getDoc(doc(this.db, "matches", this.matchId, "events", id))).data();
  }

  async #readPerson(id: string): Promise<void> {
    const name: unknown = (await this.#once(`people/${id}`))?.["displayName"];
    if (typeof name === "string" && name) this.people.value = new Map(this.people.peek()).set(id, apart(name));
  }

  /** Captains may rule with each other, leaders of a school confirm its line-ups. */
  async #readOffices(match: MatchDocument | null | undefined): Promise<void> {
    if (!match) return;
    const sides = [[match.homeTeamId, "captain_home"], [match.awayTeamId, "captain_away"]] as const;
    await Promise.all(sides.map(async ([teamId, captaincy]) => {
      if (!teamId) return;
      const player = await this.#office("team_role_assignments", teamId, "player");
      if (player?.isCaptain === true && isHeld(player, match.seasonId, Date.now())) this.captaincy.value = captaincy;
      if (await this.#leadsSchoolOf(teamId, match.seasonId)) this.leads.value = new Set([...this.leads.peek(), teamId]);
    }));
    this.areOfficesRead.value = true;
  }

  async #leadsSchoolOf(teamId: string, seasonId: string | null | undefined): Promise<boolean> {
    const schoolId: unknown = (await this.#once(`teams/${teamId}`))?.["schoolId"];
    if (typeof schoolId !== "string" || !schoolId) return false;
    const offices = await Promise.all(LEADERS.map((role) => this.#office("school_role_assignments", schoolId, role)));
    return offices.some((each) => each !== undefined && isHeld(each, seasonId, Date.now()));
  }

  /** A role of the person in a team or a school; its id is the question. */
  #office(collection: string, ownerId: string, role: string): Promise<OfficeDocument | undefined> {
    const key = [inKey(ownerId), inKey(this.person.personId), role].join("_");
    return this.#once(`${collection}/${key}`) as Promise<OfficeDocument | undefined>;
  }

  /** A document the first time that it is asked for; undefined where it may not be read either. Rejects
   * without reception, and is asked for again then. */
  async #once(path: string): Promise<DocumentData | undefined> {
    if (this.#asked.has(path)) return undefined;
    this.#asked.add(path);
    try {
      return (await getDoc(doc(this.db, path))).data();
    } catch (error) {
      if ((error as { code?: string }).code === "permission-denied") return undefined; // a role that is not there
      this.#asked.delete(path);
      throw error;
    }
  }
}

/** Of names alone, and of what comes again with the next word of the match. */
const unread = (error: unknown): void => console.warn("not read yet", error);

// Whose name the desk shows: who scores, who ruled, who locked the match.
function peopleIn(
  consensus: ConsensusDocument | null, match: MatchDocument | null | undefined, rulings: readonly RulingDocument[] | null,
): string[] {
  const seats = Object.values(consensus?.seats ?? {}).flatMap((each) => each?.personId ?? []);
  const deciders = (rulings ?? []).flatMap(({ decidedBy }) => decidedBy || []);
  return [...seats, ...deciders, ...(match?.lockedBy ? [match.lockedBy] : [])];
}
