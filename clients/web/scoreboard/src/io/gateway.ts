// Reads matches from the gateway, and follows them by its server-sent events.

import type { FeedDoc, MatchDoc, ScoreDoc, TickerDoc } from "../model/documents.ts";
import { feedDocsIn, scoreOf, summaryOf } from "../model/match_shapes.ts";
import { matchDocOf, tickerOf, tickersIn } from "../model/shapes.ts";
import { answered } from "./answered.ts";
import { followStream } from "./event_stream.ts";
import { FIRST_WAIT_MS } from "./keep_listening.ts";
import type { Archive, First, Followed, Stop } from "./source.ts";

const PAGE = 500;
const IN_HOME = 100; // matches of each season
/** The most matches of a league that the gateway gives. */
export const MOST_MATCHES = 200;
const BEFORE_PLAY_MS = 60_000;

export class Gateway {
  constructor(private readonly root: string, private readonly read: typeof fetch = fetch.bind(globalThis)) {}

  async first(matchId: string): Promise<First> {
    return { score: scoreOf(await this.get(matchId, "/score")), ticker: null };
  }

  async match(matchId: string): Promise<MatchDoc | null> {
    return matchDocOf(await this.get(matchId, ""));
  }

  /** The whole feed, page by page, oldest first. */
  async timeline(matchId: string): Promise<FeedDoc[]> {
    const all: FeedDoc[] = [];
    for (let cursor = "earliest"; ;) {
      const page = (await this.get(matchId, `/timeline?limit=${PAGE}&after_seq=${cursor}`)) as Page | null;
      if (!page) return all;
      all.push(...feedDocsIn(page.events));
      if (!page.hasMore) return all;
      cursor = encodeURIComponent(page.cursor);
    }
  }

  /** The score as it was after an action; one that is voided or unknown has none. */
  async earlier(matchId: string, actionId: string): Promise<ScoreDoc | null> {
    const at = (await this.get(matchId, `/at/${encodeURIComponent(actionId)}`)) as { score?: unknown } | null;
    return scoreOf(at?.score);
  }

  async summary(matchId: string): Promise<Archive> {
    const stats = (await this.get(matchId, "/stats")) as { summary?: unknown } | null;
    return { summary: summaryOf(stats?.summary), lines: [] };
  }

  /** Follow a match until the answer is called. What was before the stream is asked for until it comes, unless
   * events are told to nobody, and the match itself until play begins: of toss and sides no stream tells. */
  follow(matchId: string, told: Omit<Followed, "events"> & Partial<Followed>): Stop {
    let [timer, hasStopped]: [ReturnType<typeof setTimeout> | undefined, boolean] = [undefined, false];
    const readMatch = async (): Promise<void> => {
      const match = await this.match(matchId).catch(() => null); // asked for again all the same
      if (match && !hasStopped) told.match(match);
    };
    const beforePlay = setInterval(() => void readMatch(), BEFORE_PLAY_MS);
    const readAll = async (): Promise<void> => {
      clearTimeout(timer);
      try {
        const all = await this.timeline(matchId);
        if (hasStopped) return;
        told.link("connected");
        told.events?.(all);
      } catch {
        if (hasStopped) return;
        told.link("lost");
        timer = setTimeout(() => void readAll(), FIRST_WAIT_MS * (1 + Math.random()));
      }
    };
    const start = (data: unknown): void => {
      if ((data as { resumed: boolean }).resumed || !told.events) told.link("connected");
      else void readAll();
    };
    told.link("connecting");
    const stop = followStream(this.url(matchId, "/stream"), {
      events: {
        start,
        score: (score) => {
          clearInterval(beforePlay);
          told.score(scoreOf(score));
        },
        ticker: (ticker) => told.ticker(tickerOf(ticker)),
        feed: (document) => told.events?.(feedDocsIn([document])),
      },
      lost: () => told.link("lost"),
    });
    return () => {
      hasStopped = true;
      clearTimeout(timer);
      clearInterval(beforePlay);
      stop();
    };
  }

  /** The tickers of a season or a competition, the latest; none of one that is unknown. */
  async scoreboard(league: string, most: number): Promise<TickerDoc[]> {
    const path = `/v1/leagues/${encodeURIComponent(league)}/scoreboard?limit=${most}`;
    const body = (await this.body(path)) as { matches?: TickerDoc[] } | null;
    return tickersIn((body?.matches ?? []).map((data) => ({ data })));
  }

  /** The tickers of all seasons. */
  async tickers(): Promise<TickerDoc[]> {
    const body = (await this.body("/v1/leagues")) as Leagues | null;
    const leagues = (body?.sports ?? []).flatMap((sport) => sport.leagues).filter(({ kind }) => kind === "season");
    const found = await Promise.all(leagues.map(({ id }) => this.scoreboard(id, IN_HOME)));
    return [...new Map(found.flat().map((each) => [each.matchId, each])).values()];
  }

  private get(matchId: string, rest: string): Promise<unknown> {
    return this.body(`/v1/matches/${encodeURIComponent(matchId)}${rest}`);
  }

  private async body(path: string): Promise<unknown> {
    const answer = await answered(this.read, `${this.root}${path}`);
    if (answer.status === 404) return null;
    if (!answer.ok) throw new Error(`the gateway answered ${answer.status}`);
    return answer.json();
  }

  private url(matchId: string, rest: string): string {
    return `${this.root}/v1/matches/${encodeURIComponent(matchId)}${rest}`;
  }
}

interface Leagues {
  readonly sports?: readonly { readonly leagues: readonly { readonly id: string; readonly kind: string }[] }[];
}

interface Page {
  readonly events: readonly unknown[];
  readonly cursor: string;
  readonly hasMore: boolean;
}
