// Listens to the documents of one match and keeps them as signals, until `close`.

import { onNotice } from "@scrbrd/client/official";
import { batch, computed, effect, signal } from "@preact/signals";
import type { ReadonlySignal, Signal } from "@preact/signals";
import { collection, doc, documentId, getDoc, getDocsFromServer, onSnapshot, query, where } from "firebase/firestore";
import type { DocumentData, DocumentSnapshot, Firestore, QuerySnapshot } from "firebase/firestore";
import { isolateName } from "../model/apart.js";
import { penaltiesOf } from "../model/balls.js";
import type { Penalties } from "../model/balls.js";
import type {
  ActionFields, ConsensusDocument, DisputeDocument, HealthDocument, LineupDocument, MatchDocument, NoticeDocument,
  RoleDocument, RulingDocument, TickerDocument,
} from "../model/documents.js";
import { shownDisputes } from "../model/disputes.js";
import { actionsToRead } from "../model/health.js";
import { feedBallIn, labelAfter, labelOf } from "../model/labels.js";
import type { FeedBall } from "../model/labels.js";
import { inKey, isHeld, LEADERS } from "../model/roles.js";
import type { Captaincy, OfficeDocument } from "../model/roles.js";
import type { Person } from "../model/persons.js";

const MOST_FACTS = 8; // the most actions in a row without a ball that counts
/** The number of resolved disputes that are shown. */
export const MOST_RESOLVED = 20;
/** The time for which labels of balls are collected before they are shown together. */
const LABEL_DELAY_MS = 100;

export class Desk {
  /** Undefined until it is loaded; null if there is no such match. */
  readonly match = signal<MatchDocument | null | undefined>(undefined);
  /** Whether the match is not loaded yet because the server cannot be reached. */
  readonly isUnreached = signal(false);
  /** Whether the match comes from the cache, because there is no reception. */
  readonly isStale = signal(false);
  /** The following are null until they are loaded. */
  readonly lineups = signal<readonly LineupDocument[] | null>(null);
  readonly roles = signal<readonly RoleDocument[] | null>(null);
  readonly disputes = signal<readonly DisputeDocument[] | null>(null);
  readonly rulings = signal<readonly RulingDocument[] | null>(null);
  readonly consensus = signal<ConsensusDocument | null>(null);
  /** Undefined until it is loaded; null if there is none. */
  readonly health = signal<HealthDocument | null | undefined>(undefined);
  readonly notice = signal<NoticeDocument | null>(null);
  readonly ticker = signal<TickerDocument | null>(null);
  readonly captaincy = signal<Captaincy | null>(null);
  /** Whether `captaincy` and `leads` have been read. */
  readonly areOfficesRead = signal(false);
  /** The teams of this match whose school the person leads. */
  readonly leads = signal<ReadonlySet<string>>(new Set());
  /** The actions that have problems, by id. */
  readonly actions = signal<ReadonlyMap<string, ActionFields>>(new Map());
  /** The labels of balls, such as `12.4`, by the ids of their actions or disputes. */
  readonly labels = signal<ReadonlyMap<string, string>>(new Map());
  /** The known names of scorers and officials, by id. */
  readonly people = signal<ReadonlyMap<string, string>>(new Map());
  /** Whether a listener has failed: part of the match is not updated until the page is reloaded. */
  readonly hasListenerFailed = signal(false);

  /** Return the name of a player or of a side; without a name the id. */
  readonly nameOf: ReadonlySignal<(id: string) => string>;
  readonly penalties: ReadonlySignal<Penalties> = computed(() => penaltiesOf(this.match.value));

  readonly #requested = new Set<string>();
  readonly #labelled = new Set<string>();
  #pendingLabels: Map<string, string> | null = null;
  readonly #stops: (() => void)[];

  constructor(readonly db: Firestore, readonly matchId: string, readonly person: Person) {
    this.nameOf = computed(() => {
      const names = new Map((this.lineups.value ?? []).map(({ playerId, playerName }) => [playerId, isolateName(playerName ?? "")]));
      const { homeTeamId, homeTeamName, awayTeamId, awayTeamName } = this.match.value ?? {};
      const sides = new Map([[homeTeamId, homeTeamName], [awayTeamId, awayTeamName]].map(([id, name]) => [id, isolateName(name ?? "")]));
      return (id) => names.get(id) || sides.get(id) || id;
    });
    const { personId } = person;
    const mine = [where("personId", "==", personId), where("matchId", "==", matchId)];
    this.#stops = [
      onSnapshot(doc(db, "tickers", matchId), (snap) => (this.ticker.value = (snap.data() as TickerDocument | undefined) ?? null), this.#onError),
      onSnapshot(doc(db, "matches", matchId), { includeMetadataChanges: true }, this.#onMatch, this.#onError),
      this.#documents("lineups", this.lineups),
      this.#documents("disputes", this.disputes),
      this.#documents("rulings", this.rulings),
      this.#document(["live", "consensus"], (data) => (this.consensus.value = (data as ConsensusDocument) ?? null)),
      this.#document(["live", "health"], (data) => (this.health.value = (data as HealthDocument) ?? null)),
      this.#query(query(collection(db, "match_role_assignments"), ...mine), this.roles),
      onNotice({ db, matchId, personId }, (notice) => (this.notice.value = notice), () => {}), // not every person has one
      effect(() => actionsToRead(this.health.value ?? null).forEach((id) => void this.#readAction(id).catch(warn))),
      effect(() => shownDisputes(this.disputes.value ?? [], MOST_RESOLVED).forEach((each) => void this.#readLabel(each).catch(warn))),
      effect(() => peopleIn(this.consensus.value, this.match.value, this.rulings.value).forEach((id) => void this.#readPerson(id).catch(warn))),
      effect(() => void this.#readOffices(this.match.value).catch(warn)),
    ];
  }

  close(): void {
    this.#stops.forEach((stop) => stop());
  }

  readonly #onError = (error: unknown): void => {
    console.error(error);
    this.hasListenerFailed.value = true;
  };

  /** Store the match. Only the server's snapshot can show that it is missing; the cache may just not have it. */
  readonly #onMatch = (snap: DocumentSnapshot): void => {
    const isKnown = snap.exists() || !snap.metadata.fromCache;
    batch(() => {
      this.isUnreached.value = !isKnown;
      this.isStale.value = isKnown && snap.metadata.fromCache;
      if (isKnown) this.match.value = (snap.data() as MatchDocument | undefined) ?? null;
    });
  };

  #document(path: readonly string[], onData: (data: DocumentData | undefined) => void): () => void {
    const next = (snap: DocumentSnapshot): void => {
      if (snap.exists() || !snap.metadata.fromCache) onData(snap.data());
    };
    return onSnapshot(doc(this.db, "matches", this.matchId, ...path), { includeMetadataChanges: true }, next, this.#onError);
  }

  #documents<Kind>(name: string, target: Signal<readonly Kind[] | null>): () => void {
    return this.#query(query(collection(this.db, "matches", this.matchId, name)), target);
  }

  #query<Kind>(source: ReturnType<typeof query>, target: Signal<readonly Kind[] | null>): () => void {
    const next = (snap: QuerySnapshot): void => {
      if (snap.empty && snap.metadata.fromCache) return; // an empty cache does not mean that the server has none
      target.value = snap.docs.map((each) => ({ ...each.data(), id: each.id }) as Kind);
    };
    return onSnapshot(source, { includeMetadataChanges: true }, (snap) => next(snap as QuerySnapshot), this.#onError);
  }

  async #readAction(id: string): Promise<void> {
    const path = `matches/${this.matchId}/scoring_actions/${id}`;
    const data = await this.#once(path);
    if (!data) return;
    const ball = feedBallIn(await this.#event(id));
    if (ball) this.#addLabel(id, labelOf(ball));
    this.actions.value = new Map(this.actions.peek()).set(id, data);
  }

  /** Label a dispute by the last ball of the feed before it, because the disputed ball is not in the feed yet. */
  async #readLabel({ id, inningsNumber, place, claims }: DisputeDocument): Promise<void> {
    const over = Object.values(claims ?? {}).map((each) => each?.ball?.["overNumber"]).find(Number.isInteger);
    if (typeof over !== "number" || this.#labelled.has(id)) return;
    this.#labelled.add(id);
    const earlier = Array.from({ length: Math.min(MOST_FACTS, place - 1) }, (_, back) => `${inningsNumber}_${place - 1 - back}`);
    try {
      const before = earlier.length ? await this.#firstBall(earlier) : null;
      this.#addLabel(id, labelAfter(before, over));
    } catch (error) {
      this.#labelled.delete(id);
      throw error;
    }
  }

  /** Return the first of the given actions that the feed has as a ball; null if none is. */
  async #firstBall(ids: readonly string[]): Promise<FeedBall | null> {
    const events = collection(this.db, "matches", this.matchId, "events");
    const found = await getDocsFromServer(query(events, where(documentId(), "in", ids)));
    const balls = new Map(found.docs.map((each) => [each.id, feedBallIn(each.data())]));
    return ids.map((id) => balls.get(id) ?? null).find((each) => each !== null) ?? null;
  }

  /** Add a label after a delay. The labels of hundreds of disputes arrive at about the same time, and each alone
   * would render the page again. */
  #addLabel(id: string, label: string): void {
    if (this.#pendingLabels === null) {
      setTimeout(() => {
        this.labels.value = new Map([...this.labels.peek(), ...(this.#pendingLabels ?? [])]);
        this.#pendingLabels = null;
      }, LABEL_DELAY_MS);
    }
    (this.#pendingLabels ??= new Map()).set(id, label);
  }

  async #event(id: string): Promise<DocumentData | undefined> {
    return (await getDoc(doc(this.db, "matches", this.matchId, "events", id))).data();
  }

  async #readPerson(id: string): Promise<void> {
    const name: unknown = (await this.#once(`people/${id}`))?.["displayName"];
    if (typeof name === "string" && name) this.people.value = new Map(this.people.peek()).set(id, isolateName(name));
  }

  /** Read whether the person is a captain, who may rule with the other captain, or leads a school, and so may confirm
   * its line-ups. */
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

  /** Return the person's role in a team or a school; its document id consists of the three. */
  #office(collection: string, ownerId: string, role: string): Promise<OfficeDocument | undefined> {
    const key = [inKey(ownerId), inKey(this.person.personId), role].join("_");
    return this.#once(`${collection}/${key}`) as Promise<OfficeDocument | undefined>;
  }

  /** Return a document the first time that it is requested, then undefined; undefined also if it may not be read.
   * Rejects without reception, after which it can be requested again. */
  async #once(path: string): Promise<DocumentData | undefined> {
    if (this.#requested.has(path)) return undefined;
    this.#requested.add(path);
    try {
      return (await getDoc(doc(this.db, path))).data();
    } catch (error) {
      if ((error as { code?: string }).code === "permission-denied") return undefined; // the role does not exist
      this.#requested.delete(path);
      throw error;
    }
  }
}

/** Log a failed read. It concerns only names, or documents that are read again after the next change of the match. */
const warn = (error: unknown): void => console.warn("not read yet", error);

// Return the persons whose names the desk shows: the scorers, those who ruled, and who locked the match.
function peopleIn(
  consensus: ConsensusDocument | null, match: MatchDocument | null | undefined, rulings: readonly RulingDocument[] | null,
): string[] {
  const seats = Object.values(consensus?.seats ?? {}).flatMap((each) => each?.personId ?? []);
  const deciders = (rulings ?? []).flatMap(({ decidedBy }) => decidedBy || []);
  return [...seats, ...deciders, ...(match?.lockedBy ? [match.lockedBy] : [])];
}
