// The data of a gateway: matches, their feed and their stream. A gateway has no season figures: they are read from the
// project behind it, or the pages show only the matches.

import type { FacingDoc, FeedDoc, MatchDoc, PlayerSeasonDoc, ScoreDoc, TeamMatchDoc, TeamSeasonDoc, TickerDoc } from "../model/documents.ts";
import type { LogDocs } from "../model/earlier.ts";
import type { Cursor } from "../model/feed.ts";
import { Gateway, MOST_MATCHES } from "./gateway.ts";
import type { Archive, FirstScore, MatchHandlers, Link, PlayerKey, Season, SeasonHandlers, Source, Stop } from "./source.ts";

const POLL_MS = 15_000;
const FIGURES_MS: readonly number[] = [10_000, 60_000]; // after a result, when its figures should be written

const resultsIn = (tickers: readonly TickerDoc[]): string =>
  tickers.filter(({ status }) => status === "completed").map(({ matchId, resultText }) => `${matchId}: ${resultText}`).sort().join("\n");

/** Request the tickers now and every 15 seconds, until the returned function is called. A response that arrives after
 * that of a later request is ignored: a slow one would show an earlier score again. */
function poll(read: () => Promise<readonly TickerDoc[]>, show: (tickers: readonly TickerDoc[]) => void, link: (state: Link) => void): Stop {
  let [requested, answered] = [0, 0];
  const request = (): void => {
    const turn = (requested += 1);
    const inOrder = (handle: () => void): void => {
      if (turn < answered) return;
      answered = turn;
      handle();
    };
    read().then((tickers) => inOrder(() => {
      link("connected");
      show(tickers);
    }), () => inOrder(() => link("lost")));
  };
  request();
  const timer = setInterval(request, POLL_MS);
  return () => {
    clearInterval(timer);
    answered = Infinity; // responses to come are ignored
  };
}

export class GatewaySource implements Source {
  /** `figures` is the project behind the gateway, if pages may read it too. */
  constructor(private readonly gateway: Gateway, private readonly figures: Source | null = null) {}

  first(matchId: string): Promise<FirstScore> {
    return this.gateway.first(matchId);
  }

  match(matchId: string): Promise<MatchDoc | null> {
    return this.gateway.match(matchId);
  }

  /** Return nothing, because the stream begins with the whole feed. */
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

  follow(matchId: string, _since: () => Cursor | null, handlers: MatchHandlers): Stop {
    return this.gateway.follow(matchId, handlers);
  }

  async score(matchId: string): Promise<ScoreDoc | null> {
    return (await this.gateway.first(matchId)).score;
  }

  /** Follow nothing more, because the stream has the whole score. */
  followScore(): Stop {
    return () => undefined;
  }

  followBoard(matchId: string, handlers: Omit<MatchHandlers, "events">): Stop {
    return this.gateway.follow(matchId, handlers);
  }

  home(show: (tickers: readonly TickerDoc[]) => void, link: (state: Link) => void): Stop {
    return poll(() => this.gateway.tickers(), show, link);
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

  /** Poll the tickers; read the teams' figures some time after a result has changed. */
  followSeason(seasonId: string, handlers: SeasonHandlers, link: (state: Link) => void): Stop {
    const { figures } = this;
    let results: string | null = null;
    const timers = new Set<ReturnType<typeof setTimeout>>();
    const readTeams = (): void => void figures?.teams(seasonId).then(handlers.teams, () => link("lost"));
    const show = (tickers: readonly TickerDoc[]): void => {
      handlers.tickers(tickers);
      const now = resultsIn(tickers);
      if (figures && results !== null && results !== now) for (const wait of FIGURES_MS) timers.add(setTimeout(readTeams, wait));
      results = now;
    };
    const stopPolling = poll(() => this.gateway.scoreboard(`season:${seasonId}`, MOST_MATCHES), show, link);
    return () => {
      stopPolling();
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
