// The score just after an earlier ball, read when somebody goes back to it: from the log, folded here, or from the
// gateway if the log cannot be read.

import { signal } from "@preact/signals";
import type { Source } from "../io/source.ts";
import type { MatchDoc, ScoreDoc } from "../model/documents.ts";
import type { FoldedLog } from "../model/earlier.ts";
import type { Moment } from "../model/moments.ts";
import { inningsOf } from "../model/standing_of_score.ts";

export interface Now {
  readonly match: MatchDoc | null;
  readonly score: ScoreDoc;
}

export class EarlierScore {
  readonly score = signal<ScoreDoc | null>(null);
  readonly hasFailed = signal(false);
  private log: Promise<FoldedLog | null> | null = null;
  private version: number | null = null; // of the score when the log was read
  private wanted = "";

  constructor(private readonly source: Source, private readonly matchId: string) {}

  /** Load the score after a moment; of several calls at once the last counts. */
  async show(moment: Moment, now: Now): Promise<void> {
    this.wanted = moment.id;
    try {
      const found = await this.read(moment, now);
      if (this.wanted !== moment.id) return;
      this.score.value = found;
      this.hasFailed.value = found === null;
    } catch {
      this.log = null; // the next call reads it again
      if (this.wanted === moment.id) this.hasFailed.value = true;
    }
  }

  private async read(moment: Moment, now: Now): Promise<ScoreDoc | null> {
    this.log ??= this.fold(now);
    const folded = await this.log;
    if (folded === null) return this.source.earlier(this.matchId, moment.id);
    const found = folded.scoreAfter(moment.id);
    if ((found && isAt(found, moment)) || this.version === (now.score.version ?? null)) return found;
    this.log = this.fold(now); // balls were added, voided or corrected since it was read
    return (await this.log)?.scoreAfter(moment.id) ?? null;
  }

  private async fold({ match, score }: Now): Promise<FoldedLog | null> {
    this.version = score.version ?? null;
    const [docs, { FoldedLog: Folded }] = await Promise.all([this.source.log(this.matchId), import("../model/earlier.ts")]);
    return docs && new Folded(this.matchId, match, docs, score);
  }
}

/** Return whether a score has the same total as the moment. */
function isAt(score: ScoreDoc, moment: Moment): boolean {
  const innings = inningsOf(score).find((each) => each.inningsNumber === moment.innings);
  return innings?.runs === moment.runs && innings.wickets === moment.wickets;
}
