// Records a match in Firestore: with the client's scorers, or in a scorer's book if the match has several scorers.

import { type MatchFacts, MatchStore, type Recordable, Refused, Scorer, type ScorerOptions } from "@scrbrd/client";
import { Scorebook, seatOf } from "@scrbrd/client/scorebook";
import type { LogEntry } from "@scrbrd/client/fold";
import {
  collection, doc, type Firestore, getDocs, onSnapshot, serverTimestamp, updateDoc, writeBatch,
} from "firebase/firestore";
import { actionByNonce } from "../session/entries.js";
import { IN_BOOKS, isReadOnly, recordingRole } from "../session/gate.js";
import { messageOf, Problems } from "../session/problem.js";
import type { Book, Fields, Held, Recorder, Score, Toss, View } from "../session/recorder.js";
import {
  bookLog, type BookLog, entryBefore, entryIdByNonce, holderOf, isRelieved as hasBeenRelieved, refusedOpening,
} from "./books.js";
import { Innings } from "./innings.js";
import { lastKnown, matchInfo, playersOf, unsentCount } from "./match_view.js";
import { type DisputeDocument, OtherScorers } from "./others.js";
import { type DeviceStorage, remember } from "../storage.js";
import { t } from "../texts.js";

const CONFIRMING = ["umpire_on_field", "match_referee", "admin"];

export interface Opening {
  readonly db: Firestore;
  readonly matchId: string;
  readonly personId: string;
  /** All roles of the person, the preferred one first. */
  readonly roles: Roles;
  readonly storage: DeviceStorage;
}

export type Roles = readonly [ScorerOptions["role"], ...ScorerOptions["role"][]];

export class FirestoreRecorder implements Recorder {
  readonly book: Book | null;
  readonly #opening: Opening;
  readonly #role: ScorerOptions["role"];
  readonly #match: MatchStore;
  readonly #others: OtherScorers | null;
  readonly #innings: Innings;
  #lastFacts: MatchFacts | null = null;
  #publicLog: readonly LogEntry[] = [];
  #stopLog = (): void => {};
  readonly #problems = new Problems();
  #view: View | null = null;
  #shownLog: BookLog = { log: [], entryIds: new Map() };
  readonly #recordedHere = new Set<string>();
  /** The opening statement of this scorer that was refused because its score was wrong. */
  #refused: LogEntry | null = null;
  #isSeatLost = false;
  readonly #listeners = new Set<() => void>();

  /** Open a match; resolves when it, its line-ups and its log are known, from the device's cache if offline. */
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
      await recorder.#innings.start(recorder.#expectedInnings());
      if (recorder.#isSeatLost) recorder.#rememberSeatLost(); // again, now that the book is known
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
    const onError = (error: Error): void => this.#reportError(error);
    this.#opening = opening;
    this.#role = role;
    this.#match = match;
    const options = { db, matchId, personId, role, match, storage, onError };
    const open = (each: ScorerOptions) => (isInBooks ? Scorebook.open(each) : Scorer.open(each));
    const countBegun = (): number => Math.max(0, ...this.#publicLog.map((each) => Number(each["inningsNumber"])));
    this.#innings = new Innings(open, options, this.#onChange, countBegun);
    const me = { personId, seat: seatOf(role), tier };
    this.#others = isInBooks
      ? new OtherScorers(db, matchId, me, this.#onChange, onError, () => this.#rememberSeatLost())
      : null;
    this.book = this.#others ? this.#bookOf(this.#others) : null;
    match.subscribe(this.#onChange);
  }

  getSnapshot = (): View => (this.#view ??= this.#makeView());

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  append(inningsNumber: number, fields: Fields): string {
    return this.#record(inningsNumber, (scorer) => scorer.append(fields as Recordable));
  }

  correct(nonce: string, fields: Fields): string {
    const entry = this.#entry(nonce);
    return this.#record(entry.inningsNumber, (scorer) => scorer.correct(entry.id, fields as Recordable));
  }

  insertAfter(nonce: string, fields: Fields): string {
    const entry = this.#entry(nonce);
    return this.#record(entry.inningsNumber, (scorer) => scorer.appendAfter(entry.id, fields as Recordable));
  }

  undo(nonces: readonly string[], reason: string): void {
    this.#changeEach(nonces, (scorer, id) => scorer.undo(id, reason));
  }

  redo(nonces: readonly string[]): void {
    this.#changeEach(nonces, (scorer, id) => scorer.redo(id));
  }

  hasRecorded(nonce: string): boolean {
    return this.#recordedHere.has(nonce);
  }

  // An error is ignored if the entry is no longer held: it was recorded again or discarded in the meantime.
  async recordAgain(nonce: string): Promise<void> {
    const isHeld = (each: Scorer): boolean => each.held.some((held) => held.nonce === nonce);
    const scorer = this.#innings.all.find(isHeld);
    if (!scorer) return;
    await this.#follow(scorer.recordAgain(nonce).catch((error: unknown) => {
      if (isHeld(scorer)) throw error;
    }));
  }

  // An innings continues from the earlier ones: stop at the first innings that still has refused entries.
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
    if (this.#problems.clear()) this.#onChange();
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

  get #seatLostKey(): string {
    const { matchId, personId } = this.#opening;
    return `scrbrd/console/lost/${matchId}/${personId}`;
  }

  /** Remember that another person took over the seat, and the last entry of the book, if it has any. */
  #rememberSeatLost(): void {
    this.#isSeatLost = true;
    const last = this.#innings.all.flatMap(({ actions }) => actions).at(-1);
    if (last) remember(this.#opening.storage, this.#seatLostKey, last.id);
    this.#view = null;
  }

  /** Return how many innings were open on this device the last time. */
  #expectedInnings(): number {
    return Number(this.#opening.storage.getItem(this.#inningsKey)) || 1;
  }

  #onChange = (): void => {
    const { length } = this.#innings.all;
    if (length > this.#expectedInnings()) remember(this.#opening.storage, this.#inningsKey, `${length}`);
    this.#view = null;
    this.#listeners.forEach((listener) => listener());
  };

  #reportError(error: Error): void {
    this.#problems.report(messageOf(error));
    this.#onChange();
  }

  /** Wait for an operation: report a problem if it fails, clear an older problem if it succeeds. */
  async #follow(operation: Promise<unknown>, message?: string): Promise<void> {
    try {
      await operation;
      this.dismissProblem();
    } catch (error) {
      if (error instanceof Refused) return; // it is among the held entries, with what to do about it
      this.#reportError(message === undefined ? (error as Error) : new Error(message));
    }
  }

  /** Record an action and return its nonce. */
  #record(inningsNumber: number, record: (scorer: Scorer) => string): string {
    const scorer = this.#innings.scorerOf(inningsNumber);
    const id = record(scorer);
    const nonce = scorer.actions.find((each) => each.id === id)?.nonce ?? "";
    this.dismissProblem();
    return nonce;
  }

  #changeEach(nonces: readonly string[], change: (scorer: Scorer, id: string) => Promise<void>): void {
    const found = nonces.map((nonce) => this.#entry(nonce));
    found.forEach(({ id, inningsNumber }) => void this.#follow(change(this.#innings.scorerOf(inningsNumber), id)));
  }

  #makeView(): View {
    const { matchId, personId } = this.#opening;
    const role = this.#role;
    const isGone = this.#match.getSnapshot().match === null;
    this.#lastFacts = lastKnown(this.#match.getSnapshot(), this.#lastFacts);
    const { match, lineups, setup } = this.#lastFacts;
    const own = this.#innings.all.flatMap((each) => each.actions as readonly LogEntry[]);
    const recordedHere = this.#innings.all.flatMap((each) => [...each.waiting, ...each.held]);
    recordedHere.forEach(({ nonce }) => this.#recordedHere.add(nonce));
    const isEmptyBook = this.#others !== null && own.length === 0;
    const published = this.#others?.consensus(this.#publicLog) ?? null;
    const ownBook = { seat: this.#others?.seat ?? "", personId, book: own };
    this.#refused = published ? refusedOpening(published.disputes, ownBook) : null;
    const lostAfter = this.#opening.storage.getItem(this.#seatLostKey) || null;
    const isRelieved = published !== null && hasBeenRelieved(published.heldBy, this.#publicLog, ownBook, lostAfter);
    const heldBy = holderOf(this.#refused) ?? published?.heldBy ?? null;
    const consensus = published && { ...published, heldBy };
    const context = { log: this.#publicLog, personId, setup: setup ?? { matchId } };
    const isBookShown = this.#others !== null && !isEmptyBook && this.#refused === null && !isRelieved;
    this.#shownLog = isBookShown
      ? bookLog(own, context)
      : { log: this.#others ? this.#publicLog : own, entryIds: new Map() };
    const info = { ...matchInfo(matchId, match ?? {}), isGone };
    return {
      match: info,
      setup: setup ?? { matchId },
      players: playersOf(lineups),
      log: this.#shownLog.log,
      me: { personId, role, canConfirm: CONFIRMING.includes(role), isReadOnly: isReadOnly(role, info.tier) },
      isOnline: this.#innings.all.every((each) => each.connection === "online"),
      waiting: this.#innings.all.reduce((sum, each) => sum + unsentCount(each), 0),
      held: this.#innings.all.flatMap((each) => each.held.map(heldOf)),
      consensus,
      mustOpenBook: this.#refused !== null || isRelieved || (isEmptyBook && (this.#publicLog.length > 0 || heldBy !== null)),
      isOpeningRefused: this.#refused !== null,
      isRelieved,
      lastEntryId: this.#others ? (own.at(-1)?.id ?? null) : null,
      problem: this.#problems.now,
    };
  }

  /** Return the action of the log, or the entry of the book, for an action of the shown log. */
  #entry(nonce: string): { id: string; inningsNumber: number } {
    const { log } = this.getSnapshot();
    const id = this.#others ? entryIdByNonce(nonce, this.#shownLog) : (actionByNonce(log, nonce)?.id ?? null);
    if (id === null) throw new Error(t.edit.notThere);
    return { id, inningsNumber: Number(id.split("_")[0]) };
  }

  /** Listen to the match's log, which a book continues; resolves when all of it has been read. */
  async #listenToLog(): Promise<void> {
    const { db, matchId } = this.#opening;
    const log = collection(db, "matches", matchId, "scoring_actions");
    const first = new Promise<void>((resolve) => {
      this.#stopLog = onSnapshot(log, (snap) => {
        this.#publicLog = snap.docs.map((each) => each.data() as LogEntry);
        this.#innings.onLogChanged();
        resolve();
      }, (error) => {
        this.#reportError(error);
        resolve();
      });
    });
    // The listener's first result may lack documents; the listener also reports a failure.
    await Promise.all([first, getDocs(log).catch(() => {})]);
  }

  // Of two opening statements the first would count, so a refused one is withdrawn before the next.
  #withdrawRefused(): void {
    const id = this.#refused?.id;
    if (id === undefined) return;
    const scorer = this.#innings.scorerOf(Number(id.split("_")[0]));
    void this.#follow(scorer.undo(id, "another score there"));
  }

  #bookOf(others: OtherScorers): Book {
    const currentBook = (): Scorebook => {
      const begun = this.#innings.all.filter((each) => each.actions.length > 0);
      return (begun.at(-1) ?? this.#innings.scorerOf(1)) as Scorebook;
    };
    const disputeAndBook = (disputeId: string): { dispute: DisputeDocument; book: Scorebook } => {
      const dispute = others.disputes.get(disputeId);
      if (!dispute) throw new Error(`the dispute ${disputeId} is no longer open`);
      return { dispute, book: this.#innings.scorerOf(dispute.inningsNumber) as Scorebook };
    };
    return {
      openBehind: (actionId: string, score: Score) => {
        const book = this.#innings.scorerOf(Number(actionId.split("_")[0])) as Scorebook;
        this.#withdrawRefused();
        book.openBehind(actionId, score);
      },
      takeOver: (personId, entryId, score) => {
        const book = this.#innings.scorerOf(Number(entryId.split("_")[0])) as Scorebook;
        this.#withdrawRefused();
        book.takeOver(personId, entryId, score);
      },
      agree: (at, score) => void currentBook().agree(at, score),
      takeTheirs: (id, seat) => {
        const { dispute, book } = disputeAndBook(id);
        book.takeTheirs(dispute, seat as never);
      },
      putIn: (id, seat) => {
        const { dispute, book } = disputeAndBook(id);
        const after = entryBefore(dispute, this.#publicLog, this.#opening.personId);
        if (after === null) throw new Error(t.scorers.nothingBefore);
        book.putIn(dispute, after, seat as never);
      },
      twice: (id) => {
        const { dispute, book } = disputeAndBook(id);
        void this.#follow(book.twice(dispute));
      },
    };
  }
}

function heldOf(held: Scorer["held"][number]): Held {
  const { nonce, id, inningsNumber, fields, reason, objection = null, message, field = null, voiding } = held;
  const change = voiding === undefined ? null : voiding.isVoided ? "undo" : "redo";
  return { nonce, id, inningsNumber, fields, reason, objection, message, field, change };
}
