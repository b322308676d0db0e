// The state of a match's page: what was read of it, in signals. Shows nothing itself.

import { batch, computed, effect, signal } from "@preact/signals";
import type { Archive, Link, Source, Stop } from "../io/source.ts";
import type { FeedDoc, MatchDoc, ScoreDoc, TickerDoc } from "../model/documents.ts";
import { cursorOf, merged } from "../model/feed.ts";
import { momentsOfFeed, momentsOfReplay } from "../model/moments.ts";
import type { Moment } from "../model/moments.ts";
import { isOfEarlierInnings, missingOf, standingOf } from "../model/latest.ts";
import type { Missing } from "../model/latest.ts";
import type { Standing } from "../model/standing.ts";
import { isPaused } from "./settings.ts";

export type Phase = "loading" | "ready" | "missing" | "failed";

interface Known {
  readonly match: MatchDoc | null;
  readonly score: ScoreDoc | null;
  readonly ticker: TickerDoc | null;
  readonly feed: ReadonlyMap<string, FeedDoc>;
  readonly isFeedRead: boolean; // its end, as it was when the page was opened
  readonly at: number; // when the server last confirmed it
}

const FIRST_LINES = 30;
const ARCHIVE_AGAIN_MS: readonly number[] = [3_000, 10_000, 30_000]; // one after the other
const NOTHING: Known = { match: null, score: null, ticker: null, feed: new Map(), isFeedRead: false, at: 0 };

export class MatchStore {
  readonly phase = signal<Phase>("loading");
  readonly link = signal<Link>("connecting");
  readonly archive = signal<Archive | null>(null);
  readonly isLoadingOlder = signal(false);
  private readonly known = signal<Known>(NOTHING);
  /** What is shown: what is known, but for a paused page. */
  readonly shown = signal<Known>(NOTHING);
  readonly standing = computed<Standing | null>(() => standingOf(this.shown.value));
  /** What of the match can be read only in part. */
  readonly missing = computed<readonly Missing[]>(() => missingOf(this.shown.value));
  /** Whether the whole score was asked for: what is not here then cannot be read. */
  readonly isScoreRead = signal(false);
  /** The archive's summary, as long as the match is over: its end may be undone. */
  readonly summary = computed(() => (this.standing.value?.status === "completed" ? (this.archive.value?.summary ?? null) : null));
  /** Its lines, as long: afterwards the feed alone tells of the match. */
  private readonly lines = computed(() => (this.standing.value?.status === "completed" ? (this.archive.value?.lines ?? []) : []));
  readonly moments = computed<readonly Moment[]>(() =>
    this.lines.value.length ? momentsOfReplay(this.lines.value) : momentsOfFeed(this.shown.value.feed));
  /** The oldest of the feed that is shown. */
  readonly reach = computed<Reach>(() => reachOf(this.shown.value.feed));
  /** As far back as the feed could be read when all of it was asked for. */
  private readonly readBackTo = signal<Reach | null>(null);
  private readonly hasFailed = signal(false);
  /** Of the match ball by ball: of a part of the feed no totals and figures can be made. */
  readonly whole = computed<"unread" | "read" | "failed">(() => {
    const back = this.readBackTo.value;
    if (this.lines.value.length || (back && isSame(back, this.reach.value))) return "read";
    return this.hasFailed.value ? "failed" : "unread";
  });
  /** When the whole score was written, where the ticker is newer; null: it is of now. */
  readonly scoreBehind = computed<string | null>(() => {
    const { score, ticker } = this.shown.value;
    return score && (score.version ?? 0) < (ticker?.version ?? 0) ? (score.lastUpdated ?? "") : null;
  });
  private readonly stops: Stop[] = [];
  private stopScore: Stop | null = null;
  private readingScore: Promise<void> | null = null;
  private readingAll: Promise<void> | null = null;
  private archiveOf: number | null = null; // the version of the score that the archive was read for
  private archiveTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly source: Source, readonly matchId: string, private readonly now: () => number = Date.now) {
    this.stops.push(effect(() => {
      const known = this.known.value;
      if (!isPaused.value) this.shown.value = known;
    }));
    this.stops.push(effect(() => {
      if (this.standing.value?.status !== "completed") this.archive.value = null; // written anew at the next end
    }));
  }

  /** Read the first score and the match, then go on listening. */
  async open(): Promise<void> {
    try {
      const match = this.source.match(this.matchId).then((found) => found && this.put({ match: found }));
      const first = this.source.first(this.matchId).then((found) => {
        if (found.score ?? found.ticker) this.put({ ...found, at: this.now() });
        return found;
      });
      const [, { score, ticker }] = await Promise.all([match, first]);
      if (!this.known.value.match && !score && !ticker) this.phase.value = "missing";
      const lastActionId = score?.lastActionId ?? ticker?.lastBall?.actionId ?? null;
      await this.readLatest(lastActionId);
      // A gateway's feed comes with its stream.
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
    this.archiveOf = null;
    clearTimeout(this.archiveTimer);
    for (const stop of this.stops) stop();
  }

  /** Have the whole score, and keep it fresh until the answer is called. */
  wantScore(): Stop {
    this.stopScore ??= this.source.followScore(this.matchId, (score) => this.put({ score, at: this.now() }));
    return () => {
      this.stopScore?.();
      this.stopScore = null;
    };
  }

  /** Have the whole score as new as the ticker, once: for paper, and when the match is over. */
  async freshScore(): Promise<void> {
    if (this.scoreBehind.value !== null || !this.known.value.score) await this.readScore();
  }

  /** Read the whole score: for the cards, before anybody asks for them, and for what no ticker says. */
  private readScore(): Promise<void> {
    this.readingScore ??= this.readScoreOnce().finally(() => {
      this.readingScore = null;
    });
    return this.readingScore;
  }

  private async readScoreOnce(): Promise<void> {
    const score = await this.source.score(this.matchId).catch(() => null);
    this.isScoreRead.value = true;
    if (this.phase.value === "missing") return; // deleted while its score was read
    if (score && (score.version ?? 0) > (this.known.value.score?.version ?? -1)) this.put({ score });
  }

  /** Read balls before the oldest ones here. */
  async older(): Promise<void> {
    const { innings, sequence } = this.reach.value;
    if (this.isLoadingOlder.value || !innings) return;
    this.isLoadingOlder.value = true;
    try {
      if (sequence > 1) await this.readLatest(`${innings}_${sequence - 1}`);
      else if (innings > 1) this.takeRead(await this.source.innings(this.matchId, innings - 1));
    } finally {
      this.isLoadingOlder.value = false;
    }
  }

  /** Have the whole match ball by ball: its archive once it is over, else all of the feed. */
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
      this.takeRead(await this.source.innings(this.matchId, before.sequence > 1 ? before.innings : before.innings - 1));
      if (isSame(before, this.reach.value)) break;
    }
    this.readBackTo.value = this.reach.value;
  }

  /** Read the archive for a version of the score: it is written behind it, and again where it changes. */
  private async readArchive(version: number): Promise<void> {
    if (this.archiveOf === version) return;
    const found = await this.source.archive(this.matchId);
    const isStale = this.archiveOf !== null || !isWritten(found);
    this.archive.value = found;
    this.archiveOf = version;
    if (isStale) this.readArchiveAgain(version);
  }

  private readArchiveAgain(version: number, [wait, ...more]: readonly number[] = ARCHIVE_AGAIN_MS): void {
    clearTimeout(this.archiveTimer);
    if (wait === undefined) return;
    this.archiveTimer = setTimeout(() => {
      if (this.archiveOf !== version) return;
      void this.source.archive(this.matchId).catch(() => null).then((found) => {
        if (found && isWritten(found) && this.archiveOf === version) this.archive.value = found;
        this.readArchiveAgain(version, more);
      });
    }, wait);
  }

  private async readLatest(lastActionId: string | null): Promise<void> {
    if (lastActionId) this.takeRead(await this.source.latest(this.matchId, lastActionId, FIRST_LINES));
  }

  private follow(): void {
    this.stops.push(this.source.follow(this.matchId, () => cursorOf(this.known.value.feed.values()), {
      ticker: (ticker) => (ticker ? this.hear(ticker) : this.lose("ticker")),
      score: (score) => score && this.put({ score, at: this.now() }),
      match: (match) => (match ? this.put({ match }) : this.lose("match")),
      events: (documents) => this.take(documents),
      link: (state) => {
        this.link.value = state;
      },
    }));
  }

  private hear(ticker: TickerDoc): void {
    const { score } = this.known.value;
    this.put({ ticker, at: this.now() });
    if (isOfEarlierInnings(score, ticker) || ticker.hasUnread) void this.readScore(); // which tells it instead
  }

  /** The server has no such document; without both there is no such match, or no more. */
  private lose(part: "match" | "ticker"): void {
    const known = { ...this.known.value, [part]: null };
    const isGone = !known.match && !known.ticker;
    batch(() => {
      this.known.value = isGone ? NOTHING : known;
      if (isGone) this.phase.value = "missing";
    });
  }

  private put(part: Partial<Known>): void {
    batch(() => {
      const known = { ...this.known.value, ...part };
      this.known.value = known;
      // Balls may still come of a match that was deleted.
      if (known.match ?? known.score ?? known.ticker) this.phase.value = "ready";
    });
  }

  private take(documents: readonly FeedDoc[]): void {
    if (!documents.length) return;
    this.put({ feed: merged(this.known.value.feed, documents) });
  }

  /** Take what a reader asked for: a paused page shows that too, as far as the match had come. */
  private takeRead(documents: readonly FeedDoc[]): void {
    this.take(documents);
    if (!isPaused.value) return;
    const { feed } = this.shown.value;
    const newest = newestOf(feed);
    const older = documents.filter((each) => !feed.has(each.id) && isBefore(each, newest));
    this.shown.value = { ...this.shown.value, feed: merged(feed, older) };
  }
}

/** Whether a document of the feed was recorded before another; before none, all were. */
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

/** Whether the feed is here from its first document on. */
export function isWhole({ innings, sequence }: Reach): boolean {
  return innings <= 1 && sequence <= 1;
}

function isSame(one: Reach, other: Reach): boolean {
  return one.innings === other.innings && one.sequence === other.sequence;
}

/** How far back the feed is here without a gap. */
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
