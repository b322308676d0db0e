// Joins the recorder, the fold and the session: what the views read, and whom they tell.

import type { Board, LogEntry, Verdict } from "@scrbrd/client/fold";
import { computed, type ReadonlySignal, signal } from "@preact/signals";
import { Boards } from "./boards.js";
import { type Change, make } from "./changes.js";
import type { Action } from "./entries.js";
import { objectionsTo } from "./objections.js";
import type { Recorder, View } from "./recorder.js";
import { deliveries, type Event, type Session, START, step } from "./session.js";

/** An event that the Laws are against; it happens if the scorer says so again. */
export interface Objection {
  readonly event: Event;
  readonly verdicts: readonly Verdict[];
}

export class Store {
  readonly recorder: Recorder;
  readonly view: ReadonlySignal<View>;
  readonly board: ReadonlySignal<Board>;
  /** The deliveries that count, in the order of play. */
  readonly balls: ReadonlySignal<readonly Action[]>;
  readonly session: ReadonlySignal<Session>;
  readonly failure = signal<string | null>(null);
  readonly objection = signal<Objection | null>(null);
  /** What somebody should look at in the last action; nothing is wrong with the log. */
  readonly remarks = signal<readonly Verdict[]>([]);
  #view;
  #session = signal(START);
  #stop: () => void;

  constructor(recorder: Recorder) {
    const boards = new Boards();
    this.recorder = recorder;
    this.#view = signal(recorder.getSnapshot());
    this.view = this.#view;
    const setup = computed(() => this.#view.value.setup);
    this.board = computed(() => boards.of(this.#view.value.log, setup.value));
    this.balls = computed(() => {
      void this.board.value; // the same board means the same balls
      return deliveries(this.#view.peek().log);
    });
    this.session = this.#session;
    this.#stop = recorder.subscribe(() => {
      this.#view.value = recorder.getSnapshot();
    });
  }

  /** Let something happen; what cannot be recorded is told, and nothing has changed. */
  dispatch = (event: Event): void => this.#happen(event, false);

  /** Record what the Laws are against: the umpires allowed it. */
  insist(): void {
    const objection = this.objection.peek();
    this.objection.value = null;
    if (objection) this.#happen(objection.event, true);
  }

  close(): void {
    this.#stop();
    this.recorder.close();
  }

  #happen(event: Event, isSure: boolean): void {
    const before = this.#session.peek();
    const log: readonly LogEntry[] = this.#view.peek().log;
    const { session, change } = step(before, event, { board: this.board.peek(), log });
    if (change && !this.#isAllowed(event, change, isSure)) return;
    this.#session.value = session;
    if (!change) return;
    try {
      this.failure.value = null;
      const done = make(this.recorder, change);
      if (done) this.dispatch({ event: "made", step: done });
    } catch (error) {
      this.#session.value = before;
      this.failure.value = error instanceof Error ? error.message : String(error);
    }
  }

  #isAllowed(event: Event, change: Change, isSure: boolean): boolean {
    const { refused, flagged } = objectionsTo(change, this.#view.peek().log, this.board.peek());
    this.remarks.value = isSure ? [...refused, ...flagged] : flagged;
    if (refused.length === 0 || isSure) return true;
    this.objection.value = { event, verdicts: refused };
    return false;
  }
}
