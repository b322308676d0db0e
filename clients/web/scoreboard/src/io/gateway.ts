// Reads matches from the gateway, and follows them by its server-sent events.

import type { FeedDoc, MatchDoc, ScoreDoc, TickerDoc } from "../model/documents.ts";
import { feedDocsIn, scoreOf, summaryOf } from "../model/match_shapes.ts";
import { matchDocOf, tickerOf, tickersIn } from "../model/shapes.ts";
import { fetchWithTimeout } from "./fetch_with_timeout.ts";
import { followStream } from "./event_stream.ts";
import { FIRST_WAIT_MS } from "./keep_listening.ts";
import type { Archive, FirstScore, MatchHandlers, Stop } from "./source.ts";

const PAGE = 500;
const IN_HOME = 100; // matches of each season
/** The most matches of a league that the gateway returns. */
export const MOST_MATCHES = 200;
const BEFORE_PLAY_MS = 60_000;

export class Gateway {
  constructor(private readonly root: string, private readonly read: typeof fetch = fetch.bind(globalThis)) {}

  async first(matchId: string): Promise<FirstScore> {
    return { score: scoreOf(await this.get(matchId, "/score")), ticker: null };
  }

  async match(matchId: string): Promise<MatchDoc | null> {
    return matchDocOf(await this.get(matchId, ""));
  }

  /** Return the whole feed, read page by page, the oldest first. */
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

  /** Return the score after an action; null if the action is voided or unknown. */
  async earlier(matchId: string, actionId: string): Promise<ScoreDoc | null> {
    const at = (await this.get(matchId, `/at/${encodeURIComponent(actionId)}`)) as { score?: unknown } | null;
    return scoreOf(at?.score);
  }

  async summary(matchId: string): Promise<Archive> {
    const stats = (await this.get(matchId, "/stats")) as { summary?: unknown } | null;
    return { summary: summaryOf(stats?.summary), lines: [] };
  }

  /** Follow a match until the returned function is called. If there is a handler for events, the feed before the stream
   * is read, with retries. The match is read until play begins, because the stream has no toss and no sides. */
  follow(matchId: string, handlers: Omit<MatchHandlers, "events"> & Partial<MatchHandlers>): Stop {
    let [timer, hasStopped]: [ReturnType<typeof setTimeout> | undefined, boolean] = [undefined, false];
    const readMatch = async (): Promise<void> => {
      const match = await this.match(matchId).catch(() => null); // read again at the next interval
      if (match && !hasStopped) handlers.match(match);
    };
    const beforePlay = setInterval(() => void readMatch(), BEFORE_PLAY_MS);
    const readAll = async (): Promise<void> => {
      clearTimeout(timer);
      try {
        const all = await this.timeline(matchId);
        if (hasStopped) return;
        handlers.link("connected");
        handlers.events?.(all);
      } catch {
        if (hasStopped) return;
        handlers.link("lost");
        timer = setTimeout(() => void readAll(), FIRST_WAIT_MS * (1 + Math.random()));
      }
    };
    const start = (data: unknown): void => {
      if ((data as { resumed: boolean }).resumed || !handlers.events) handlers.link("connected");
      else void readAll();
    };
    handlers.link("connecting");
    const stop = followStream(this.url(matchId, "/stream"), {
      events: {
        start,
        score: (score) => {
          clearInterval(beforePlay);
          handlers.score(scoreOf(score));
        },
        ticker: (ticker) => handlers.ticker(tickerOf(ticker)),
        feed: (document) => handlers.events?.(feedDocsIn([document])),
      },
      lost: () => handlers.link("lost"),
    });
    return () => {
      hasStopped = true;
      clearTimeout(timer);
      clearInterval(beforePlay);
      stop();
    };
  }

  /** Return the latest tickers of a season or a competition; none if it is unknown. */
  async scoreboard(league: string, most: number): Promise<TickerDoc[]> {
    const path = `/v1/leagues/${encodeURIComponent(league)}/scoreboard?limit=${most}`;
    const body = (await this.body(path)) as { matches?: TickerDoc[] } | null;
    return tickersIn((body?.matches ?? []).map((data) => ({ data })));
  }

  /** Return the tickers of all seasons. */
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
    const response = await fetchWithTimeout(this.read, `${this.root}${path}`);
    if (response.status === 404) return null;
    if (!response.ok) throw new Error(`the gateway answered ${response.status}`);
    return response.json();
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
