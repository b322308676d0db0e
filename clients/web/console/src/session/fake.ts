// A recorder over a list in memory, for tests and for work on the pages: no Firebase, no network.

import type { LogEntry } from "@scrbrd/client/fold";
import { t } from "../texts.js";
import { type Action, lastSequence, actionByNonce, nonceOf } from "./entries.js";
import type { Book, Fields, Recorder, Toss, View } from "./recorder.js";

/** The initial state of a fake match; the defaults are those of a match with a single scorer. */
export type FakeMatch = Pick<View, "match" | "setup" | "players"> & Partial<View>;

const ME = { personId: "anna", role: "scorer_neutral", canConfirm: true, isReadOnly: false };

export class FakeRecorder implements Recorder {
  readonly book: Book | null;
  /** The calls of the methods of `book`. */
  readonly bookCalls: Fields[] = [];
  #view: View;
  readonly #recorded = new Set<string>();
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

  /** Change the view as if by another device or the server. */
  simulate(change: Partial<View>): void {
    this.#view = { ...this.#view, ...change };
    this.#listeners.forEach((listener) => listener());
  }

  append(inningsNumber: number, fields: Fields): string {
    return this.#put(inningsNumber, fields, {});
  }

  correct(nonce: string, fields: Fields): string {
    const { id, inningsNumber } = this.#action(nonce);
    return this.#put(inningsNumber, fields, { corrects: id });
  }

  insertAfter(nonce: string, fields: Fields): string {
    const { id, inningsNumber } = this.#action(nonce);
    return this.#put(inningsNumber, fields, { after: id });
  }

  undo(nonces: readonly string[]): void {
    this.#void(nonces, true);
  }

  redo(nonces: readonly string[]): void {
    this.#void(nonces, false);
  }

  hasRecorded(nonce: string): boolean {
    return this.#recorded.has(nonce);
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
    this.simulate({ held: this.#view.held.filter((each) => each.nonce !== nonce) });
  }

  setToss(toss: Toss): void {
    const setup = { ...this.#view.setup, tossWinnerId: toss.winnerTeamId, tossDecision: toss.decision };
    this.simulate({ match: { ...this.#view.match, toss }, setup });
  }

  async confirmLineups(lineupIds: readonly string[]): Promise<void> {
    const players = this.#view.players.map((each) =>
      lineupIds.includes(each.lineupId) ? { ...each, isConfirmed: true } : each,
    );
    this.simulate({ players });
  }

  dismissProblem(): void {
    this.simulate({ problem: null });
  }

  close(): void {
    this.#listeners.clear();
  }

  #put(inningsNumber: number, fields: Fields, reference: Fields): string {
    const sequenceNumber = lastSequence(this.#view.log, inningsNumber) + 1;
    const id = `${inningsNumber}_${sequenceNumber}`;
    const nonce = crypto.randomUUID();
    this.#recorded.add(nonce);
    const entry: LogEntry = {
      ...fields, ...reference, id, inningsNumber, sequenceNumber, isVoided: false,
      matchId: this.#view.match.matchId, nonce, recordedBy: this.#view.me.personId,
      recordedAs: this.#view.me.role, timestamp: new Date().toISOString(),
    };
    this.simulate({ log: [...this.#view.log, entry] });
    return nonce;
  }

  #action(nonce: string): Action {
    const found = actionByNonce(this.#view.log, nonce);
    if (!found) throw new Error(t.edit.notThere);
    return found;
  }

  #void(nonces: readonly string[], isVoided: boolean): void {
    nonces.forEach((nonce) => this.#action(nonce));
    this.simulate({
      log: this.#view.log.map((each) => (nonces.includes(nonceOf(each)) ? { ...each, isVoided } : each)),
    });
  }

  #fakeBook(): Book {
    const recordCall = (method: string) => (...args: unknown[]) => void this.bookCalls.push({ method, args });
    return {
      openBehind: recordCall("openBehind"), takeOver: recordCall("takeOver"), agree: recordCall("agree"),
      takeTheirs: recordCall("takeTheirs"), putIn: recordCall("putIn"), twice: recordCall("twice"),
    };
  }
}
