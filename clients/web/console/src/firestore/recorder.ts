// The recorder of a match: the client's scorers over Firestore, or a scorer's book in a match of
// several scorers.

import { type MatchFacts, MatchStore, type Recordable, Refused, Scorer, type ScorerOptions } from "@scrbrd/client";
import { Scorebook, seatOf } from "@scrbrd/client/scorebook";
import type { LogEntry } from "@scrbrd/client/fold";
import {
  collection, doc, type Firestore, onSnapshot, serverTimestamp, updateDoc, writeBatch,
} from "firebase/firestore";
import { named } from "../session/entries.js";
import { IN_BOOKS, isReadOnly, recordingRole } from "../session/gate.js";
import { Problems } from "../session/problem.js";
import type { Book, Fields, Held, Recorder, Score, Toss, View } from "../session/recorder.js";
import {
  bookLog, type BookLog, entryBefore, entryNamed, holderOf, isRelieved as wasRelieved, refusedOpening,
} from "./books.js";
import { Innings } from "./innings.js";
import { lastKnown, matchInfo, playersOf } from "./match_view.js";
import { Others, type Told } from "./others.js";
import { type DeviceStorage, remember } from "../storage.js";
import { t } from "../texts.js";

const CONFIRMING = ["umpire_on_field", "match_referee", "admin"];

export interface Opening {
  readonly db: Firestore;
  readonly matchId: string;
  readonly personId: string;
  /** All that the person holds, the first to be taken first. */
  readonly roles: Roles;
  readonly storage: DeviceStorage;
}

export type Roles = readonly [ScorerOptions["role"], ...ScorerOptions["role"][]];

export class FirestoreRecorder implements Recorder {
  readonly book: Book | null;
  readonly #opening: Opening;
  readonly #role: ScorerOptions["role"];
  readonly #match: MatchStore;
  readonly #others: Others | null;
  readonly #innings: Innings;
  #known: MatchFacts | null = null;
  #publicLog: readonly LogEntry[] = [];
  #stopLog = (): void => {};
  readonly #problems = new Problems();
  #view: View | null = null;
  #shown: BookLog = { log: [], entryIds: new Map() };
  readonly #made = new Set<string>();
  /** The statement of this scorer's that gave another score than there was. */
  #refused: LogEntry | null = null;
  #isLossHeard = false;
  readonly #listeners = new Set<() => void>();

  /** Ends when the match, its line-ups and its log are known, from the device's cache if offline. */
  static async open(opening: Opening): Promise<FirestoreRecorder> {
    const match = new MatchStore(opening.db, opening.matchId);
    await match.whenKnown();
    if (!match.getSnapshot().match) {
      match.close();
      throw new Error(t.match.missing);
    }
    const recorder = new FirestoreRecorder(opening, match);
    try {
      if (recorder.#others) await recorder.#listenToLog();
      await recorder.#innings.start(recorder.#likelyInnings());
      if (recorder.#isLossHeard) recorder.#noteLost(); // before the book was known
    } catch (error) {
      recorder.close();
      throw error;
    }
    return recorder;
  }

  constructor(opening: Opening, match: MatchStore) {
    const { db, matchId, personId, roles, storage } = opening;
    const tier = matchInfo(matchId, match.getSnapshot().match ?? {}).tier;
    const role = recordingRole(roles, tier);
    const isInBooks = IN_BOOKS.includes(tier);
    const failed = (error: Error): void => this.#failed(error);
    this.#opening = opening;
    this.#role = role;
    this.#match = match;
    const options = { db, matchId, personId, role, match, storage, onError: failed };
    const open = (each: ScorerOptions) => (isInBooks ? Scorebook.open(each) : Scorer.open(each));
    const begun = (): number => Math.max(0, ...this.#publicLog.map((each) => Number(each["inningsNumber"])));
    this.#innings = new Innings(open, options, this.#changed, begun);
    this.#others = isInBooks
      ? new Others(db, matchId, { personId, seat: seatOf(role), tier }, this.#changed, failed, () => this.#noteLost())
      : null;
    this.book = this.#others ? this.#bookOf(this.#others) : null;
    match.subscribe(this.#changed);
  }

  getSnapshot = (): View => (this.#view ??= this.#makeView());

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  append(inningsNumber: number, fields: Fields): string {
    return this.#put(inningsNumber, (scorer) => scorer.append(fields as Recordable));
  }

  correct(nonce: string, fields: Fields): string {
    const at = this.#entry(nonce);
    return this.#put(at.inningsNumber, (scorer) => scorer.correct(at.id, fields as Recordable));
  }

  insertAfter(nonce: string, fields: Fields): string {
    const at = this.#entry(nonce);
    return this.#put(at.inningsNumber, (scorer) => scorer.appendAfter(at.id, fields as Recordable));
  }

  undo(nonces: readonly string[], reason: string): void {
    this.#each(nonces, (scorer, id) => scorer.undo(id, reason));
  }

  redo(nonces: readonly string[]): void {
    this.#each(nonces, (scorer, id) => scorer.redo(id));
  }

  hasMade(nonce: string): boolean {
    return this.#made.has(nonce);
  }

  // Where it is held no more, it was recorded again or discarded while it waited: nothing went wrong.
  async recordAgain(nonce: string): Promise<void> {
    const isHeld = (each: Scorer): boolean => each.held.some((held) => held.nonce === nonce);
    const scorer = this.#innings.all.find(isHeld);
    if (!scorer) return;
    await this.#follow(scorer.recordAgain(nonce).catch((error: unknown) => {
      if (isHeld(scorer)) throw error;
    }));
  }

  // What was refused of an innings is part of what the later ones go on from.
  async recordAllAgain(): Promise<void> {
    for (const scorer of this.#innings.all.filter(({ held }) => held.length > 0)) {
      await this.#follow(scorer.recordAllAgain());
      if (scorer.held.length > 0) return;
    }
  }

  discard(nonce: string): void {
    this.#innings.all.find((each) => each.held.some((held) => held.nonce === nonce))?.discard(nonce);
  }

  setToss(toss: Toss): void {
    const { db, matchId } = this.#opening;
    const update = { toss: { ...toss }, updatedAt: serverTimestamp() };
    void this.#follow(updateDoc(doc(db, "matches", matchId), update), t.toss.failed);
  }

  async confirmLineups(lineupIds: readonly string[]): Promise<void> {
    const { db, matchId, personId } = this.#opening;
    const batch = writeBatch(db);
    const [confirmedAt, updatedAt] = [serverTimestamp(), serverTimestamp()];
    for (const id of lineupIds) {
      batch.update(doc(db, "matches", matchId, "lineups", id), { confirmedAt, confirmedBy: personId, updatedAt });
    }
    await batch.commit();
  }

  dismissProblem(): void {
    if (this.#problems.clear()) this.#changed();
  }

  close(): void {
    this.#stopLog();
    this.#others?.close();
    this.#match.close();
    void this.#innings.close();
    this.#listeners.clear();
  }

  get #inningsKey(): string {
    return `scrbrd/console/innings/${this.#opening.matchId}`;
  }

  get #lostKey(): string {
    const { matchId, personId } = this.#opening;
    return `scrbrd/console/lost/${matchId}/${personId}`;
  }

  /** Another person has taken over the seat: behind which entry of the book, if it has any. */
  #noteLost(): void {
    this.#isLossHeard = true;
    const last = this.#innings.all.flatMap(({ actions }) => actions).at(-1);
    if (last) remember(this.#opening.storage, this.#lostKey, last.id);
    this.#view = null;
  }

  /** How many innings were open on this device the last time. */
  #likelyInnings(): number {
    return Number(this.#opening.storage.getItem(this.#inningsKey)) || 1;
  }

  #changed = (): void => {
    const { length } = this.#innings.all;
    if (length > this.#likelyInnings()) remember(this.#opening.storage, this.#inningsKey, `${length}`);
    this.#view = null;
    this.#listeners.forEach((listener) => listener());
  };

  #failed(error: Error): void {
    this.#problems.tell(error.message);
    this.#changed();
  }

  /** Tell of something that goes wrong later, and forget an older problem if it does not. */
  async #follow(doing: Promise<unknown>, why?: string): Promise<void> {
    try {
      await doing;
      this.dismissProblem();
    } catch (error) {
      if (error instanceof Refused) return; // among what is held, with what to do about it
      this.#failed(why === undefined ? (error as Error) : new Error(why));
    }
  }

  /** Record something; its nonce. */
  #put(inningsNumber: number, put: (scorer: Scorer) => string): string {
    const scorer = this.#innings.of(inningsNumber);
    const id = put(scorer);
    const nonce = scorer.actions.find((each) => each.id === id)?.nonce ?? "";
    this.dismissProblem();
    return nonce;
  }

  #each(nonces: readonly string[], change: (scorer: Scorer, id: string) => Promise<void>): void {
    const found = nonces.map((nonce) => this.#entry(nonce));
    found.forEach(({ id, inningsNumber }) => void this.#follow(change(this.#innings.of(inningsNumber), id)));
  }

  #makeView(): View {
    const { matchId, personId } = this.#opening;
    const role = this.#role;
    const isGone = this.#match.getSnapshot().match === null;
    this.#known = lastKnown(this.#match.getSnapshot(), this.#known);
    const { match, lineups, setup } = this.#known;
    const own = this.#innings.all.flatMap((each) => each.actions as readonly LogEntry[]);
    const made = this.#innings.all.flatMap((each) => [...each.waiting, ...each.held]);
    made.forEach(({ nonce }) => this.#made.add(nonce));
    const isEmptyBook = this.#others !== null && own.length === 0;
    const told = this.#others?.consensus(this.#publicLog) ?? null;
    const mine = { seat: this.#others?.seat ?? "", personId, book: own };
    this.#refused = told ? refusedOpening(told.disputes, mine) : null;
    const lostBehind = this.#opening.storage.getItem(this.#lostKey) || null;
    const isRelieved = told !== null && wasRelieved(told.heldBy, this.#publicLog, mine, lostBehind);
    const heldBy = holderOf(this.#refused) ?? told?.heldBy ?? null;
    const consensus = told && { ...told, heldBy };
    const around = { log: this.#publicLog, personId, setup: setup ?? { matchId } };
    const isBookShown = this.#others !== null && !isEmptyBook && this.#refused === null && !isRelieved;
    this.#shown = isBookShown
      ? bookLog(own, around)
      : { log: this.#others ? this.#publicLog : own, entryIds: new Map() };
    const info = { ...matchInfo(matchId, match ?? {}), isGone };
    return {
      match: info,
      setup: setup ?? { matchId },
      players: playersOf(lineups),
      log: this.#shown.log,
      me: { personId, role, canConfirm: CONFIRMING.includes(role), isReadOnly: isReadOnly(role, info.tier) },
      isOnline: this.#innings.all.every((each) => each.connection === "online"),
      waiting: this.#innings.all.reduce((sum, each) => sum + each.waiting.length, 0),
      held: this.#innings.all.flatMap((each) => each.held.map(heldOf)),
      consensus,
      mustOpenBook: this.#refused !== null || isRelieved || (isEmptyBook && (this.#publicLog.length > 0 || heldBy !== null)),
      isOpeningRefused: this.#refused !== null,
      isRelieved,
      lastEntryId: this.#others ? (own.at(-1)?.id ?? null) : null,
      problem: this.#problems.now,
    };
  }

  /** The entry of the log, or of the book, that an action of the log that is shown stands for. */
  #entry(nonce: string): { id: string; inningsNumber: number } {
    const { log } = this.getSnapshot();
    const id = this.#others ? entryNamed(nonce, this.#shown) : (named(log, nonce)?.id ?? null);
    if (id === null) throw new Error(t.edit.notThere);
    return { id, inningsNumber: Number(id.split("_")[0]) };
  }

  /** Ends when the match's log has been heard, which a book goes on behind. */
  #listenToLog(): Promise<void> {
    const { db, matchId } = this.#opening;
    const log = collection(db, "matches", matchId, "scoring_actions");
    return new Promise((resolve) => {
      this.#stopLog = onSnapshot(log, (snap) => {
        this.#publicLog = snap.docs.map((each) => each.data() as LogEntry);
        this.#innings.heard();
        resolve();
      }, (error) => {
        this.#failed(error);
        resolve();
      });
    });
  }

  // Of two statements the first would count: a refused one makes room for the next.
  #withdrawRefused(): void {
    const id = this.#refused?.id;
    if (id === undefined) return;
    const scorer = this.#innings.of(Number(id.split("_")[0]));
    void this.#follow(scorer.undo(id, "another score there"));
  }

  #bookOf(others: Others): Book {
    const now = (): Scorebook => {
      const begun = this.#innings.all.filter((each) => each.actions.length > 0);
      return (begun.at(-1) ?? this.#innings.of(1)) as Scorebook;
    };
    const of = (disputeId: string): { dispute: Told; book: Scorebook } => {
      const dispute = others.told.get(disputeId);
      if (!dispute) throw new Error(`the dispute ${disputeId} is no longer open`);
      return { dispute, book: this.#innings.of(dispute.inningsNumber) as Scorebook };
    };
    return {
      openBehind: (actionId: string, score: Score) => {
        const book = this.#innings.of(Number(actionId.split("_")[0])) as Scorebook;
        this.#withdrawRefused();
        book.openBehind(actionId, score);
      },
      takeOver: (personId, entryId, score) => {
        const book = this.#innings.of(Number(entryId.split("_")[0])) as Scorebook;
        this.#withdrawRefused();
        book.takeOver(personId, entryId, score);
      },
      agree: (at, score) => void now().agree(at, score),
      takeTheirs: (id, seat) => void of(id).book.takeTheirs(of(id).dispute, seat as never),
      putIn: (id, seat) => {
        const { dispute, book } = of(id);
        const after = entryBefore(dispute, this.#publicLog, this.#opening.personId);
        if (after === null) throw new Error(t.scorers.nothingBefore);
        book.putIn(dispute, after, seat as never);
      },
      twice: (id) => void this.#follow(of(id).book.twice(of(id).dispute)),
    };
  }
}

function heldOf(held: Scorer["held"][number]): Held {
  const { nonce, id, inningsNumber, fields, reason, objection = null, message, field = null, voiding } = held;
  const change = voiding === undefined ? null : voiding.isVoided ? "undo" : "redo";
  return { nonce, id, inningsNumber, fields, reason, objection, message, field, change };
}
