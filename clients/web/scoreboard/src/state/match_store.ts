// The state of a match page: the documents read so far, in signals. Renders nothing itself.

import { batch, computed, effect, signal } from "@preact/signals";
import type { Archive, Link, Source, Stop } from "../io/source.ts";
import type { FeedDoc, MatchDoc, ScoreDoc, TickerDoc } from "../model/documents.ts";
import { cursorOf, mergeFeed } from "../model/feed.ts";
import { momentsOfFeed, momentsOfReplay } from "../model/moments.ts";
import type { Moment } from "../model/moments.ts";
import { incompleteDocuments, isOfEarlierInnings, standingOf } from "../model/latest.ts";
import type { DocumentName } from "../model/latest.ts";
import type { Standing } from "../model/standing.ts";
import { isPaused } from "./settings.ts";

export type Phase = "loading" | "ready" | "missing" | "failed";

interface LoadedMatch {
  readonly match: MatchDoc | null;
  readonly score: ScoreDoc | null;
  readonly ticker: TickerDoc | null;
  readonly feed: ReadonlyMap<string, FeedDoc>;
  readonly isFeedRead: boolean; // whether the feed's end, as of when the page was opened, has been read
  readonly at: number; // when the server last confirmed it
}

const FIRST_LINES = 30;
const ARCHIVE_RETRY_MS: readonly number[] = [3_000, 10_000, 30_000]; // waits, one after the other
const NOTHING: LoadedMatch = { match: null, score: null, ticker: null, feed: new Map(), isFeedRead: false, at: 0 };

export class MatchStore {
  readonly phase = signal<Phase>("loading");
  readonly link = signal<Link>("connecting");
  readonly archive = signal<Archive | null>(null);
  readonly isLoadingOlder = signal(false);
  private readonly known = signal<LoadedMatch>(NOTHING);
  /** The documents that the page shows: the same as `known`, or those of when the page was paused. */
  readonly shown = signal<LoadedMatch>(NOTHING);
  readonly standing = computed<Standing | null>(() => standingOf(this.shown.value));
  /** The documents of the match that can be read only in part. */
  readonly incomplete = computed<readonly DocumentName[]>(() => incompleteDocuments(this.shown.value));
  /** Whether the whole score has been requested and fetchWithTimeout: if it is still missing, it cannot be read. */
  readonly isScoreRead = signal(false);
  /** The archive's summary while the match is over; the end of a match may be undone. */
  readonly summary = computed(() => (this.standing.value?.status === "completed" ? (this.archive.value?.summary ?? null) : null));
  /** The archive's lines while the match is over; otherwise the feed is used. */
  private readonly lines = computed(() => (this.standing.value?.status === "completed" ? (this.archive.value?.lines ?? []) : []));
  readonly moments = computed<readonly Moment[]>(() =>
    this.lines.value.length ? momentsOfReplay(this.lines.value) : momentsOfFeed(this.shown.value.feed));
  /** The oldest document of the shown feed. */
  readonly reach = computed<Reach>(() => reachOf(this.shown.value.feed));
  /** The oldest document that could be read when the whole feed was requested. */
  private readonly readBackTo = signal<Reach | null>(null);
  private readonly hasFailed = signal(false);
  /** Whether the match has been read ball by ball; totals and figures need the whole feed. */
  readonly whole = computed<"unread" | "read" | "failed">(() => {
    const back = this.readBackTo.value;
    if (this.lines.value.length || (back && isSame(back, this.reach.value))) return "read";
    return this.hasFailed.value ? "failed" : "unread";
  });
  /** When the whole score was written, if the ticker is newer; null if the score is current. */
  readonly scoreBehind = computed<string | null>(() => {
    const { score, ticker } = this.shown.value;
    return score && (score.version ?? 0) < (ticker?.version ?? 0) ? (score.lastUpdated ?? "") : null;
  });
  private readonly stops: Stop[] = [];
  private stopScore: Stop | null = null;
  private readingScore: Promise<void> | null = null;
  private readingAll: Promise<void> | null = null;
  private archiveVersion: number | null = null; // the version of the score for which the archive was read
  private archiveTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly source: Source, readonly matchId: string, private readonly now: () => number = Date.now) {
    this.stops.push(effect(() => {
      const known = this.known.value;
      if (!isPaused.value) this.shown.value = known;
    }));
    this.stops.push(effect(() => {
      if (this.standing.value?.status !== "completed") this.archive.value = null; // it is written again at the next end
    }));
  }

  /** Read the first score and the match, then start listening. */
  async open(): Promise<void> {
    try {
      const match = this.source.match(this.matchId).then((found) => found && this.update({ match: found }));
      const first = this.source.first(this.matchId).then((found) => {
        if (found.score ?? found.ticker) this.update({ ...found, at: this.now() });
        return found;
      });
      const [, { score, ticker }] = await Promise.all([match, first]);
      if (!this.known.value.match && !score && !ticker) this.phase.value = "missing";
      const lastActionId = score?.lastActionId ?? ticker?.lastBall?.actionId ?? null;
      await this.readLatest(lastActionId);
      // The feed of a gateway arrives with its stream.
      const isFeedRead = lastActionId === null || this.known.value.feed.size > 0;
      this.known.value = { ...this.known.value, isFeedRead };
    } catch {
      if (this.phase.value === "loading") this.phase.value = "failed";
      this.link.value = "lost";
    }
    this.follow();
    if (this.phase.value === "ready" && !this.known.value.score) await this.readScore();
  }

  close(): void {
    this.stopScore?.();
    this.archiveVersion = null;
    clearTimeout(this.archiveTimer);
    for (const stop of this.stops) stop();
  }

  /** Follow the whole score until the returned function is called. */
  followScore(): Stop {
    this.stopScore ??= this.source.followScore(this.matchId, (score) => this.update({ score, at: this.now() }));
    return () => {
      this.stopScore?.();
      this.stopScore = null;
    };
  }

  /** Read the whole score once if it is older than the ticker: for printing, and when the match is over. */
  async refreshScore(): Promise<void> {
    if (this.scoreBehind.value !== null || !this.known.value.score) await this.readScore();
  }

  /** Read the whole score: in advance for the scorecards, and for facts that the ticker lacks. */
  private readScore(): Promise<void> {
    this.readingScore ??= this.readScoreOnce().finally(() => {
      this.readingScore = null;
    });
    return this.readingScore;
  }

  private async readScoreOnce(): Promise<void> {
    const score = await this.source.score(this.matchId).catch(() => null);
    this.isScoreRead.value = true;
    if (this.phase.value === "missing") return; // the match was deleted while its score was read
    if (score && (score.version ?? 0) > (this.known.value.score?.version ?? -1)) this.update({ score });
  }

  /** Read the balls before the oldest loaded ones. */
  async readOlder(): Promise<void> {
    const { innings, sequence } = this.reach.value;
    if (this.isLoadingOlder.value || !innings) return;
    this.isLoadingOlder.value = true;
    try {
      if (sequence > 1) await this.readLatest(`${innings}_${sequence - 1}`);
      else if (innings > 1) this.addRequested(await this.source.innings(this.matchId, innings - 1));
    } finally {
      this.isLoadingOlder.value = false;
    }
  }

  /** Read the whole match ball by ball: its archive once it is over, otherwise the whole feed. */
  async readWhole(): Promise<void> {
    this.hasFailed.value = false;
    this.readingAll ??= this.readAll().finally(() => {
      this.readingAll = null;
    });
    await this.readingAll.catch(() => {
      this.hasFailed.value = true;
    });
  }

  private async readAll(): Promise<void> {
    if (this.standing.value?.status === "completed") await this.readArchive(this.standing.value.version);
    while (!this.lines.value.length && !isWhole(this.reach.value)) {
      const before = this.reach.value;
      this.addRequested(await this.source.innings(this.matchId, before.sequence > 1 ? before.innings : before.innings - 1));
      if (isSame(before, this.reach.value)) break;
    }
    this.readBackTo.value = this.reach.value;
  }

  /** Read the archive for a version of the score. It is written after the score, and again if the score changes. */
  private async readArchive(version: number): Promise<void> {
    if (this.archiveVersion === version) return;
    const found = await this.source.archive(this.matchId);
    const isStale = this.archiveVersion !== null || !isWritten(found);
    this.archive.value = found;
    this.archiveVersion = version;
    if (isStale) this.retryArchive(version);
  }

  private retryArchive(version: number, [wait, ...more]: readonly number[] = ARCHIVE_RETRY_MS): void {
    clearTimeout(this.archiveTimer);
    if (wait === undefined) return;
    this.archiveTimer = setTimeout(() => {
      if (this.archiveVersion !== version) return;
      void this.source.archive(this.matchId).catch(() => null).then((found) => {
        if (found && isWritten(found) && this.archiveVersion === version) this.archive.value = found;
        this.retryArchive(version, more);
      });
    }, wait);
  }

  private async readLatest(lastActionId: string | null): Promise<void> {
    if (lastActionId) this.addRequested(await this.source.latest(this.matchId, lastActionId, FIRST_LINES));
  }

  private follow(): void {
    this.stops.push(this.source.follow(this.matchId, () => cursorOf(this.known.value.feed.values()), {
      ticker: (ticker) => (ticker ? this.onTicker(ticker) : this.onDeleted("ticker")),
      score: (score) => score && this.update({ score, at: this.now() }),
      match: (match) => (match ? this.update({ match }) : this.onDeleted("match")),
      events: (documents) => this.addToFeed(documents),
      link: (state) => {
        this.link.value = state;
      },
    }));
  }

  private onTicker(ticker: TickerDoc): void {
    const { score } = this.known.value;
    this.update({ ticker, at: this.now() });
    if (isOfEarlierInnings(score, ticker) || ticker.hasUnread) void this.readScore(); // which has the missing facts
  }

  /** Remove a document that the server does not have; without both of them the match does not exist. */
  private onDeleted(part: "match" | "ticker"): void {
    const known = { ...this.known.value, [part]: null };
    const isGone = !known.match && !known.ticker;
    batch(() => {
      this.known.value = isGone ? NOTHING : known;
      if (isGone) this.phase.value = "missing";
    });
  }

  private update(part: Partial<LoadedMatch>): void {
    batch(() => {
      const known = { ...this.known.value, ...part };
      this.known.value = known;
      // Events of the feed may still arrive for a match that was deleted.
      if (known.match ?? known.score ?? known.ticker) this.phase.value = "ready";
    });
  }

  private addToFeed(documents: readonly FeedDoc[]): void {
    if (!documents.length) return;
    this.update({ feed: mergeFeed(this.known.value.feed, documents) });
  }

  /** Add documents that the user requested. A paused page shows these too, up to where the match was when paused. */
  private addRequested(documents: readonly FeedDoc[]): void {
    this.addToFeed(documents);
    if (!isPaused.value) return;
    const { feed } = this.shown.value;
    const newest = newestOf(feed);
    const older = documents.filter((each) => !feed.has(each.id) && isBefore(each, newest));
    this.shown.value = { ...this.shown.value, feed: mergeFeed(feed, older) };
  }
}

/** Return whether a document of the feed was recorded before another; true if there is no other. */
function isBefore(one: FeedDoc, other: FeedDoc | null): boolean {
  if (!other) return true;
  const innings = (one.inningsNumber ?? 0) - (other.inningsNumber ?? 0);
  return innings < 0 || (innings === 0 && (one.sequenceNumber ?? 0) < (other.sequenceNumber ?? 0));
}

function newestOf(feed: ReadonlyMap<string, FeedDoc>): FeedDoc | null {
  return [...feed.values()].reduce<FeedDoc | null>((last, each) => (last && isBefore(each, last) ? last : each), null);
}

function isWritten({ summary, lines }: Archive): boolean {
  return summary !== null || lines.length > 0;
}

interface Reach {
  readonly innings: number;
  readonly sequence: number;
}

/** Return whether the feed is loaded from its first document on. */
export function isWhole({ innings, sequence }: Reach): boolean {
  return innings <= 1 && sequence <= 1;
}

function isSame(one: Reach, other: Reach): boolean {
  return one.innings === other.innings && one.sequence === other.sequence;
}

/** Return the oldest document up to which the feed is loaded without a gap. */
function reachOf(feed: ReadonlyMap<string, FeedDoc>): Reach {
  const innings = Math.max(0, ...[...feed.values()].map((each) => each.inningsNumber ?? 0));
  return reachIn(feed, innings);
}

function reachIn(feed: ReadonlyMap<string, FeedDoc>, innings: number): Reach {
  const own = [...feed.values()].filter((each) => each.inningsNumber === innings);
  let sequence = Math.max(0, ...own.map((each) => each.sequenceNumber ?? 0));
  while (feed.has(`${innings}_${sequence - 1}`)) sequence -= 1;
  const hasEarlier = [...feed.values()].some((each) => each.inningsNumber === innings - 1);
  return sequence <= 1 && hasEarlier ? reachIn(feed, innings - 1) : { innings, sequence };
}
