// A recorder over a plain list, for tests and for working on the pages: no Firebase, no network.

import type { LogEntry } from "@scrbrd/client/fold";
import { lastSequence } from "./entries.js";
import type { Book, Fields, Recorder, Toss, View } from "./recorder.js";

/** What a fake match starts from; everything that is left out is as in a match scored alone. */
export type FakeMatch = Pick<View, "match" | "setup" | "players"> & Partial<View>;

const ME = { personId: "anna", role: "scorer_neutral", canConfirm: true };

export class FakeRecorder implements Recorder {
  readonly book: Book | null;
  /** What was told to the other scorers. */
  readonly told: Fields[] = [];
  #view: View;
  #listeners = new Set<() => void>();

  constructor(start: FakeMatch) {
    this.#view = {
      log: [], me: ME, isOnline: true, waiting: 0, held: [], consensus: null, problem: null,
      mustOpenBook: false, isOpeningRefused: false, isRelieved: false, lastEntryId: null,
      ...start,
    };
    this.book = this.#view.consensus ? this.#fakeBook() : null;
  }

  getSnapshot = (): View => this.#view;

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Let something happen that the scorer did not do. */
  happen(change: Partial<View>): void {
    this.#view = { ...this.#view, ...change };
    this.#listeners.forEach((listener) => listener());
  }

  append(inningsNumber: number, fields: Fields): string {
    return this.#put(inningsNumber, fields, {});
  }

  correct(id: string, fields: Fields): string {
    return this.#put(inningsOf(id), fields, { corrects: id });
  }

  insertAfter(id: string, fields: Fields): string {
    return this.#put(inningsOf(id), fields, { after: id });
  }

  undo(id: string): void {
    this.#void(id, true);
  }

  redo(id: string): void {
    this.#void(id, false);
  }

  async recordAgain(nonce: string): Promise<void> {
    const held = this.#view.held.find((each) => each.nonce === nonce);
    if (held) this.append(held.inningsNumber, held.fields);
    this.discard(nonce);
  }

  async recordAllAgain(): Promise<void> {
    for (const { nonce } of this.#view.held) await this.recordAgain(nonce);
  }

  discard(nonce: string): void {
    this.happen({ held: this.#view.held.filter((each) => each.nonce !== nonce) });
  }

  setToss(toss: Toss): void {
    const setup = { ...this.#view.setup, tossWinnerId: toss.winnerTeamId, tossDecision: toss.decision };
    this.happen({ match: { ...this.#view.match, toss }, setup });
  }

  async confirmLineups(lineupIds: readonly string[]): Promise<void> {
    const players = this.#view.players.map((each) =>
      lineupIds.includes(each.lineupId) ? { ...each, isConfirmed: true } : each,
    );
    this.happen({ players });
  }

  dismissProblem(): void {
    this.happen({ problem: null });
  }

  close(): void {
    this.#listeners.clear();
  }

  #put(inningsNumber: number, fields: Fields, reference: Fields): string {
    const sequenceNumber = lastSequence(this.#view.log, inningsNumber) + 1;
    const id = `${inningsNumber}_${sequenceNumber}`;
    const entry: LogEntry = {
      ...fields, ...reference, id, inningsNumber, sequenceNumber, isVoided: false,
      matchId: this.#view.match.matchId, nonce: id, recordedBy: this.#view.me.personId,
      recordedAs: this.#view.me.role, timestamp: new Date().toISOString(),
    };
    this.happen({ log: [...this.#view.log, entry] });
    return id;
  }

  #void(id: string, isVoided: boolean): void {
    this.happen({
      log: this.#view.log.map((each) => (each.id === id ? { ...each, isVoided } : each)),
    });
  }

  #fakeBook(): Book {
    const tell = (what: string) => (...args: unknown[]) => void this.told.push({ what, args });
    return {
      openBehind: tell("openBehind"), takeOver: tell("takeOver"), agree: tell("agree"),
      takeTheirs: tell("takeTheirs"), putIn: tell("putIn"), twice: tell("twice"),
    };
  }
}

const inningsOf = (id: string) => Number(id.split("_")[0]);
