// The data of a gateway: matches, their feed and their stream. Figures of seasons are not served by
// it: they are read from the project behind it, or the pages show the matches only.

import type { FacingDoc, FeedDoc, MatchDoc, PlayerSeasonDoc, ScoreDoc, TeamMatchDoc, TeamSeasonDoc, TickerDoc } from "../model/documents.ts";
import type { LogDocs } from "../model/earlier.ts";
import type { Cursor } from "../model/feed.ts";
import { Gateway, MOST_MATCHES } from "./gateway.ts";
import type { Archive, First, Followed, Link, PlayerKey, Season, SeasonHeard, Source, Stop } from "./source.ts";

const POLL_MS = 15_000;
const FIGURES_MS: readonly number[] = [10_000, 60_000]; // behind a result, by when its figures are written

const resultsIn = (tickers: readonly TickerDoc[]): string =>
  tickers.filter(({ status }) => status === "completed").map(({ matchId, resultText }) => `${matchId}: ${resultText}`).sort().join("\n");

export class GatewaySource implements Source {
  /** `figures` is the project behind the gateway, where pages may read it too. */
  constructor(private readonly gateway: Gateway, private readonly figures: Source | null = null) {}

  first(matchId: string): Promise<First> {
    return this.gateway.first(matchId);
  }

  match(matchId: string): Promise<MatchDoc | null> {
    return this.gateway.match(matchId);
  }

  /** Nothing: the stream begins with the whole feed. */
  latest(): Promise<FeedDoc[]> {
    return Promise.resolve([]);
  }

  async innings(matchId: string, inningsNumber: number): Promise<FeedDoc[]> {
    return (await this.gateway.timeline(matchId)).filter((each) => each.inningsNumber === inningsNumber);
  }

  async archive(matchId: string): Promise<Archive> {
    return this.figures ? this.figures.archive(matchId) : this.gateway.summary(matchId);
  }

  async log(matchId: string): Promise<LogDocs | null> {
    return this.figures?.log(matchId) ?? null;
  }

  earlier(matchId: string, actionId: string): Promise<ScoreDoc | null> {
    return this.gateway.earlier(matchId, actionId);
  }

  follow(matchId: string, _since: () => Cursor | null, told: Followed): Stop {
    return this.gateway.follow(matchId, told);
  }

  async score(matchId: string): Promise<ScoreDoc | null> {
    return (await this.gateway.first(matchId)).score;
  }

  /** Nothing more: the stream brings the whole score. */
  followScore(): Stop {
    return () => undefined;
  }

  followBoard(matchId: string, told: Omit<Followed, "events">): Stop {
    return this.gateway.follow(matchId, told);
  }

  home(show: (tickers: readonly TickerDoc[]) => void, link: (state: Link) => void): Stop {
    const look = (): void => {
      this.gateway.tickers().then((tickers) => {
        link("connected");
        show(tickers);
      }, () => link("lost"));
    };
    look();
    const timer = setInterval(look, POLL_MS);
    return () => clearInterval(timer);
  }

  async season(seasonId: string): Promise<Season> {
    if (this.figures) return this.figures.season(seasonId);
    const tickers = await this.gateway.scoreboard(`season:${seasonId}`, MOST_MATCHES);
    return { name: null, teams: [], players: [], tickers, scheduled: [], competitions: new Map() };
  }

  async teams(seasonId: string): Promise<readonly TeamSeasonDoc[]> {
    return this.figures?.teams(seasonId) ?? [];
  }

  async players(seasonId: string): Promise<readonly PlayerSeasonDoc[]> {
    return this.figures?.players(seasonId) ?? [];
  }

  /** By asking again and again; for the teams' figures where a result is another, some time behind it. */
  followSeason(seasonId: string, heard: SeasonHeard, link: (state: Link) => void): Stop {
    const { figures } = this;
    let results: string | null = null;
    const timers = new Set<ReturnType<typeof setTimeout>>();
    const readTeams = (): void => void figures?.teams(seasonId).then(heard.teams, () => link("lost"));
    const look = (): void => void this.gateway.scoreboard(`season:${seasonId}`, MOST_MATCHES).then((tickers) => {
      link("connected");
      heard.tickers(tickers);
      const now = resultsIn(tickers);
      if (figures && results !== null && results !== now) for (const wait of FIGURES_MS) timers.add(setTimeout(readTeams, wait));
      results = now;
    }, () => link("lost"));
    look();
    const polling = setInterval(look, POLL_MS);
    return () => {
      clearInterval(polling);
      for (const each of timers) clearTimeout(each);
    };
  }

  async facing(seasonId: string, batsmanId: string): Promise<readonly FacingDoc[]> {
    return this.figures?.facing(seasonId, batsmanId) ?? [];
  }

  async meetings(seasonId: string, teamId: string, opponentId: string): Promise<readonly TeamMatchDoc[]> {
    return this.figures?.meetings(seasonId, teamId, opponentId) ?? [];
  }

  async names(players: readonly PlayerKey[], teamIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
    return this.figures?.names(players, teamIds) ?? new Map();
  }
}
