// Runs a session without a page: events go to the session and to the fake recorder.

import { fold, load, match } from "./matches.mjs";

const { FakeRecorder } = await load("session/fake.js");
const { recordChange } = await load("session/changes.js");
const { START, step } = await load("session/session.js");

export const T20 = match("1386111");

export class Scoring {
  session = START;

  constructor(log = [], start = T20.start) {
    this.recorder = new FakeRecorder({ ...start, log });
  }

  get view() {
    return this.recorder.getSnapshot();
  }

  get log() {
    return this.view.log;
  }

  get board() {
    if (this.log !== this.folded) [this.folded, this.known] = [this.log, fold.board(this.log, this.view.setup)];
    return this.known;
  }

  get score() {
    const { runs, wickets, overs } = this.board.score;
    return `${runs}/${wickets} (${overs})`;
  }

  do(event, more = {}) {
    const given = typeof event === "string" ? { event, ...more } : event;
    const answer = step(this.session, given, { board: this.board, log: this.log });
    this.session = answer.session;
    const done = answer.change && recordChange(this.recorder, answer.change);
    if (done) this.do({ event: "recorded", step: done });
    return this;
  }

  tap(...parts) {
    for (const part of parts) {
      const given = typeof part === "number" ? { part: "runs", runs: part } : { part };
      this.do("part", { part: given });
    }
    return this;
  }

  start() {
    return this.do("record", { fields: T20.innings[0][0] });
  }
}

/** Return a session of an innings that has begun, with openers and bowler named. */
export const startedInnings = () => new Scoring().start();
